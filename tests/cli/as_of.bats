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
