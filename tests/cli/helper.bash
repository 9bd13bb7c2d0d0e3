# What the end-to-end tests of the notebook share: a home, a clock, an identity
# of their own, and the real git as judge. Each test works in $BATS_TEST_TMPDIR.
# shellcheck shell=bash disable=SC2034 # variables are the tests'

bats_require_minimum_version 1.5.0

# A machine on which nothing was ever done: no identity, no notebook.
fresh_machine() {
  cd "$BATS_TEST_TMPDIR" || return
  export HOME=$BATS_TEST_TMPDIR/home GIT_CONFIG_NOSYSTEM=1 GIT_OPTIONAL_LOCKS=0
  export XDG_CACHE_HOME=$HOME/.cache XDG_DATA_HOME=$HOME/.local/share XDG_CONFIG_HOME=$HOME/.config
  mkdir "$HOME"
  unset TL11_DIR GIT_EDITOR VISUAL EDITOR
  on 2026-11-24
}

# The day it is, for tl11 and for git.
on() { # DATE
  export TL11_TODAY=$1 GIT_AUTHOR_DATE="$1T12:00:00Z" GIT_COMMITTER_DATE="$1T12:00:00Z"
}

know_me() {
  git config --global user.name 'Rina Lead'
  git config --global user.email rina@example.com
  git config --global init.defaultBranch main
  git config --global advice.detachedHead false
}

# That machine with a notebook in book/, which is the one meant from anywhere.
fresh_book() {
  fresh_machine
  know_me
  book=$BATS_TEST_TMPDIR/book
  export TL11_DIR=$book
  tl11 init book >"$BATS_TEST_TMPDIR/said" || return
  cd book || return
}

# Git finds nothing wrong, what differs from HEAD is as said (a line of
# 'git status --porcelain' each), and nobody else may read any of it.
judge() { # [LINE…]
  local wanted='' open
  [ $# -eq 0 ] || printf -v wanted '%s\n' "$@"
  git -C "$book" fsck --strict --no-dangling || return
  diff <(printf %s "$wanted") <(git -C "$book" status --porcelain --untracked-files=all) || return
  open=$(find "$book" -name .git -prune -o \( -type f ! -perm 600 -o -type d ! -perm 700 \) -print)
  [ -z "$open" ] || { echo "open to others: $open" && return 1; }
}

# All files, kinds, modes and bytes below a folder, but for tl11's own lock.
snapshot() { # FOLDER
  (cd "$1" && find . -path ./.git/tl11 -prune -o -printf '%y %m %p %l\n' | sort &&
    find . -path ./.git/tl11 -prune -o -type f -exec sha256sum {} + | sort -k 2)
}

# Runs a command that must change nothing in the notebook; $status and $output are its own.
unchanged() { # COMMAND…
  local before
  before=$(snapshot "$book")
  run "$@"
  diff <(echo "$before") <(snapshot "$book") || return
}

commits() {
  git -C "$book" rev-list --count HEAD
}

subject() { # [REVISION]
  git -C "$book" log -1 --format=%s "${1:-HEAD}"
}

# The paths of the newest commit, in one line.
committed() {
  git -C "$book" show --format= --name-only --no-renames HEAD | paste -sd ' '
}

# A program from standard input.
make_program() { # PATH
  cat >"$1"
  chmod +x "$1"
}

# From now on git's arguments and environment go to git.log.
watch_git() {
  mkdir watched
  make_program watched/git <<E
#!/bin/sh
{ echo "\$*"; env | grep '^GIT_SSH'; } >>'$PWD/git.log'
exec '$(command -v git)' "\$@"
E
  PATH=$PWD/watched:$PATH
}

# The editor of a test: this sed script, in place.
edit_with() { # SCRIPT
  local quoted=${1//\'/\'\\\'\'}
  make_program "$BATS_TEST_TMPDIR/editor" <<<"#!/bin/sh
exec sed -i -e '$quoted' \"\$1\""
  export GIT_EDITOR=$BATS_TEST_TMPDIR/editor
}

# What a person sees and types: COMMAND runs on a terminal, standard input is the keyboard.
on_terminal() { # COMMAND…
  local status=0
  script -qec "stty -echo -onlcr cols ${width:-80} rows ${height:-24}; exec $(printf '%q ' "$@")" /dev/null || status=$?
  return "$status"
}

# LeakSanitizer cannot work under ptrace.
strace() {
  ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" command strace "$@"
}

# A note with these lines, committed by plain git on that day.
put() { # DATE PATH LINE…
  local path=$2
  on "$1"
  shift 2
  mkdir -p "$(dirname "$path")"
  printf '%s\n' "$@" >"$path"
  chmod 600 "$path"
  git add "$path"
  git commit -qm "$path"
}
