# What the tests of follow-ups share, on top of the helper: a notebook on 2026-11-03.
# shellcheck shell=bash

fresh_promises() {
  umask 077
  fresh_book || return
  on 2026-11-03
}

# Whatever a test did: git finds nothing wrong.
teardown() {
  git -C "$TL11_DIR" fsck --strict --no-dangling
}

# The note of a day from standard input.
note() { # PERSON [OPTION…]
  tl11 note "$@" --stdin
}

# The id, and the state, of the follow-up with this text.
id_of() {
  tl11 followups --all --json | jq -r --arg text "$1" '[.[] | select(.text == $text)][0].id'
}

state_of() {
  tl11 followups --all --json | jq -r --arg text "$1" '.[] | select(.text == $text).state'
}

# The editor of the tests: a sed script over the file.
editor() {
  # shellcheck disable=SC2016 # the script is to expand it
  printf '#!/bin/sh\nsed -i %q "$1"\n' "$1" >"$BATS_TEST_TMPDIR/editor"
  chmod +x "$BATS_TEST_TMPDIR/editor"
  export GIT_EDITOR=$BATS_TEST_TMPDIR/editor
}

clean() {
  [ -z "$(git status --porcelain)" ]
}
