#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# Whom to meet: each person's last meeting that was held, against their cadence.

setup() {
  load helper
  load files
  fresh_book
}

# A note of PERSON at a day, with a line of the user's own, not committed.
held() { # FOLDER DAY
  mkdir -p "$1"
  printf '# x\n\n## A. x\n\n- talked\n' >"$1/$2.md"
}

fields() { # JQ-EXPRESSION
  tl11 due --json | jq -r ".[] | [$1] | join(\" \")"
}

@test "due lists whoever is past their cadence, the most overdue first" {
  person team/alice 'name = Alice Ng' 'every = 2w'
  held team/alice 2026-11-09 # due 2026-11-23
  person team/bob
  held team/bob 2026-11-10 # a week: due 2026-11-17
  person manager/mia
  held manager/mia 2026-11-20 # two weeks: due 2026-12-04
  person peer/pia 'every = 10d'
  held peer/pia 2026-11-14 # due today
  run -0 tl11 due
  diff - <(echo "$output") <<'.'
person  name      relationship  overdue  last met    gap  due         every
bob     bob       team               7d  2026-11-10   2w  2026-11-17     1w
alice   Alice Ng  team               1d  2026-11-09   2w  2026-11-23     2w
pia     pia       peer            today  2026-11-14  10d  2026-11-24    10d
.
  run -0 tl11 --lang id due
  [[ ${lines[0]} == orang*hubungan* ]]
  [[ ${lines[1]} == bob*" 7h "*2026-11-10* ]]
  [[ ${lines[3]} == pia*" hari ini "* ]]
}

@test "due --all adds who is not due yet, and says when" {
  person team/bob
  held team/bob 2026-11-10
  person manager/mia
  held manager/mia 2026-11-20
  run -0 tl11 due --all
  [[ ${lines[2]} == "mia     mia   manager        in 10d  2026-11-20   4d  2026-12-04     2w" ]]
  run -0 tl11 due --all --json
  [ "$(jq -c '.[1] | [.person, .days_overdue]' <<<"$output")" = '["mia",-10]' ]
}

@test "the JSON has the fields that are promised" {
  person team/alice 'every = 1m' 'started = 2026-01-05'
  held team/alice 2026-09-30
  person peer/new 'started = 2026-11-14'
  run -0 tl11 due --json
  diff - <(jq -c '.[]' <<<"$output") <<'.'
{"person":"alice","relationship":"team","last_met":"2026-09-30","next_due":"2026-10-30","days_overdue":25,"every":"1m","gap":55}
{"person":"new","relationship":"peer","last_met":null,"next_due":"2026-11-14","days_overdue":10,"every":"1m","gap":null}
.
  rm -r team peer
  [ "$(tl11 due --json)" = '[]' ]
}

@test "a cadence of the notebook's own counts where a person has none" {
  printf '[cadence]\nteam = 3d\nmentor = 10d\n' >tl11.ini
  person team/a
  person team/b 'every = 30d'
  person mentor/c
  for folder in team/a team/b mentor/c; do held $folder 2026-11-14; done
  [ "$(fields '.person, .every, .days_overdue')" = $'a 3d 7\nc 10d 0' ]
}

@test "who was never met is due since they started, or today" {
  person team/a 'started = 2026-11-20'
  person team/b
  person team/c 'started = 2026-12-01'
  [ "$(fields '.person, .last_met, .days_overdue')" = $'a  4\nb  0' ]
}

@test "the archived are left out" {
  person team/a 'archived = 2026-10-01'
  held team/a 2026-01-01
  run -0 tl11 due --all
  [ -z "$output" ]
}

@test "notes of a former relationship count, and those of a day to come do not" {
  person manager/alice 'every = 1w'
  held team/alice 2026-11-12
  held manager/alice 2026-11-02
  held manager/alice 2026-11-25
  [ "$(fields '.person, .relationship, .last_met')" = "alice manager 2026-11-12" ]
  on 2026-11-25
  [ -z "$(fields .person)" ]
}

@test "a scaffold is no meeting, whatever it carries; what is ticked in it is" {
  tl11 add alice --as team --every 1w
  on 2026-11-02
  tl11 note alice --stdin <<<$'## Follow-ups\n\n- [ ] call @me\n'
  on 2026-11-10
  tl11 jot alice 'the rota'
  note=$(tl11 note alice --no-edit)
  grep -q 'call.*from:2026-11-02' "$note"
  grep -q 'the rota' "$note"
  on 2026-11-24
  [ "$(fields '.last_met, .days_overdue')" = "2026-11-02 15" ]
  sed -i '/call/s/\[ \]/[x]/' "$note"
  [ "$(fields '.last_met, .days_overdue')" = "2026-11-10 7" ]
  sed -i 's/\[x\]/[ ]/' "$note"
  [ "$(fields .last_met)" = 2026-11-02 ]
  printf '\nhush\n' >>"$note" # under Private
  [ "$(fields .last_met)" = 2026-11-10 ]
}

@test "people gives the same days" {
  person team/alice 'every = 1w'
  held team/alice 2026-11-02
  mkdir -p team/alice
  printf '# x\n\n## A. x\n\n<!-- Current blocker: who does what? -->\n' >team/alice/2026-11-20.md
  held team/alice 2026-11-28
  diff <(tl11 people --json | jq -c '.[] | [.slug, .last_met, .next_due, .every]') \
    <(tl11 due --json | jq -c '.[] | [.person, .last_met, .next_due, .every]')
}

@test "--exit-code is 1 when nobody is due; without it that is no failure" {
  person team/alice
  held team/alice 2026-11-20
  run -0 tl11 due
  run -1 tl11 due --exit-code
  [ -z "$output" ]
  run -1 tl11 due --exit-code --all
  [[ $output == *"in 3d"* ]]
  on 2026-11-27
  run -0 tl11 due --exit-code
  [[ $output == *today* ]]
}

@test "a note or person.ini that cannot be read is named, the others are listed" {
  person team/alice
  held team/alice 2026-11-02
  ln team/alice/2026-11-02.md other.md
  person team/bob
  held team/bob 2026-11-02
  run -4 --separate-stderr tl11 due
  [[ $output == *"bob "* ]]
  [[ $stderr == *"team/alice/2026-11-02.md"* ]]
  rm other.md
  echo 'every = often' >>team/bob/person.ini
  run -4 --separate-stderr tl11 due
  [[ $output == *"alice "* ]]
  [[ $stderr == *"team/bob/person.ini':2: "* ]]
}

@test "due says nothing of what notes hold, and needs no commit" {
  git init -q elsewhere && cd elsewhere && : >tl11.ini
  export TL11_DIR=$PWD book=$PWD
  person team/alice
  held team/alice 2026-11-02
  run -0 tl11 due
  [[ $output == *"alice "* ]]
  [[ $output != *talked* ]]
  unchanged tl11 due --json
}

@test "a narrow terminal gets fewer columns" {
  person cross-functional/a-name-that-is-long 'every = 1w' 'name = Somebody Whose Name Is Long'
  held cross-functional/a-name-that-is-long 2026-11-02
  for width in 40 59; do
    run -0 on_terminal tl11 --color never due
    [ "$(wc -L <<<"$output")" -le "$width" ]
    [[ ${lines[0]} == person*overdue*"last met" ]]
  done
  width=90
  run -0 on_terminal tl11 --color never due
  [ "$(wc -L <<<"$output")" -le "$width" ]
  [[ ${lines[0]} == person*relationship*every ]]
}

# Days are counted by date(1), cadences of weeks and days by its own arithmetic.
@test "every number is that of a count made another way" {
  local n=0 slug rel every last days wanted=
  for slug in ana budi citra dewi eko farah gita hadi; do
    n=$((n + 1))
    rel=$(printf '%s\n' team manager peer cross-functional | sed -n "$((n % 4 + 1))p")
    every=$((n * 3 + 1))
    last=$(date -d "2026-11-24 -$((n * n + 2)) days" +%F)
    person "$rel/$slug" "every = ${every}d"
    held "$rel/$slug" "$last"
    held "$rel/$slug" "$(date -d "$last -9 days" +%F)"
    days=$((($(date -ud 2026-11-24 +%s) - $(date -ud "$last +$every days" +%s)) / 86400))
    [ "$days" -lt 0 ] || wanted+="$days $slug $last"$'\n'
  done
  diff <(printf %s "$wanted" | sort -k1,1nr -k3,3) <(fields '.days_overdue, .person, .last_met')
  [ "$(wc -l <<<"$wanted")" -gt 3 ]
}
