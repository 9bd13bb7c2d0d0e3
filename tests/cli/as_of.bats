#!/usr/bin/env bats
# The notebook as it stood on a day.
# shellcheck disable=SC2154 # book is the helper's

load helper

setup() {
  fresh_book
  on 2026-11-03
  printf '# A\n\n- first words\n' | tl11 note alice --as team --stdin
  on 2026-11-10
  printf '# A\n\n- second meeting\n' | tl11 note alice --stdin
  on 2026-11-12
  sed -i 's/first/other/' team/alice/2026-11-03.md
  tl11 save
  sed -i 's/other/uncommitted/' team/alice/2026-11-03.md
  on 2026-11-24
}

@test "show as of a day: the newest note of then, as it was then" {
  for day in 2026-11-03 2026-11-09; do
    run -0 tl11 show alice --as-of "$day"
    [[ $output == *'first words'* ]]
  done
  run -0 tl11 show alice --as-of 2026-11-10
  [[ $output == *'second meeting'* ]]
  run -0 tl11 show alice 2026-11-03 --as-of 2026-11-11
  [[ $output == *'first words'* ]]
  run -0 tl11 show alice 2026-11-03 --as-of 2026-11-12
  [[ $output == *'other words'* ]]
  run -0 tl11 show alice 2026-11-03
  [[ $output == *'uncommitted words'* ]]
  tl11 show alice 2026-11-03 --raw --as-of -2w | diff - <(git show HEAD~1:team/alice/2026-11-03.md)
}

@test "show as of a day on which there was nothing" {
  run -1 tl11 show alice --as-of 2026-11-02
  [[ $output == *'no notebook yet on 2026-11-02'* ]]
  run -1 tl11 show alice 2026-11-10 --as-of 2026-11-09
  [[ $output == *'no note of alice on 2026-11-10'* ]]
  tl11 add budi --as team
  run -1 tl11 show budi --as-of yesterday
  [[ $output == *'no note of budi yet on 2026-11-23'* ]]
  run -2 tl11 show alice --as-of sometime
}

# Date, commit and days edited after of each note that log lists, the newest first.
listed() { # ARGUMENT…
  tl11 log "$@" --json | jq -r '.[] | "\(.date) \(.edited_after) \(.title)"'
}

@test "log as of a day: the notes of then, and their commits as git had them" {
  [ "$(listed --as-of 2026-11-09)" = '2026-11-03 null A' ]
  [ "$(listed alice --as-of 2026-11-11)" = $'2026-11-10 null A\n2026-11-03 null A' ]
  [ "$(listed alice --as-of 2026-11-12)" = $'2026-11-10 null A\n2026-11-03 9 A' ]
  for day in 2026-11-03 2026-11-10 2026-11-12; do
    tip=$(git log -1 --format=%H --until="${day}T23:59:59Z")
    tl11 log --as-of "$day" --json | jq -r '.[] | "\(.path) \(.commit)"' | while read -r path commit; do
      [ "$(git log -1 --format=%H "$tip" -- "$path")" = "$commit" ]
    done
  done
  run -1 tl11 log --as-of 2026-11-02
  run -2 tl11 log --as-of someday
  run -0 tl11 log alice
  [[ $output == *'+9d'* ]]
  judge ' M team/alice/2026-11-03.md'
}

@test "log: what tl11 does to an older note is no edit" {
  git checkout -q .
  on 2026-11-13
  printf '# B\n\n- words\n- [ ] call them ^aaaaa1\n- [ ] write it @budi ^aaaaa2\n- [ ] ask ^aaaaa3\n' | tl11 note budi --as team --stdin
  on 2026-11-16
  printf '# B\n\n- [ ] call them from:2026-11-13 ^aaaaa1\n' | tl11 note budi --stdin
  grep -q '^- \[>\] call them' team/budi/2026-11-13.md
  tl11 done aaaaa2
  tl11 drop aaaaa3 'nobody cares'
  tl11 rename budi tono
  [ "$(listed tono)" = $'2026-11-16 null B\n2026-11-13 null B' ]
  on 2026-11-17
  sed -i 's/write it/write it well/' team/tono/2026-11-13.md
  tl11 save
  [ "$(listed tono)" = $'2026-11-16 null B\n2026-11-13 4 B' ]
  on 2026-11-18
  sed -i '/^- words/d' team/tono/2026-11-13.md
  tl11 save
  on 2026-11-20
  echo '- [ ] one more' >>team/tono/2026-11-16.md
  tl11 save
  [ "$(listed tono)" = $'2026-11-16 4 B\n2026-11-13 5 B' ]
  # A note written late was edited late.
  tl11 note tono --date 2026-11-19 --stdin <<<'# late'
  [ "$(listed tono | head -1)" = '2026-11-19 1 late' ]
}

@test "log: the days after are those that git log tells" {
  git checkout -q .
  while read -r date after _; do
    last=$(git log -1 --format=%cd --date=short -- "team/alice/$date.md")
    days=$((($(date -ud "$last" +%s) - $(date -ud "$date" +%s)) / 86400))
    [ "$after" = "$([ "$days" -gt 0 ] && echo "$days" || echo null)" ]
  done < <(listed alice)
  git clone -q --depth 1 "file://$book" "$BATS_TEST_TMPDIR/shallow"
  TL11_DIR=$BATS_TEST_TMPDIR/shallow run -4 --separate-stderr tl11 log --json
  [ "$(jq -c 'map(.edited_after)' <<<"$output")" = '[null,null]' ]
}
