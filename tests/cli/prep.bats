#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# What to know before a 1:1, on one screen.

setup() {
  load helper
  load files
  fresh_book
}

# The lines of a kind, in these fields.
of() { # KIND FIELDS [PERSON]
  tl11 prep "${3:-alice}" --json |
    jq -r --arg kind "$1" ".[] | select(.kind == \$kind) | [$2] | map(. // \"-\") | join(\" | \")"
}

@test "prep shows all of it, in the order in which it is needed" {
  person team/alice 'name = Alice Ng' 'every = 1w'
  person peer/pia 'name = Pia Roth'
  person manager/mia
  note team/alice 2026-11-03 <<<$'## B. x\n\n- lead the guild #career\n'
  note team/alice 2026-11-17 <<'.'
# Alice Ng, 2026-11-17

## Follow-ups

- [ ] Send the RFC to Sari @me due:2026-11-20 from:2026-11-10 ^k3f9q2
- [ ] Pick a course @alice due:2026-11-30 from:2026-11-17 ^m2h8xp

## A. Trust

- tired, two releases #mood

## C. Support

- led the review calmly #recognition
- CI waits for hardware #blocker

## Private

- hush
.
  note mentor/x 2026-11-01 <<<x
  note manager/mia 2026-11-18 <<<$'## A. x\n\n- the release comes first #priority\n'
  note peer/pia 2026-11-19 <<<$'## A. x\n\n- Alice Ng helped with the pipeline\n'
  printf -- '- [ ] the rota ^abc123\n' >team/alice/next.md
  run -0 tl11 prep alice
  diff - <(echo "$output") <<'.'
Alice Ng, team, every 1w, due today, met 2026-11-17
I promised
  2026-11-20   Send the RFC to Sari  ^k3f9q2
They promised
  2026-11-30   Pick a course  ^m2h8xp
Last time, 2026-11-17 (7d)
  A            tired, two releases #mood
  C            led the review calmly #recognition
  C            CI waits for hardware #blocker
To bring up
               the rota
Long untouched
  3w           B. Understanding Individual Goals and Aspirations
  never        Open with empathy: how are they, how is their energy?
  never        Listen first: their concerns and ideas
  never        The difficulty that is particular to them now
How long ago
  recognition 7d, feedback given never, feedback asked for never, career talk 3w
Blockers
  7d           CI waits for hardware
From others
  priority     mia: the release comes first
What others' notes say of them
  2026-11-19   Pia Roth: Alice Ng helped with the pipeline
.
  run -0 tl11 --lang id prep alice
  [[ ${lines[0]} == "Alice Ng, team, "* ]]
  [[ $output != *promised* && $output != *"Last time"* ]]
}

@test "promises are those of followups, what is private aside" {
  person team/alice
  note team/alice 2026-11-10 <<'.'
## C. x

- [ ] b due:2026-12-01 ^aaaaaa
- [ ] a @me due:2026-11-12 ^bbbbbb
- [ ] t @alice ^cccccc
- [x] done ^dddddd
- [-] dropped ^eeeeee

## Private

- [ ] hush ^ffffff
- [ ] hush too @alice ^gggggg
.
  [ "$(of mine '.id, .due, .days, .path, .line, .section')" = $'bbbbbb | 2026-11-12 | 14 | team/alice/2026-11-10.md | 4 | team.c
aaaaaa | 2026-12-01 | 14 | team/alice/2026-11-10.md | 3 | team.c' ]
  [ "$(of theirs '.id, .text')" = 'cccccc | t' ]
  diff <(tl11 followups alice --mine --json | jq -r '.[] | select(.section != "private") | .id') <(of mine .id)
  run -0 tl11 prep alice
  [[ ${lines[-1]} == "2 open under Private are not shown" ]]
  [[ $output != *hush* ]]
}

@test "last time is the last meeting held before today" {
  person team/alice
  note team/alice 2026-11-10 <<<$'above\n\n## Agenda\n\n- [x] spoken of\n- [ ] open\n\n## Decisions\n\nyes\n\n## Mine\n\n- own\n'
  on 2026-11-17
  tl11 note alice --no-edit
  note team/alice 2026-11-24 <<<$'## A. x\n\n- today\n'
  on 2026-11-24
  [ "$(of last '.date, .section, .text')" = $'2026-11-10 | - | above\n2026-11-10 | decisions | yes\n2026-11-10 | Mine | own' ]
  run -0 tl11 prep alice
  [[ ${lines[0]} == *", met today" ]]
}

@test "the agenda is what was gathered and what was left open" {
  person team/alice
  note team/alice 2026-11-10 <<<$'## Agenda\n\n- [ ] older ^aaaaaa\n- [x] done ^bbbbbb\n'
  tl11 jot alice 'the rota'
  [ "$(of agenda .text | sort)" = $'older\nthe rota' ]
  [ "$(of agenda '.text, .path' | grep rota)" = 'the rota | team/alice/next.md' ]
}

@test "sections and prompts that rest for more than two cadences are told" {
  person team/alice 'every = 1w'
  note team/alice 2026-11-09 <<<$'## A. x\n\n- 15 days\n'
  note team/alice 2026-11-10 <<<$'## B. x\n\n- 14 days\n'
  note team/alice 2026-11-01 <<'.'
## A. x

<!-- Open with empathy: how are they, how is their energy? -->

- well

<!-- Listen first: their concerns and ideas -->

## C. x
.
  [ "$(of section '.section, .days, .date')" = $'team.a | 15 | 2026-11-09\nteam.c | - | -' ]
  # never answered comes before long ago, the guide's order otherwise
  [ "$(of prompt '.section, .topic, .days')" = $'team.a | listen | -\nteam.a | challenge | -\nteam.a | support | -' ]
  sed -i 's/1w/1m/' team/alice/person.ini
  [ "$(of section .section)" = team.c ]
}

@test "how long ago counts tags and answered prompts, of what the guide asks for" {
  person team/alice
  person cross-functional/xi
  note team/alice 2026-11-02 <<'.'
## C. x

<!-- Recognise one achievement since last time -->

- fixed the build

- go on like this #umpan-balik-diberi

## Private

- praise #recognition #fb-got
.
  note team/alice 2026-10-01 <<<$'## B. x\n\n- a wish #growth\n\n## C. x\n\n- well done #kudos\n'
  [ "$(of since '.topic, .days, .text')" = $'recognition | 22 | fixed the build
fb-given | 22 | go on like this #umpan-balik-diberi
fb-got | - | -
career | 54 | a wish #growth' ]
  [ -z "$(of since .topic xi)" ]
}

@test "blockers are open while their promise is, or while the newest note has them" {
  person team/alice
  note team/alice 2026-11-03 <<<$'## C. x\n\n- [ ] get hardware #blocker ^aaaaaa\n- [x] solved #blocker ^bbbbbb\n- the CI #hambatan\n- gone #blocker\n'
  note team/alice 2026-11-17 <<<$'## C. x\n\n- the CI #blocker\n- The  CI #hambatan\n\n## Private\n\n- hush #blocker\n'
  [ "$(of blocker '.days, .text')" = $'21 | get hardware #blocker\n21 | The CI #hambatan\n7 | the CI #blocker' ]
}

@test "others' notes name somebody by name or slug, as a word" {
  person team/alice 'name = Alice Ng'
  person team/bob 'name = Bob Alison'
  note team/alice 2026-11-10 <<<$'## A. x\n\n- Alice herself\n'
  note team/bob 2026-11-12 <<'.'
## A. x

- 1 Alice said so
- 2 alice ng said so
- 3 ask @alice
- 4 Alice's plan (Alice)
- no Malice, Alicea, alice, mail@alice-x, @alices
- [ ] 5 read it @alice

## Follow-ups

- [ ] no carried @alice from:2026-11-01
.
  note team/bob 2026-11-09 <<<$'## A. x\n\n- no, Alice before that\n'
  [ "$(of mention '.text[0:1]' | paste -sd '')" = 12345 ]
  # somebody else has the same first name
  person peer/al 'name = Alice Other'
  [ "$(of mention '.text[0:1]' | paste -sd '')" = 235 ]
}

@test "what flows is not told twice" {
  person team/alice 'name = Alice'
  person manager/mia
  note manager/mia 2026-11-20 <<<$'## A. x\n\n- Alice comes first #priority\n- thanks to Alice\n'
  [ "$(of flow '.topic, .text')" = 'priority | Alice comes first #priority' ]
  [ "$(of mention .text)" = 'thanks to Alice' ]
}

@test "nothing private and nothing confidential of others is told, nor private of one's own" {
  person team/alice 'name = Alice'
  person team/bob
  person manager/mia
  for who in team/bob manager/mia; do
    note $who 2026-11-20 <<'.'
## A. x

<!-- What feels hard to say in this team? -->

- SECRET Alice interrupts

<!-- Open with empathy: how are they, how is their energy? -->

- SECRET Alice is fine #priority

### Private

- SECRET Alice #priority #milestone

## B. x

- they worry #concern
  - SECRET Alice #priority
- SECRET Alice #personal #priority

## Her #mood

- SECRET Alice #priority

## C. x

- OPEN Alice

## Private

- [ ] SECRET Alice @alice #blocker
.
    note $who 2026-11-21 <<<$'# About #safety\n\n## A. x\n\n- SECRET Alice #priority\n'
  done
  # these are prompts of the team's guide, in a manager's note just comments
  sed -i '/is fine/d; /interrupts/d' manager/mia/2026-11-20.md
  note manager/mia 2026-11-22 <<<$'## B. x\n\n<!-- A worry of mine to be heard -->\n\n- SECRET Alice leaves\n'
  note team/alice 2026-11-10 <<<$'## C. x\n\n- OWN\n\n## Private\n\n- SECRET #recognition #blocker\n- [ ] SECRET\n- [ ] SECRET @alice\n'
  printf '## Private\n\n- [ ] SECRET\n' >team/alice/next.md
  run -0 tl11 prep alice
  [[ $output == *OWN* && $output == *OPEN* ]]
  [[ $output != *SECRET* ]]
  run -0 tl11 prep alice --json
  [[ $output == *OWN* && $output != *SECRET* ]]
  for command in due 'due --json' coverage 'coverage --json' 'coverage alice' ''; do
    # shellcheck disable=SC2086 # words
    run tl11 $command
    [[ $output != *SECRET* ]]
  done
}

@test "a screen is not left, and what was cut is told" {
  person team/alice 'name = Alice'
  person team/bob
  { printf '## C. x\n\n' && for n in {1..30}; do echo "- [ ] promise $n of many, and long enough that it is cut somewhere, one would think"; done; } | note team/alice 2026-11-10
  { printf '## C. x\n\n' && for n in {1..30}; do echo "- Alice $n #milestone 世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界世界"; done; } | note team/bob 2026-11-20
  for size in 80x24 40x24 40x10 200x50; do
    width=${size%x*} height=${size#*x} run -0 on_terminal env -u COLUMNS tl11 --color never prep alice
    # On a slow machine there was a line of progress, which was wiped out.
    output=${output//$'\e[K'/}
    [ "$(wc -L <<<"$output")" -le "${size%x*}" ]
    [ "$size" = 40x10 ] || [ "$(wc -l <<<"$output")" -le $((${size#*x} - 1)) ]
    [[ $output == *more* ]]
  done
  # what is shown and what is not are all there is
  shown=$(grep -c 'promise [0-9]' <<<"$output")
  [ "$((shown + $(grep -m 1 -o '[0-9]* more' <<<"$output" | cut -d' ' -f1)))" -eq 30 ]
  run -0 tl11 prep alice
  [ "$(grep -c 'promise [0-9]' <<<"$output")" -eq 30 ]
}

@test "somebody who was never met has a prep as well" {
  person team/alice
  run -0 tl11 prep alice
  [[ ${lines[0]} == "alice, team, every 1w, due today, never met" ]]
  [[ $output == *"never        A. Building Trust"* ]]
  run -2 tl11 prep nobody
  run -2 tl11 prep
}

@test "a note that cannot be read is named once, the others are looked at" {
  person team/alice 'name = Alice'
  person team/bob
  person manager/mia
  note team/alice 2026-11-10 <<<$'## C. x\n\n- said\n'
  note team/bob 2026-11-20 <<<$'## C. x\n\n- Alice was named\n'
  note manager/mia 2026-11-20 <<<$'## C. x\n\n- x\n'
  ln manager/mia/2026-11-20.md other.md
  run -4 --separate-stderr tl11 prep alice
  [[ $output == *said* && $output == *"was named"* ]]
  [ "$(grep -c manager/mia/2026-11-20.md <<<"$stderr")" -eq 1 ]
}

@test "what stands in a note does not drive the terminal" {
  person team/alice
  note team/alice 2026-11-10 <<<$'## C. x\n\n- red \e[31m and \x07 bell #blocker\n- [ ] t\tab \e]0;x\x07\n'
  run -0 tl11 --color never prep alice
  [[ $output == *'\x1b[31m'* ]]
  [[ $output != *$'\e'* && $output != *$'\x07'* ]]
}
