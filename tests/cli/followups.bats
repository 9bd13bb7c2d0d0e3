#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# The life of a follow-up: born, identified, listed, closed.

setup() {
  load helper
  load promises
  fresh_promises
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

@test "a line that goes on as it is keeps its id and is told where it stands last, the id 000000 too" {
  mkdir -p team/alice
  local day blank=
  for day in 10-20 10-27 11-03; do
    printf '# A\n%b\n- [ ] first thing ^000000\n- [ ] no id yet\n' "$blank" >"team/alice/2026-$day.md"
    blank+='\n'
  done
  run -0 --separate-stderr tl11 followups --json
  [ "$(jq -c '[.[] | [.id, .text, .path, .line]]' <<<"$output")" = \
    '[["000000","first thing","team/alice/2026-11-03.md",5],[null,"no id yet","team/alice/2026-11-03.md",6]]' ]
}

@test "a line that was reworded is known by what it says now when it goes on without its id" {
  mkdir -p team/alice
  printf '# A\n\n- [ ] first thing ^k3f9q2\n' >team/alice/2026-10-20.md
  printf '# A\n\n- [ ] something else altogether ^k3f9q2\n' >team/alice/2026-10-27.md
  printf '# A\n\n- [ ] something else altogether\n' >team/alice/2026-11-03.md
  run -0 --separate-stderr tl11 followups --json
  [ "$(jq -c '[.[] | [.id, .text, .path]]' <<<"$output")" = \
    '[["k3f9q2","something else altogether","team/alice/2026-11-03.md"]]' ]
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
