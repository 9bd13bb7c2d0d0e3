#!/usr/bin/env bash
# Random histories of two and three machines that meet over a bare repository, at a path, an ssh
# server or a web server: notes written with tl11 and without, ticked, carried, moved, renamed,
# deleted, pulled in any order, pushed too late, pushes cut off in the middle. One machine may be
# a plain clone, with git alone. At the end all machines are equal, git finds nothing wrong, no
# line is lost, and no merge has left a conflict: no two machines reword one line or move one
# person, which a person would call one too.
# FIRST is where the numbers begin; HUBS says where they meet, each as often as it is named; with
# KEEP the machines of a failure stay.
here=$(cd "$(dirname "$0")" && pwd)
build=${TL11_BUILD:-$(cd "$here/../../build" && pwd)}
count=${SAMPLE:-12}
[ -z "${ALL:-}" ] || count=1000
[ -x "$build/bin/tl11" ] || {
  echo "${0##*/}: there is no $build/bin/tl11: run 'make'" >&2
  exit 1
}
scratch=$(mktemp -d "${TMPDIR:-$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)}/tl11-machines.XXXXXX")
trap 'stop_servers; [ -n "${KEEP:-}" ] || rm -rf "$scratch"' EXIT

export PATH=$build/bin:$PATH HOME=$scratch/home GIT_CONFIG_NOSYSTEM=1 TZ=UTC LC_ALL=C.UTF-8 TERM=dumb
unset XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME TL11_DIR GIT_DIR GIT_INDEX_FILE GIT_CONFIG_GLOBAL
mkdir "$HOME"
umask 077
git config --global user.name Tester
git config --global user.email tester@example.org
git config --global init.defaultBranch main
git config --global gc.auto 0
git config --global core.fsync none

make_program() { # PATH: standard input, to be run
  cat >"$1"
  chmod +x "$1"
}
BATS_TEST_TMPDIR=$scratch
. "$here/../cli/servers.bash"

# Stands in for git-receive-pack, on a connection that carries $2 bytes there, or back.
make_program "$scratch/cut" <<'CUT'
#!/bin/sh
case $1 in
there) stdbuf -o0 head -c "$2" | git-receive-pack "$3" ;;
back) git-receive-pack "$3" | { stdbuf -o0 head -c "$2" && kill -9 $$; } ;;
esac
CUT

# Stands between a client and the web server at 127.0.0.1:$1, at an address of its own: a
# connection ends when $2 bytes went there (or, with back, when $2 came back).
make_program "$scratch/proxy" <<'PROXY'
#!/usr/bin/perl
use strict;
use IO::Socket::INET;
use IO::Select;
my ($port, $limit, $back) = @ARGV;
my $at = '127.0.0.2';
my $listener = IO::Socket::INET->new(LocalAddr => $at, LocalPort => $port, Listen => 9, ReuseAddr => 1)
  or die "$at:$port: $!\n";
$SIG{CHLD} = 'IGNORE';
print "ready\n" and STDOUT->flush;
while (my $client = $listener->accept) {
  next if fork;
  my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or die "$port: $!\n";
  my %other = ($client => $server, $server => $client);
  my ($select, $left) = (IO::Select->new($client, $server), $limit);
  while (1) {
    for my $from ($select->can_read) {
      sysread $from, my $bytes, 65536 or exit;
      if (($from == $client) != !!$back) {
        $bytes = substr $bytes, 0, $left;
        $left -= length $bytes;
      }
      syswrite $other{$from}, $bytes;
      exit if !$left;
    }
  }
}
PROXY

# A hook that its git does not survive.
cat >"$scratch/dying" <<'DYING'
#!/bin/sh
cat >/dev/null
rm "$0"
kill -9 $PPID
DYING

# An editor that puts $LINE at the end of a section, the $WHERE-th of them.
make_program "$scratch/editor" <<'EDITOR'
#!/bin/sh
awk -v line="$LINE" -v where="$WHERE" '
  { lines[NR] = $0; if (/^## /) heads[++n] = NR }
  END {
    at = n ? heads[where % n + 1] : NR
    for (i = 1; i <= NR; i++) {
      print lines[i]
      if (i == at) printf "\n%s\n", line
    }
  }' "$1" >"$1.new" && cat "$1.new" >"$1" && rm "$1.new"
EDITOR
export GIT_EDITOR=$scratch/editor

say() { echo "$*" >>"$told"; }

fail() {
  [ -n "$failed" ] || echo "history $seed: step $step: $*"
  failed=1
}

# What must succeed; what it said is told where it does not.
must() {
  say "  $machine: $*"
  "$@" >"$scratch/out" 2>&1 || { fail "machine $machine: $*: $(tail -n 4 "$scratch/out")" && return 1; }
}

roll() { rolled=$((RANDOM % $1)); }

is_plain() { [ "$machine" = "$plain" ]; }

# A word that nobody has written yet, of this machine.
new_word() {
  words=$((words + 1))
  word=w${words}x
  owner[words]=$machine
  state[words]=there
}

# One of the files that a glob finds; fails where there is none.
pick() {
  local found=("$@")
  [ -e "${found[0]}" ] || return 1
  roll ${#found[@]}
  picked=${found[rolled]}
}

# Not of those that a machine may remove.
pick_note() { pick ./*/p*/20*.md; }

pick_person() {
  pick ./*/*/person.ini || return 1
  picked=${picked%/person.ini}
  picked=${picked##*/}
}

# A change made outside tl11 is committed by git, or by tl11.
commit_it() {
  roll 2
  if [ $rolled -eq 0 ] || is_plain; then
    must git commit -qam "by hand"
  else
    must tl11 save --drop-missing
  fi
}

# -- what happens on a machine -------------------------------------------------------------

write_line() {
  pick_note || return 0
  new_word
  roll 3
  LINE="- $word is said"
  [ $rolled -gt 0 ] || LINE="- [ ] $word is promised @me"
  roll 20
  LINE=$LINE WHERE=$rolled "$GIT_EDITOR" "$picked"
  say "  $machine: $word into $picked"
  commit_it
}

write_note() {
  pick_person || return 0
  new_word
  roll 3
  local line="- $word is noted"
  [ $rolled -gt 0 ] || line="- [ ] $word is promised @them"
  roll 20
  LINE=$line WHERE=$rolled must tl11 note "$picked"
}

# As in an editor, without tl11: of a day that another machine may write a note of too.
write_by_hand() {
  pick ./*/*/person.ini || return 0
  local path=${picked%/person.ini}/$TL11_TODAY.md
  [ ! -e "$path" ] || return 0
  new_word
  printf '# By hand\n\n## A. Trust\n\n- %s is noted\n' "$word" >"$path"
  say "  $machine: $word into the new $path"
  must git add "$path" && must git commit -qm 'a note by hand'
}

jot() {
  pick_person || return 0
  new_word
  must tl11 jot "$picked" "$word is to be talked about"
}

close_one() {
  local ids id verb
  ids=$(tl11 followups --all --json | jq -r '.[] | select(.state != "lost" and .id) | .id')
  # shellcheck disable=SC2086 # words
  set -- $ids
  [ $# -gt 0 ] || return 0
  roll $#
  shift $rolled
  id=$1
  roll 4
  verb='done'
  [ $rolled -ne 1 ] || verb=drop
  [ $rolled -ne 2 ] || verb=reopen
  say "  $machine: tl11 $verb $id"
  tl11 $verb "$id" >"$scratch/out" 2>&1 || [ $? -eq 1 ] || fail "tl11 $verb $id: $(cat "$scratch/out")"
}

# Words of this machine that stand somewhere.
own_word() {
  [ "$words" -gt 0 ] || return 1
  roll "$words"
  local n=$((rolled + 1))
  [ "${owner[n]}" = "$machine" ] && [ "${state[n]}" = there ] || return 1
  word=w${n}x
  number=$n
  mapfile -t places < <(grep -rlw --include='*.md' "$word" . 2>/dev/null)
  [ ${#places[@]} -gt 0 ]
}

reword() {
  own_word || return 0
  new_word_in=$word
  sed -i "s/\\b$new_word_in\\b/$new_word_in still/" "${places[@]}"
  say "  $machine: reworded $new_word_in in ${places[*]}"
  commit_it
}

delete_line() {
  own_word || return 0
  sed -i "/\\b$word\\b/d" "${places[@]}"
  state[number]=gone
  say "  $machine: deleted $word from ${places[*]}"
  must git commit -qam 'by hand'
}

# Each person is moved by one machine, and has one name to begin with.
move_person() {
  local ini slug from to
  pick ./*/"p$machine"*/person.ini || return 0
  ini=${picked#./}
  from=${ini%%/*}
  slug=${ini#*/}
  slug=${slug%/person.ini}
  roll 4
  case $rolled in
  0) grep -q archived "$ini" || must tl11 archive "$slug" ;;
  1) must tl11 rename "$slug" "p$machine-$step" ;;
  *)
    roll 3
    to=$(printf '%s\n' team manager peer cross-functional | grep -vx "$from" | sed -n "$((rolled + 1))p")
    must tl11 move "$slug" --to "$to"
    ;;
  esac
}

# A note that nobody else writes in: the one of a day that is this machine's.
delete_note() {
  local path=team/own$machine/2026-01-0$((RANDOM % 9 + 1)).md
  if [ -e "$path" ]; then
    must git rm -q "$path" && must git commit -qm 'a note less'
  else
    mkdir -p "${path%/*}" && printf '# Own\n\n- a line\n' >"$path"
    if is_plain; then
      must git add "$path" && must git commit -qm 'a note more'
    else
      must tl11 save
    fi
  fi
}

# As if tl11 had never been here.
make_plain() {
  git config --remove-section merge.tl11
  rm -f .git/hooks/*
}

# Of a person who was renamed git may lose track, where what it compares is too unlike: that is for
# tl11 sync to settle. Of lines it must never ask, but where tl11's driver is not.
settle() {
  grep -q CONFLICT "$scratch/out" || { fail "git pull: $(cat "$scratch/out")" && return 1; }
  say "  $machine: settled by tl11 sync: $(grep CONFLICT "$scratch/out")"
  if is_plain; then
    by_hand=$((by_hand + 1))
  else
    ! grep -qE 'CONFLICT \((content|add/add)\)' "$scratch/out" ||
      { fail "$(grep CONFLICT "$scratch/out")" && return 1; }
    settled=$((settled + 1))
  fi
  if [ -d .git/rebase-merge ]; then must git rebase --abort; elif is_plain; then must git merge --abort; fi
  must tl11 sync
  ! is_plain || make_plain
}

pull() {
  roll 4
  local way=(--rebase)
  [ $rolled -eq 0 ] || way=(--no-rebase --no-edit)
  if [ $rolled -eq 3 ] && ! is_plain; then
    must tl11 sync
  else
    say "  $machine: git pull ${way[*]}"
    git pull -q "${way[@]}" >"$scratch/out" 2>&1 || settle
  fi
}

# Whoever comes too late pulls some other time.
push() {
  say "  $machine: git push"
  git push -q >"$scratch/out" 2>&1 || say "  late"
}

# A connection of this machine ends when so many bytes went there, or came back.
end_bytes() { # there|back BYTES
  if [ "$hub" != http ]; then
    git config remote.origin.receivepack "$scratch/cut $1 $2"
    return
  fi
  local back=
  [ "$1" = there ] || back=1
  : >"$scratch/ready"
  "$scratch/proxy" "$web" "$2" $back >"$scratch/ready" 2>&1 &
  proxy=$!
  until [ -s "$scratch/ready" ]; do sleep 0.01; done
  grep -q ready "$scratch/ready" || fail "proxy: $(cat "$scratch/ready")"
  git config http.curloptResolve "127.0.0.1:$web:127.0.0.2"
}

mend_bytes() {
  git config --unset remote.origin.receivepack
  git config --unset http.curloptResolve && kill "$proxy" && wait "$proxy" 2>/dev/null
}

# The server's git dies, once, before or after it takes all in; or the bytes end.
cut_push() {
  local hooks=$scratch/served/notes.git/hooks cut cuts=(pre-receive post-receive there back)
  roll ${#cuts[@]}
  cut=${cuts[rolled]}
  case $cut in
  *-receive)
    make_program "$hooks/$cut" <"$scratch/dying"
    ;;
  *)
    roll 2500
    end_bytes "$cut" "$rolled"
    ;;
  esac
  say "  $machine: a push cut off ($cut $rolled)"
  roll 2
  if [ $rolled -eq 0 ] || is_plain; then
    git push -q >"$scratch/out" 2>&1
  elif tl11 sync >"$scratch/out" 2>&1; then
    [ "$(git rev-parse HEAD)" = "$(git -C "$scratch/served/notes.git" rev-parse main)" ] ||
      fail 'sync says that it is all there'
  fi
  say "  it said: $(tail -n 2 "$scratch/out")"
  cut_off=$((cut_off + 1))
  rm -f "$hooks/$cut"
  mend_bytes
  # What git left open is gone on with.
  [ ! -e .git/MERGE_HEAD ] || settle
}

# -- a history ----------------------------------------------------------------------------

happen() {
  local deeds=(write_line write_line write_line write_note write_note jot jot close_one close_one
    reword reword delete_line move_person delete_note pull pull pull push push push cut_push)
  roll $machines
  machine=$rolled
  cd "$scratch/m$machine" || exit
  ! is_plain || deeds=(write_line write_line write_by_hand write_by_hand reword reword delete_line
    delete_note pull pull push push cut_push)
  roll 3
  day=$((day + rolled))
  TL11_TODAY=$(date -u -d "2026-03-01 +$day days" +%F)
  export TL11_TODAY GIT_AUTHOR_DATE="$TL11_TODAY 12:00 +0000" GIT_COMMITTER_DATE="$TL11_TODAY 12:00 +0000"
  roll ${#deeds[@]}
  ${deeds[rolled]}
}

# A person whom one has met for a while.
first_notes() {
  local date section
  for date in 2026-02-02 2026-02-09 2026-02-16; do
    new_word
    for section in 'A. Trust' 'B. Goals' 'C. Support'; do
      printf '## %s\n\n- a thing that was said about %s on %s\n- and what came of it\n\n' \
        "$section" "${section#* }" "$date"
    done | cat <(printf '# Met\n\n- [ ] %s is to be done\n\n' "$word") - <(printf '## Decisions\n\n## Private\n') |
      must tl11 note "p$machine" --date "$date" --stdin
  done
}

# Each server is started once; a quarter of all meet there where HUBS does not say otherwise.
choose_hub() {
  local hubs
  read -ra hubs <<<"${HUBS:-ssh http path path path path path path}"
  roll ${#hubs[@]}
  hub=${hubs[rolled]}
  make_served notes.git
  case $hub in
  path) url=$served/notes.git ;;
  ssh)
    [ -e "$HOME/key" ] || start_ssh || exit
    url=hub:$served/notes.git
    ;;
  http)
    [ -n "${web:-}" ] || { start_http && web=$port; } || exit
    url=http://127.0.0.1:$web/git/notes.git
    git -C "$served/notes.git" config http.receivepack true
    ;;
  esac
}

begin() {
  cd "$scratch" || exit
  rm -rf "$scratch"/m? "$scratch/served"
  choose_hub
  machine=0 day=0
  export TL11_TODAY=2026-03-01
  must tl11 init "$scratch/m0"
  cd "$scratch/m0" || exit
  git remote add origin "$url"
  git config tl11.allowedRemote "$url"
  for ((machine = 0; machine < machines; machine++)); do
    must tl11 add "p$machine" --as team
    first_notes
  done
  must git push -qu origin main
  for ((machine = 1; machine < machines; machine++)); do
    if is_plain; then
      must git clone -q "$url" "$scratch/m$machine"
      git -C "$scratch/m$machine" config tl11.allowedRemote "$url"
    else
      must tl11 clone "$url" "$scratch/m$machine"
    fi
  done
}

# Until every machine has what all have.
meet() {
  local round
  for ((round = 0; round < 3; round++)); do
    for ((machine = 0; machine < machines; machine++)); do
      cd "$scratch/m$machine" || exit
      pull
      must git push -q
    done
  done
}

check_words() {
  local n found
  for ((n = 1; n <= words; n++)); do
    [ "${state[n]}" = there ] || continue
    found=$(grep -rw --include='*.md' "w${n}x" . | grep -vc '\[.\]')
    grep -rqw --include='*.md' "w${n}x" . || fail "w${n}x is lost"
    [ "$found" -le 1 ] || fail "w${n}x stands $found times"
  done
}

check_people() {
  local folder slug
  for folder in ./*/*/; do
    slug=$(basename "$folder")
    ls ./*/"$slug"/person.ini >/dev/null 2>&1 || [[ $slug == own* ]] || fail "$folder is nobody's"
    [ "$(tl11 log "$slug" --json | jq length)" = "$(find . -path "./*/$slug/20*.md" | wc -l)" ] ||
      fail "tl11 log $slug does not list all notes"
  done
}

check_end() {
  local head other
  machine=0
  cd "$scratch/m0" || exit
  head=$(git rev-parse HEAD)
  git -C "$served/notes.git" fsck --strict --no-dangling >"$scratch/out" 2>&1 || fail "fsck there: $(head -n 3 "$scratch/out")"
  for ((other = 0; other < machines; other++)); do
    [ "$(git -C "$scratch/m$other" rev-parse HEAD)" = "$head" ] || fail "machine $other is not equal"
    [ -z "$(git -C "$scratch/m$other" status --porcelain)" ] || fail "machine $other is not clean"
    git -C "$scratch/m$other" fsck --strict --no-dangling >"$scratch/out" 2>&1 ||
      fail "fsck of machine $other: $(head -n 3 "$scratch/out")"
  done
  [ -z "$(git log --all --format=%h -G'^(<<<<<<<|>>>>>>>) ' -- '*.md' '*.ini')" ] || fail 'markers were committed'
  tl11 check >"$scratch/out" 2>&1
  ! grep -E ' (conflict-marker|binary|person|unreadable|duplicate-id|two-homes):' "$scratch/out" || fail 'tl11 check'
  check_words
  check_people
}

run_history() {
  seed=$1 failed='' step=0 words=0 owner=() state=()
  RANDOM=$seed
  told=$scratch/told
  : >"$told"
  machines=$((2 + RANDOM % 2)) plain=''
  roll 3
  [ $rolled -gt 0 ] || plain=$((machines - 1))
  begin
  local steps=$((20 + RANDOM % 20))
  for ((step = 1; step <= steps && ${#failed} == 0; step++)); do happen; done
  [ -n "$failed" ] || meet
  [ -n "$failed" ] || check_end
  [ -z "$failed" ] || sed 's/^/  /' "$told"
  [ -z "$failed" ]
}

wrong=0 settled=0 by_hand=0 cut_off=0
for ((history = ${FIRST:-1}; history < ${FIRST:-1} + count; history++)); do
  run_history "$history" || {
    wrong=$((wrong + 1))
    [ -z "${KEEP:-}" ] || break
  }
done
echo "machines: $count histories from ${FIRST:-1}, $cut_off pushes cut off, $settled times git asked about a person who was renamed, $by_hand times about lines where tl11 was not, $wrong differ"
[ "$wrong" -eq 0 ]
