#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# One promise that stands twice in a note: brought together by a merge, or copied.

setup() {
  load helper
  umask 077
  fresh_book
  git config merge.conflictStyle merge
  printf '# A\n\n- [ ] send the cache RFC to Sari ^aaaaa1\n- [ ] stays ^aaaaa2\n' |
    tl11 note alice --as team --stdin
  note=team/alice/2026-11-24.md
}

# Two clones reword it, and a merge keeps both lines.
merge_two_wordings() {
  git checkout -qb side
  sed -i "s/send the cache RFC.*Sari/$1/" "$note"
  git commit -qam side
  git checkout -q main
  sed -i "s/send the cache RFC.*Sari/$2/" "$note"
  git commit -qam main
  printf '*.md merge=union\n' >.git/info/attributes
  git merge -q -m merge side
  [ "$(grep -c '\^aaaaa1$' "$note")" -eq 2 ]
}

listed() {
  tl11 followups --json | jq -r '.[] | .id + " " + .text'
}

@test "two wordings that a merge brought together stay one promise when the note is saved" {
  merge_two_wordings 'mail the RFC to Sari' 'present it at the round table'
  echo 'more' >>"$note"
  tl11 save
  [ "$(grep -c '\^aaaaa1$' "$note")" -eq 2 ]
  [ "$(listed | wc -l)" -eq 2 ]
  run -1 tl11 lost
  run -1 tl11 check --json
  [ "$(jq -r '.[].code' <<<"$output")" = duplicate-id ]
  judge
}

@test "so it is many commits later, in a moved folder, and for one of them reworded" {
  merge_two_wordings 'mail the RFC to Sari' 'present it at the round table'
  git commit -q --allow-empty -m nothing
  tl11 rename alice alicia
  mkdir manager
  git mv team/alicia manager/alicia
  git commit -qm moved
  note=manager/alicia/2026-11-24.md
  sed -i 's/mail the RFC/write the RFC down and mail it/' "$note"
  tl11 save
  [ "$(grep -c '\^aaaaa1$' "$note")" -eq 2 ]
  [ "$(listed | wc -l)" -eq 2 ]
  judge
}

@test "a third line with that id, in other words, is a copy all the same" {
  merge_two_wordings 'mail the RFC to Sari' 'present it at the round table'
  printf -- '- [ ] order new chairs ^aaaaa1\n' >>"$note"
  tl11 save
  [ "$(grep -c '\^aaaaa1$' "$note")" -eq 2 ]
  run -1 grep 'order new chairs ^aaaaa1' "$note"
  [ "$(listed | wc -l)" -eq 3 ]
  judge
}

@test "a copy that git alone committed is told from the first with the next save" {
  printf -- '- [ ] send the cache RFC to Budi ^aaaaa1\n' >>"$note"
  git commit -qam 'copied by hand'
  [ "$(listed | wc -l)" -eq 2 ]
  echo 'more' >>"$note"
  tl11 save
  [ "$(grep -c '\^aaaaa1$' "$note")" -eq 1 ]
  [ "$(listed | wc -l)" -eq 3 ]
  judge
}

# A note that git alone committed: its promises have no id yet.
by_hand() { # DATE PERSON LINE…
  mkdir -p "team/$2"
  printf '[person]\n' >"team/$2/person.ini"
  printf '%s\n' '# A' '' "${@:3}" >"team/$2/$1.md"
  git add -A
  git commit -qm 'by hand'
}

@test "a promise without an id that is reworded in the next note's scaffold stays one" {
  by_hand 2026-11-10 budi '- [ ] send the RFC to Sari' '- [ ] order chairs'
  tl11 note budi --no-edit
  sed -i 's/- \[ \] send the RFC to Sari/- [ ] present it/; /chairs/d' team/budi/2026-11-24.md
  tl11 save
  id=$(sed -n 's/^- \[ \] present it .*\^//p' team/budi/2026-11-24.md)
  grep -qx -- "- \[>\] send the RFC to Sari ^$id" team/budi/2026-11-10.md
  grep -qx -- '- \[ \] order chairs' team/budi/2026-11-10.md
  [ "$(tl11 followups budi --json | jq -r '.[].text' | sort | paste -sd ,)" = 'order chairs,present it' ]
  judge
}

@test "so it is where the old note is saved later, is removed, or both end" {
  by_hand 2026-11-10 budi '- [ ] send the RFC to Sari'
  tl11 note budi --no-edit
  sed -i 's/send the RFC to Sari/present it/' team/budi/2026-11-24.md
  git add -A
  git commit -qm 'carried by hand'
  [ "$(tl11 followups budi --json | jq -r '.[].text')" = 'present it' ]
  echo 'more' >>team/budi/2026-11-10.md
  tl11 save
  [ "$(tl11 followups budi --json | jq -r '.[].text')" = 'present it' ]
  git reset -q --hard HEAD~
  rm team/budi/2026-11-10.md
  tl11 save
  run -1 tl11 lost
  git reset -q --hard HEAD~
  tl11 done "$(tl11 followups budi --json | jq -r '.[].id')"
  git rm -qr team/budi
  git commit -qm 'all of it went'
  run -1 tl11 lost
  judge
}

@test "lines without an id from before it was closed stay with the promise, however many" {
  by_hand 2026-11-03 budi '- [ ] send the RFC'
  by_hand 2026-11-10 budi '- [ ] send the RFC'
  printf '# A\n\n- [x] send the RFC from:2026-11-03 ^bbbbb1\n' >team/budi/2026-11-17.md
  git add -A
  git commit -qm 'by hand'
  run -1 tl11 followups budi
  run -0 tl11 followups budi --all --json
  [ "$(jq -r '.[] | .id + " " + .state' <<<"$output")" = 'bbbbb1 done' ]
}

@test "a promise without an id that is copied by hand into a newer note goes on there" {
  by_hand 2026-11-03 budi '- [ ] send the RFC'
  by_hand 2026-11-10 budi '- [ ] send the RFC'
  by_hand 2026-11-17 budi '- talked'
  printf -- '- [ ] send the RFC\n' >>team/budi/2026-11-17.md
  tl11 save
  id=$(sed -n 's/^- \[ \] send the RFC ^//p' team/budi/2026-11-17.md)
  [ -n "$id" ]
  grep -qx -- "- \[>\] send the RFC ^$id" team/budi/2026-11-03.md
  grep -qx -- "- \[>\] send the RFC ^$id" team/budi/2026-11-10.md
  [ "$(tl11 followups budi --json | jq -r '.[] | .id + " " + .born')" = "$id 2026-11-03" ]
  judge
}

@test "a line that moves to another note in an older wording keeps its id" {
  printf '# A\n\n- [ ] send the RFC ^bbbbb1\n' | tl11 note budi --as team --stdin --date 2026-11-03
  printf '# A\n\n- [ ] present the RFC from:2026-11-03 ^bbbbb1\n' | tl11 note budi --stdin --date 2026-11-10
  printf '# A\n\ntalked\n' | tl11 note budi --stdin --date 2026-11-17
  sed -i '/RFC/d' team/budi/2026-11-03.md
  printf -- '- [>] send the RFC ^bbbbb1\n' >>team/budi/2026-11-17.md
  tl11 save
  grep -qx -- '- \[>\] send the RFC ^bbbbb1' team/budi/2026-11-17.md
  [ "$(tl11 followups budi --all --json | jq -r '.[] | .id + " " + .state')" = 'bbbbb1 open' ]
  judge
}

@test "a line that moves to another note and is reworded on its way keeps its id" {
  printf '# A\n\n- [ ] send the RFC ^bbbbb1\n' | tl11 note budi --as team --stdin --date 2026-11-03
  printf '# A\n\n- [ ] send the RFC from:2026-11-03 ^bbbbb1\n' | tl11 note budi --stdin --date 2026-11-10
  sed -i '/RFC/d' team/budi/2026-11-10.md
  printf -- '- [ ] present it ^bbbbb1\n' >>"$note"
  tl11 save
  grep -qx -- '- \[ \] present it ^bbbbb1' "$note"
  run -1 tl11 lost
  run -0 tl11 followups --json
  [ "$(jq -r '.[] | select(.id == "bbbbb1") | .text' <<<"$output")" = 'present it' ]
  judge
}

@test "a copy, in other words, of what only stands as carried is another promise" {
  printf '# A\n\n- [ ] send the RFC ^bbbbb1\n' | tl11 note budi --as team --stdin --date 2026-11-03
  sed -i 's/\[ \]/[>]/' team/budi/2026-11-03.md
  git commit -qam 'marked by hand'
  printf -- '- [ ] present it ^bbbbb1\n' >>"$note"
  tl11 save
  run -1 grep -q 'present it ^bbbbb1' "$note"
  run -0 tl11 lost --json
  [ "$(jq -r '.[].id' <<<"$output")" = bbbbb1 ]
}

@test "the newer line goes, the one without an id that it went on from is still open" {
  by_hand 2026-11-10 budi '- [ ] send the RFC to Sari' '- [ ] order chairs'
  tl11 note budi --no-edit
  sed -i 's/send the RFC to Sari/present it/' team/budi/2026-11-24.md
  git add -A
  git commit -qm 'carried by hand'
  rm team/budi/2026-11-24.md
  tl11 save
  [ "$(tl11 followups budi --json | jq -r '.[].text' | sort | paste -sd ,)" = 'order chairs,send the RFC to Sari' ]
  run -1 tl11 lost
  judge
}

@test "a note that is moved and edited in one commit goes on: nothing is lost, what was taken back is" {
  by_hand 2026-11-10 budi '- [ ] send the RFC to Sari' '- [x] order chairs ^bbbbb1'
  mkdir manager
  git mv team/budi manager/budi
  sed -i 's/send the RFC to Sari/send the whole RFC to Sari/' manager/budi/2026-11-10.md
  git commit -qam 'moved and edited'
  run -1 tl11 lost
  git mv manager/budi manager/budiman
  sed -i 's/\[x\] order/[ ] order/' manager/budiman/2026-11-10.md
  git commit -qam 'moved and opened again'
  sed -i '/chairs/d' manager/budiman/2026-11-10.md
  git commit -qam 'gone'
  run -0 tl11 lost --json
  [ "$(jq -r '.[].id' <<<"$output")" = bbbbb1 ]
}

@test "a copy, in other words, of a point that a note has taken is another promise" {
  tl11 jot alice on-call rota
  id=$(tl11 followups --agenda --json | jq -r '.[].id')
  printf '# B\n\n## Agenda\n\n- [x] on-call rota ^%s\n' "$id" >team/alice/2026-11-25.md
  git add -A
  git commit -qm 'taken by hand'
  printf -- '- [ ] order chairs ^%s\n' "$id" >>"$note"
  tl11 save
  run -1 grep "order chairs ^$id" "$note"
  [ "$(tl11 followups --json | jq -r '.[].text' | sort | head -n 1)" = 'order chairs' ]
}

@test "promised anew, in the same words, in the note that ends it: another promise" {
  note=team/alice/2026-11-23.md
  printf '# A\n\n- [x] send the cache RFC to Sari ^aaaaa1\n- [ ] send the cache RFC to Sari\n' >"$note"
  tl11 save
  [ "$(grep -c '\^aaaaa1$' "$note")" -eq 1 ]
  [ "$(listed | grep -c 'send the cache RFC to Sari')" -eq 1 ]
  run -0 tl11 check
  note=team/alice/2026-11-25.md
  printf '# A\n\n- [-] stays ^aaaaa2\n- [ ] stays\n' >"$note"
  tl11 save
  [ "$(listed | grep -c ' stays$')" -eq 1 ]
  run -0 tl11 check
}
