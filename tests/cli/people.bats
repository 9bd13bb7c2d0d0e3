#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# The people of a notebook: added, listed, moved, renamed, archived.

setup() {
  load helper
  fresh_book
}

@test "add writes person.ini and commits it alone" {
  run -0 tl11 add alice --as team --name 'Alice Ng' --email alice@example.com --every 2w
  [[ $output == "person(team/alice): added: committed "* ]]
  judge
  [ "$(committed)" = team/alice/person.ini ]
  [ "$(subject)" = "person(team/alice): added" ]
  run -0 cat team/alice/person.ini
  [ "$output" = $'[person]\nname = Alice Ng\nemail = alice@example.com\nevery = 2w\nstarted = 2026-11-24' ]
}

@test "add --lang is the language of the person's notes" {
  run -0 tl11 --lang id add budi --as tim
  [ "$(cat team/budi/person.ini)" = $'[person]\nlang = id\nstarted = 2026-11-24' ]
  run -0 tl11 note budi --no-edit
  grep -qx '## Keputusan' "$output"
}

@test "add takes every way to name a relationship, in both languages" {
  local n=0 pair
  for pair in team:team t:team TEAM:team tim:team manager:manager m:manager manajer:manager \
    peer:peer p:peer rekan:peer cross-functional:cross-functional cross:cross-functional \
    xfunc:cross-functional lintas-fungsional:cross-functional lintas:cross-functional; do
    n=$((n + 1))
    run -0 tl11 add "p$n" --as "${pair%:*}"
    [ -e "${pair#*:}/p$n/person.ini" ]
  done
  for wrong in friend '' ../team; do
    unchanged tl11 add other --as "$wrong"
    [ "$status" -eq 2 ]
    [[ $output == *"there are: team, manager, peer, cross-functional"* ]]
  done
  unchanged tl11 add other --as teams
  [[ $output == *"did you mean 'team'?" ]]
  unchanged tl11 add other
  [ "$status" -eq 2 ]
  [[ $output == *"--as team, manager, peer or cross-functional"* ]]
}

@test "a slug that is none is refused, whatever would make it" {
  long=$(printf 'a%.0s' {1..65})
  tl11 add alice --as team
  before=$(snapshot .)
  for slug in ../x .git -x a/b '' "$long" Alice 'a b' a_b a.b . .. $'a\nb' é; do
    for command in 'add --as team --' 'note --stdin --as team --' 'rename -- alice'; do
      # shellcheck disable=SC2086 # words
      run -2 tl11 $command "$slug" <<<x
      [[ $output == *"cannot be a person's short name"* ]]
    done
  done
  [ "$(snapshot .)" = "$before" ]
  run -0 tl11 add "${long:1}" --as team
  unchanged tl11 rename alice alice
  [ "$status" -eq 2 ]
  unchanged tl11 add alice --as peer
  [ "$status" -eq 2 ]
  [[ $output == "tl11: 'alice' is taken: alice, team" ]]
}

@test "what person.ini could not give back is refused before it is written" {
  for name in $'two\nlines' 'a ; comment' ' blank before' $'\e[31mred' $'bad\xff' "$(printf 'n%.0s' {1..300})"; do
    unchanged tl11 add alice --as team --name "$name"
    [ "$status" -eq 2 ]
  done
  for every in 0w 1x '' -1w 99y; do
    unchanged tl11 add alice --as team --every "$every"
    [ "$status" -eq 2 ]
  done
  tl11 add quoted --as team --name '"Q" # = [x]' --email 'Q <q@example.com>'
  run -0 tl11 people --json
  [ "$(jq -r '.[0].name' <<<"$output")" = '"Q" # = [x]' ]
  [ "$(jq -r '.[0].email' <<<"$output")" = 'Q <q@example.com>' ]
}

@test "people as a table and as JSON" {
  run -1 tl11 people
  [ -z "$output" ]
  run -1 tl11 people --json
  [ "$output" = '[]' ]
  tl11 add alice --as team --name 'Alice Ng' --email a@example.com --every 10d
  tl11 add budi --as manager
  tl11 note alice --stdin --date 2026-11-10 <<<x
  tl11 note alice --stdin --date 2026-10-20 <<<x
  run -0 tl11 people
  [ "${lines[0]}" = "person  name      relationship  every  notes  last met    next due" ]
  [ "${lines[1]}" = "alice   Alice Ng  team            10d      2  2026-11-10  2026-11-20" ]
  [ "${lines[2]}" = "budi    budi      manager          2w      0              2026-11-24" ]
  run -0 tl11 --json people
  [ "$(jq -c 'map(keys_unsorted) | unique' <<<"$output")" = '[["slug","name","relationship","email","every","archived","last_met","next_due","notes"]]' ]
  [ "$(jq -c '.[0] | [.[]]' <<<"$output")" = '["alice","Alice Ng","team","a@example.com","10d",null,"2026-11-10","2026-11-20",2]' ]
  [ "$(jq -c '.[1] | [.[]]' <<<"$output")" = '["budi","budi","manager",null,"2w",null,null,"2026-11-24",0]' ]
}

@test "a person is named by slug, prefix or name, and a wrong name gets a hint" {
  tl11 add alice --as team --name 'Alice Ng'
  tl11 add alina --as team --name 'Alina Putri'
  for text in alice alic 'Alice Ng' 'alice ng' ng; do
    run -0 tl11 jot "$text" x
    [[ $output == "jot(team/alice): "* ]]
  done
  unchanged tl11 jot ali x
  [ "$status" -eq 2 ]
  [[ $output == *"'ali' may be several people: alice, alina" ]]
  unchanged tl11 jot alcie x
  [ "$status" -eq 2 ]
  [ "$output" = "tl11: no person 'alcie': did you mean 'alice'?" ]
}

@test "move: person.ini and next.md go, notes stay, and the timeline is one" {
  tl11 add alice --as team
  tl11 note alice --stdin --date 2026-11-10 <<<$'# Old\n\n## A. x\n\n- y'
  tl11 jot alice 'a point'
  run -0 tl11 move alice --to manajer
  judge
  [ "$(committed)" = "manager/alice/next.md manager/alice/person.ini team/alice/next.md team/alice/person.ini" ]
  [ "$(ls team/alice)" = 2026-11-10.md ]
  tl11 note alice --stdin <<<$'# New\n\n## B. x\n\n- y'
  [ -e manager/alice/2026-11-24.md ]
  run -0 tl11 log alice --json
  [ "$(jq -c 'map([.path, .relationship, .sections])' <<<"$output")" = \
    '[["manager/alice/2026-11-24.md","manager",["manager.b"]],["team/alice/2026-11-10.md","team",["team.a"]]]' ]
  [ "$(tl11 people --json | jq -c 'map([.slug, .relationship, .notes])')" = '[["alice","manager",2]]' ]
  run -0 tl11 show alice 2026-11-10
  [[ $output == *Old* ]]
  unchanged tl11 move alice --to manager
  [ "$status" -eq 1 ]
  unchanged tl11 move alice
  [ "$status" -eq 2 ]
  unchanged tl11 move alice --to nowhere
  [ "$status" -eq 2 ]
}

@test "rename takes everything of the person along, in every relationship" {
  tl11 note alice --as team --stdin <<<x
  tl11 move alice --to peer
  tl11 jot alice 'a point'
  printf '\x89PNG\r\n\0' >team/alice/picture.png
  chmod 600 team/alice/picture.png
  mkdir -m 700 team/alice/.hidden team/alice/papers
  (umask 077 && echo x | tee team/alice/.hidden/one team/alice/papers/.two >team/alice/.three)
  git add . && git commit -qm picture
  run -0 tl11 rename alice alicia
  judge
  [ "$(git ls-files | grep -c alice/)" -eq 0 ]
  [ "$(git ls-files -- team peer | paste -sd ' ')" = \
    "peer/alicia/next.md peer/alicia/person.ini team/alicia/.hidden/one team/alicia/.three team/alicia/2026-11-24.md team/alicia/papers/.two team/alicia/picture.png" ]
  [ ! -e team/alice ] && [ ! -e peer/alice ]
  run -0 git log --follow --format=%s -- team/alicia/2026-11-24.md
  [ "${lines[1]}" = "note(team/alice): 2026-11-24" ]
}

@test "rename leaves an editor's own files where they are" {
  tl11 note alice --as team --stdin <<<x
  (umask 077 && echo swap >team/alice/.2026-11-24.md.swp)
  run -0 tl11 rename alice alicia
  judge
  [ "$(cat team/alice/.2026-11-24.md.swp)" = swap ]
  [ "$(git ls-files -- team | paste -sd ' ')" = 'team/alicia/2026-11-24.md team/alicia/person.ini' ]
}

@test "archive and back" {
  tl11 add alice --as team
  run -0 tl11 archive alice
  judge
  [ "$(git show HEAD:team/alice/person.ini)" = $'[person]\nstarted = 2026-11-24\narchived = 2026-11-24' ]
  run -1 tl11 people
  run -0 tl11 people --all --json
  [ "$(jq -c '.[] | [.archived, .next_due]' <<<"$output")" = '["2026-11-24",null]' ]
  unchanged tl11 archive alice
  [ "$status" -eq 1 ]
  run -0 tl11 archive alice --undo
  [ "$(git show HEAD:team/alice/person.ini)" = $'[person]\nstarted = 2026-11-24' ]
  unchanged tl11 archive --undo alice
  [ "$status" -eq 1 ]
}

@test "what is not committed is not moved about" {
  tl11 note alice --as team --stdin <<<x
  echo more >>team/alice/2026-11-24.md
  for command in 'rename alice alicia' 'move alice --to peer' 'archive alice'; do
    # shellcheck disable=SC2086 # words
    unchanged tl11 $command
    [ "$status" -eq 3 ]
    [[ $output == *"'team/alice/2026-11-24.md' is not committed yet"*"tl11 save alice"* ]]
  done
  git checkout -q .
  touch team/alice/picture.png
  unchanged tl11 rename alice alicia
  [ "$status" -eq 3 ]
  [[ $output == *"picture.png' is not committed yet"*"git add"* ]] # save takes no pictures
}

@test "a damaged person.ini is named with file and line, and nothing is changed" {
  tl11 note alice --as team --stdin <<<x
  tl11 add budi --as team
  damage() { # LINE MESSAGE CONTENT
    printf "$3" >team/alice/person.ini
    before=$(snapshot .)
    for command in 'note alice --new --stdin' 'note alice --as team --new --stdin' 'jot alice x' \
      'archive alice' 'rename alice other' 'move alice --to peer' 'edit alice' 'save alice'; do
      # shellcheck disable=SC2086 # words
      run -4 tl11 $command <<<x
      [[ $output == "tl11: 'team/alice/person.ini':$1: "*"$2"* ]]
    done
    [ "$(snapshot .)" = "$before" ]
    run -4 --separate-stderr tl11 people
    [[ $stderr == *"'team/alice/person.ini':$1: "* ]]
    [[ $output == *budi* ]]
    run -1 tl11 check
    [[ $output == "team/alice/person.ini: person: "*":$1: "*"$2"* ]]
  }
  damage 2 'longer than 190 bytes' "[person]\nname = $(printf 'n%.0s' {1..200})\n"
  damage 1 'byte order mark' '\xef\xbb\xbf[person]\nname = x\n'
  damage 3 "'name' stands in line 2 already" '[person]\nname = x\nname = y\n'
  damage 2 "'2026-02-30' is no date" '[person]\nstarted = 2026-02-30\n'
  damage 3 'this is no section' '[person]\nname = x\nno key\n'
}
