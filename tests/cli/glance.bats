#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# tl11 alone: the day at a glance.

setup() {
  load helper
  load files
}

@test "without a notebook it tells how to begin" {
  fresh_machine
  run -0 tl11
  [[ $output == "No notebook yet."* && $output == *"tl11 note alice --as team"* && $output == *"$HOME/.local/share/tl11"* ]]
  [ "$(wc -L <<<"${output//"$HOME"/}")" -le 80 ]
  run -0 tl11 --lang id
  [[ $output == "Belum ada buku catatan."* ]]
  [ ! -e "$HOME/.local/share/tl11" ]
  # one that was named and is not there is another matter
  run -4 tl11 -C "$BATS_TEST_TMPDIR/none"
  [[ $output == "tl11: no notebook at "* ]]
  run -0 tl11 --help
  [[ $output == *coverage* ]]
}

@test "it shows who is due, what is due, what is not committed" {
  fresh_book
  tl11 add alice --as team --name 'Alice Ng' --every 1w
  tl11 add pia --as peer
  note team/alice 2026-11-10 <<'.'
## C. x

- [ ] mine later due:2026-12-01
- [ ] mine today due:2026-11-24 ^aaaaaa
- [ ] mine overdue @me due:2026-11-12
- [ ] hers @alice due:2026-11-11
- [ ] whenever
- [x] done due:2026-11-01

## Agenda

- [ ] a point due:2026-11-01

## Private

- [ ] SECRET due:2026-11-01
.
  tl11 save alice
  tl11 jot pia 'the pipeline'
  note peer/pia 2026-11-23 <<<$'## A. x\n\n- SECRET not yet committed\n'
  echo own >own.txt
  run -0 tl11
  diff - <(tl11 | sed 's/\^[0-9a-z]*$/^ID/') <<'.'
2026-11-24
1:1s due
  since 7d     Alice Ng, met 2026-11-10  alice
I promised
  2026-11-12   alice: mine overdue  ^ID
  2026-11-24   alice: mine today  ^ID
Others promised
  2026-11-11   alice: hers  ^ID
Not committed
               peer/pia/2026-11-23.md
.
  unchanged tl11
  [ "$status" -eq 0 ]
  # the same as the commands that tell each
  diff <(tl11 due --json | jq -r '.[].person') <(sed -n 's/.*met .*  //p' <<<"$output")
  run -0 tl11 --lang id
  [[ $output != *promised* && $output != *"Not committed"* ]]
}

@test "when nothing is due it says so" {
  fresh_book
  run -0 tl11
  [ "$output" = "2026-11-24: nobody and nothing is due, all is committed" ]
}

@test "it counts commits to and from the remote as it was fetched last" {
  fresh_book
  count() { git rev-list --count "$1"; }
  run -0 tl11
  [[ $output != *origin* ]]
  git init -q --bare ../far.git
  git remote add origin ../far.git
  git push -q --no-verify -u origin main
  run -0 tl11
  [[ ${lines[-1]} == "as origin/main was when it was fetched last" ]]
  git clone -q ../far.git ../there
  (cd ../there && for n in 1 2 3; do git commit -q --allow-empty -m "$n"; done && git push -q)
  tl11 add alice --as team
  run -0 tl11
  [[ ${lines[-1]} == "origin/main: 1 commit ahead" ]]
  git fetch -q
  run -0 tl11
  [[ ${lines[-1]} == "origin/main: $(count origin/main..main) commit ahead, $(count main..origin/main) commits behind" ]]
  [[ ${lines[-1]} == *"3 commits behind" ]]
  # nothing is asked of the network
  rm -rf ../far.git
  git remote set-url origin ssh://nowhere.invalid/x
  run -0 tl11
  [[ ${lines[-1]} == *"3 commits behind" ]]
  git checkout -q --detach
  run -0 tl11
  [[ $output != *origin* ]]
}

@test "it is one screen, however much there is" {
  fresh_book
  for n in {10..40}; do
    tl11 add "person-with-a-long-name-$n" --as team --name "Person With A Very Long Name Indeed $n" >/dev/null
    note "team/person-with-a-long-name-$n" 2026-11-01 <<<"- [ ] a promise with many words that does not fit on the line of a terminal due:2026-11-02"
  done
  run -0 tl11
  [ "$(wc -l <<<"$output")" -le 24 ]
  [ "$(wc -L <<<"$output")" -le 80 ]
  [[ $output == *more* ]]
  for size in 80x24 40x24 40x12; do
    width=${size%x*} height=${size#*x} run -0 on_terminal env -u COLUMNS tl11 --color never
    [ "$(wc -l <<<"$output")" -lt "${size#*x}" ]
    [ "$(wc -L <<<"$output")" -le "${size%x*}" ]
  done
}
