#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# Two machines, plain git: what git merges with the driver, and without it.

setup() {
  load helper
  fresh_machine
  know_me
  umask 077
  git config --global pull.rebase false
  export TL11_DIR=$BATS_TEST_TMPDIR/desk
  git init -q --bare remote
  tl11 init desk
  book=$BATS_TEST_TMPDIR/desk
  git -C desk remote add origin "$BATS_TEST_TMPDIR/remote"
  tl11 add alice --as team
}

# A second clone, after what was done on the first is pushed.
second_machine() {
  git -C desk push -qu origin main
  tl11 clone remote lap
}

on_desk() { TL11_DIR=$BATS_TEST_TMPDIR/desk "$@"; }
on_lap() { TL11_DIR=$BATS_TEST_TMPDIR/lap "$@"; }

# What the laptop committed comes to the desktop, by a plain git pull.
meet() {
  git -C lap push -q "$@" origin HEAD:refs/heads/lap
  git -C desk fetch -q origin
  git -C desk merge --no-edit origin/lap
}

note=team/alice/2026-11-24.md

@test "both sides' lines, ticks and words come together, without a conflict" {
  tl11 note alice --stdin <<'NOTE'
# Alice, 2026-11-24

## Follow-ups

- [ ] Send the RFC to Sari @me due:2026-11-27

## A. Trust

- tired

## Private

- raise in March
NOTE
  id=$(tl11 followups --json | jq -r '.[0].id')
  second_machine
  sed -i 's/RFC to Sari/cache RFC to Sari and Bob/; /^- tired/a - new desk' "desk/$note"
  on_desk tl11 save
  on_lap tl11 done "$id"
  sed -i '/^- tired/a - on call' "lap/$note"
  on_lap tl11 save
  meet
  run -0 cat "desk/$note"
  [ "$output" = "# Alice, 2026-11-24

## Follow-ups

- [x] Send the cache RFC to Sari and Bob @me due:2026-11-27 done:2026-11-24 ^$id

## A. Trust

- tired
- new desk
- on call

## Private

- raise in March" ]
  judge
}
