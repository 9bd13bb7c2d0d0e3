#!/usr/bin/env bats
# shellcheck disable=SC2034,SC2154 # book, output: the helper and bats use or set them
# Two machines, plain git: what git merges with the driver, and without it.

# The desktop's remote, where its user lets it be pushed.
connect() {
  git -C desk remote add origin "$BATS_TEST_TMPDIR/remote"
  git -C desk config tl11.allowedRemote "$BATS_TEST_TMPDIR/remote"
}

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
  connect
  tl11 add alice --as team
}

# A second clone, after what was done on the first is pushed.
second_machine() {
  git -C desk push -q --no-verify -u origin main
  tl11 clone remote lap
}

on_desk() { TL11_DIR=$BATS_TEST_TMPDIR/desk "$@"; }
on_lap() { TL11_DIR=$BATS_TEST_TMPDIR/lap "$@"; }

# What the laptop committed comes to the desktop, by a plain git merge.
meet() {
  git -C lap push -qf --no-verify origin HEAD:refs/heads/lap
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

@test "a point jotted while the others were taken up is no conflict" {
  on_desk tl11 jot alice 'old point'
  second_machine
  edit_with '$a\- hello'
  on_desk tl11 note alice
  head="# Agenda

<!-- points for the next 1:1: 'tl11 jot' adds one here, the next note takes them up -->"
  [ "$(cat desk/team/alice/next.md)" = "$head" ]
  on_lap tl11 jot alice 'new point'
  meet
  run -0 cat desk/team/alice/next.md
  [[ $output == "$head"$'\n\n- [ ] new point ^'?????? ]]
  judge
  # The next note has it, and only it; without points the file says so.
  on 2026-11-25
  on_desk tl11 note alice
  grep -q 'new point' desk/team/alice/2026-11-25.md
  run -1 grep -e '^# Agenda' -e 'tl11 jot' desk/team/alice/2026-11-25.md
  on_desk tl11 jot alice third
  [[ $(cat desk/team/alice/next.md) == "$head"$'\n\n- [ ] third ^'?????? ]]
  judge
}

@test "without a remote, a next.md without points goes" {
  git -C desk remote remove origin
  edit_with '$a\- hello'
  on_desk tl11 jot alice 'old point'
  on_desk tl11 note alice
  [ ! -e desk/team/alice/next.md ]
  judge
}

@test "points jotted on both machines, from nothing" {
  second_machine
  on_desk tl11 jot alice one
  on_lap tl11 jot alice two
  meet
  [ "$(sed -n 's/ ^......$//p' desk/team/alice/next.md)" = $'- [ ] one\n- [ ] two' ]
  [ "$(grep -c Agenda desk/team/alice/next.md)" -eq 1 ]
  judge
}

@test "two notes of one day become one, with both texts" {
  second_machine
  on_desk tl11 note alice --stdin <<<$'# Alice, 2026-11-24\n\n## A. Trust\n\n- tired\n\n## Decisions\n\n- ship'
  on_lap tl11 note alice --stdin <<<$'# Alice, 2026-11-24\n\n## A. Trust\n\n- new desk\n\n## Private\n\n- raise'
  meet
  [ "$(cat "desk/$note")" = $'# Alice, 2026-11-24\n\n## A. Trust\n\n- tired\n\n- new desk\n\n## Decisions\n\n- ship\n\n## Private\n\n- raise' ]
  judge
}

@test "moved here while a note, points and person.ini changed there" {
  on_desk tl11 note alice --stdin <<<$'# A\n\n- [ ] first'
  second_machine
  on_desk tl11 move alice --to manager
  on 2026-11-25
  on_lap tl11 note alice --stdin <<<$'# B\n\n- [ ] second'
  on_lap tl11 jot alice 'a point'
  on_lap tl11 archive alice
  meet
  judge
  [ "$(cat desk/manager/alice/person.ini)" = $'[person]\nstarted = 2026-11-24\narchived = 2026-11-25' ]
  [ ! -e desk/team/alice/person.ini ]
  [ "$(on_desk tl11 log alice --json | jq -r '.[].path' | sort | paste -sd ' ')" = 'team/alice/2026-11-24.md team/alice/2026-11-25.md' ]
  [ "$(on_desk tl11 followups alice --json | jq -r '.[].text' | sort | paste -sd ' ')" = 'first second' ]
  on_desk tl11 check
  # The point was jotted where alice had been: the next note takes it up all the same.
  on_desk tl11 followups --agenda --json | jq -e '.[0].text == "a point"'
  on 2026-11-26
  edit_with '$a\- hello'
  on_desk tl11 archive alice --undo || on_desk tl11 archive --help
  on_desk tl11 note alice
  grep -q 'a point' desk/manager/alice/2026-11-26.md
  head="# Agenda

<!-- points for the next 1:1: 'tl11 jot' adds one here, the next note takes them up -->"
  [ "$(cat desk/team/alice/next.md)" = "$head" ]
  on_desk tl11 move alice --to team
  [ ! -e desk/manager/alice/person.ini ]
  judge
}

@test "renamed here while notes and points were added there" {
  on_desk tl11 note alice --stdin <<<$'# A\n\n- [ ] first'
  second_machine
  on_desk tl11 rename alice alicia
  on 2026-11-25
  on_desk tl11 note alicia --stdin <<<$'# B\n\n## A. Trust\n\n- desk'
  on_lap tl11 note alice --stdin <<<$'# B\n\n## A. Trust\n\n- lap'
  on_lap tl11 jot alice 'a point'
  echo '- a line more' >>"lap/$note"
  on_lap tl11 save
  on 2026-11-26
  on_lap tl11 note alice --stdin <<<$'# C'
  meet
  judge
  [ ! -e desk/team/alice ]
  [ "$(on_desk tl11 people --json | jq -r '.[].slug')" = alicia ]
  [ "$(on_desk tl11 log alicia --json | jq length)" -eq 3 ]
  grep -qx -- '- a line more' desk/team/alicia/2026-11-24.md
  [ "$(cat desk/team/alicia/2026-11-25.md)" = $'# B\n\n## A. Trust\n\n- desk\n\n- lap' ]
  grep -q 'a point' desk/team/alicia/next.md
  on_desk tl11 check
}

@test "moved to two places: git asks, check names it, and nothing is lost" {
  on_desk tl11 note alice --stdin <<<$'# A\n\n- [ ] first'
  second_machine
  on_desk tl11 move alice --to manager
  on_lap tl11 move alice --to peer
  run -1 meet
  [[ $output == *'CONFLICT (rename/rename)'* ]]
  git -C desk add -A
  git -C desk commit -qm both
  run -1 on_desk tl11 check
  [[ $output == *two-homes* ]]
  [ "$(on_desk tl11 log alice --json | jq length)" -eq 1 ]
  git -C desk rm -q peer/alice/person.ini
  git -C desk commit -qm manager
  on_desk tl11 check
  judge
}

# Both machines have this note, and change a line of it to two different ones.
disagree() {
  tl11 note alice --stdin <<<$'# A\n\n## A. Trust\n\n- the plan is open\n\n## Decisions\n\n- ship'
  second_machine
  sed -i 's/is open/is to wait/; /^- ship/a - desk' "desk/$note"
  on_desk tl11 save
  sed -i 's/is open/is to go/; /^- ship/a - lap' "lap/$note"
  on_lap tl11 save
}

@test "what both said differently has markers, and nothing else has" {
  disagree
  run -1 meet
  [[ $output == *"CONFLICT (content): Merge conflict in $note"* ]]
  run -0 cat "desk/$note"
  [ "$output" = '# A

## A. Trust

<<<<<<< ours
- the plan is to wait
=======
- the plan is to go
>>>>>>> theirs

## Decisions

- ship
- desk
- lap' ]
  run -1 on_desk tl11 check
  [[ $output == *conflict-marker* ]]
}

@test "rebase, cherry-pick, revert and stash pop merge notes like merge does" {
  tl11 note alice --stdin <<<$'# A\n\n## A. Trust\n\n- a'
  second_machine
  cd lap
  echo '- lap' >>"$note"
  on_lap tl11 save
  git push -q --no-verify origin HEAD:refs/heads/lap
  cd ../desk
  echo '- desk' >>"$note"
  on_desk tl11 save
  git fetch -q
  git checkout -qb rebased
  git rebase origin/lap
  [ "$(tail -n 2 "$note")" = $'- lap\n- desk' ]
  git checkout -qb picked main
  git cherry-pick origin/lap
  [ "$(tail -n 2 "$note")" = $'- desk\n- lap' ]
  git revert --no-edit HEAD
  [ "$(tail -n 1 "$note")" = '- desk' ]
  git checkout -qb stashed main
  echo '- stash' >>"$note"
  git stash -q
  git merge -q --no-edit origin/lap
  git stash pop
  [ "$(tail -n 3 "$note")" = $'- desk\n- lap\n- stash' ]
}

@test "histories that cross twice merge without markers in what was settled" {
  tl11 note alice --stdin <<<$'# A\n\n## A. Trust\n\n- the plan is open'
  cd desk
  git branch one && git branch two
  git checkout -q one && sed -i 's/is open/is to wait/' "$note" && git commit -qam one
  git checkout -q two && sed -i 's/is open/is to go/' "$note" && git commit -qam two
  git checkout -q one && ! git merge -q two && git checkout -q --ours "$note" && git commit -qam 'one merges'
  git checkout -q two && ! git merge -q one~1 && git checkout -q --theirs "$note" && git commit -qam 'two merges'
  echo '- two' >>"$note" && git commit -qam more
  git checkout -q one && echo '- one' >>"$note" && git commit -qam more
  git merge --no-edit two
  [ "$(tail -n 3 "$note")" = $'- the plan is to wait\n- one\n- two' ]
}

@test "where tl11 is gone, git's own merge takes its place" {
  disagree
  mkdir path
  for program in git sh env sed; do
    ln -s "$(command -v $program)" path/$program
  done
  git -C desk config merge.tl11.driver "$(git -C desk config merge.tl11.driver | sed "s| tl11='[^']*'| tl11='/gone/tl 11'|")"
  git -C lap push -q --no-verify origin HEAD:refs/heads/lap
  cd desk
  git fetch -q
  PATH=$BATS_TEST_TMPDIR/path run -1 git merge --no-edit origin/lap
  [[ $output == *'CONFLICT (content)'* && $output != *'not found'* ]]
  # Git knows no list: the lines that both added at one place are a conflict to it.
  [ "$(grep -c '^<<<<<<< ours' "$note")" -eq 2 ]
  git merge --abort
  judge
}

@test "a program whose path has quotes, blanks and signs is run, and nothing else" {
  mkdir "it's 100%P \$(touch bad) here"
  ln -s "$(command -v tl11)" "it's 100%P \$(touch bad) here/tl11"
  cp -L "$(command -v tl11)" "it's 100%P \$(touch bad) here/tl12"
  rm -r desk
  "./it's 100%P \$(touch bad) here/tl12" init desk
  connect
  tl11 add alice --as team
  disagree
  mkdir path
  for program in git sh; do
    ln -s "$(command -v $program)" path/$program
  done
  git -C lap push -q --no-verify origin HEAD:refs/heads/lap
  cd desk
  git fetch -q
  PATH=$BATS_TEST_TMPDIR/path run -1 git merge --no-edit origin/lap
  [ "$(grep -c '^<<<<<<< ours' "$note")" -eq 1 ]
  [ -z "$(find .. -name bad)" ]
}

@test "a path that is a command is none" {
  second_machine
  for side in desk lap; do
    mkdir -p "$side/team/\$(touch bad)/;touch bad;'"
    printf '%s\n' "- $side" >"$side/team/\$(touch bad)/;touch bad;'/2026-11-24.md"
    git -C $side add -A
    git -C $side commit -qm "$side"
  done
  run -1 meet
  [[ $output == *CONFLICT* ]]
  [ -z "$(find . -name bad)" ]
}

@test "what is no text, or too much of it, is left to git" {
  printf 'a\0b\n' >"desk/$note"
  git -C desk add -A
  git -C desk commit -qnm binary
  second_machine
  printf 'a\0c\n' >"desk/$note"
  git -C desk commit -qnam desk
  printf 'a\0d\n' >"lap/$note"
  git -C lap commit -qnam lap
  run -1 meet
  [[ $output == *"CONFLICT (content)"* ]]
  [ "$(tr '\0' 0 <"desk/$note")" = a0c ]
  git -C desk merge --abort
  judge
}

@test "person.ini: keys merge, two names are for the user to decide" {
  second_machine
  sed -i '/^\[person\]/a name = Alice Ng' desk/team/alice/person.ini
  git -C desk commit -qam name
  on_lap tl11 archive alice
  meet
  [ "$(cat desk/team/alice/person.ini)" = $'[person]\nname = Alice Ng\nstarted = 2026-11-24\narchived = 2026-11-24' ]
  sed -i '/^\[person\]/a name = Alice Ong' lap/team/alice/person.ini
  git -C lap commit -qam name
  run -1 meet
  grep -q '^=======$' desk/team/alice/person.ini
  run -1 on_desk tl11 check
  [[ $output == *team/alice/person.ini* ]]
}

@test "a renamed person's note that git lost track of: sync puts it together" {
  on_desk tl11 note alice --stdin <<<$'# A\n\n- [ ] first @me'
  second_machine
  on_desk tl11 rename alice alicia
  printf -- '- a line that says much more than the note said before, number %s\n' 1 2 3 4 5 >>desk/team/alicia/2026-11-24.md
  on_desk tl11 save
  on_desk tl11 jot alicia 'from the desk'
  on_lap tl11 jot alice 'from the lap'
  echo '- from the lap' >>"lap/$note"
  on_lap tl11 save
  run -1 meet
  [[ $output == *'CONFLICT (modify/delete)'* ]]
  git -C desk push -q --no-verify origin :lap
  run -0 on_desk tl11 sync
  judge
  [ ! -e desk/team/alice ]
  [ "$(tail -n 2 desk/team/alicia/2026-11-24.md)" = '- a line that says much more than the note said before, number 5
- from the lap' ]
  grep -q 'from the desk' desk/team/alicia/next.md
  grep -q 'from the lap' desk/team/alicia/next.md
  run -1 git -C desk grep -e '^<<<<<<<'
}

@test "renamed and moved here, a note added there: sync finds where it belongs" {
  on_desk tl11 note alice --stdin <<<$'# A\n\n- [ ] first @me'
  second_machine
  on_desk tl11 rename alice alicia
  on_desk tl11 move alicia --to peer
  on 2026-11-25
  on_lap tl11 note alice --stdin <<<$'# B\n\n- [ ] second @me'
  on_lap git -C lap push -q --no-verify
  run -0 on_desk tl11 sync
  judge
  [ "$(cd desk && echo */*/*)" = 'peer/alicia/person.ini team/alicia/2026-11-24.md team/alicia/2026-11-25.md' ]
  [ "$(on_desk tl11 followups --json | jq -r '.[].person' | sort -u)" = alicia ]
}

@test "what both sides said differently stays the user's to decide, renamed or not" {
  on_desk tl11 note alice --stdin <<<$'# A\n\n- the plan is open'
  second_machine
  on_desk tl11 rename alice alicia
  sed -i 's/is open/is to wait/' desk/team/alicia/2026-11-24.md
  printf -- '- a line that says much more than the note said before, number %s\n' 1 2 3 4 5 >>desk/team/alicia/2026-11-24.md
  on_desk tl11 save
  sed -i 's/is open/is to go/' "lap/$note"
  on_lap tl11 save
  git -C lap push -q --no-verify
  run -3 on_desk tl11 sync
  [[ $output == *team/alice/2026-11-24.md* ]]
  [ "$(cat "desk/$note")" = "$(cat "lap/$note")" ]
  grep -q 'to wait' desk/team/alicia/2026-11-24.md
}

@test "markers that somebody committed go no further with tl11" {
  tl11 note alice --stdin <<<$'# A\n\n## A. Trust\n\n- [ ] first @me\n- [ ] second @me'
  id=$(tl11 followups --json | jq -r '.[0].id')
  cd desk
  sed -i 's/^- \[ \] second/<<<<<<< ours\n&/' "$note"
  git commit -qnam marked
  run -3 tl11 done "$id"
  [[ $output == *"'team/alice/2026-11-24.md':6: alice, A. Trust"*'take the markers out, then try again' ]]
  run -3 tl11 rename alice alicia
  [[ $output == *'alicia, A. Trust'* ]]
  on 2026-11-25
  # The new note would mark the old one's lines as carried.
  edit_with '$a\- hello'
  run -3 tl11 note alice
  [[ $output == *'alice, A. Trust'* ]]
  echo '- more' >>"$note"
  run -3 tl11 save
  git checkout -q -- "$note"
  printf '<<<<<<< ours\n' >team/alice/next.md
  git add -A
  git commit -qnm marked
  head=$(git rev-parse HEAD)
  run -3 tl11 jot alice 'a point'
  [ "$(git rev-parse HEAD)" = "$head" ]
}
