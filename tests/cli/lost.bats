#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# What lost lists and puts back.

setup() {
  load helper
  load promises
  fresh_promises
}

# What is lost, a line each.
lost() { # [OPTION…]
  tl11 lost --json "$@" | jq -r '.[] | (.id // "-") + " " + .text'
}

@test "deletion, a removed note, a merge, all carried; restored" {
  printf '# A\n\n- [ ] line gone ^aaaaa1\n- [ ] merged away ^aaaaa2\n- [ ] carried on ^aaaaa3\n- [x] closed ^aaaaa4\n- [ ] never had one\n' >"$BATS_TEST_TMPDIR/a"
  note alice --as team <"$BATS_TEST_TMPDIR/a"
  run -1 tl11 lost
  sed -i '/line gone/d; /closed/d' team/alice/2026-11-03.md
  git commit -qam 'a line gone'
  git checkout -qb side
  sed -i 's/merged away/merged away, reworded/' team/alice/2026-11-03.md
  git commit -qam side
  git checkout -q main
  sed -i 's/- \[ \] merged away.*/- talked/' team/alice/2026-11-03.md
  git commit -qam main
  git merge -q side || true
  sed -i '/^[<=>]\{7\}/d; /merged away/d' team/alice/2026-11-03.md
  git commit -qam merge
  on 2026-11-10
  printf '# A\n\n- [ ] carried on from:2026-11-03 ^aaaaa3\n' | note alice
  git rm -q team/alice/2026-11-10.md
  git commit -qm 'a note gone'
  run -0 tl11 lost --json
  [[ $output == *'"id":"aaaaa1"'* && $output == *'"id":"aaaaa2"'* && $output == *'"id":"aaaaa3"'* ]]
  [[ $output != *aaaaa4* && $output != *'never had one'* ]]
  [[ $output == *"\"removed_in\":\"$(git rev-parse HEAD)\",\"removed_on\":\"2026-11-10\""* ]]
  [ "${#lines[@]}" -eq 3 ]
  tl11 lost --restore aaaaa1
  grep -q '^- \[ \] line gone from:2026-11-03 ^aaaaa1$' team/alice/2026-11-10.md
  tl11 lost --restore aaaaa3
  run -0 tl11 lost --json
  [ "${#lines[@]}" -eq 1 ]
  run -2 tl11 lost --restore aaaaa1
  clean
}

@test "without an id by person and text; a rewording or an id is no loss" {
  mkdir -p team/alice
  printf '# A\n\n- [ ] send the report to Sari\n- [ ] book a room\n- [ ] call the vendor\n' >team/alice/2026-11-03.md
  git add -A
  git commit -qm 'by hand'
  sed -i 's/send the report to Sari/send the big report to Sari/; /book a room/d' team/alice/2026-11-03.md
  git commit -qam 'edited by hand'
  echo more >>team/alice/2026-11-03.md
  tl11 save
  run -0 tl11 lost --json
  [[ $output == *'"id":null,"text":"book a room"'* ]]
  [ "${#lines[@]}" -eq 1 ]
  tl11 lost --restore 'Book a ROOM'
  run -1 tl11 lost
}

@test "a renamed person and a moved folder lose nothing" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  tl11 rename alice alicia
  run -1 tl11 lost
  mkdir manager
  git mv team/alicia manager/alicia
  git commit -qm moved
  run -1 tl11 lost
  [ "$(state_of mine)" = open ]
}

@test "a shallow clone says what it cannot know" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  sed -i '/mine/d' team/alice/2026-11-03.md
  git commit -qam gone
  echo x >>team/alice/2026-11-03.md
  git commit -qam later
  git clone -q --depth 1 "file://$TL11_DIR" "$BATS_TEST_TMPDIR/shallow"
  TL11_DIR=$BATS_TEST_TMPDIR/shallow run -4 tl11 lost
  [[ $output == *'not all here'* ]]
}

@test "an id of history that comes back is the same promise" {
  printf '# A\n\n- [ ] once ^k3f9q2\n' | note alice --as team
  sed -i '/once/d' team/alice/2026-11-03.md
  git commit -qam gone
  run -0 tl11 lost
  on 2026-11-10
  printf '# A\n\n- [ ] once ^k3f9q2\n' | note alice
  grep -q '^- \[ \] once ^k3f9q2$' team/alice/2026-11-10.md
  run -1 tl11 lost
}

@test "a mark that was taken back, with other edits in between, closes nothing" {
  printf '# A\n\n- [x] mine ^aaaaa1\n' | note alice --as team
  echo talked >>team/alice/2026-11-03.md
  tl11 save
  tl11 reopen aaaaa1
  sed -i '/mine/d' team/alice/2026-11-03.md
  git commit -qam gone
  run -0 tl11 lost --json
  [[ $output == *'"id":"aaaaa1"'* ]]
}

@test "the line that had the id is gone, the one it was carried from is there" {
  mkdir -p team/alice
  printf '# A\n\n- [ ] by hand\n' >team/alice/2026-11-03.md
  git add -A
  git commit -qm 'by hand'
  on 2026-11-10
  tl11 note alice --no-edit
  git add -A
  git commit -qm 'carried by hand'
  git rm -q team/alice/2026-11-10.md
  git commit -qm 'a note gone'
  run -1 tl11 lost
  [ "$(state_of 'by hand')" = open ]
}

@test "what never stood but as carried is lost, until a line of it is open or closed" {
  printf '# A\n\n- [>] only carried ^aaaaa1\n- [>] both ^aaaaa2\n' | tl11 note alice --as team --stdin
  [ "$(lost)" = $'aaaaa1 only carried\naaaaa2 both' ]
  run -0 tl11 lost --json
  [ "$(jq -r '.[0].removed_in' <<<"$output")" = "$(git rev-parse HEAD)" ]
  printf '# A\n\n- [x] both from:2026-11-03 ^aaaaa2\n' | tl11 note alice --stdin --date 2026-11-10
  [ "$(lost)" = 'aaaaa1 only carried' ]
  tl11 lost --restore aaaaa1
  run -1 tl11 lost
  [ "$(tl11 followups --json | jq -r '.[] | .id + " " + .state')" = 'aaaaa1 open' ]
  judge
}

@test "an id by any unique beginning, one without by its text; a doubtful one puts nothing back" {
  printf '# A\n\n- [ ] one ^aaaaa1\n- [ ] two ^aabbb2\n' | tl11 note alice --as team --stdin
  printf '# B\n\n- [ ] never had one\n' >team/alice/2026-11-02.md
  git add -A
  git commit -qm 'by hand'
  printf '# B\n' >team/alice/2026-11-02.md
  sed -i '/\^aa/d' team/alice/2026-11-03.md
  git commit -qam gone
  unchanged -2 tl11 lost --restore aa
  [[ $output == *aaaaa1*aabbb2* ]]
  unchanged -2 tl11 lost --restore ccc
  tl11 lost --restore aab
  tl11 lost --restore "^AAA"
  tl11 lost --restore 'NEVER  had one'
  run -1 tl11 lost
  [ "$(tl11 followups --json | jq -r '.[].text' | sort | paste -sd ,)" = 'never had one,one,two' ]
  judge
}

@test "talking points are lost apart; Indonesian headings, colour and a pipe" {
  printf '# A\n\n- [ ] a promise ^aaaaa1\n\n## Agenda\n\n- [ ] a point ^aaaaa2\n' | tl11 note alice --as team --stdin
  git rm -q team/alice/2026-11-03.md
  git commit -qm gone
  [ "$(lost)" = 'aaaaa1 a promise' ]
  [ "$(lost --agenda)" = 'aaaaa2 a point' ]
  run -0 tl11 --lang id lost
  [[ ${lines[0]} == *pemilik*janji*'hilang pada'* ]]
  [[ $output != *$'\e'* ]]
  run -0 tl11 lost --color=always
  [[ $output == *$'\e['* ]]
}

@test "a person renamed on one branch, and written to under the old name on the other" {
  tl11 add alice --as team
  mkdir -p team/alice
  printf '# A\n\n- [ ] by hand\n' >team/alice/2026-11-03.md
  git add -A
  git commit -qm 'by hand'
  git checkout -qb side
  tl11 jot alice a point
  git checkout -q main
  tl11 rename alice alicia
  git -c merge.directoryRenames=false merge -q -m merge side
  [ -e team/alice/next.md ]
  [ "$(tl11 followups --json | jq -r '.[] | .person + " " + .text')" = 'alicia by hand' ]
  run -1 tl11 lost
}

@test "a line went on, that went, and the line is given another id: one promise, and it is open" {
  mkdir -p team/alice
  printf '[person]\n' >team/alice/person.ini
  printf '# A\n\n- [ ] by hand\n' >team/alice/2026-11-03.md
  git add -A
  git commit -qm 'by hand'
  on 2026-11-10
  tl11 note alice --no-edit
  git add -A
  git commit -qm 'carried by hand'
  git rm -q team/alice/2026-11-10.md
  git commit -qm 'a note gone'
  echo more >>team/alice/2026-11-03.md
  tl11 save
  [ "$(state_of 'by hand')" = open ]
  run -1 tl11 lost
  sed -i '/by hand/d' team/alice/2026-11-03.md
  git commit -qam gone
  [ "$(tl11 lost --json | jq length)" -eq 1 ]
}

@test "a line given an id and put into another person's note in one commit is not lost" {
  mkdir -p team/alice
  printf '[person]\n' >team/alice/person.ini
  printf '# A\n\n- [ ] by hand\n' >team/alice/2026-11-03.md
  for person in aaron zoe; do
    printf '# B\n\ntalked\n' | note "$person" --as peer
  done
  git add -A
  git commit -qm 'by hand'
  before=$(git rev-parse HEAD)
  for person in aaron zoe; do
    git reset -q --hard "$before"
    echo more >>team/alice/2026-11-03.md
    tl11 save
    sed -n '/by hand/p' team/alice/2026-11-03.md >>"peer/$person/2026-11-03.md"
    sed -i '/by hand/d' team/alice/2026-11-03.md
    git commit -qa --amend -m moved
    run -1 tl11 lost
  done
}

@test "lines with and without the id, all carried, are one lost promise" {
  printf '# A\n\n- [>] mine ^aaaaa1\n' | note alice --as team
  printf '# A\n\n- [ ] mine\n' >team/alice/2026-11-05.md
  git add -A
  git commit -qm 'by hand'
  sed -i 's/\[ \]/[>]/' team/alice/2026-11-05.md
  git commit -qam 'marked by hand'
  [ "$(lost)" = 'aaaaa1 mine' ]
}

# A random edit of somebody's note: a promise comes, is closed, goes, or goes to somebody else.
random_edit() {
  local people=(ani budi citra dewi eko) one other lines line id
  one=team/${people[RANDOM % 5]}/2026-11-0$((RANDOM % 2 + 1)).md
  other=team/${people[RANDOM % 5]}/2026-11-03.md
  mkdir -p "${one%/*}" "${other%/*}"
  [ -e "$one" ] || printf '# T\n\n## Follow-ups\n\n' >"$one"
  [ -e "$other" ] || printf '# T\n\n## Follow-ups\n\n' >"$other"
  lines=$(grep -c '^- ' "$one" || true)
  line=$((lines ? RANDOM % lines + 5 : 0))
  id=$(printf 'a%05d' "$RANDOM" | tr 0189 wxyz)
  case $((line ? RANDOM % 6 : 0)) in
  0) echo "- [ ] promise $RANDOM ^$id" >>"$one" ;;
  1) echo "- [ ] bare promise $((RANDOM % 40))" >>"$one" ;;
  2) sed -i "${line}s/\[ \]/[x]/" "$one" ;;
  3) sed -i "${line}d" "$one" ;;
  4) sed -n "${line}p" "$one" >>"$other" && sed -i "${line}d" "$one" ;;
  5) sed -n "${line}s/\[ \]/[ ]/p" "$one" >>"$other" && sed -i "${line}s/\[ \]/[>]/" "$one" ;;
  esac
  chmod -R go= team
  git add team
  git commit -qm "$RANDOM" --allow-empty
}

same_without_cache() {
  tl11 lost --json >with || [ $? -eq 1 ]
  XDG_CACHE_HOME=/dev/null tl11 lost --json >without || [ $? -eq 1 ]
  cmp with without
}

@test "what is kept of others goes on to be right, commit by commit" {
  printf '%s\n' /with /without >>.git/info/exclude
  RANDOM=11
  for step in {1..60}; do
    random_edit
    [ $((step % 3)) -ne 0 ] || same_without_cache
    if [ $((step % 20)) -eq 0 ]; then
      git branch -q -f aside
      random_edit
      random_edit
      git switch -q aside
      random_edit
      git merge -q -X ours -m merged main || git commit -qam merged
      git switch -q -C main
      same_without_cache
    fi
    [ $((step % 17)) -ne 0 ] || git reset -q --hard HEAD~2
  done
  same_without_cache
  [ "$(grep -c '"id"' with)" -gt 5 ]
}

@test "what somebody else's note closes later counts for what is kept" {
  printf '%s\n' /with /without >>.git/info/exclude
  mkdir -p team/ani team/budi
  printf '# T\n\n- [ ] a promise ^abc234\n- [ ] another ^abc235\n' >team/ani/2026-11-01.md
  git add team && git commit -qm one
  printf '# T\n' >team/ani/2026-11-01.md
  git commit -qam two
  same_without_cache
  [ "$(lost | wc -l)" -eq 2 ]
  printf '# T\n\n- [x] a promise ^abc234\n' >team/budi/2026-11-02.md
  git add team && git commit -qm three
  printf '# T\n' >team/budi/2026-11-02.md
  git commit -qam four
  [ "$(lost)" = 'abc235 another' ]
  same_without_cache
}
