#!/usr/bin/env bats
# shellcheck disable=SC2154 # book is made by helper
# Whatever becomes of the cache, the answers are those of reading everything.

load helper

setup() {
  fresh_book
  export TZ=UTC
  umask 077
  local day
  for day in 03 10 17; do
    put "2026-11-$day" "team/alice/2026-11-$day.md" '# Alice' '' '## A. Trust' '' "- zebra on the $day" '' \
      "- [ ] send plan $day @me due:2026-11-2${day#?} ^aaaa$day"
    put "2026-11-$day" "peer/bob/2026-11-$day.md" '# Bob' '' "- [ ] ask about $day" '' "- [x] rota ^bbbb$day"
  done
  # A note that is edited on another day: `log` tells how much later.
  echo '- a late thought' >>peer/bob/2026-11-10.md
  GIT_COMMITTER_DATE='2026-11-20 12:00 +0000' git commit -qam 'a late thought'
  sed -i '/plan 03/d' team/alice/2026-11-03.md
  git commit -qam 'a promise goes away'
  echo '- a zebra that is not committed' >>team/alice/2026-11-17.md
  on 2026-11-24
  answers >"$BATS_TEST_TMPDIR/wanted"
}

ask() {
  tl11 grep zebra && tl11 grep --history zebra && tl11 followups --all && tl11 followups alice &&
    tl11 lost && tl11 log --json && tl11 log && tl11 log bob && tl11 people --json &&
    tl11 due --all && tl11 coverage --json && tl11 show alice
}

answers() {
  XDG_CACHE_HOME=/dev/null ask
}

# Asked twice: what was made the first time is what the second time reads.
expect_answers() {
  diff "$BATS_TEST_TMPDIR/wanted" <(ask) || return
  diff "$BATS_TEST_TMPDIR/wanted" <(ask) || return
}

cached() {
  find "$XDG_CACHE_HOME/tl11" -type f
}

@test "all of it is the user's alone, and may go at any time" {
  umask 000
  expect_answers
  [ -z "$(find "$XDG_CACHE_HOME/tl11" \( -type f ! -perm 600 -o -type d ! -perm 700 \) -print)" ]
  local file
  for file in $(cached); do
    rm "$file"
    expect_answers
  done
  rm -r "$XDG_CACHE_HOME/tl11"
  expect_answers
}

@test "people whose files are as they were are looked at and not read" {
  ask_people() {
    tl11 people --json && tl11 due --all && tl11 coverage
  }
  expect_people() {
    diff <(XDG_CACHE_HOME=/dev/null ask_people) <(ask_people) || return
  }
  trace() { # COMMAND
    strace -f -o "$BATS_TEST_TMPDIR/trace" -e trace=getdents64,open,openat,openat2 tl11 "$1"
  }
  printf '[person]\nname = Bob\n' >peer/bob/person.ini
  expect_people
  sleep 2.1
  expect_people
  local command
  for command in people due coverage; do
    trace "$command"
    grep tl11.ini "$BATS_TEST_TMPDIR/trace"
    run -1 grep -e getdents64 -e '[.]md"' -e person.ini "$BATS_TEST_TMPDIR/trace"
  done
  printf '[person]\nname = Alice Rahma\n' >team/alice/person.ini
  expect_people
  trace people
  grep team/alice/person.ini "$BATS_TEST_TMPDIR/trace"
  run -1 grep -e peer/bob "$BATS_TEST_TMPDIR/trace"
  sed -i 's/zebra/lion./' team/alice/2026-11-17.md
  printf '# Bob\n' >peer/bob/2026-11-17.md
  expect_people
  mkdir manager && mv peer/bob manager/ && expect_people
  mv manager/bob manager/bobby && expect_people
  printf '[person]\nevery = soon\n' >manager/bobby/person.ini
  run -4 ask_people
  run -4 env XDG_CACHE_HOME=/dev/null tl11 people
  rm -r manager && ln -s team manager && expect_people
}

# Once times are old enough to tell, only what they tell is read: nothing may be missed.
@test "folders and files that are as they were are not read, any other is" {
  expect_found() {
    diff <(XDG_CACHE_HOME=/dev/null tl11 grep zebra) <(tl11 grep zebra) || return
  }
  tl11 grep zebra
  sleep 2.1
  tl11 grep zebra
  strace -f -o "$BATS_TEST_TMPDIR/trace" -e trace=getdents64,openat -P "$PWD/team/alice" tl11 grep zebra
  grep openat "$BATS_TEST_TMPDIR/trace"
  run -1 grep getdents64 "$BATS_TEST_TMPDIR/trace"
  echo '# A zebra of today' >team/alice/2026-11-24.md
  expect_found
  sleep 2.1
  expect_found && expect_found
  rm team/alice/2026-11-03.md
  expect_found
  mv team/alice/2026-11-10.md peer/bob/2026-11-11.md
  expect_found
  echo '- another zebra' >>peer/bob/2026-11-17.md
  expect_found
  git add -A && git commit -qm all
  expect_found
  sleep 2.1
  expect_found && expect_found
  # As many notes as before, in a folder that is as it was.
  mkdir team/bob && echo '# A zebra there' >team/bob/2026-11-12.md && git add team/bob
  git rm -q --cached peer/bob/2026-11-11.md && git commit -qm 'it stays, uncommitted'
  expect_found
  rm -r peer/bob && ln -s ../team/alice peer/bob
  expect_found
}

@test "on a full disk all is done without, and nothing is left behind" {
  # No file may grow above a kilobyte: a disk that is full to whoever writes the cache.
  diff "$BATS_TEST_TMPDIR/wanted" <(
    trap '' XFSZ
    ulimit -f 1
    ask
  )
  [ -z "$(find "$XDG_CACHE_HOME/tl11" -name '.tmp-*' -o -type f -size +2)" ]
  expect_answers
}

@test "a killed run leaves what the next one goes on from" {
  local call n
  for call in openat write renameat; do
    for n in 3 9 17 31; do
      rm -rf "$XDG_CACHE_HOME/tl11"
      strace -f -qq -o /dev/null -e "inject=$call:signal=KILL:when=$n" tl11 grep --history zebra >/dev/null 2>&1 || true
      strace -f -qq -o /dev/null -e "inject=$call:signal=KILL:when=$n" tl11 followups >/dev/null 2>&1 || true
      expect_answers
    done
  done
}

@test "many at once" {
  local n
  for n in 1 2 3 4 5 6; do
    ask >"$BATS_TEST_TMPDIR/answer$n" &
  done
  wait
  for n in 1 2 3 4 5 6; do
    diff "$BATS_TEST_TMPDIR/wanted" "$BATS_TEST_TMPDIR/answer$n"
  done
}

@test "a linked work tree has answers of its own" {
  expect_answers
  git worktree add -q ../other HEAD~1
  [ "$(cd ../other && TL11_DIR='' tl11 grep -F 'plan 03' | wc -l)" = 1 ]
  [ "$(cd ../other && TL11_DIR='' tl11 followups | grep -c 'plan 03')" = 1 ]
  run -1 tl11 grep -F 'plan 03'
  expect_answers
}

@test "what takes long shows how far it is, on a terminal alone" {
  # Each file of the cache takes half a second to be put in its place.
  local slow='strace -f -qq -o /dev/null -e inject=renameat:delay_enter=500000'
  run --separate-stderr "${slow%% *}" ${slow#* } tl11 grep --history zebra
  [ "$status" -eq 0 ]
  [ -z "$stderr" ]
  rm -r "$XDG_CACHE_HOME/tl11"
  tmux -S "$BATS_TEST_TMPDIR/tmux" -f /dev/null new-session -d -x 100 -y 30 \
    "TERM=screen PAGER=cat ASAN_OPTIONS=detect_leaks=0 $slow tl11 grep --history zebra; echo ended; sleep 60"
  screen_has 'reading history'
  screen_has ended
  run ! grep -F 'reading history' <(tmux -S "$BATS_TEST_TMPDIR/tmux" capture-pane -p)
  tmux -S "$BATS_TEST_TMPDIR/tmux" kill-server
}

screen_has() { # TEXT
  for _ in {1..200}; do
    ! tmux -S "$BATS_TEST_TMPDIR/tmux" capture-pane -p 2>/dev/null | grep -qF -- "$1" || return 0
    sleep 0.05
  done
  tmux -S "$BATS_TEST_TMPDIR/tmux" capture-pane -p
  return 1
}

@test "Ctrl-C breaks nothing" {
  local n
  for n in 2 5; do
    rm -rf "$XDG_CACHE_HOME/tl11"
    strace -f -qq -o /dev/null -e "inject=renameat:signal=INT:when=$n" tl11 grep --history zebra >/dev/null 2>&1 || true
    judge ' M team/alice/2026-11-17.md'
    expect_answers
  done
}
