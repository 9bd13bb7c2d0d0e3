#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# What is open goes on into the next note.

setup() {
  load helper
  load promises
  fresh_promises
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

@test "a due date that cannot be read goes on as it is, one that can as its date" {
  printf '# A\n\n- [ ] one due:soonish @sari ^aaaaa1\n- [ ] two due:2026-11-30 ^aaaaa2\n' | note alice --as team
  on 2026-11-10
  tl11 note alice --no-edit
  grep -qx -- '- \[ \] one due:soonish @sari from:2026-11-03 ^aaaaa1' team/alice/2026-11-10.md
  grep -qx -- '- \[ \] two due:2026-11-30 from:2026-11-03 ^aaaaa2' team/alice/2026-11-10.md
}

@test "a point that git alone took along, offered again and reworded, stays one" {
  tl11 add alice --as team
  tl11 jot alice holiday plans
  tl11 note alice --no-edit
  git add -A
  git commit -qm 'taken by hand'
  on 2026-11-10
  tl11 note alice --no-edit
  sed -i 's/holiday plans/holiday plans in May/' team/alice/2026-11-10.md
  tl11 save
  [ "$(tl11 followups --agenda --json | jq -r '.[].text')" = 'holiday plans in May' ]
  run -1 tl11 lost --agenda
}
