#!/usr/bin/env bats
# The guide's twelve sections, one practice of each: from its prompt, by what is
# written under it, to what tl11 shows of it weeks later.
# shellcheck disable=SC2154 # book is the helper's

load helper

setup() {
  fresh_book
  on 2026-09-01
  tl11 add ana --as team --every 1w
  tl11 add tono --as team --every 1w --lang id
  tl11 add budi --as manager --every 2w --lang id
  tl11 add sari --as peer --every 1m
  tl11 add chen --as cross-functional --every 2w
}

# The prompt stands in its section of a new note; the lines of standard input are
# written under it; the note is committed, and of all prompts that one stays.
answer() { # PERSON PROMPT
  local language=en text path
  [[ $1 != budi && $1 != tono ]] || language=id
  text=$(tl11 --lang $language guide "${2%.*}" --json | jq -r ".[] | select(.key == \"$2\").text")
  path=$(tl11 note "$1" --full --no-edit)
  letter=${2#*.} letter=${letter%%.*}
  awk -v heading="## ${letter^^}." -v prompt="<!-- $text -->" '
    /^## / { inside = index($0, heading) == 1 }
    inside && $0 == prompt { found = 1 }
    END { exit !found }' "$path"
  { echo && cat; } >"$BATS_TEST_TMPDIR/answer"
  TEXT="<!-- $text -->" FILE=$BATS_TEST_TMPDIR/answer perl -pi -e '
    BEGIN { local $/; open my $in, "<", $ENV{FILE}; $answer = <$in> }
    $_ .= $answer if $_ eq "$ENV{TEXT}\n"' "$path"
  tl11 save "$1"
  [ "$(grep -cF "<!-- $text -->" "$path")" -eq 1 ]
  judge
}

# What report says of a section, in weeks.
weeks_since() { # PERSON SECTION
  tl11 report --json | jq ".[] | select(.kind == \"coverage\" and .person == \"$1\" and .section == \"$2\").weeks_since"
}

@test "team A: help that I promised is before me until I gave it" {
  answer ana team.a.support <<<'- [ ] pair on the importer @me due:2026-09-10'
  on 2026-09-15
  run -0 tl11 followups --mine --overdue
  [[ $output == *2026-09-10*ana*"pair on the importer"* ]]
  run -0 tl11 prep ana
  [[ $output == *"I promised"*2026-09-10*"pair on the importer"* ]]
  path=$(tl11 note ana --no-edit)
  sed -n '/^## Follow-ups/,/^## A/p' "$path" | grep -q '^- \[ \] pair on the importer @me due:2026-09-10 from:2026-09-01 '
  rm "$path"
  [ "$(weeks_since ana team.a)" -eq 2 ]
  tl11 'done' "$(tl11 followups ana --json | jq -r '.[0].id')"
  run -1 tl11 followups --mine
}

@test "team B: a goal and where it went are there for the review; a wish finds company" {
  answer ana team.b.goal-pro <<<'- goal: the importer in her hands by winter #goal'
  on 2026-09-29
  answer ana team.b.skill <<<'- wants to learn profiling properly #growth'
  answer tono team.b.skill <<<'- ingin belajar profiling #growth'
  on 2026-10-27
  run -0 tl11 review ana --since 2026-08-01
  commit=$(git log --format=%h --abbrev=7 --grep 'note(team/ana): 2026-09-01')
  [[ $output == *"2026-09-01: goal: the importer in her hands by winter"*"team/ana/2026-09-01.md:"*"$commit"* ]]
  run -0 tl11 brief sari
  [[ $output == *workshop*"profiling, "*"ana, 2026-09-29: wants to learn profiling properly"*"tono, 2026-09-29"* ]]
  [ "$(weeks_since ana team.b)" -eq 4 ]
  run -0 tl11 prep ana
  [[ $output == *"career talk 4w"* ]]
}

@test "team C: what was recognised is told to the manager, and is in the review" {
  answer ana team.c.praise <<<'- led the incident review calmly #recognition'
  on 2026-09-08
  answer ana team.c.blocker <<<'- no test environment for the importer #blocker'
  on 2026-09-22
  run -0 tl11 brief budi
  [[ $output == *"2026-09-01: led the incident review calmly"*"14 "*"no test environment for the importer"* ]]
  run -0 tl11 prep ana
  [[ $output == *"recognition 3w"*Blockers*"2w "*"no test environment for the importer"* ]]
  run -0 tl11 review ana --since 2026-08-01
  [[ $output == *"led the incident review calmly"* ]]
}

@test "manager A: a priority that changed is known to the team before the next 1:1" {
  answer ana team.c.praise <<<'- hello'
  on 2026-09-15
  answer budi manager.a.priority <<<'- keandalan dulu, ekspor menunggu #priority'
  run -0 tl11 brief ana
  [[ $output == *"2026-09-15: keandalan dulu, ekspor menunggu"* ]]
  run -0 tl11 prep ana
  [[ $output == *"From others"*"keandalan dulu, ekspor menunggu"* ]]
  # Once it was there to be talked about, it is no news.
  on 2026-09-22
  answer ana team.c.praise <<<'- knows of it'
  on 2026-09-29
  run -1 tl11 brief ana
}

@test "manager B: a step of my own plan ages until I took it, and the report counts it" {
  answer budi manager.b.gap <<<'- [ ] kursus anggaran @me tenggat:2026-10-01 #growth'
  kept() { tl11 report --json | jq -c '.[] | select(.kind == "promises" and .person == "budi" and .owner == "mine") | [.done, .overdue, (.kept | if . then floor else . end)]'; }
  on 2026-10-01
  [ "$(kept)" = '[0,0,null]' ]
  on 2026-10-20
  [ "$(kept)" = '[0,1,0]' ]
  tl11 report --json | jq -e '.[] | select(.kind == "age" and .owner == "mine" and .from_days == 28) | .open == 1'
  tl11 'done' "$(tl11 followups budi --json | jq -r '.[0].id')"
  [ "$(kept)" = '[1,0,1]' ]
  [ "$(weeks_since budi manager.b)" -eq 7 ]
}

@test "manager C: the team's milestones wait in the manager's note, to be kept or dropped" {
  on 2026-09-08
  answer ana team.c.celebrate <<<'- the importer shipped #milestone'
  on 2026-09-09
  answer tono team.c.celebrate <<<'- papan pantau selesai #milestone'
  on 2026-09-22
  path=$(tl11 note budi --no-edit)
  sed -n '/^## C/,/^## K/p' "$path" | grep -q '^<!-- .*ana 2026-09-08: the importer shipped #milestone -->$'
  # Kept: the marks go. The other one is left as it is.
  sed -i 's/^<!-- [^ ]* ana 2026-09-08: \(.*\) -->$/- \1/' "$path"
  tl11 save budi
  run -0 git show HEAD:manager/budi/2026-09-22.md
  [[ $output == *$'\n- the importer shipped #milestone\n'* && $output != *"papan pantau"* ]]
  on 2026-10-06
  path=$(tl11 note budi --no-edit)
  run ! grep -q 'importer shipped' "$path"
}

@test "peer A: a workshop is asked for once a quarter, and the team's wishes are its subjects" {
  on 2026-10-01
  path=$(tl11 note sari --no-edit)
  workshop=$(tl11 --lang en guide peer.a --json | jq -r '.[] | select(.kind == "program").text')
  offered() { grep -cxFf <(sed 's/.*/<!-- & -->/' <<<"$workshop") "$1" || true; }
  [ "$(offered "$path")" -eq 1 ]
  rm "$path"
  answer sari peer.a.workshop <<<'- tracing, in December, she hosts #knowledge'
  answer ana team.b.skill <<<'- tracing, from the ground up #growth'
  answer tono team.b.skill <<<'- tracing untuk antrean #growth'
  on 2026-11-03
  path=$(tl11 note sari --no-edit)
  [ "$(offered "$path")" -eq 0 ]
  rm "$path"
  run -0 tl11 brief sari
  [[ $output == *"tracing, "*ana*"tracing, "*tono* ]]
  run -0 tl11 grep '#knowledge' sari
  [[ $output == *"she hosts"* ]]
}

@test "peer B: a date between two teams reaches the manager two weeks ahead" {
  answer sari peer.b.timeline <<<'- [ ] the pipeline is live in both teams @sari due:2026-10-20 #milestone'
  on 2026-10-05
  run ! bash -c 'tl11 brief budi | grep pipeline'
  on 2026-10-06
  run -0 tl11 brief budi
  [[ $output == *"the pipeline is live in both teams"* ]]
  run -0 tl11 followups sari --theirs
  [[ $output == *2026-10-20*"pipeline is live"* ]]
}

@test "peer C: feedback in both directions is there when it is looked back on" {
  answer sari peer.c.receive <<<'- our releases are too big for them #fb-got'
  on 2026-09-29
  answer sari peer.c.review <<<'- told her that the plan skips the rollback #fb-given'
  on 2026-10-20
  run -0 tl11 review sari --since 2026-08-01
  [[ $output == *"told her that the plan skips the rollback"*"our releases are too big for them"* ]]
  [ "$(weeks_since sari peer.c)" -eq 3 ]
  # The prompt of the second is about both.
  run -0 tl11 prep sari
  [[ $output == *"feedback given 3w, feedback asked for 3w"* ]]
}

@test "cross-functional A: a checkpoint that nobody set is overdue by the cadence" {
  answer chen cross-functional.a.checkpoint <<<'- next checkpoint after the sprint #cadence'
  on 2026-09-15
  state() { tl11 report --since 2026-09-01 --json | jq -r '.[] | select(.kind == "cadence" and .person == "chen").weeks[-1].state'; }
  [ "$(state)" = quiet ]
  on 2026-09-16
  [ "$(state)" = overdue ]
  [ "$(tl11 due --json | jq -c '.[] | select(.person == "chen") | [.last_met, .next_due, .days_overdue]')" = '["2026-09-01","2026-09-15",1]' ]
  [ "$(weeks_since chen cross-functional.a)" -eq 2 ]
  [ "$(weeks_since chen cross-functional.b)" = null ]
}

@test "cross-functional B: what we expect of each other is in force until it changes" {
  answer chen cross-functional.b.expect <<<'- a word before a date moves #expectation'
  on 2026-09-15
  answer chen cross-functional.b.protocol <<<'- dates leave the house after both said yes #protocol'
  on 2026-10-27
  run -0 tl11 register chen --json
  [ "$(jq -c 'map([.kind, .since, .text])' <<<"$output")" = \
    '[["protocol","2026-09-15","dates leave the house after both said yes #protocol"],["expectation","2026-09-01","a word before a date moves #expectation"]]' ]
  [ "$(weeks_since chen cross-functional.b)" -eq 6 ]
}

@test "cross-functional C: the shared metric has its course, and the goal that fell silent is told" {
  answer chen cross-functional.c.goal <<<'- fewer support calls by spring #goal'
  for week in 08:12 22:30 29:61; do
    on "2026-09-${week%:*}"
    answer chen cross-functional.c.metric <<<"- customers who use the export #metric adoption=${week#*:}"
  done
  on 2026-10-20
  run -0 tl11 register chen
  [[ $output == *"adoption=61 ▁▃█ (since 2026-09-08"*"2026-09-22 before: 30"*"2026-09-08 before: 12"* ]]
  run -1 tl11 register chen --silent
  on 2026-11-24
  run -0 tl11 register chen --silent
  [[ $output == *"fewer support calls by spring"*"silent for 12 weeks"* ]]
  [ "$(weeks_since chen cross-functional.c)" -eq 8 ]
}

@test "docs/guide.md and guide.id.md have the twelve sections under the guide's own titles, and name commands that are" {
  docs=$BATS_TEST_DIRNAME/../../docs
  for language in en id; do
    for relationship in team manager peer cross-functional; do
      tl11 --lang $language guide $relationship --json | jq -r '.[] | [.key[:-1 - (.key | split(".")[2] | length)], .section] | join(" ")'
    done | uniq | sed 's/.*\.\(.\) /\1. /; s/^./\U&/' >titles.$language
    [ "$(wc -l <titles.$language)" -eq 12 ]
  done
  for pair in guide.md:en:id guide.id.md:id:en; do
    IFS=: read -r page own other <<<"$pair"
    diff titles.$own <(sed -n 's/^### //p' "$docs/$page")
    diff <(sed 's/^.\. //' titles.$other) <(sed -n 's/^\*\(.*\)\*$/\1/p' "$docs/$page")
    # In code only: in a sentence it is a verb that comes after tl11.
    grep -oE '(^    |`)tl11 [a-z]+' "$docs/$page" | sed 's/.*tl11 //' | sort -u >commands.$own
    [ "$(wc -l <commands.$own)" -ge 10 ]
    while read -r command; do
      tl11 help "$command" >/dev/null
    done <commands.$own
    grep -oE '#[a-z]+(-[a-z]+)*' "$docs/$page" | sort -u >tags.$own
  done
  diff commands.en commands.id
  diff tags.en tags.id
}
