#!/usr/bin/env bash
# What the fault scripts share. They source it: . "$(dirname "$0")/lib.sh"
#
# The command under test is a line of words for the shell, with ROOT (the
# notebook), NOTE (the path of the note, PERSON and DATE in it), MESSAGE and
# REMOVED (a path that goes, or "") set; it reads the note from standard input and
# prints something only when the commit is made. By default it is
# commit_driver; the same can be run with the program itself:
#
#   TL11_FAULT_COMMAND='tl11 -C "$ROOT" note "$PERSON" --stdin --date "$DATE" -m "$MESSAGE"'
#
# SAMPLE=n takes n evenly spread points of each sweep, ALL=1 takes them all.
# Nothing is skipped in silence: what cannot be run here is a failure.

set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC2034 # the default command has it
build=${TL11_BUILD:-$here/../../build}
if [ -z "${TL11_FAULT_COMMAND:-}" ]; then
  # shellcheck disable=SC2016 # it is expanded when the command is built
  TL11_FAULT_COMMAND='"$build/tests/commit_driver" "$ROOT" "$NOTE" "$MESSAGE" ${REMOVED:+"$REMOVED"}'
fi
: "${SAMPLE:=8}"
: "${ALL:=}"

work=$(mktemp -d "${TMPDIR:-/tmp}/tl11-fault.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

export HOME=$work/home GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
export GIT_AUTHOR_DATE='@1764000000 +0100' GIT_COMMITTER_DATE='@1764000000 +0100'
unset GIT_CONFIG_GLOBAL GIT_DIR GIT_INDEX_FILE XDG_CONFIG_HOME XDG_CACHE_HOME
mkdir -p "$HOME"
git config --global user.name 'Test Lead'
git config --global user.email lead@example.org
git config --global init.defaultBranch main
git config --global gc.auto 0

failures=0 checks=0

fail() { # MESSAGE…
  failures=$((failures + 1))
  echo "FAIL ${point:-}: $*" >&2
}

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# Says how it went; the exit status of the script.
finish() {
  [ "$checks" -gt 0 ] || die 'nothing was checked'
  echo "${0##*/}: $checks points, $failures failures"
  [ "$failures" -eq 0 ]
}

# The command's words in $command, for ROOT NOTE MESSAGE REMOVED as they are.
build_command() {
  PERSON=$(basename "$(dirname "$NOTE")")
  DATE=$(basename "$NOTE" .md)
  # shellcheck disable=SC2034 # the template has them
  : "$ROOT" "$PERSON" "$DATE" "$MESSAGE" "${REMOVED:=}"
  command=()
  eval "command=($TL11_FAULT_COMMAND)"
  command -v "${command[0]}" >/dev/null || die "there is no ${command[0]}: run 'make tests'"
}

text_of() { # SEED: a note of about 2 KiB
  printf '# Alice Ng, %s\n\n## Agenda\n\n' "$1"
  for line in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    printf -- '- %s: what was said about subject %d, at some length, with a reason and a date\n' "$1" "$line"
  done
}

# A notebook with a history; some files of the user's staged, edited, untracked.
make_notebook() { # FOLDER
  git init -q "$1"
  (
    cd "$1" || exit 1
    umask 077
    mkdir -p team/alice team/bob manager/carol
    printf '[notebook]\n' >tl11.ini
    printf '*.md -text\n' >.gitattributes
    for person in team/alice team/bob manager/carol; do
      printf '[person]\nname = %s\n' "${person##*/}" >$person/person.ini
      for day in 03 10 17; do text_of "$person-$day" >"$person/2026-11-$day.md"; done
    done
    git add -A && git commit -qm 'first notes'
    text_of again >team/bob/2026-11-10.md
    git commit -qam 'edited'
    # What must stay as it is, whatever happens to the command under test:
    text_of staged >team/bob/2026-11-17.md && git add team/bob/2026-11-17.md
    text_of dirty >>manager/carol/2026-11-03.md
    echo new >staged-new.txt && git add staged-new.txt
    echo untracked >untracked.txt
    git rm -q --cached manager/carol/2026-11-10.md && rm manager/carol/2026-11-10.md
  ) || die 'cannot make a notebook'
}

# One scenario: where it starts, what the command is to do, and where an undisturbed run ends.
# new: a note that was not there; edit: one that was; move: a new one, and an old one goes.
prepare_scenario() { # NAME
  start=$work/start-$1 end=$work/end-$1 REMOVED='' MESSAGE="$1: a note"
  case $1 in
  new) NOTE=team/alice/2026-11-24.md ;;
  edit) NOTE=team/alice/2026-11-17.md ;;
  move) NOTE=peer/alice/2026-11-17.md REMOVED=team/alice/2026-11-17.md ;;
  *) die "unknown scenario $1" ;;
  esac
  rm -rf "$start" "$end"
  make_notebook "$start"
  text_of "$1 text" >"$work/text"
  cp -a "$start" "$end"
  ROOT=$end
  build_command
  "${command[@]}" <"$work/text" >"$work/out" || die "the command fails without any fault: $(cat "$work/out")"
  [ -s "$work/out" ] || die 'the command prints nothing when it commits'
  end_tree=$(git -C "$end" rev-parse 'HEAD^{tree}')
  end_status=$(git -C "$end" status --porcelain -uall)
  end_count=$(git -C "$end" rev-list --count HEAD)
  start_tree=$(git -C "$start" rev-parse 'HEAD^{tree}')
  [ "$start_tree" != "$end_tree" ] || die 'the command commits nothing'
}

fresh_copy() {
  ROOT=$work/now
  rm -rf "$ROOT"
  cp -a "$start" "$ROOT"
  build_command
}

# --- invariants: see each name's letter in the scripts' messages -------------------------

# I1: the note is the old one or the new one, whole; of one that is to go, there or in HEAD's history.
check_text() {
  local file=$ROOT/$NOTE
  if [ -e "$file" ]; then
    cmp -s "$file" "$end/$NOTE" || cmp -s "$file" "$start/$NOTE" || cmp -s "$file" "$work/text" ||
      fail "I1: $NOTE holds neither the old nor the new text ($(stat -c %s "$file") bytes)"
  elif [ -e "$start/$NOTE" ]; then
    fail "I1: $NOTE is gone"
  fi
  if [ -n "$REMOVED" ] && [ ! -e "$ROOT/$REMOVED" ] &&
    [ "$(git -C "$ROOT" rev-parse 'HEAD^{tree}' 2>&1)" != "$end_tree" ] &&
    ! ls "$ROOT"/.git/tl11/parked.* >/dev/null 2>&1; then
    fail "I1: $REMOVED is gone before the commit"
  fi
}

# I2: what was acknowledged is at HEAD.
check_acknowledged() { # STATUS FILE-of-output
  if [ "$1" -eq 0 ] || [ -s "$2" ]; then
    [ "$(git -C "$ROOT" rev-parse 'HEAD^{tree}' 2>&1)" = "$end_tree" ] ||
      fail "I2: status $1, output '$(head -c 60 "$2")', but HEAD does not hold it"
  fi
}

# I4, I5: sound, HEAD the old or the new tree, nothing staged for deletion but the user's own.
check_sound() {
  local tree status
  git -C "$ROOT" fsck --strict --no-dangling >"$work/fsck" 2>&1 || fail "I4: fsck: $(head -n 3 "$work/fsck")"
  tree=$(git -C "$ROOT" rev-parse 'HEAD^{tree}' 2>&1)
  [ "$tree" = "$start_tree" ] || [ "$tree" = "$end_tree" ] || fail "I4: HEAD's tree is $tree"
  if status=$(git -C "$ROOT" status --porcelain -uall 2>&1); then
    # A note that is to go may be staged so, as long as its text is there.
    if grep '^D' <<<"$status" | grep -v -F -e manager/carol/2026-11-10.md ${REMOVED:+-e "$REMOVED"} | grep -q .; then
      fail "I5: staged deletion: $(grep '^D' <<<"$status")"
    fi
  else
    fail "I4: git status: $status"
  fi
}

# I3: the same command again ends where an undisturbed run does.
check_rerun() {
  local status
  "${command[@]}" <"$work/text" >"$work/out" 2>"$work/err"
  status=$?
  # 1: all was committed already, so there was nothing left to do.
  [ "$status" -le 1 ] || fail "I3: the rerun ends with $status: $(head -n 2 "$work/err")"
  [ "$(git -C "$ROOT" rev-parse 'HEAD^{tree}')" = "$end_tree" ] || fail 'I3: the rerun ends with another tree'
  [ "$(git -C "$ROOT" rev-list --count HEAD)" = "$end_count" ] || fail 'I3: the rerun ends with another number of commits'
  [ "$(git -C "$ROOT" status --porcelain -uall)" = "$end_status" ] ||
    fail "I3: the rerun ends with another status: $(git -C "$ROOT" status --porcelain -uall | diff - <(echo "$end_status"))"
  diff -r -q -x .git "$ROOT" "$end" >"$work/diff" || fail "I3: other files: $(head -n 3 "$work/diff")"
  git -C "$ROOT" fsck --strict --no-dangling >"$work/fsck" 2>&1 || fail "I4: fsck after the rerun: $(head -n 3 "$work/fsck")"
  check_leftovers
}

check_leftovers() {
  local left
  left=$(cd "$ROOT/.git" && find . \( -name '*.lock' -o -name gc.pid -o -path './tl11/*' \) ! -path ./tl11/lock)
  [ -z "$left" ] || fail "I3: left over: $left"
  left=$(find "$ROOT" -name '.tl11-*' ! -path '*/.git/*')
  [ -z "$left" ] || fail "I3: left over: $left"
}

# --- system calls ---------------------------------------------------------------------------

need_strace() {
  command -v strace >/dev/null || die 'strace is needed: make deps installs it'
  strace -o /dev/null true 2>/dev/null || die 'strace may not trace here (ptrace is forbidden)'
}

# "NAME N" for every system call since the notebook was first named, counted by name as strace counts.
# With names, only those.
list_points() {
  fresh_copy
  strace -f -o "$work/trace" "${command[@]}" <"$work/text" >/dev/null 2>&1 || die 'the command fails under strace'
  awk -v root="$ROOT" -v only=" $* " '
    { sub(/^[0-9]+ +/, "") }
    /^[a-z_0-9]+\(/ {
      name = $0; sub(/\(.*/, "", name); n[name]++
      if (index($0, root) && name != "execve") started = 1
      if (started && name !~ /^exit/ && (only == "  " || index(only, " " name " "))) print name, n[name]
    }' "$work/trace" | spread
}

# All lines, or SAMPLE of them evenly spread.
spread() {
  if [ -n "$ALL" ]; then cat; else
    awk -v n="$SAMPLE" '{ line[NR] = $0 } END {
      if (n > NR) n = NR
      for (i = 0; i < n; i++) print line[int(i * NR / n) + 1]
    }'
  fi
}
