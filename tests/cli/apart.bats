#!/usr/bin/env bats
# shellcheck disable=SC2154 # status, output: bats
# One person moved or renamed on two machines at once.

setup() {
  load helper
  load machines
  two_machines
  tl11 -C laptop jot alice 'a point' >said
  tl11 -C laptop sync >said
  tl11 -C desk sync >said
}

# Minutes pass: equal commits would be one.
later() {
  export GIT_AUTHOR_DATE="$TL11_TODAY"T13:00:00Z GIT_COMMITTER_DATE="$TL11_TODAY"T13:00:00Z
}

# The laptop's commands, sent; then the desk's.
apart() { # LAPTOP-COMMANDS DESK-COMMANDS
  in_machine laptop "$1"
  tl11 -C laptop sync >said
  later
  in_machine desk "$2"
}

in_machine() { # MACHINE LINES
  (cd "$1" && bash -euo pipefail -c "$2") >said
}

# The commands that a message tells: those indented deeper.
follow() {
  local commands
  commands=$(sed -n 's/^        \(tl11 .*\)/\1/p' <<<"$output")
  [ -n "$commands" ]
  in_machine desk "$commands"
}

all_agree() { # PATHS, as globs have them
  tl11 -C laptop sync >said
  equal
  tl11 -C desk check
  tl11 -C laptop check
  [ "$(cd desk && echo */*/*)" = "$1" ]
  [ "$(tl11 -C desk followups --json | jq -r '.[].id')" = k3f9q2 ]
  [ "$(tl11 -C desk followups --agenda --json | jq -r '.[].text' | sort | paste -sd ,)" = "${2:-a point}" ]
}

@test "moved to two places: both are named, and the commands that are told end it" {
  apart 'tl11 move alice --to peer; tl11 jot alice laptop' 'tl11 move alice --to manager; tl11 jot alice desk'
  run -3 tl11 -C desk sync
  [[ $output == *'alice (team/alice): now manager/alice here, and peer/alice there'* ]]
  [[ $output == *"after that 'tl11 move alice --to manager', and 'tl11 sync' again" ]]
  [[ $output != *'git add'* ]]
  # It says so however often it is asked.
  local first=$output
  run -3 tl11 -C desk sync
  [ "$output" = "$first" ]
  follow
  all_agree 'peer/alice/next.md peer/alice/person.ini team/alice/2026-11-20.md' 'a point,desk,laptop'
  in_machine desk 'tl11 move alice --to manager; tl11 sync'
  all_agree 'manager/alice/next.md manager/alice/person.ini team/alice/2026-11-20.md' 'a point,desk,laptop'
}

@test "renamed to two names, with notes added to each" {
  apart 'tl11 rename alice bob; tl11 note bob --date 2026-11-21 --stdin <<<"# laptop"' \
    'tl11 rename alice carol; tl11 note carol --date 2026-11-22 --stdin <<<"# desk"'
  run -1 git -C desk pull -q --no-rebase
  run -3 tl11 -C desk sync
  [[ $output == *'(team/alice): now team/carol here, and team/bob there'*'  tl11 rename carol bob'* ]]
  follow
  all_agree 'team/bob/2026-11-20.md team/bob/2026-11-21.md team/bob/2026-11-22.md team/bob/next.md team/bob/person.ini'
}

@test "renamed and moved, differently on both" {
  apart 'tl11 rename alice bob; tl11 move bob --to peer' 'tl11 move alice --to manager; tl11 rename alice carol'
  run -3 tl11 -C desk sync
  [[ $output == *"'tl11 rename bob carol && tl11 move carol --to manager'"* ]]
  follow
  all_agree 'peer/bob/next.md peer/bob/person.ini team/bob/2026-11-20.md'
}

@test "the same move, the same name on both is no conflict" {
  apart 'tl11 move alice --to peer; tl11 rename alice bob' 'tl11 move alice --to peer; tl11 rename alice bob; tl11 jot bob desk'
  run -0 tl11 -C desk sync
  all_agree 'peer/bob/next.md peer/bob/person.ini team/bob/2026-11-20.md' 'a point,desk'
}

@test "renamed on one, moved and archived on the other: both are done" {
  apart 'tl11 rename alice bob; tl11 jot bob laptop' \
    'tl11 move alice --to peer; tl11 note alice --date 2026-11-22 --stdin <<<"# desk"; tl11 jot alice desk; tl11 archive alice'
  run -0 tl11 -C desk sync
  grep -qx 'archived = 2026-11-24' desk/peer/bob/person.ini
  grep -qx '# desk' desk/peer/bob/2026-11-22.md
  all_agree 'peer/bob/2026-11-22.md peer/bob/next.md peer/bob/person.ini team/bob/2026-11-20.md' 'a point,desk,laptop'
}

@test "moved on one, renamed on the other, by plain git pull and tl11 sync" {
  apart 'tl11 move alice --to peer' 'tl11 rename alice bob; tl11 archive bob'
  run -1 git -C desk pull -q --no-rebase
  run -0 tl11 -C desk sync
  [[ $output == *'the merge is completed'* ]]
  all_agree 'peer/bob/next.md peer/bob/person.ini team/bob/2026-11-20.md'
}

@test "archived on one, renamed on the other" {
  apart 'tl11 archive alice' 'tl11 rename alice bob'
  run -0 tl11 -C desk sync
  grep -qx 'archived = 2026-11-24' desk/team/bob/person.ini
  all_agree 'team/bob/2026-11-20.md team/bob/next.md team/bob/person.ini'
}

@test "what git alone resolved into two persons is named by check" {
  apart 'tl11 rename alice bob' 'tl11 rename alice carol'
  run -1 git -C desk pull -q --no-rebase
  git -C desk add -A
  git -C desk commit -qm both
  run -1 tl11 -C desk check --json
  [ "$(jq -c '.[] | [.path, .code]' <<<"$output")" = '["team/carol/2026-11-20.md","two-names"]' ]
  [[ $output == *"'bob' and 'carol'"* ]]
  git -C desk rm -qr team/carol
  git -C desk commit -qm bob
  tl11 -C desk sync
  all_agree 'team/bob/2026-11-20.md team/bob/next.md team/bob/person.ini'
}

@test "two persons with one address are named by check, others with one name are not" {
  tl11 -C desk add bob --as peer --name Budi
  tl11 -C desk add carol --as team --name Budi
  tl11 -C desk check
  echo 'email = budi@example.com' | tee -a desk/peer/bob/person.ini >>desk/team/carol/person.ini
  run -1 tl11 -C desk check --json
  [ "$(jq -r '.[].code' <<<"$output")" = two-names ]
}
