#!/usr/bin/env bats
# The pack for a review talk.
# shellcheck disable=SC2154 # book and stderr are the helper's

load helper
load meetings

setup() {
  fresh_book
}

write_notes() {
  note 2026-05-04 alice team <<<$'# A\n\n- long ago #milestone'
  note 2026-06-01 alice team <<<$'# A\n\n## B. Goals\n\n- run the guild #goal\n- [ ] pass the exam #goal @alice due:2026-09-01'
  note 2026-07-01 alice team <<<$'# A\n\n- Run the  guild #goal\n- calm in the incident #recognition\n- said so early #fb-given #fb-got\n- tired #mood #recognition\n\n## Private\n\n- raise? #recognition'
  on 2026-07-15
  sed -i 's/calm in the incident/calm in the long incident/' team/alice/2026-07-01.md
  tl11 save >/dev/null
  note 2026-08-03 alice team <<<$'# A\n\n- v2 is out #tonggak\n\n## Agenda\n\n- [ ] ask #fb-got'
  note 2026-08-04 budi team <<<$'# B\n\n- not hers #milestone'
  on 2026-11-24
}

@test "review: each kind, with date, note, line and commit" {
  write_notes
  run -0 --separate-stderr tl11 review alice --since 2026-06-01
  first=$(git log --format=%h --abbrev=7 --diff-filter=A -1 -- team/alice/2026-06-01.md)
  second=$(git log --format=%h --abbrev=7 --diff-filter=A -1 -- team/alice/2026-07-01.md)
  edited=$(git log --format=%h --abbrev=7 -1 -- team/alice/2026-07-01.md)
  last=$(git log --format=%h --abbrev=7 -1 -- team/alice/2026-08-03.md)
  [ "$second" != "$edited" ]
  [ "$output" = "# alice, 2026-06-01 to 2026-11-24

3 meetings.

## Recognition

- 2026-07-01: calm in the long incident (team/alice/2026-07-01.md:4, $edited)

## Feedback given

- 2026-07-01: said so early (team/alice/2026-07-01.md:5, $second)

## Feedback got

- 2026-07-01: said so early (team/alice/2026-07-01.md:5, $second)

## Goals

- 2026-06-01: run the guild (team/alice/2026-06-01.md:5, $first)
- 2026-06-01: pass the exam (open, team/alice/2026-06-01.md:6, $first)

## Milestones

- 2026-08-03: v2 is out (team/alice/2026-08-03.md:3, $last)" ]
  [ -z "$stderr" ]
  judge
}

@test "review: what git blames is what it names, and every tag that may be told is" {
  write_notes
  tl11 done "$(grep -o '\^[0-9a-z]*$' team/alice/2026-06-01.md | tr -d ^)" >/dev/null
  tl11 review alice --since 2026-01-01 --json >got.json
  jq -r '.[] | [.path, .line, .commit] | @tsv' got.json | while IFS=$'\t' read -r path line commit; do
    [ "$(git blame -s -l --root -L "$line,$line" -- "$path" | cut -c1-40)" = "$commit" ]
  done
  # The same count by awk: tags outside Private, without #mood, each text once a kind.
  for kind in recognition fb-given fb-got goal milestone; do
    wanted=$(awk -v tag="#$kind" 'FNR == 1 { private = 0 } /^## / { private = /Private|Agenda/ }
      !private && !/#mood/ { sub("#tonggak", "#milestone") } !private && !/#mood/ && index($0, tag) {
        text = tolower($0); gsub(/ +/, " ", text); if (!seen[text]++) n++ } END { print n + 0 }' team/alice/*.md)
    [ "$(jq --arg k "$kind" '[.[] | select(.kind == $k)] | length' got.json)" -eq "$wanted" ]
  done
  [ "$(jq -c '.[0] | keys_unsorted' got.json)" = '["kind","person","relationship","date","path","line","section","text","state","commit"]' ]
  [ "$(jq -r '.[] | select(.text | startswith("pass")) | .state' got.json)" = 'done' ]
  rm got.json
}

@test "review: what is not committed says so, and a new name changes no origin" {
  write_notes
  before=$(tl11 review alice --json --since 2026-01-01 | jq -c '[.[].commit]')
  tl11 rename alice ali >/dev/null
  [ "$(tl11 review ali --json --since 2026-01-01 | jq -c '[.[].commit]')" = "$before" ]
  # The same words once more, later, in the note: the first line keeps its commit.
  echo '- v2 is out #tonggak' >>team/ali/2026-08-03.md
  tl11 save >/dev/null
  [ "$(tl11 review ali --json --since 2026-01-01 | jq -c '[.[].commit]')" = "$before" ]
  echo '- fresh #milestone' >>team/ali/2026-08-03.md
  run -0 tl11 review ali
  [[ $output == *'fresh (team/ali/2026-08-03.md:9, not committed)'* ]]
}

@test "review: notes of a former relationship are among them" {
  write_notes
  tl11 move alice --to peer >/dev/null
  note 2026-11-20 alice peer <<<$'# A\n\n- helped us #recognition'
  run -0 tl11 review alice --since 2026-01-01
  [[ $output == *'calm in the long incident'*'helped us (peer/alice/2026-11-20.md:3'* ]]
}

@test "review: six months if nothing is said, and until a day" {
  write_notes
  run -0 tl11 review alice
  [[ ${lines[0]} == '# alice, 2026-05-24 to 2026-11-24' && $output != *'long ago'* ]]
  run -0 tl11 review alice --since 2026-05-04 --until 2026-05-04 --json
  [ "$(jq length <<<"$output")" -eq 1 ]
  run -2 tl11 review alice --since today --until yesterday
  run -2 tl11 review alice --since someday
  run -1 --separate-stderr tl11 review alice --since 2026-11-01
  [[ -z $output && $stderr == *'nothing of alice since 2026-11-01'* ]]
  run -1 tl11 review alice --since 2026-11-01 --json
  [ "$output" = '[]' ]
}

@test "review: in Indonesian, without colour, in forty columns, not whole in a shallow clone" {
  write_notes
  run -0 tl11 review alice --lang id
  [[ $output == *'## Umpan balik diberikan'*'terbuka'* ]]
  NO_COLOR=1 width=40 run -0 on_terminal tl11 --no-pager review alice
  [[ $output == *'run the guild'* && $output != *$'\e'* ]]
  while IFS= read -r line; do
    [ "${#line}" -le 40 ]
  done <<<"$output"
  git clone -q --depth 1 "file://$book" shallow
  TL11_DIR=$PWD/shallow run -4 tl11 review alice
  [[ $output == *'run the guild'* && $output == *'history is not whole'* ]]
  rm -rf shallow
}
