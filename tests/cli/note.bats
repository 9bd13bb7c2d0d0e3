#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# The life of a note: scaffolded, written, committed, opened again, saved.

setup() {
  load helper
  fresh_book
}

@test "a first 1:1 in every relationship and both languages" {
  while IFS='|' read -r language as relationship title decisions; do
    edit_with "s/^## $decisions\$/- we talked\n\n&/"
    run -0 tl11 --lang "$language" note "$language-$relationship" --as "$as"
    path=$relationship/$language-$relationship/2026-11-24.md
    [[ $output == "$path: "*[0-9a-f]* ]]
    [ "$(subject)" = "note($relationship/$language-$relationship): 2026-11-24" ]
    [ "$(committed)" = "$path ${path%/*}/person.ini" ]
    grep -qx "## A. $title" "$path"
    [ "$(grep -c '^## [ABC]\. ' "$path")" -eq 3 ]
    [ "$(grep -c '^<!-- ' "$path")" -eq 1 ] # the one that was answered
    judge
  done <<'END'
en|team|team|Building Trust and Good Relationships|Decisions
en|manager|manager|Aligning Expectations|Decisions
en|peer|peer|Sharing Knowledge and Collaborating|Decisions
en|xfunc|cross-functional|Strengthening Relationships and Communication|Decisions
id|tim|team|Membangun Kepercayaan dan Hubungan Baik|Keputusan
id|manajer|manager|Menyelaraskan Harapan|Keputusan
id|rekan|peer|Berbagi Pengetahuan dan Kolaborasi|Keputusan
id|lintas|cross-functional|Memperkuat Hubungan dan Komunikasi|Keputusan
END
}

@test "a relationship of one's own works as the four do" {
  mkdir -m 700 guide
  (umask 077 && printf '# Mentors\n\n## A. Learning\n\n- What did I try? ^try\n- What next? (rotate) ^next\n' >guide/mentor.md)
  run -0 tl11 save
  edit_with 's/What did I try.*/&\n\n- pairing/'
  run -0 tl11 note sari --as ment
  [ "$(git show HEAD:mentor/sari/2026-11-24.md)" = $'# sari, 2026-11-24\n\n## A. Learning\n\n<!-- What did I try? -->\n\n- pairing\n\n## Decisions\n\n## Private' ]
  judge
  run -0 tl11 log sari --json
  [ "$(jq -c '.[0].sections' <<<"$output")" = '["mentor.a"]' ]
  [ "$(tl11 people --json | jq -c '.[0] | [.relationship, .every]')" = '["mentor","1m"]' ]
  run -0 tl11 guide mentor.a.try
  [[ $output == *"What did I try?"* ]]
  tl11 move sari --to peer
  tl11 move sari --to mentor
  judge
}

@test "somebody new is asked for on a terminal, and needs --as elsewhere" {
  unchanged tl11 note budi --stdin <<<x
  [ "$status" -eq 2 ]
  [[ $output == *"no person 'budi'"*"'tl11 note budi --as team'"* ]]
  edit_with '$a - hello'
  run -0 on_terminal tl11 note budi <<<rekan
  [[ $output == *"budi is new. Who are they to you (team, manager, peer, cross-functional)? "* ]]
  [ "$(committed)" = "peer/budi/2026-11-24.md peer/budi/person.ini" ]
  unchanged on_terminal tl11 note bud1 <<<''
  [ "$status" -eq 2 ]
  [[ $output == *"did you mean 'budi'?"* ]]
  unchanged on_terminal tl11 note 'Not A Slug' <<<team # who could not be added is not asked about
  [ "$status" -eq 2 ]
  [[ $output != *"Who are they"* ]]
  unchanged on_terminal tl11 note carla <<<nonsense
  [ "$status" -eq 2 ]
}

@test "--as that is not the person's relationship is refused" {
  tl11 note alice --as team --stdin <<<x
  unchanged tl11 note alice --as peer --new --stdin <<<y
  [ "$status" -eq 2 ]
  [[ $output == *"alice is in 'team': 'tl11 move alice --to peer' if that changed" ]]
  run -0 tl11 note alice --as tim --new --stdin <<<y
}

@test "today's note is opened again, --new begins a second one" {
  edit_with '$a - one'
  tl11 note alice --as team
  edit_with '$a - two'
  run -0 tl11 note alice
  [ "$(ls team/alice)" = $'2026-11-24.md\nperson.ini' ]
  [ "$(tail -n 2 team/alice/2026-11-24.md)" = $'- one\n- two' ]
  edit_with '$a - three'
  run -0 tl11 note alice --new
  [ "$(subject)" = "note(team/alice): 2026-11-24-2" ]
  edit_with '$a - four'
  run -0 tl11 note alice # the last one of the day
  [ "$(tail -n 2 team/alice/2026-11-24-2.md)" = $'- three\n- four' ]
  judge
  [ "$(commits)" -eq 5 ]
  [[ $(tl11 show alice 2026-11-24-1) == *two ]]
  [[ $(tl11 show alice 2026-11-24-2) == *four ]]
  [[ $(tl11 show alice 2026-11-24) == *four ]]
  run -0 tl11 log alice
  [[ ${lines[1]} == "2026-11-24-2 "* ]]
  [[ ${lines[2]} == "2026-11-24 "* ]]
}

@test "--date takes days as people say them" {
  tl11 add alice --as team
  while IFS='|' read -r said date; do
    run -0 tl11 note alice --no-edit --date "$said"
    [ "$output" = "$book/team/alice/$date.md" ]
  done <<'END'
2026-02-28|2026-02-28
today|2026-11-24
yesterday|2026-11-23
last mon|2026-11-23
-2w|2026-11-10
hari ini|2026-11-24
kemarin|2026-11-23
senin lalu|2026-11-23
jumat lalu|2026-11-20
minggu lalu|2026-11-17
2026-W01|2025-12-29
END
  for said in 2026-02-30 2026-13-01 2026-1-1 '2026-11-24 ' x '' 0000-01-01; do
    unchanged tl11 note alice --no-edit --date "$said"
    [ "$status" -eq 2 ]
    [[ $output == *"no such date: '$said'"* ]]
  done
}

@test "--no-edit writes the scaffold, prints its path and commits nothing" {
  run -0 tl11 note alice --as team --no-edit
  [ "$output" = "$book/team/alice/2026-11-24.md" ]
  [ "$(commits)" -eq 1 ]
  judge '?? team/alice/2026-11-24.md' '?? team/alice/person.ini'
  unchanged tl11 note alice --no-edit
  [ "$output" = "$book/team/alice/2026-11-24.md" ]
  unchanged tl11 note alice --no-edit --stdin <<<x
  [ "$status" -eq 2 ]
  # The person is committed with the first note, however that comes about.
  edit_with '$a - hello'
  run -0 tl11 note alice
  [ "$(committed)" = "team/alice/2026-11-24.md team/alice/person.ini" ]
  judge
}

@test "--full offers all prompts of the relationship, in their sections" {
  run -0 tl11 note alice --as team --no-edit --full
  [ "$(grep -c '^<!-- ' "$output")" -eq "$(tl11 guide team --json | jq length)" ]
  run -0 tl11 note budi --as team --no-edit
  [ "$(grep -c '^<!-- ' "$output")" -eq 9 ]
}

@test "-m is the commit's message, and an empty one is refused at once" {
  run -0 tl11 note alice --as team --stdin -m 'talk about the move' <<<x
  [ "$(subject)" = 'talk about the move' ]
  for message in '' ' ' $'\n'; do
    unchanged tl11 note alice --stdin -m "$message" <<<y
    [ "$status" -eq 2 ]
    [ "$output" = "tl11: the message is empty" ]
  done
  run -0 tl11 note alice --stdin -m $'# one\n\ntwo' <<<y
  [ "$(git log -1 --format=%B)" = $'# one\n\ntwo' ]
}

@test "the subject tells what was opened and closed" {
  tl11 note alice --as team --stdin <<<$'- [ ] one\n- [ ] two\n\n## Agenda\n\n- [ ] point'
  [ "$(subject)" = "note(team/alice): 2026-11-24, 2 follow-ups opened" ]
  edit_with 's/- \[ \] one/- [x] one/; s/- \[ \] two.*/&\n- [ ] three/'
  tl11 note alice
  [ "$(subject)" = "note(team/alice): 2026-11-24, 1 follow-up opened, 1 closed" ]
  edit_with 's/- \[ \] t/- [-] t/'
  tl11 note alice
  [ "$(subject)" = "note(team/alice): 2026-11-24, 2 follow-ups closed" ]
  tl11 note alice --new --stdin <<<'no promise'
  [ "$(subject)" = "note(team/alice): 2026-11-24-2" ]
}

@test "unanswered prompts go, answered ones and the user's own comments stay" {
  tl11 note alice --as team --no-edit
  kept=$(grep -m 1 '^<!-- ' team/alice/2026-11-24.md)
  sed -i -e '0,/^<!-- .*/s//&\n\n- an answer\n\n<!-- my own remark -->/' team/alice/2026-11-24.md
  run -0 tl11 save
  [ "$(grep '^<!-- ' team/alice/2026-11-24.md)" = "$kept"$'\n<!-- my own remark -->' ]
  [ "$(grep -c '^## ' team/alice/2026-11-24.md)" -eq 5 ]
  cmp team/alice/2026-11-24.md <(git show HEAD:team/alice/2026-11-24.md)
}

@test "edit opens the newest note or a day's, and commits what changed" {
  tl11 note alice --as team --stdin --date 2026-11-10 <<<old
  tl11 note alice --stdin <<<new
  edit_with '$a - more'
  run -0 tl11 edit alice
  [ "$(committed)" = team/alice/2026-11-24.md ]
  run -0 tl11 edit alice 2026-11-10
  [ "$(git show HEAD:team/alice/2026-11-10.md)" = $'old\n- more' ]
  run -0 tl11 edit alice -2w -m 'by another name'
  [ "$(subject)" = "by another name" ]
  export GIT_EDITOR=true
  unchanged tl11 edit alice
  [ "$status" -eq 1 ]
  unchanged tl11 edit alice 2026-11-11
  [ "$status" -eq 1 ]
  [[ $output == *"no note of alice on 2026-11-11"* ]]
  tl11 add budi --as team
  unchanged tl11 edit budi
  [ "$status" -eq 1 ]
  judge
}

@test "jot gathers points, the next note has them, and what it leaves out stays" {
  tl11 add alice --as team
  run -0 tl11 jot alice on-call rota
  tl11 jot alice second point
  tl11 jot alice -- -1 on the budget
  judge
  [ "$(subject)" = "jot(team/alice): a point for next time" ]
  [ "$(sed 's/ ^.*//' team/alice/next.md)" = $'- [ ] on-call rota\n- [ ] second point\n- [ ] -1 on the budget' ]
  for text in '' ' ' $'two\nlines'; do
    unchanged tl11 jot alice "$text"
    [ "$status" -eq 2 ]
  done
  export GIT_EDITOR=true # seen and left: still gathered
  unchanged tl11 note alice
  [ "$status" -eq 1 ]
  edit_with '/second point/d; s/^## Decisions/- talked\n\n&/'
  run -0 tl11 note alice
  [ "$(sed -n '/^## Agenda/,/^## A/p' team/alice/2026-11-24.md | grep -c '^- \[ \]')" -eq 2 ]
  [ "$(sed 's/ ^.*//' team/alice/next.md)" = '- [ ] second point' ]
  [ "$(committed)" = "team/alice/2026-11-24.md team/alice/next.md" ]
  judge
}

@test "save without names takes what tl11 knows, and the guide, and nothing else" {
  tl11 note alice --as team --stdin <<<x
  tl11 note budi --as team --stdin <<<x
  unchanged tl11 save
  [ "$status" -eq 1 ]
  [ "$output" = "tl11: nothing to save: all is committed" ]
  umask 077
  mkdir guide
  printf '# M\n\n## A. B\n\n- c\n' >guide/mentor.md
  echo more >>team/alice/2026-11-24.md
  echo more >>team/budi/2026-11-24.md
  printf -- '- [ ] by hand\n' >team/alice/next.md
  echo x >team/alice/scan.png
  echo x >README
  run -0 tl11 save
  [ "$(committed)" = "guide/mentor.md team/alice/2026-11-24.md team/alice/next.md team/budi/2026-11-24.md" ]
  [ "$(subject)" = "note(team/budi): 2026-11-24 and 1 more" ]
  judge '?? README' '?? team/alice/scan.png'
}

@test "save of some people leaves the others" {
  tl11 note alice --as team --stdin <<<x
  tl11 note budi --as team --stdin <<<x
  echo more >>team/alice/2026-11-24.md
  echo more >>team/budi/2026-11-24.md
  echo '; mine' >>tl11.ini
  run -0 tl11 save alice -m 'alice alone'
  [ "$(committed)" = team/alice/2026-11-24.md ]
  [ "$(subject)" = 'alice alone' ]
  judge ' M team/budi/2026-11-24.md' ' M tl11.ini'
  unchanged tl11 save alcie
  [ "$status" -eq 2 ]
  [[ $output == *"did you mean 'alice'?"* ]]
  rm team/budi/2026-11-24.md
  run -0 tl11 save budi
  [ "$(git show --format= --name-status HEAD)" = $'D\tteam/budi/2026-11-24.md' ]
}

@test "save leaves a scaffold in which nothing was written, with all that it carries" {
  tl11 note alice --as team --stdin --date 2026-11-10 <<<'- [ ] a promise'
  printf '# by hand\n\n- [ ] no id yet\n' >team/alice/2026-11-12.md
  git add . && git commit -qm 'without tl11'
  chmod 600 team/alice/2026-11-12.md
  tl11 jot alice 'a point'
  tl11 note alice --no-edit
  grep -q 'no id yet' team/alice/2026-11-24.md
  unchanged tl11 save
  [ "$status" -eq 1 ]
  [[ $output == *"team/alice/2026-11-24.md: nothing is written in it yet, left alone"* ]]
  unchanged env GIT_EDITOR=true tl11 edit alice 2026-11-10
  [ "$status" -eq 1 ]
  echo '- now there is' >>team/alice/2026-11-24.md
  run -0 tl11 save
  [ ! -e team/alice/next.md ] # its point stands in the note
  judge
}

@test "save of two new notes with a person, and next.md edited by hand as well" {
  tl11 add alice --as team
  tl11 jot alice one
  tl11 jot alice two
  (umask 077 && echo '- [ ] three' >>team/alice/next.md)
  for day in 2026-11-20 2026-11-22; do
    echo '- words' >>"$(tl11 note alice --no-edit --date $day)"
  done
  sed -i '/^- \[ \] one/d' team/alice/2026-11-20.md
  sed -i '/^- \[ \] \(one\|two\)/d' team/alice/2026-11-22.md
  run -0 tl11 save
  [ "$(sed 's/ ^.*//' team/alice/next.md)" = '- [ ] one' ]
  judge
  [ "$(subject)" = "note(team/alice): 2026-11-22 and 1 more" ]
}

@test "what else is staged, dirty, untracked or intended stays exactly as it was" {
  tl11 note alice --as team --stdin <<<x
  tl11 note budi --as team --stdin <<<x
  umask 077
  echo 1 >staged
  echo 1 >half
  echo 1 >intended
  git add staged half
  git add -N intended
  echo 2 >half
  git rm -q --cached team/budi/person.ini
  echo dirty >>team/budi/2026-11-24.md
  echo untracked >free
  state() { git status --porcelain=v2 | grep -v alice && git diff --cached && git diff -- half intended team/budi; }
  before=$(state)
  edit_with '$a - more'
  run -0 tl11 note alice
  [ "$(state)" = "$before" ]
  run -0 tl11 note alice --new --stdin <<<y
  [ "$(state)" = "$before" ]
  run -0 tl11 jot alice z
  [ "$(state)" = "$before" ]
  echo more >>team/alice/2026-11-24.md
  git add -N team/alice/2026-11-24.md
  run -0 tl11 save alice
  [ "$(state)" = "$before" ]
  [ "$(committed)" = team/alice/2026-11-24.md ]
  printf new >team/alice/2026-11-20.md
  git add -N team/alice/2026-11-20.md
  run -0 tl11 save alice
  [ "$(state)" = "$before" ]
  git fsck --strict --no-dangling
}

@test "log as a table and as JSON" {
  run -1 tl11 log --json
  [ "$output" = '[]' ]
  tl11 note alice --as team --stdin --date 2026-11-10 <<<$'# First\n\n## A. Trust\n\n- x\n\n## C. Y\n\n- [ ] a\n- [x] b\n- [-] c\n\n## Agenda\n\n- [ ] not counted'
  tl11 note budi --as manager --stdin <<<$'no title'
  echo more >>manager/budi/2026-11-24.md
  run -0 tl11 log --json
  [ "$(jq -c 'map(keys_unsorted) | unique' <<<"$output")" = \
    '[["person","relationship","date","path","title","sections","followups_open","followups_closed","commit","edited_after"]]' ]
  [ "$(jq -c 'map([.person, .relationship, .date, .path, .title, .sections, .followups_open, .followups_closed])[]' <<<"$output")" = \
    '["budi","manager","2026-11-24","manager/budi/2026-11-24.md",null,[],0,0]
["alice","team","2026-11-10","team/alice/2026-11-10.md","First",["team.a","team.c"],1,2]' ]
  [ "$(jq -r '.[1].commit' <<<"$output")" = "$(git rev-parse HEAD~1)" ]
  run -0 tl11 log alice
  [[ ${lines[0]} == "date "*"person "*"sections "*"open "*"closed "*"commit "*title ]]
  [[ ${lines[1]} == "2026-11-10  alice "*" AC "*" 1 "*" 2 "*First ]]
  # One that cannot be read is named, the others are there.
  ln team/alice/2026-11-10.md "$BATS_TEST_TMPDIR/other-name"
  run -4 --separate-stderr tl11 log --json
  [[ $stderr == "tl11: cannot read 'team/alice/2026-11-10.md': "* ]]
  [ "$(jq -c 'map(.person)' <<<"$output")" = '["budi"]' ]
  unchanged tl11 log nobody
  [ "$status" -eq 2 ]
}

# An index of this size is read while the note is looked over.
big_index() {
  tl11 note alice --as team --stdin --date 2026-11-10 <<<'- [ ] a promise ^abc234'
  mkdir files
  local i
  for i in {1..1600}; do : >"files/$(printf '%0120d' "$i")"; done
  git add files
  git commit -qm 'many files'
  [ "$(stat -c %s .git/index)" -gt 262144 ]
  printf '%s\n' '- [ ] a promise ^abc234' 'a word' >text
  echo /text >>.git/info/exclude
}

@test 'a large index: what is staged stays, the note is committed' {
  big_index
  echo x >files/staged
  git add files/staged
  chmod -R go= files text
  tl11 note alice --stdin <text
  judge 'A  files/staged'
  [ "$(committed)" = 'team/alice/2026-11-10.md team/alice/2026-11-24.md' ]
  [ -z "$(find .git/tl11 -name 'index*')" ]
}

@test 'a large index with unmerged files, or damaged: refused before anything is written' {
  big_index
  blob=$(git hash-object -w text)
  printf '100644 %s %s\tfiles/both\n' "$blob" 1 "$blob" 2 "$blob" 3 | git update-index --index-info
  unchanged tl11 note alice --stdin <text
  [ "$status" -eq 3 ]
  [[ $output == *'unmerged files'* ]]
  git reset -q
  local at
  for at in 5000 52 -1; do # among the paths; in an object's name; in the sum itself
    cp .git/index whole
    perl -e 'open F, "+<", shift; seek F, $ARGV[0], $ARGV[0] < 0 ? 2 : 0; read F, $c, 1;
             seek F, -1, 1; print F $c ^ "\1"' .git/index "$at"
    ! cmp -s .git/index whole
    unchanged tl11 note alice --stdin <text
    [ "$status" -eq 4 ]
    [[ $output == *"cannot read git's index"*'git reset'* ]]
    [ -z "$(find .git/tl11 -name 'index*')" ]
    mv whole .git/index
  done
}
