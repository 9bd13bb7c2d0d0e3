#!/usr/bin/env bats
# Agreements, protocols, expectations, metrics and goals in force.
# shellcheck disable=SC2154 # book and stderr are the helper's

load helper
load meetings

setup() {
  fresh_book
}

write_notes() {
  note 2026-08-04 sari peer <<<$'# S\n\n- rota changes on Mondays #agreement\n- #metric lead=5d\n- learn Go #goal\n- cares for her mother #personal #goal'
  note 2026-09-01 sari peer <<<$'# S\n\n- rota changes on Fridays #agreement\n- #metric lead=4d\n- [ ] common style guide #agreement @me'
  note 2026-10-06 sari peer <<<$'# S\n\n- #metric lead=4d\n\n## Private\n\n- hidden #agreement'
  note 2026-11-03 sari peer <<<$'# S\n\n- #metric lead=3,5d'
  note 2026-11-03 alice team <<<$'# A\n\n- run the guild #goal'
  on 2026-11-24
}

@test "register: what is in force with a person, and how it changed" {
  write_notes
  run -0 --separate-stderr tl11 register sari
  [ "$output" = '# sari

## Agreements

- rota changes on Fridays (since 2026-08-04, said last on 2026-09-01)
  - 2026-08-04 before: rota changes on Mondays
- common style guide (since 2026-09-01, said last on 2026-09-01)

## Metrics

- lead=3,5d █▃▁ (since 2026-08-04, said last on 2026-11-03)
  - 2026-09-01 before: 4d
  - 2026-08-04 before: 5d

## Goals

- learn Go (since 2026-08-04, said last on 2026-08-04: silent for 16 weeks)' ]
  [ -z "$stderr" ]
  judge
}

@test "register: of everybody, one kind, the silent" {
  write_notes
  run -0 tl11 register
  [ "$(grep '^# ' <<<"$output" | paste -sd,)" = '# alice,# sari' ]
  run -0 tl11 register --kind kesepakatan
  [ "$(grep -c '^- ' <<<"$output")" -eq 2 ]
  run -0 tl11 register --kind '#metric' sari
  [ "$(grep -c '^- ' <<<"$output")" -eq 1 ]
  run -0 tl11 register --silent
  [ "$(grep '^- ' <<<"$output")" = '- learn Go (since 2026-08-04, said last on 2026-08-04: silent for 16 weeks)' ]
  run -1 tl11 register alice --silent
  [ -z "$output" ]
  run -2 tl11 register --kind mood
  run -2 tl11 register nobody
}

@test "register: what is done is in force no more" {
  write_notes
  id=$(grep -o '\^[0-9a-z]*$' peer/sari/2026-09-01.md | tr -d ^)
  tl11 done "$id" >/dev/null
  run -0 tl11 register sari --kind agreement --json
  [ "$(jq -r '.[].text' <<<"$output")" = 'rota changes on Fridays #agreement' ]
  tl11 reopen "$id" >/dev/null
  [ "$(tl11 register sari --kind agreement --json | jq length)" -eq 2 ]
}

@test "register: JSON, and every value as grep finds it" {
  write_notes
  tl11 register --json >got.json
  [ "$(jq -c '.[0] | keys_unsorted' got.json)" = '["kind","person","relationship","name","text","value","since","last","silent","path","line","sayings"]' ]
  # Each value once in a row: what uniq leaves of the notes' own.
  [ "$(jq -r '.[] | select(.name == "lead") | .sayings[].value' got.json)" = "$(grep -ho 'lead=.*' peer/sari/*.md | cut -d= -f2 | uniq)" ]
  jq -r '.[].sayings[] | [.path, .line, .text] | @tsv' got.json | while IFS=$'\t' read -r path line text; do
    [ "$(sed -n "${line}p" "$path" | sed 's/^- \(\[ \] \)\?//; s/ @me.*//')" = "$text" ]
  done
  jq -r '.[] | "\(.silent) \(.kind) \(.last)"' got.json | while read -r silent kind last; do
    days=$((($(date -ud 2026-11-24 +%s) - $(date -ud "$last" +%s)) / 86400))
    [ "$silent" = "$([ "$kind" = goal ] && [ "$days" -ge 56 ] && echo true || echo false)" ]
  done
  rm got.json
}

@test "register: without UTF-8, in Indonesian, in forty columns" {
  write_notes
  LC_ALL=C run -0 tl11 register sari --kind metric
  [[ $output == *'lead=3,5d `@-.` ('* ]]
  run -0 tl11 register sari --lang id
  [[ $output == *'## Kesepakatan'*'## Tujuan'*'diam selama 16 minggu'* ]]
  NO_COLOR=1 width=40 run -0 on_terminal tl11 --no-pager register
  [[ $output == *'common style guide'* && $output != *$'\e'* ]]
  while IFS= read -r line; do
    [ "${#line}" -le 40 ]
  done <<<"$output"
}

@test "register: a notebook in which nothing is agreed" {
  tl11 add alice --as team
  run -1 --separate-stderr tl11 register
  [ -z "$output$stderr" ]
  run -1 tl11 register alice --json
  [ "$output" = '[]' ]
}
