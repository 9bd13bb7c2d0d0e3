#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# States and files that a careless program would commit to, or write through.

setup() {
  load helper
  fresh_book
  tl11 note alice --as team --stdin <<<'- hello'
  # An editor that must never be opened leaves its trace.
  make_program "$HOME/opened" <<<$'#!/bin/sh\ntouch "$HOME/was-opened"\necho x >>"$1"'
  export GIT_EDITOR=$HOME/opened
}

# Every command that writes says why not, with a status, before anything is written.
refuses() { # STATUS TEXT
  local before
  printf '# M\n\n## 1:1s with Mentors\n\n### A. B\n\n- c\n' >"$BATS_TEST_TMPDIR/guide.md"
  before=$(snapshot "$book")
  for command in 'note alice --new --stdin' 'note alice' 'note alice --no-edit --new' 'note budi --as team --stdin' \
    'edit alice' 'jot alice x' 'save' 'add budi --as team' 'move alice --to peer' 'rename alice alicia' \
    'archive alice' "guide import $BATS_TEST_TMPDIR/guide.md"; do
    # shellcheck disable=SC2086 # words
    run "-$1" tl11 $command <<<x
    [[ $output == "tl11: "*"$2"* ]] || { echo "$command: $output" && return 1; }
  done
  diff <(echo "$before") <(snapshot "$book") || return
  [ ! -e "$HOME/was-opened" ]
}

# Reading goes on all the same.
reads() {
  for command in people log 'show alice' 'check' 'guide team' 'log --json'; do
    # shellcheck disable=SC2086 # words
    unchanged tl11 $command
    [ "$status" -le 1 ] || return
  done
}

# Two branches that do not go together.
diverge() {
  git switch -qc other
  echo other >file && git add file && git commit -qm other
  git switch -q main
  echo mine >file && git add file && git commit -qm mine
  chmod 600 file
}

@test "a detached HEAD" {
  git checkout -q --detach
  refuses 3 'HEAD is on no branch'
  reads
}

@test "a merge in progress, with conflicts and without" {
  diverge
  run -1 git merge other
  refuses 3 'a merge is under way'
  reads
  echo both >file && git add file
  # One that has just begun might be another's, and is waited for.
  touch -d '1 minute ago' .git/MERGE_HEAD
  refuses 3 'a merge is under way'
  git merge --continue 2>/dev/null >&2 || git -c core.editor=true merge --continue
  run -0 tl11 jot alice 'after the merge'
}

@test "a rebase, a cherry-pick, a revert, an am in progress" {
  diverge
  run git rebase other
  refuses 3 'a rebase is under way'
  git rebase --abort
  run git cherry-pick other
  refuses 3 'a cherry-pick is under way'
  git cherry-pick --abort
  echo changed >file && git commit -qam changed
  run git revert HEAD~1
  refuses 3 'a revert is under way'
  git revert --abort
  git format-patch -q --stdout other -1 >"$BATS_TEST_TMPDIR/patch"
  run git am "$BATS_TEST_TMPDIR/patch"
  refuses 3 'under way'
  git am --abort
  run -0 tl11 jot alice 'after all that'
}

@test "a bisection in progress" {
  tl11 jot alice x
  tl11 jot alice y
  git bisect start -q
  refuses 3 'a bisection is under way'
  git bisect good HEAD~2
  git bisect bad HEAD
  refuses 3 ''
  git bisect reset
  run -0 tl11 jot alice z
}

@test "within a hook of git's" {
  export GIT_INDEX_FILE=$book/.git/index
  refuses 3 'GIT_INDEX_FILE'
}

@test "a hook of the user's own, and a lock of another git: refused, and the text is kept" {
  make_program .git/hooks/pre-commit <<<$'#!/bin/sh\necho not today >&2\nexit 1'
  run -3 tl11 note alice
  [[ $output == *"a hook of the repository refused the commit"*"not today"*"the text is saved in its file, but not committed"* ]]
  judge ' M team/alice/2026-11-24.md'
  rm .git/hooks/pre-commit
  touch .git/index.lock
  run -3 tl11 save alice
  [[ $output == *"another git left the lock"*"the text is saved"* ]]
  [ -e .git/index.lock ]
  rm .git/index.lock
  run -0 tl11 save alice
  judge
}

@test "GIT_DIR of another repository is not the notebook's" {
  git init -q "$BATS_TEST_TMPDIR/other"
  GIT_DIR=$BATS_TEST_TMPDIR/other/.git GIT_WORK_TREE=$BATS_TEST_TMPDIR/other run -0 tl11 jot alice x
  [ "$(subject)" = "jot(team/alice): a point for next time" ]
  run -128 git -C "$BATS_TEST_TMPDIR/other" log
  judge
}

@test "an unborn branch gets its first commit, of the note alone" {
  git init -q "$BATS_TEST_TMPDIR/fresh"
  export TL11_DIR=$BATS_TEST_TMPDIR/fresh
  (umask 077 && printf '[notebook]\n' >"$TL11_DIR/tl11.ini")
  run -0 tl11 note alice --as team --stdin <<<x
  book=$TL11_DIR
  [ "$(committed)" = "team/alice/2026-11-24.md team/alice/person.ini" ]
  run -0 tl11 save
  [ "$(committed)" = tl11.ini ]
  [ "$(commits)" -eq 2 ]
  git -C "$book" fsck --strict --no-dangling
}

@test "a bare repository is no notebook" {
  git clone -q --bare . "$BATS_TEST_TMPDIR/bare.git"
  TL11_DIR=$BATS_TEST_TMPDIR/bare.git run -4 tl11 jot alice x
  [[ $output == *"no notebook at"* ]]
  git config core.bare true
  unchanged tl11 jot alice x
  [ "$status" -eq 4 ]
  [[ $output == *bare* ]]
}

@test "a folder that cannot be written to: reading works, writing says why not" {
  # Root may write anywhere, so it gives that right up here.
  weak=()
  [ "$(id -u)" -ne 0 ] || weak=(setpriv '--bounding-set=-dac_override,-dac_read_search' --)
  "${weak[@]}" true || skip "root cannot give up its rights here"
  tl11() { "${weak[@]}" "$(type -P tl11)" "$@"; }
  chmod -R a-w .
  reads
  refuses 4 'Permission denied'
  chmod -R u+w .
  run -0 tl11 jot alice x
}

@test "links in the place of folders and files lead nowhere" {
  outside=$BATS_TEST_TMPDIR/outside
  mkdir -p "$outside/budi"
  printf '[person]\nname = Outside\n' >"$outside/budi/person.ini"
  echo secret >"$outside/budi/2026-11-20.md"
  before=$(snapshot "$outside")
  attack() { # PERSON TEXT
    for command in "note $1 --as team --stdin" "note $1 --as team" "note $1 --as team --no-edit" "add $1 --as team" \
      "edit $1" "edit $1 2026-11-20" "jot $1 x" "show $1 2026-11-20" "rename $1 other" "archive $1"; do
      # shellcheck disable=SC2086 # words
      run timeout 5 tl11 $command <<<x
      [ "$status" -ge 1 ] && [ "$status" -le 3 ] || { echo "$command: $status $output" && return 1; }
      [[ $output != *secret* && $output != *Outside* ]] || return
    done
    run -1 tl11 check
    [[ $output == *"$2: not-regular: "* ]] || return
    [ "$(snapshot "$outside")" = "$before" ]
  }
  # A person's folder.
  ln -s "$outside/budi" team/budi
  attack budi team/budi
  rm team/budi
  # A relationship's folder.
  mv team "$BATS_TEST_TMPDIR/team"
  ln -s "$outside" team
  attack budi team
  rm team && mv "$BATS_TEST_TMPDIR/team" team
  git diff --exit-code
  # A chapter of the guide.
  mkdir guide
  printf '# Secret\n\n## A. Secret\n\n- secret\n' >"$outside/guide.md"
  ln -s "$outside/guide.md" guide/team.md
  for command in 'guide team' 'note budi --as team --no-edit' 'show budi'; do
    # shellcheck disable=SC2086 # words
    run -0 tl11 $command
    [[ ${output,,} != *secret* ]]
  done
  run -1 tl11 check
  [[ $output == *"guide/team.md: not-regular: "* ]]
}

@test "a note, next.md, person.ini, tl11.ini that is a link is not followed" {
  outside=$BATS_TEST_TMPDIR/outside
  mkdir "$outside"
  echo secret >"$outside/note"
  echo '- [ ] secret' >"$outside/next"
  printf '[person]\nname = Outside\n' >"$outside/person"
  printf '[notebook]\nlanguage = id\n' >"$outside/ini"
  before=$(snapshot "$outside")
  link() { # TARGET PATH COMMAND…
    rm -f "$2"
    ln -s "$outside/$1" "$2"
    for command in "${@:3}"; do
      # shellcheck disable=SC2086 # words
      unchanged tl11 $command <<<x || { echo "$command" && return 1; }
      [ "$status" -ne 0 ] || { echo "$command: $output" && return 1; }
      [[ $output != *secret* && $output != *Outside* ]] || return
    done
    [ "$(snapshot "$outside")" = "$before" ] || return
    rm "$2"
    git checkout -q .
    chmod -R go= .
  }
  link note team/alice/2026-11-20.md 'note alice --date 2026-11-20 --stdin' 'note alice --date 2026-11-20' \
    'show alice 2026-11-20' 'edit alice 2026-11-20' 'save alice' 'rename alice other' check
  link next team/alice/next.md 'jot alice x' 'note alice --new --stdin' 'note alice --new' 'move alice --to peer' check
  link person team/alice/person.ini 'note alice --new --stdin' 'note alice --as team --new --stdin' 'archive alice' \
    'jot alice x' 'people' check
  link ini tl11.ini 'jot alice x' people 'note alice --stdin' check save
  link note team/alice/2026-11-24.md 'note alice --stdin' 'edit alice' 'show alice' 'save alice' check
  [ ! -e "$HOME/was-opened" ]
}

@test "a FIFO in the place of a file makes nothing wait" {
  fifo() { # PATH COMMAND…
    rm -f "$1"
    mkfifo -m 600 "$1"
    for command in "${@:2}"; do
      # shellcheck disable=SC2086 # words
      run timeout 5 tl11 $command </dev/null
      [ "$status" -lt 5 ] || { echo "$command: $status" && return 1; }
    done
    rm "$1"
    git checkout -q .
  }
  fifo team/alice/2026-11-20.md log people check 'show alice 2026-11-20' 'note alice --date 2026-11-20' \
    'save' 'edit alice 2026-11-20' followups 'check team/alice/2026-11-20.md'
  fifo team/alice/next.md 'note alice --new' 'jot alice x' check people 'save alice'
  fifo team/alice/person.ini people check 'jot alice x' 'note alice' 'note alice --as team' 'save'
  fifo tl11.ini people 'note alice' check
  fifo guide.md people
  mkdir guide
  fifo guide/mentor.md people guide 'note alice --no-edit --new' check
  [ "$(commits)" -eq 2 ]
}

@test "a repository within the notebook keeps its files" {
  git init -q team/budi
  echo x >team/budi/2026-11-20.md
  unchanged tl11 note budi --as team --stdin <<<x
  [ "$status" -eq 3 ]
  unchanged tl11 save budi
  [ "$status" -ge 1 ]
}

@test "a damaged tl11.ini or guide is named with its line" {
  printf '[notebook]\nlanguage = xx\n' >tl11.ini
  refuses 4 "'tl11.ini':2: "
  git checkout -q .
  chmod 600 tl11.ini
  mkdir -m 700 guide
  printf '# M\n\n## X. y\n' >guide/mentor.md
  refuses 4 "guide/mentor.md"
}

@test "a clock that is wrong by decades" {
  # What has no libraries cannot be lied to by one.
  local shared=$TL11_BUILD/tests/shared/tl11
  ! ldd "$shared" | grep -q libasan || skip "the sanitizer must be preloaded first"
  before=$(snapshot .)
  run -3 faketime '1999-01-01 12:00:00' "$shared" jot alice x
  [[ $output == *"the clock is wrong"* ]]
  run -3 faketime '2150-01-01 12:00:00' "$shared" jot alice x
  [ "$(snapshot .)" = "$before" ]
}
