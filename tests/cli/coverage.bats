#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# What of the guide was talked about, and when last.

setup() {
  load helper
  load files
  fresh_book
}

fields() { # [PERSON] FIELDS, of those for which $where is true
  tl11 coverage "${@:1:$#-1}" --json |
    jq -r ".[] | select(${where:-true}) | [${*: -1}] | map(. // \"-\") | join(\" \")"
}

@test "coverage shows the sections of each relationship in weeks" {
  person team/alice
  note team/alice 2026-11-24 <<<$'## A. Trust\n\n- hi\n\n## B. Goals\n\n## C. Support\n'
  note team/alice 2026-11-03 <<<$'## B. Goals\n\n- lead the guild\n'
  person team/bob
  person peer/pia
  note peer/pia 2026-07-15 <<<$'## C. Support\n\n- thanks\n'
  run -0 tl11 coverage
  diff - <(echo "$output") <<'.'
A. Building Trust and Good Relationships
B. Understanding Individual Goals and Aspirations
C. Giving Support and Feedback
team   A  B  C
alice  0  3  -
bob    -  -  -

A. Sharing Knowledge and Collaborating
B. Building Synergy and Alignment
C. Giving and Receiving Support
peer  A  B   C
pia   -  -  18
.
  run -0 tl11 --lang id coverage
  [[ $output == "A. Membangun Kepercayaan"* ]]
}

@test "the JSON has the fields that are promised" {
  person team/alice
  note team/alice 2026-11-03 <<<$'## B. Goals\n\n- lead the guild\n'
  run -0 tl11 coverage --json
  diff - <(jq -c '.[]' <<<"$output") <<'.'
{"person":"alice","section":"team.a","weeks_since":null,"last":null}
{"person":"alice","section":"team.b","weeks_since":3,"last":"2026-11-03"}
{"person":"alice","section":"team.c","weeks_since":null,"last":null}
.
  rm -r team
  run -1 tl11 coverage --json
  [ "$output" = '[]' ]
}

@test "headings, prompts and other comments alone touch nothing" {
  person team/alice
  on 2026-11-10
  tl11 note alice --full --no-edit
  note team/alice 2026-11-17 <<<$'## A. x\n\n<!-- mine -->\n\n### below\n\n   \n## C. x\n\n- <!-- no -->\n'
  note team/alice 2026-11-18 <<<$'## a sub\n\n- x\n\n## Follow-ups\n\n- [ ] C. no\n\n<!--\n## B. x\n\n- no\n-->\n'
  [ "$(fields .weeks_since)" = $'-\n-\n-' ]
  note team/alice 2026-11-23 <<<$'## B. x\n\n### below\n\n- [ ] yes\n\n## C. x\n\n```\nyes\n```\n'
  on 2026-11-24
  [ "$(fields .last)" = $'-\n2026-11-23\n2026-11-23' ]
}

@test "notes of a day to come, the archived and former relationships do not count" {
  person manager/alice
  note manager/alice 2026-11-25 <<<$'## A. x\n\n- later\n'
  note team/alice 2026-11-20 <<<$'## A. x\n\n- as a team member\n'
  note manager/alice 2026-11-01 <<<$'## A. x\n\n- earlier\n'
  person peer/gone 'archived = 2026-10-01'
  note peer/gone 2026-09-01 <<<$'## A. x\n\n- x\n'
  [ "$(fields '.person, .section, .last')" = $'alice manager.a 2026-11-01\nalice manager.b -\nalice manager.c -' ]
  [ "$(where='.prompt == null' fields gone '.section, .last')" = $'peer.a 2026-09-01\npeer.b -\npeer.c -' ]
}

@test "with a person, each prompt too: what stands under it touches it" {
  person team/alice
  note team/alice 2026-11-17 <<'.'
## A. Trust

<!-- Dengarkan dulu: kekhawatiran dan ide darinya -->

- the rota

## C. Support

- before any prompt

<!-- Recognise one achievement since last time -->

- led the review

<!-- Feedback: situation, behaviour, impact -->

<!-- my own words -->

- under my own words
.
  note team/alice 2026-10-06 <<<$'## C. x\n\n<!-- Feedback: situation, behaviour, impact -->\n\nyes\n'
  run -0 tl11 coverage alice
  [[ ${lines[0]} == "section      weeks  last" ]]
  [[ $output == *$'\nteam.a           1  2026-11-17  Building Trust'* ]]
  [[ $output == *$'\n  listen         1  2026-11-17  Listen first'* ]]
  [[ $output == *$'\n  feedback       7  2026-10-06  Feedback: situation'* ]]
  diff <(where=.last fields alice '.section, .prompt, .weeks_since') - <<'.'
team.a - 1
team.a listen 1
team.c - 1
team.c praise 1
team.c feedback 7
.
  # all of the guide's, in its order
  diff <(where=.prompt fields alice .prompt) \
    <(sed -n 's/^- .*\^//p' "$BATS_TEST_DIRNAME/../../src/notes/guide/en/team.md")
}

@test "a guide of one's own has its own sections, however many" {
  mkdir guide
  { echo '# Mentors' && for l in {A..Z}; do printf '\n## %s. Section %s\n\n- ask about %s ^p\n' "$l" "$l" "$l"; done; } >guide/mentor.md
  person mentor/mo
  note mentor/mo 2026-11-17 <<<$'## Z. x\n\n- z\n\n## C. x\n\n<!-- ask about C -->\n\n- c\n'
  [ "$(where=.last fields '.section, .weeks_since')" = $'mentor.c 1\nmentor.z 1' ]
  [ "$(tl11 coverage --json | jq length)" -eq 26 ]
  [ "$(where='.last and .prompt' fields mo '.section, .prompt')" = "mentor.c p" ]
  # a window that is too narrow for all of them
  width=40 run -0 on_terminal tl11 --color never --no-pager coverage
  [ "$(wc -L <<<"${output//$'\r'/}")" -le 40 ]
  [ "$(grep -c '^mentor' <<<"$output")" -gt 3 ]
  [ "$(grep -o ' [A-Z]\b' <<<"$(grep '^mentor' <<<"$output")" | tr -d ' \n')" = ABCDEFGHIJKLMNOPQRSTUVWXYZ ]
}

@test "colour is for terminals alone, and tells cadences" {
  person team/alice 'every = 1w'
  note team/alice 2026-11-20 <<<$'## A. x\n\n- x\n'
  note team/alice 2026-11-03 <<<$'## B. x\n\n- x\n'
  run -0 tl11 coverage
  [[ $output != *$'\e'* ]]
  codes() { tl11 --color always coverage | grep alice | grep -oP '\e\[\K[0-9;]+(?=m *[0-9-])'; }
  run -0 codes
  [ "$(sort -u <<<"$output" | wc -l)" -eq 3 ]
  good=${lines[0]} bad=${lines[2]}
  sed -i s/1w/1m/ team/alice/person.ini
  [ "$(codes)" = "$good"$'\n'"$good"$'\n'"$bad" ]
  sed -i s/1m/3d/ team/alice/person.ini
  [ "$(codes | tail -n 2)" = "$bad"$'\n'"$bad" ]
}

@test "a note that cannot be read is named, older ones are looked at in its place" {
  person team/alice
  note team/alice 2026-11-17 <<<$'## A. x\n\n- x\n'
  note team/alice 2026-11-10 <<<$'## A. x\n\n- x\n'
  ln team/alice/2026-11-17.md other.md
  run -4 --separate-stderr tl11 coverage
  [[ $output == *$'\nalice  2  -  -'* ]]
  [[ $stderr == *team/alice/2026-11-17.md* ]]
  run -2 tl11 coverage nobody
}

# awk reads every note of every person: the newest with a line of its own in a section.
@test "every number is that of a count made another way" {
  local n=0 folder day
  for folder in team/ana team/budi manager/mo peer/pi peer/po cross-functional/xi; do
    person "$folder"
    for k in {0..11}; do
      day=$(date -d "2026-11-24 -$((k * 7 + n % 5)) days" +%F)
      for letter in A B C; do
        n=$((n * 1103 % 65536 + 12345 + k))
        echo "## $letter. Title" && echo
        [ $((n % 7)) -gt 1 ] || echo "- word $n" && echo
        [ $((n % 3)) -gt 0 ] || echo "<!-- remark -->" && echo
      done >"$folder/$day.md"
    done
  done
  wanted() {
    for folder in team/ana team/budi manager/mo peer/pi peer/po cross-functional/xi; do
      for letter in A B C; do
        last=-
        for file in "$folder"/2*.md; do
          awk -v l="$letter" '/^## /{on = substr($2, 1, 1) == l} /^- / && on{found = 1} END{exit !found}' "$file" &&
            last=$(basename "$file" .md)
        done
        weeks=-
        [ "$last" = - ] || weeks=$((($(date -ud 2026-11-24 +%s) - $(date -ud "$last" +%s)) / 604800))
        echo "${folder#*/} ${folder%/*}.${letter,} $weeks $last"
      done
    done
  }
  diff <(wanted | sort) <(fields '.person, .section, .weeks_since, .last' | sort)
  [ "$(wanted | cut -d' ' -f3 | sort -u | wc -l)" -gt 4 ]
}
