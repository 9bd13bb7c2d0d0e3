# What flows from one person's notes to another's 1:1: brief, and what note offers.
# shellcheck shell=bash

setup() {
  load helper
  load meetings
  fresh_book
  for person in 'alice team' 'budi team' 'rina manager' 'sari peer' 'xena cross-functional'; do
    # shellcheck disable=SC2086 # a slug and a relationship
    set -- $person
    tl11 add "$1" --as "$2"
  done >/dev/null
}

# A half year in which something flows everywhere.
write_notes() {
  note 2026-11-03 alice <<<$'# A\n\n- stuck in review #blocker\n- kubernetes #growth'
  note 2026-11-09 rina <<<$'# R\n\n- speed first #priority\n- #metric lead=5d'
  note 2026-11-16 alice <<<$'# A\n\n- shipped the cache #milestone\n- stuck in review #blocker\n- [ ] flaky build #blocker @me\n\n## Private\n\n- SECRET #milestone'
  note 2026-11-17 budi <<<$'# B\n\n- kubernetes course #growth\n- led the review #recognition\n- may leave #risk #mood\n- too few testers #risk\n- would guide one #mentor'
  note 2026-11-18 sari <<<$'# S\n\n- freeze on 2026-12-01 #milestone\n- [ ] contract signed #agreement @them due:2026-12-05\n- looks for one #mentee'
  note 2026-11-20 alice <<<$'# A\n\n- nothing new\n- stuck in review #blocker'
  on 2026-11-23
}

# The lines of all notes that bear a tag, in words: what may have flowed at most.
tagged() { # TAG FOLDER
  awk -v tag="#$1" '$0 ~ tag && !/#mood/ {print}' "$2"/*/*.md
}

@test "brief for a manager: achievements since, blockers with their age, dates ahead" {
  write_notes
  run -0 --separate-stderr tl11 brief rina
  [ "$output" = "# For rina, 2026-11-23

Since the last 1:1 on 2026-11-09.

## Milestones

- alice, 2026-11-16: shipped the cache

## Recognition

- budi, 2026-11-17: led the review

## Open blockers

- alice, 20 days: stuck in review
- alice, 7 days: flaky build

## Open risks

- budi, 6 days: too few testers

## Due within two weeks

- 2026-12-01, sari: freeze on 2026-12-01
- 2026-12-05, sari: contract signed" ]
  [ -z "$stderr" ]
  judge
}

@test "brief in JSON: the fields, and ages that a calendar confirms" {
  write_notes
  tl11 brief rina --json >flows.json
  [ "$(jq -c '.[0] | keys_unsorted' flows.json)" = '["kind","person","relationship","date","path","line","text","age","due","former","topic"]' ]
  # Each points at a line that holds its words.
  jq -r '.[] | [.path, .line, .text] | @tsv' flows.json | while IFS=$'\t' read -r path line text; do
    sed -n "${line}p" "$path" | grep -qF "${text%% #*}"
  done
  while read -r kind path age; do
    [ "$kind" = blocker ] || [ "$kind" = risk ] || continue
    [[ $path != *11-20* ]] || path=team/alice/2026-11-03.md # said so since then
    [ $((($(date -ud 2026-11-23 +%s) - $(date -ud "$(basename "$path" .md)" +%s)) / 86400)) -eq "$age" ]
  done < <(jq -r '.[] | "\(.kind) \(.path) \(.age)"' flows.json)
  [ "$(jq '[.[] | select(.kind == "blocker")] | length' flows.json)" -eq 2 ]
  rm flows.json
}

@test "brief for the others: what a manager changed, and for a peer wishes and mentors" {
  write_notes
  note 2026-11-21 rina <<<$'# R\n\n- speed first #priority\n- #metric lead=4d'
  on 2026-11-23
  run -0 tl11 brief alice
  [ "${lines[*]:2}" = '## Changed metrics - rina, 2026-11-21: lead=4d (was 5d)' ]
  run -0 tl11 brief xena
  [[ $output == *'speed first'*'lead=4d'* ]]
  run -0 tl11 brief sari
  [ "${lines[*]:4}" = '## For a workshop: growth wishes that are shared - kubernetes, alice, 2026-11-03: kubernetes - kubernetes, budi, 2026-11-17: kubernetes course ## Want to mentor - budi, 2026-11-17: would guide one ## Look for a mentor - sari, 2026-11-18: looks for one' ]
}

@test "brief where nothing flows: the exit status is 1, and it says what would" {
  run -1 --separate-stderr tl11 brief rina
  [ -z "$output" ]
  [[ $stderr == *'nothing flows to rina since 2026-10-27'*'#milestone'* ]]
  run -1 --separate-stderr tl11 brief alice
  [[ $stderr == *'#priority, #expectation or #metric'* ]]
  run -1 --separate-stderr tl11 brief alice --json
  [ "$output" = '[]' ]
  run -2 tl11 brief
  run -2 tl11 brief nobody
}

@test "brief in Indonesian, without colour, in forty columns" {
  write_notes
  run -0 tl11 brief rina --lang id
  [[ $output == *'Hambatan yang terbuka'*'alice, 20 hari: stuck in review'* ]]
  NO_COLOR=1 width=40 run -0 on_terminal tl11 --no-pager brief rina
  [[ $output == *'stuck in review'* && $output != *$'\e'* ]]
  while IFS= read -r line; do
    [ "${#line}" -le 40 ]
  done <<<"$output"
}

@test "a note that cannot be read is named, and the others flow" {
  write_notes
  mkdir team/alice/2026-11-21.md
  ln -s /dev/zero team/budi/2026-11-21.md
  run -0 tl11 brief rina
  rmdir team/alice/2026-11-21.md
  rm team/budi/2026-11-21.md
  truncate -s 3G team/budi/2026-11-17.md
  run -4 tl11 brief rina
  [[ $output == *'shipped the cache'* && $output == *'team/budi/2026-11-17.md'* ]]
}

@test "what stands in a note cannot drive the terminal" {
  note 2026-11-20 alice <<<$'# A\n\n- bold \e]0;owned\a #milestone'
  tl11 brief rina >out
  [ "$(tr -d '\n\40-\176' <out | wc -c)" -eq 0 ]
  grep -qi 'x1b' out
  rm out
}

# -- what note offers ---------------------------------------------------------------------

@test "note for a manager offers what flows, before the prompts of A and C" {
  write_notes
  path=$(tl11 note rina --no-edit)
  offers=$(grep -n '^<!-- keep? ' "$path")
  [ "$(cut -d: -f2- <<<"$offers")" = '<!-- keep? sari 2026-11-18: (2026-12-01) freeze on 2026-12-01 #milestone -->
<!-- keep? sari 2026-11-18: (2026-12-05) contract signed #agreement -->
<!-- keep? alice 2026-11-16: shipped the cache #milestone -->
<!-- keep? budi 2026-11-17: led the review #recognition -->
<!-- keep? alice 2026-11-20: stuck in review #blocker -->
<!-- keep? alice 2026-11-16: flaky build #blocker -->
<!-- keep? budi 2026-11-17: too few testers #risk -->' ]
  [ "$(awk '/^## /{s=$2} /^<!-- keep[?]/{print s}' "$path" | uniq | paste -sd ' ')" = 'A. C.' ]
  # Right under the heading: no prompt stands between.
  [ "$(awk '/^## /{prompt=0} /^<!--/ && !/keep[?]/{prompt=1} /keep[?]/ && prompt' "$path")" = '' ]
}

@test "offers are for a manager's note alone" {
  write_notes
  for person in alice sari xena; do
    run -1 grep -c 'keep?' "$(tl11 note "$person" --no-edit)"
  done
}

@test "offers that nobody kept are committed nowhere" {
  write_notes
  edit_with '$a all is well'
  tl11 note rina
  run -1 grep -r 'keep?' manager
  run -1 git grep -c 'keep?' HEAD
  [ "$(grep -c 'shipped' manager/rina/2026-11-23.md)" -eq 0 ]
  judge
}

@test "text at the end of the section keeps its last prompt, and no offer" {
  write_notes
  edit_with '/^## Decisions/i - green overall\n'
  tl11 note rina
  grep -qx -- '- green overall' manager/rina/2026-11-23.md
  run -1 grep -c 'keep?' manager/rina/2026-11-23.md
  [ "$(grep -c '^<!--' manager/rina/2026-11-23.md)" -eq 1 ]
}

@test "an offer stays when something is written under it, and as what it was turned into" {
  write_notes
  edit_with '/shipped the cache/a \\n- told her, she was glad
s/^<!-- keep? budi.*: \(led the review\) .*-->/- Budi \1/'
  tl11 note rina
  [ "$(grep -c 'keep?' manager/rina/2026-11-23.md)" -eq 1 ]
  grep -qx -- '<!-- keep? alice 2026-11-16: shipped the cache #milestone -->' manager/rina/2026-11-23.md
  grep -qx -- '- Budi led the review' manager/rina/2026-11-23.md
  judge
}

@test "a note in which nothing but offers stand is left unchanged" {
  write_notes
  GIT_EDITOR=true run -1 tl11 note rina
  [ ! -e manager/rina/2026-11-23.md ]
  tl11 note rina --no-edit
  run -1 tl11 save rina
  rm manager/rina/2026-11-23.md
  judge
}

@test "offers speak the note's language" {
  write_notes
  grep -q '^<!-- pakai? alice 2026-11-16: shipped the cache' "$(tl11 note rina --no-edit --lang id)"
  printf '\nbaik\n' >>manager/rina/2026-11-23.md
  tl11 save rina
  run -1 grep -c 'pakai?' manager/rina/2026-11-23.md
}

# -- what never flows -----------------------------------------------------------------------

# A marker in every private place of everybody's notes.
plant() {
  local person day=2026-11-19
  for person in alice budi rina sari xena; do
    sed "s/MARKER/MARKER-$person/" <<'X' | note "$day" "$person"
# Note

- open #milestone
- [ ] open promise #blocker @me
- MARKER-mood #mood #milestone #recognition #goal #fb-given #fb-got #growth
- MARKER-worry #khawatir #blocker #risk #priority #expectation #metric a=MARKER
- [ ] MARKER-safe #safety #agreement due:2026-12-01
- [x] MARKER-own #personal #milestone #mentor #mentee
- a worry #concern
  - MARKER-below #milestone #goal
  - [ ] MARKER-task-below #blocker

Worries #concern:

- MARKER-led #risk #recognition

## Home #personal

- MARKER-section #milestone #agreement #protocol

## Private

- MARKER-private #milestone #recognition #blocker #risk #goal #growth #mentor #metric m=MARKER
- [ ] MARKER-task #blocker #agreement due:2026-12-01
- [x] MARKER-done #milestone

### Deeper

- MARKER-deeper #priority #expectation #fb-given #fb-got #protocol

## Pribadi

- MARKER-pribadi #milestone
X
  done
  note 2026-11-20 alice <<<$'# Worries of Alice #concern\n\n- MARKER-alice-title #milestone #blocker'
  on 2026-11-24
}

@test "nothing private in anything that is derived from notes" {
  plant
  said=$BATS_TEST_TMPDIR/all
  mkdir "$said"
  for command in '' due coverage people lost report register; do
    for form in '' --json; do
      # shellcheck disable=SC2086 # the first is no word
      tl11 $command $form >"$said/all-$command$form" 2>&1 || true
    done
  done
  for person in alice budi rina sari xena; do
    tl11 log "$person" >"$said/log-$person"
    for command in brief coverage register; do
      tl11 "$command" "$person" >"$said/$command-$person" 2>&1 || true
      tl11 "$command" "$person" --json >"$said/$command-$person.json" 2>&1 || true
    done
    tl11 review "$person" --since 2026-01-01 >"$said/review-$person" 2>&1 || true
    tl11 review "$person" --since 2026-01-01 --json >"$said/review-$person.json" 2>&1 || true
  done
  tl11 note rina --no-edit >"$said/path"
  sed '/^## Private/,$d' manager/rina/2026-11-24.md | sed '/^## Follow-ups/,/^## A/d' >"$said/scaffold"
  git log --format=%B >"$said/subjects"
  grep -rq 'open' "$said/brief-rina"
  grep -q 'keep? alice' "$said/scaffold"
  run -1 grep -r MARKER "$said"
}

@test "prep: what is confidential of this person alone, what is private of nobody" {
  plant
  for person in alice budi rina sari xena; do
    for form in '' --json; do
      # shellcheck disable=SC2086 # it may be no word
      tl11 prep "$person" $form >prep
      grep -q 'open promise' prep
      run -1 grep -E 'MARKER-[a-z]*-(private|task |task"|done|deeper|pribadi)' prep
      run -1 grep "MARKER-\($(printf '%s\n' alice budi rina sari xena | grep -v "$person" | paste -sd '|' | sed 's/|/\\|/g')\)" prep
    done
  done
  rm prep
}
