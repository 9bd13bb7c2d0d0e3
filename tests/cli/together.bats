#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# Others at work in the notebook at the same time: every commit lands, nothing staged is lost, no
# lock is left or waited for without end.

setup() {
  load helper
  fresh_book
  umask 077
  tl11 add alice --as team >"$BATS_TEST_TMPDIR/said"
}

teardown() {
  touch "$BATS_TEST_TMPDIR/stop"
  wait
}

# Runs a command again and again until the test is done.
keep_doing() { # COMMAND…
  while [ ! -e "$BATS_TEST_TMPDIR/stop" ] && [ -d "$book" ]; do "$@" >/dev/null 2>&1 || :; done 3>&- &
}

stop() {
  touch "$BATS_TEST_TMPDIR/stop"
  wait
  rm "$BATS_TEST_TMPDIR/stop"
  [ ! -e .git/index.lock ]
  git fsck --strict --no-dangling
}

points() {
  for n in $(seq "$1"); do
    tl11 jot alice "$2 $n" >"$BATS_TEST_TMPDIR/said.$2" 2>&1 || { cat "$BATS_TEST_TMPDIR/said.$2" && return 1; }
  done
}

@test "an editor's git plugin that looks at the status all the time" {
  export GIT_OPTIONAL_LOCKS=1
  echo x >other
  git add other
  refresh() {
    touch other team/alice/*
    git status
    git diff --quiet
    git update-index -q --refresh
  }
  # And a commit window that is opened and closed again: git holds the index all the while.
  think() {
    GIT_EDITOR='sleep 0.1; false' git commit -a
    sleep 0.1
  }
  keep_doing refresh
  keep_doing think
  points 25 plugin
  stop
  [ "$(git log --format=%s | grep -c '^jot')" -eq 25 ]
  [ "$(grep -c 'plugin [0-9]' team/alice/next.md)" -eq 25 ]
  judge 'A  other'
}

@test "somebody who stages files, one by one" {
  stage() {
    for n in $(seq 60); do
      echo "$n" >"staged-$n"
      # git itself does not wait for a lock.
      until git add "staged-$n" 2>/dev/null; do sleep 0.02; done
    done
  }
  stage 3>&- &
  points 25 staging
  wait
  stop
  [ "$(git diff --cached --name-only | grep -c '^staged-')" -eq 60 ]
  [ "$(git log --format=%s | grep -c '^jot')" -eq 25 ]
  [ -z "$(git log --format= --name-only -- 'staged-*')" ]
}

@test "two tl11s and a git commit, each with files of its own" {
  tl11 add budi --as peer >"$BATS_TEST_TMPDIR/said"
  by_git() {
    for n in $(seq 15); do
      echo "$n" >plain
      until git add plain 2>/dev/null && git commit -qm "plain $n" -- plain 2>/dev/null; do sleep 0.02; done
    done
  }
  others() {
    for n in $(seq 15); do tl11 jot budi "other $n" >/dev/null || touch "$BATS_TEST_TMPDIR/failed"; done
  }
  by_git 3>&- &
  others 3>&- &
  points 15 mine
  wait
  stop
  [ ! -e "$BATS_TEST_TMPDIR/failed" ]
  [ "$(git log --format=%s | grep -c '^plain')" -eq 15 ]
  [ "$(git log --format=%s | grep -c '^jot')" -eq 30 ]
  judge
}

@test "a merge that another git is about to commit is waited for" {
  git branch side
  git commit -q --allow-empty -m main
  git switch -q side
  git commit -q --allow-empty -m side
  # Its hook keeps the merge from being committed for a while.
  printf '#!/bin/sh\ntouch "%s"\nsleep 1\n' "$BATS_TEST_TMPDIR/merging" >.git/hooks/commit-msg
  chmod +x .git/hooks/commit-msg
  git merge -q --no-ff -m merged main >"$BATS_TEST_TMPDIR/merge" 2>&1 3>&- &
  until [ -e "$BATS_TEST_TMPDIR/merging" ]; do sleep 0.02; done
  [ -e .git/MERGE_HEAD ]
  run -0 tl11 note alice --date 2026-10-01 --stdin <<<'- while merging'
  wait
  [ "$(git log --format=%s | sed -n 2p)" = merged ]
  git fsck --strict --no-dangling
  [ -z "$(git status --porcelain)" ]
}

@test "sync and notes at once, on two machines" {
  git init -q --bare "$BATS_TEST_TMPDIR/hub.git"
  git remote add origin "$BATS_TEST_TMPDIR/hub.git"
  git config tl11.allowedRemote "$BATS_TEST_TMPDIR/hub.git"
  tl11 sync >"$BATS_TEST_TMPDIR/said"
  desk=$BATS_TEST_TMPDIR/desk
  tl11 clone "$BATS_TEST_TMPDIR/hub.git" "$desk" >"$BATS_TEST_TMPDIR/said" 2>&1
  work() { # NOTEBOOK NAME: a note a time, with commits of plain git between
    for n in $(seq 8); do
      tl11 -C "$1" note "$2" --as team --date "2026-10-0$n" --stdin <<<"- $2 $n" || {
        touch "$BATS_TEST_TMPDIR/failed"
        return
      }
      echo "- by hand $n" >>"$1/team/$2/2026-10-0$n.md"
      until git -C "$1" commit -qm hand -- "team/$2/2026-10-0$n.md"; do sleep 0.02; done
    done
  }
  # A sync may be refused while others write or are quicker, but it never breaks anything.
  meet() { # NOTEBOOK
    tl11 -C "$1" sync || [ $? -eq 3 ] || touch "$BATS_TEST_TMPDIR/broken"
  }
  keep_doing meet "$book"
  keep_doing meet "$desk"
  work "$book" laptop >"$BATS_TEST_TMPDIR/laptop.log" 2>&1 3>&- &
  one=$!
  work "$desk" desk >"$BATS_TEST_TMPDIR/desk.log" 2>&1 3>&- &
  wait $one $!
  stop
  [ ! -e "$BATS_TEST_TMPDIR/failed" ]
  [ ! -e "$BATS_TEST_TMPDIR/broken" ]
  run -0 tl11 sync
  run -0 tl11 -C "$desk" sync
  run -0 tl11 sync
  [ "$(git rev-parse HEAD)" = "$(git -C "$desk" rev-parse HEAD)" ]
  for name in laptop desk; do
    for n in $(seq 8); do
      [ "$(cat "team/$name/2026-10-0$n.md")" = "- $name $n"$'\n'"- by hand $n" ]
    done
  done
  judge
}
