#!/usr/bin/env bats
bats_require_minimum_version 1.5.0
# The life of a follow-up: born, identified, carried, closed, never vanished.

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export HOME=$BATS_TEST_TMPDIR/home
  export XDG_CACHE_HOME=$HOME/.cache XDG_DATA_HOME=$HOME/.local/share XDG_CONFIG_HOME=$HOME/.config
  mkdir "$HOME"
  git config --global user.name Tester
  git config --global user.email tester@example.com
  git config --global init.defaultBranch main
  export TL11_DIR=$BATS_TEST_TMPDIR/book
  on 2026-11-03
  tl11 init book >/dev/null
  cd book || return
}

# Whatever a test did: git finds nothing wrong.
teardown() {
  git -C "$TL11_DIR" fsck --strict --no-dangling
}

# The day it is, for tl11 and for git.
on() {
  export TL11_TODAY=$1 GIT_AUTHOR_DATE="$1T12:00:00Z" GIT_COMMITTER_DATE="$1T12:00:00Z"
}

# The note of a day from standard input.
note() { # PERSON [OPTION…]
  tl11 note "$@" --stdin
}

# The id of the follow-up with this text, from the JSON.
id_of() {
  tl11 followups --all --json | sed -n 's/.*"id":"\([^"]*\)","text":"'"$1"'".*/\1/p' | head -n 1
}

state_of() {
  tl11 followups --all --json | grep -F "\"text\":\"$1\"" | sed 's/.*"state":"\([a-z]*\)".*/\1/'
}

# The editor of the tests: a sed script over the file.
editor() {
  printf '#!/bin/sh\nsed -i %q "$1"\n' "$1" >"$BATS_TEST_TMPDIR/editor"
  chmod +x "$BATS_TEST_TMPDIR/editor"
  export GIT_EDITOR=$BATS_TEST_TMPDIR/editor
}

clean() {
  [ -z "$(git status --porcelain)" ]
}

@test "an id and dates are written when the note is committed, and nothing else" {
  printf '# A\r\n\r\n- [ ] Send\tthe RFC  @me due:fri \r\n- [ ] Lihat dulu @alice tenggat:besok\r\n* [x] old' | note alice --as team
  run -0 cat -A team/alice/2026-11-03.md
  [[ ${lines[2]} =~ ^'- [ ] Send^Ithe RFC  @me due:2026-11-06 ^'[0-9a-z]{6}' ^M$'$ ]]
  [[ ${lines[3]} =~ ^'- [ ] Lihat dulu @alice tenggat:2026-11-04 ^'[0-9a-z]{6}'^M$'$ ]]
  [[ ${lines[4]} =~ ^'* [x] old ^'[0-9a-z]{6}$ ]]
  clean
}

@test "a copied line that says something else gets an id of its own" {
  printf '# A\n\n- [ ] first thing ^k3f9q2\n' | note alice --as team
  printf '# B\n\n- [ ] quite another matter ^k3f9q2\n' | note bob --as peer
  grep -q 'first thing ^k3f9q2$' team/alice/2026-11-03.md
  run -1 grep -q k3f9q2 peer/bob/2026-11-03.md
  printf '# A\n\n- [ ] first thing ^k3f9q2\n- [ ] made from it ^k3f9q2\n' >team/alice/2026-11-03.md
  tl11 save
  run -0 grep -c k3f9q2 team/alice/2026-11-03.md
  [ "$output" = 1 ]
}

@test "a reworded line keeps its id" {
  printf '# A\n\n- [ ] first thing ^k3f9q2\n' | note alice --as team
  sed -i 's/first thing/something else altogether/' team/alice/2026-11-03.md
  tl11 save
  grep -q '^- \[ \] something else altogether ^k3f9q2$' team/alice/2026-11-03.md
  run -1 tl11 lost
}

@test "open ones go on into the next note, and the old line says so in the same commit" {
  printf '# A\n\n- [ ] mine @me due:2026-11-05 ^aaaaa1\n- [ ] hers @alice ^aaaaa2\n  - [ ] part of it ^aaaaa3\n  - [x] part done ^aaaaa4\n- [x] closed ^aaaaa5\n' |
    note alice --as team
  on 2026-11-10
  editor 's/^## Decisions/- talked\n\n&/'
  tl11 note alice
  git show --stat --format=%s HEAD | grep -q '2 files changed'
  run -0 sed -n '/^## Follow-ups/,/^## A/p' team/alice/2026-11-10.md
  [ "${lines[1]}" = '- [ ] mine @me due:2026-11-05 from:2026-11-03 ^aaaaa1' ]
  [ "${lines[2]}" = '- [ ] hers @alice from:2026-11-03 ^aaaaa2' ]
  [ "${lines[3]}" = '  - [ ] part of it from:2026-11-03 ^aaaaa3' ]
  [ "${lines[4]}" = '## A. Building Trust and Good Relationships' ]
  grep -q '^- \[>\] mine' team/alice/2026-11-03.md
  grep -q '^  - \[>\] part of it' team/alice/2026-11-03.md
  grep -q '^- \[x\] closed ^aaaaa5' team/alice/2026-11-03.md
  clean
}

@test "what is taken out of the new note stays open in the old one" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n- [ ] other ^aaaaa2\n' | note alice --as team
  on 2026-11-10
  editor '/mine/d; s/^## Decisions/- talked\n\n&/'
  tl11 note alice
  grep -q '^- \[ \] mine ^aaaaa1' team/alice/2026-11-03.md
  grep -q '^- \[>\] other ^aaaaa2' team/alice/2026-11-03.md
  [ "$(state_of mine)" = open ]
}

@test "a note left as its scaffold carries nothing" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  on 2026-11-10
  GIT_EDITOR=true run -1 tl11 note alice
  [ ! -e team/alice/2026-11-10.md ]
  grep -q '^- \[ \] mine' team/alice/2026-11-03.md
  clean
}

@test "carried three times, or open for six weeks, it says so, and the remark is not kept" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  editor 's/^## Decisions/- talked\n\n&/'
  for day in 2026-11-10 2026-11-17; do
    on $day
    tl11 note alice
  done
  on 2026-11-24
  tl11 note alice --no-edit
  grep -qx '<!-- carried 3 times, open since 2026-11-03 -->' team/alice/2026-11-24.md
  tl11 note alice
  run -1 grep 'carried 3' team/alice/2026-11-24.md
  tl11 followups --json | grep -q '"carried":3'
  tl11 --lang id note alice --no-edit --date 2026-12-20
  grep -qx '<!-- dibawa 4 kali, terbuka sejak 2026-11-03 -->' team/alice/2026-12-20.md
}

@test "private ones are carried into Private" {
  printf '# A\n\n## Private\n\n- [ ] secret ^aaaaa1\n' | note alice --as team
  on 2026-11-10
  tl11 note alice --no-edit
  run -0 sed -n '/^## Private/,$p' team/alice/2026-11-10.md
  [ "${lines[1]}" = '- [ ] secret from:2026-11-03 ^aaaaa1' ]
  run -1 grep -q '^## Follow-ups' team/alice/2026-11-10.md
}

@test "a note committed with git alone is carried, and both lines get the one id" {
  mkdir -p team/alice
  printf '[person]\n' >team/alice/person.ini
  printf '# A\n\n- [ ] by hand\n' >team/alice/2026-11-03.md
  git add -A
  git commit -qm 'by hand'
  [ "$(state_of 'by hand')" = open ]
  on 2026-11-10
  editor 's/^## Decisions/- talked\n\n&/'
  tl11 note alice
  new=$(sed -n 's/^- \[ \] by hand.*\^//p' team/alice/2026-11-10.md)
  grep -qx -- "- \[>\] by hand ^$new" team/alice/2026-11-03.md
  run -0 tl11 followups --json
  [ "${#lines[@]}" -eq 1 ]
}

@test "an old note edited meanwhile is left as it is" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  on 2026-11-10
  echo 'not yet' >>team/alice/2026-11-03.md
  printf '# A\n\n- [ ] mine from:2026-11-03 ^aaaaa1\n' | note alice
  [ "$(git status --porcelain)" = ' M team/alice/2026-11-03.md' ]
  grep -q '^- \[ \] mine ^aaaaa1' team/alice/2026-11-03.md
  run -0 tl11 followups --json
  [ "${#lines[@]}" -eq 1 ]
}

@test "done, drop and reopen change one mark and nothing else" {
  printf '# A\r\n\r\n- [ ] one\xc2\xa0thing @me  ^aaaaa1 \r\n- [ ] two ^bbbbb2\r\n- [ ] three ^ccccc3' | note alice --as team
  on 2026-11-05
  tl11 done aaa ^ccccc3
  printf '# A\r\n\r\n- [x] one\xc2\xa0thing @me done:2026-11-05  ^aaaaa1 \r\n- [ ] two ^bbbbb2\r\n- [x] three done:2026-11-05 ^ccccc3' |
    cmp - team/alice/2026-11-03.md
  [ "$(git log -1 --format=%s)" = 'done: 2 follow-ups' ]
  tl11 drop b replaced by SRE
  grep -q '^- \[-\] two: replaced by SRE ^bbbbb2' team/alice/2026-11-03.md
  tl11 reopen b aaaaa1
  grep -q '^- \[ \] two: replaced by SRE ^bbbbb2' team/alice/2026-11-03.md
  printf '%s\r\n' $'- [ ] one\xc2\xa0thing @me  ^aaaaa1 ' >"$BATS_TEST_TMPDIR/line"
  sed -n 3p team/alice/2026-11-03.md | cmp - "$BATS_TEST_TMPDIR/line"
  clean
}

@test "an id that is unknown or names several changes nothing" {
  printf '# A\n\n- [ ] one ^aaaaa1\n- [ ] two ^aaaaa2\n' | note alice --as team
  before=$(git rev-parse HEAD)
  run -2 tl11 done aaaaa
  [[ $output == *aaaaa1*aaaaa2* ]]
  run -2 tl11 done aaaaa1 zzzzzz
  run -1 tl11 reopen aaaaa1
  echo more >>team/alice/2026-11-03.md
  run -3 tl11 done aaaaa1
  [ "$(git rev-parse HEAD)" = "$before" ]
}

@test "reopen takes every closing mark back" {
  printf '# A\n\n- [x] mine ^aaaaa1\n' | note alice --as team
  on 2026-11-10
  printf '# A\n\n- [x] mine from:2026-11-03 ^aaaaa1\n' | note alice
  [ "$(state_of mine)" = 'done' ]
  tl11 reopen aaaaa1
  [ "$(state_of mine)" = open ]
  grep -q '^- \[>\] mine' team/alice/2026-11-03.md
  grep -q '^- \[ \] mine' team/alice/2026-11-10.md
}

@test "what is ticked in the editor gets its day" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n- [x] never open ^aaaaa2\n' | note alice --as team
  on 2026-11-05
  sed -i 's/\[ \]/[x]/' team/alice/2026-11-03.md
  tl11 save
  grep -q '^- \[x\] mine done:2026-11-05 ^aaaaa1' team/alice/2026-11-03.md
  grep -q '^- \[x\] never open ^aaaaa2' team/alice/2026-11-03.md
}

@test "the list: filters, order, states, agenda apart" {
  printf '# A\n\n- [ ] no date ^aaaaa1\n- [ ] hers @alice due:2026-11-04 ^aaaaa2\n- [ ] late @me due:2026-11-01 ^aaaaa3\n- [ ] soon due:2026-11-04 ^aaaaa4\n- [x] kept ^aaaaa5\n- [-] left ^aaaaa6\n\n## Agenda\n\n- [ ] rota ^aaaaa7\n' |
    note alice --as team
  order() { tl11 followups "$@" --json | grep -o '"id":"[^"]*"' | cut -d'"' -f4 | tr '\n' ' '; }
  [ "$(order)" = 'aaaaa3 aaaaa4 aaaaa2 aaaaa1 ' ]
  [ "$(order --mine)" = 'aaaaa3 aaaaa4 aaaaa1 ' ]
  [ "$(order --theirs)" = 'aaaaa2 ' ]
  [ "$(order --overdue)" = 'aaaaa3 ' ]
  [ "$(order --done)" = 'aaaaa5 ' ]
  [ "$(order --dropped alice)" = 'aaaaa6 ' ]
  [ "$(order --agenda)" = 'aaaaa7 ' ]
  [ "$(order --all | wc -w)" -eq 6 ]
  run -2 tl11 followups --mine --theirs
  run -2 tl11 followups --done --dropped
  run -1 tl11 followups --overdue --theirs --json
  [ "$output" = '[]' ]
  run -0 tl11 todo
  [[ ${lines[1]} == 'aaaaa3  [ ]  2026-11-01  me'* ]]
}

@test "as of a day the notes are what they were" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  on 2026-11-10
  tl11 done aaaaa1
  run -1 tl11 followups
  run -0 tl11 followups --as-of 2026-11-09 --json
  [[ $output == *'"state":"open"'* ]]
  run -1 tl11 followups --as-of 2026-11-10
  run -1 tl11 followups --as-of 2026-11-02
  [[ $output == *'2026-11-02'* ]]
}

@test "the guard: an open one that is gone is named and refused" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n- [ ] other ^aaaaa2\n' | note alice --as team
  sed -i '/mine/d' team/alice/2026-11-03.md
  run -3 tl11 save
  [[ $output == *'mine ^aaaaa1'* ]]
  [ "$(git status --porcelain)" = ' M team/alice/2026-11-03.md' ]
  tl11 save --drop-missing
  grep -q '^- \[-\] mine ^aaaaa1' team/alice/2026-11-03.md
  run -1 tl11 lost
  clean
}

@test "the guard: on a terminal it asks, and puts the answer down" {
  printf '# A\n\n- [ ] keep me ^aaaaa1\n- [ ] was done ^aaaaa2\n- [ ] not needed ^aaaaa3\n' | note alice --as team
  sed -i '/\[ \]/d' team/alice/2026-11-03.md
  printf 'what?\nk\nd\nr\n' | script -qec 'tl11 save' /dev/null
  grep -q '^- \[ \] keep me ^aaaaa1' team/alice/2026-11-03.md
  grep -q '^- \[x\] was done done:2026-11-03 ^aaaaa2' team/alice/2026-11-03.md
  grep -q '^- \[-\] not needed ^aaaaa3' team/alice/2026-11-03.md
  clean
}

@test "the guard: moved to another note is not gone, nor is one that is open elsewhere" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n- [ ] stays\n' | note alice --as team
  printf '# B\n\ntalked\n' | note bob --as peer
  sed -i '/mine/d' team/alice/2026-11-03.md
  printf '\n- [ ] mine ^aaaaa1\n' >>peer/bob/2026-11-03.md
  tl11 save
  run -1 tl11 lost
}

@test "the guard: a note that is removed" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  rm team/alice/2026-11-03.md
  run -3 tl11 save
  run -3 tl11 save --drop-missing
  on 2026-11-10
  printf '# A\n\ntalked\n' | note alice
  tl11 save --drop-missing
  grep -q '^- \[-\] mine ^aaaaa1' team/alice/2026-11-10.md
  [ ! -e team/alice/2026-11-03.md ]
  run -1 tl11 lost
}

@test "lost: deletion, a removed note, a merge, all carried; restored" {
  printf '# A\n\n- [ ] line gone ^aaaaa1\n- [ ] merged away ^aaaaa2\n- [ ] carried on ^aaaaa3\n- [x] closed ^aaaaa4\n- [ ] never had one\n' >"$BATS_TEST_TMPDIR/a"
  note alice --as team <"$BATS_TEST_TMPDIR/a"
  run -1 tl11 lost
  sed -i '/line gone/d; /closed/d' team/alice/2026-11-03.md
  git commit -qam 'a line gone'
  git checkout -qb side
  sed -i 's/merged away/merged away, reworded/' team/alice/2026-11-03.md
  git commit -qam side
  git checkout -q main
  sed -i 's/- \[ \] merged away.*/- talked/' team/alice/2026-11-03.md
  git commit -qam main
  git merge -q side || true
  sed -i '/^[<=>]\{7\}/d; /merged away/d' team/alice/2026-11-03.md
  git commit -qam merge
  on 2026-11-10
  printf '# A\n\n- [ ] carried on from:2026-11-03 ^aaaaa3\n' | note alice
  git rm -q team/alice/2026-11-10.md
  git commit -qm 'a note gone'
  run -0 tl11 lost --json
  [[ $output == *'"id":"aaaaa1"'* && $output == *'"id":"aaaaa2"'* && $output == *'"id":"aaaaa3"'* ]]
  [[ $output != *aaaaa4* && $output != *'never had one'* ]]
  [[ $output == *"\"removed_in\":\"$(git rev-parse HEAD)\",\"removed_on\":\"2026-11-10\""* ]]
  [ "${#lines[@]}" -eq 3 ]
  tl11 lost --restore aaaaa1
  grep -q '^- \[ \] line gone from:2026-11-03 ^aaaaa1$' team/alice/2026-11-10.md
  tl11 lost --restore aaaaa3
  run -0 tl11 lost --json
  [ "${#lines[@]}" -eq 1 ]
  run -2 tl11 lost --restore aaaaa1
  clean
}

@test "lost: without an id by person and text; a rewording or an id is no loss" {
  mkdir -p team/alice
  printf '# A\n\n- [ ] send the report to Sari\n- [ ] book a room\n- [ ] call the vendor\n' >team/alice/2026-11-03.md
  git add -A
  git commit -qm 'by hand'
  sed -i 's/send the report to Sari/send the big report to Sari/; /book a room/d' team/alice/2026-11-03.md
  git commit -qam 'edited by hand'
  echo more >>team/alice/2026-11-03.md
  tl11 save
  run -0 tl11 lost --json
  [[ $output == *'"id":null,"text":"book a room"'* ]]
  [ "${#lines[@]}" -eq 1 ]
  tl11 lost --restore 'Book a ROOM'
  run -1 tl11 lost
}

@test "lost: a renamed person and a moved folder lose nothing" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  tl11 rename alice alicia
  run -1 tl11 lost
  mkdir manager
  git mv team/alicia manager/alicia
  git commit -qm moved
  run -1 tl11 lost
  [ "$(state_of mine)" = open ]
}

@test "lost: a shallow clone says what it cannot know" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  sed -i '/mine/d' team/alice/2026-11-03.md
  git commit -qam gone
  echo x >>team/alice/2026-11-03.md
  git commit -qam later
  git clone -q --depth 1 "file://$TL11_DIR" "$BATS_TEST_TMPDIR/shallow"
  TL11_DIR=$BATS_TEST_TMPDIR/shallow run -4 tl11 lost
  [[ $output == *'not all here'* ]]
}

@test "agenda: jotted, taken along, ticked or carried" {
  tl11 add alice --as team
  tl11 jot alice on-call rota, she asked
  tl11 jot alice holiday plans
  run -0 tl11 followups --agenda --json
  [ "${#lines[@]}" -eq 2 ]
  run -1 tl11 followups
  editor 's/\[ \] on-call/[x] on-call/; /holiday/d; s/^## Decisions/- talked\n\n&/'
  tl11 note alice
  run -0 cat team/alice/next.md
  [[ $output == '- [ ] holiday plans ^'* ]]
  grep -q '^- \[x\] on-call rota' team/alice/2026-11-03.md
  on 2026-11-10
  editor 's/^## Decisions/- talked\n\n&/'
  tl11 note alice
  [ ! -e team/alice/next.md ]
  on 2026-11-17
  tl11 note alice
  run -0 sed -n '/^## Agenda/,/^## A\./p' team/alice/2026-11-17.md
  [[ ${lines[1]} == '- [ ] holiday plans from:2026-11-10 ^'* ]]
  clean
}

@test "check names duplicates, twins, unknown marks and bad dates" {
  printf '# A\n\n- [ ] one ^aaaaa1\n- [ ] one ^aaaaa1\n- [ ] same words ^bbbbb1\n- [ ] same words ^bbbbb2\n- [?] odd ^ccccc1\n- [ ] when due:2026-02-30 ^ccccc2\n' >x.md
  mkdir -p team/alice
  mv x.md team/alice/2026-11-03.md
  run -1 tl11 check --json
  [[ $output == *'"line":4,"code":"duplicate-id"'* ]]
  [[ $output == *'"line":6,"code":"duplicate-item"'* ]]
  [[ $output == *'"line":7,"code":"unknown-mark"'* ]]
  [[ $output == *'"line":8,"code":"bad-date"'* ]]
  [ "${#lines[@]}" -eq 4 ]
}

@test "the subject tells what was opened and closed" {
  printf '# A\n\n- [ ] one ^aaaaa1\n- [ ] two ^aaaaa2\n' | note alice --as team
  [ "$(git log -1 --format=%s)" = 'note(team/alice): 2026-11-03, 2 follow-ups opened' ]
  on 2026-11-10
  printf '# A\n\n- [x] one from:2026-11-03 ^aaaaa1\n- [ ] two from:2026-11-03 ^aaaaa2\n- [ ] new\n' | note alice
  [ "$(git log -1 --format=%s)" = 'note(team/alice): 2026-11-10, 1 follow-up opened, 1 closed' ]
}

@test "an id of history that comes back is the same promise" {
  printf '# A\n\n- [ ] once ^k3f9q2\n' | note alice --as team
  sed -i '/once/d' team/alice/2026-11-03.md
  git commit -qam gone
  run -0 tl11 lost
  on 2026-11-10
  printf '# A\n\n- [ ] once ^k3f9q2\n' | note alice
  grep -q '^- \[ \] once ^k3f9q2$' team/alice/2026-11-10.md
  run -1 tl11 lost
}

@test "one promise keeps one id: said twice, taken along by hand, reworded on its way from next.md" {
  printf '# A\n\n- [ ] twice said\n- [ ] twice said\n' | note alice --as team
  [ "$(tl11 followups --json | grep -c '"text":"twice said"')" -eq 1 ]
  printf -- '- [ ] by hand\n' >>team/alice/2026-11-03.md
  git commit -qam 'by hand'
  on 2026-11-10
  tl11 note alice --no-edit
  git add -A
  git commit -qm 'carried by hand'
  echo more >>team/alice/2026-11-03.md
  tl11 save
  [ "$(tl11 followups --json | grep -c '"text":"by hand"')" -eq 1 ]
  grep -q "by hand ^$(id_of 'by hand')$" team/alice/2026-11-03.md
  tl11 jot alice holiday plans
  on 2026-11-17
  tl11 note alice --no-edit
  sed -i 's/holiday plans/holiday plans in May/' team/alice/2026-11-17.md
  tl11 save
  run -1 tl11 lost --agenda
  [ "$(tl11 followups --agenda --json | grep -c holiday)" -eq 1 ]
}

@test "lost: a mark that was taken back, with other edits in between, closes nothing" {
  printf '# A\n\n- [x] mine ^aaaaa1\n' | note alice --as team
  echo talked >>team/alice/2026-11-03.md
  tl11 save
  tl11 reopen aaaaa1
  sed -i '/mine/d' team/alice/2026-11-03.md
  git commit -qam gone
  run -0 tl11 lost --json
  [[ $output == *'"id":"aaaaa1"'* ]]
}

@test "lost: the line that had the id is gone, the one it was carried from is there" {
  mkdir -p team/alice
  printf '# A\n\n- [ ] by hand\n' >team/alice/2026-11-03.md
  git add -A
  git commit -qm 'by hand'
  on 2026-11-10
  tl11 note alice --no-edit
  git add -A
  git commit -qm 'carried by hand'
  git rm -q team/alice/2026-11-10.md
  git commit -qm 'a note gone'
  run -1 tl11 lost
  [ "$(state_of 'by hand')" = open ]
}
