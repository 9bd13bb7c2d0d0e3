#!/usr/bin/env bats
# shellcheck disable=SC2154 # book is made by helper
# Searching the notes as they stand, and every line that ever stood in one.

load helper

setup() {
  fresh_book
  export TZ=UTC
  put 2026-11-03 team/alice/2026-11-03.md '# Alice' '' '## A. Trust' '' '- tired of the zebra #mood' '' \
    '## Decisions' '' '- keep the Zebra herd'
  put 2026-11-10 team/alice/2026-11-10.md '# Alice' '' '## A. Trust' '' '- rested' '' \
    '## Private' '' '- a zebra in private'
  put 2026-11-12 manager/bob/2026-11-12.md '# Bob' '' '## A. Flow' '' '- no zebra, a.b'
}

head_name() {
  git rev-parse --short=7 "${1:-HEAD}"
}

@test "lines are as grep -n has them, sorted by person and day" {
  run -0 tl11 grep zebra
  [ "$output" = "team/alice/2026-11-03.md:5:- tired of the zebra #mood
team/alice/2026-11-10.md:9:- a zebra in private
manager/bob/2026-11-12.md:5:- no zebra, a.b" ]
  diff <(sort <<<"$output") <(grep -rn zebra team manager | sort)
}

@test "no match is status 1 and no output, as JSON an empty array" {
  run -1 tl11 grep giraffe
  [ -z "$output" ]
  run -1 tl11 grep --json giraffe
  [ "$output" = '[]' ]
  run -1 tl11 grep --history giraffe
  [ -z "$output" ]
}

@test "-i, -F, -w and the person narrow or widen it" {
  [ "$(tl11 grep -i zebra | wc -l)" = 4 ]
  [ "$(tl11 grep -F a.b)" = 'manager/bob/2026-11-12.md:5:- no zebra, a.b' ]
  run -1 tl11 grep -F 'z.bra'
  run -1 tl11 grep -w zebr
  [ "$(tl11 grep zebra bob | wc -l)" = 1 ]
  run -2 tl11 grep zebra nobody
}

@test "-C shows lines around, as grep has them" {
  run -0 tl11 grep -C 1 Zebra
  [ "$output" = "team/alice/2026-11-03.md-8-
team/alice/2026-11-03.md:9:- keep the Zebra herd" ]
  diff <(tl11 grep -C 2 zebra alice) <(grep -rnC 2 zebra team/alice/2026-11-03.md /dev/null; echo --
    grep -rnC 2 zebra team/alice/2026-11-10.md /dev/null)
}

@test "sections by key, letter, name in either language, and words of the guide's title" {
  [ "$(tl11 grep -i zebra --section team.a)" = 'team/alice/2026-11-03.md:5:- tired of the zebra #mood' ]
  [ "$(tl11 grep -i zebra --section A | wc -l)" = 2 ]
  [ "$(tl11 grep -i zebra --section keputusan)" = 'team/alice/2026-11-03.md:9:- keep the Zebra herd' ]
  [ "$(tl11 grep -i zebra --section 'building trust')" = 'team/alice/2026-11-03.md:5:- tired of the zebra #mood' ]
  run -1 tl11 grep zebra --section team.b
}

@test "sections of one's own by words of their titles, and a line that stands in two" {
  put 2026-11-20 team/alice/2026-11-20.md '# Alice' '' '## A. Trust' '' '- a quagga' '' \
    '## Roadmap and dreams' '' '- a quagga'
  local second='team/alice/2026-11-20.md:9:- a quagga'
  [ "$(tl11 grep quagga --section dreams)" = "$second" ]
  [ "$(tl11 grep quagga --section 'ROADMAP and')" = "$second" ]
  run -1 tl11 grep quagga --section nightmares
  run -0 tl11 grep --history quagga
  [ "${#lines[@]}" = 2 ]
  [[ $output == *2026-11-20.md:5:+* && $output == *2026-11-20.md:9:+* ]]
  run -0 tl11 grep --history quagga --section dreams
  [[ $output == *2026-11-20.md:9:+* && ${#lines[@]} = 1 ]]
}

@test "dates are those of the meetings, not of the commits" {
  [ "$(tl11 grep zebra --since 2026-11-10 | wc -l)" = 2 ]
  [ "$(tl11 grep zebra --until 2026-11-03 | wc -l)" = 1 ]
  [ "$(tl11 grep zebra --since 2026-11-04 --until 2026-11-11 | wc -l)" = 1 ]
  run -2 tl11 grep zebra --since someday
}

@test "uncommitted edits, new notes and deleted ones are seen at once" {
  tl11 grep zebra >/dev/null
  sed -i s/zebra/okapi/ team/alice/2026-11-03.md
  [ "$(tl11 grep okapi)" = 'team/alice/2026-11-03.md:5:- tired of the okapi #mood' ]
  printf -- '- okapi too' >team/alice/2026-11-20.md
  [ "$(tl11 grep okapi | wc -l)" = 2 ]
  rm team/alice/2026-11-10.md
  [ "$(tl11 grep zebra)" = 'manager/bob/2026-11-12.md:5:- no zebra, a.b' ]
}

@test "JSON has the promised fields" {
  run -0 tl11 grep --json rested
  [ "$output" = '[{"person":"alice","relationship":"team","date":"2026-11-10","path":"team/alice/2026-11-10.md","line":5,"section":"team.a","text":"- rested"}]' ]
}

@test "history: when a line came, when it went, by which commits" {
  local came
  came=$(head_name HEAD~2)
  put 2026-11-15 team/alice/2026-11-03.md '# Alice' '' '## A. Trust' '' '- fine'
  [ "$(tl11 grep --history 'tired')" = "team/alice/2026-11-03.md::+2026-11-03 $came -2026-11-15 $(head_name):- tired of the zebra #mood" ]
  [ "$(tl11 grep --history fine)" = "team/alice/2026-11-03.md:5:+2026-11-15 $(head_name):- fine" ]
  run -0 tl11 grep --history --json tired
  [ "$output" = '[{"person":"alice","relationship":"team","date":"2026-11-03","path":"team/alice/2026-11-03.md","line":null,"section":"team.a","text":"- tired of the zebra #mood","since":"2026-11-03","until":"2026-11-15","added_in":"'"$(git rev-parse HEAD~3)"'","removed_in":"'"$(git rev-parse HEAD)"'"}]' ]
}

@test "history: amended, rewound, deleted, renamed, merged" {
  tl11 grep --history zebra >/dev/null
  printf -- '- okapi\n' >>manager/bob/2026-11-12.md
  git commit -qam okapi
  tl11 grep --history okapi
  sed -i s/okapi/panda/ manager/bob/2026-11-12.md
  git commit -qa --amend --no-edit
  run -1 tl11 grep --history okapi
  tl11 grep --history panda
  git reset -q --hard HEAD~1
  run -1 tl11 grep --history panda
  git rm -q team/alice/2026-11-10.md
  git commit -qm gone
  [[ $(tl11 grep --history 'in private') == *" -2026-"*":- a zebra in private" ]]
  git mv manager/bob manager/robert
  git commit -qm renamed
  [[ $(tl11 grep --history 'no zebra') == "manager/robert/2026-11-12.md:5:+2026-11-12 "???????":- no zebra, a.b" ]]
  git checkout -q -b side HEAD~1
  put 2026-11-21 team/alice/2026-11-21.md '- okapi'
  git checkout -q main
  git merge -q --no-edit side
  [[ $(tl11 grep --history okapi) == "team/alice/2026-11-21.md:1:+2026-11-21 "???????":- okapi" ]]
  rm -rf "$XDG_CACHE_HOME"
  [[ $(tl11 grep --history okapi) == "team/alice/2026-11-21.md:1:+2026-11-21 "???????":- okapi" ]]
}

@test "history: all the lines that git log -G finds, and no commit more" {
  for i in 1 2 3 4 5 6 7 8; do
    put "2026-11-1$i" team/alice/2026-11-03.md '# Alice' "- okapi $((i % 3))" "- panda $((i / 3))"
  done
  diff <(tl11 grep --history --json 'okapi|panda' | grep -oE '"(added|removed)_in":"[0-9a-f]+' | cut -d'"' -f4 | sort -u) \
    <(git log --format=%H -G 'okapi|panda' | sort)
}

@test "a wrong pattern is wrong usage, and one that explodes is told" {
  run -2 tl11 grep '('
  [[ $output == *"'(' is no pattern"* ]]
  run -2 tl11 grep --history '(?<x'
  put 2026-11-22 team/alice/2026-11-22.md "$(printf 'a%.0s' {1..200})!"
  run -2 timeout 10 tl11 grep '^(?=(a+)+$)'
  [[ $output == *"too hard"* ]]
  run -2 timeout 10 tl11 grep --history '^(?=(a+)+$)'
  [[ $output == *"too hard"* ]]
}

@test "a shallow clone: what is there is found, and it is told that there may be more" {
  git clone -q --depth=1 "file://$book" "$BATS_TEST_TMPDIR/shallow"
  run -4 tl11 -C "$BATS_TEST_TMPDIR/shallow" grep --history zebra
  [[ $output == *"history is not whole"*shallow* && $output == *"- no zebra, a.b"* ]]
  run -4 tl11 -C "$BATS_TEST_TMPDIR/shallow" grep --history giraffe
  run -0 tl11 -C "$BATS_TEST_TMPDIR/shallow" grep zebra
}

@test "nothing is kept where nothing can be, and answers are the same" {
  wanted=$(tl11 grep --history zebra)
  rm -rf "$XDG_CACHE_HOME"
  for where in /dev/null /proc/none relative; do
    [ "$(XDG_CACHE_HOME=$where tl11 grep --history zebra)" = "$wanted" ]
    [ "$(XDG_CACHE_HOME=$where tl11 grep zebra | wc -l)" = 3 ]
  done
  [ ! -e "$XDG_CACHE_HOME" ] && [ ! -e relative ]
  [ -z "$(git status --porcelain)" ]
}

@test "linked work trees have answers of their own" {
  git worktree add -q "$BATS_TEST_TMPDIR/tree" -b other HEAD~1
  for _ in 1 2; do
    [ "$(tl11 -C "$BATS_TEST_TMPDIR/tree" grep --history zebra | wc -l)" = 2 ]
    [ "$(tl11 grep --history zebra | wc -l)" = 3 ]
  done
}

@test "a hostile note is named, the others are searched" {
  ln -s /etc/passwd team/alice/2026-11-23.md
  mkfifo team/alice/2026-11-24.md
  run -4 timeout 10 tl11 grep zebra
  [[ $output == *"2026-11-23.md"* && $output == *"- no zebra, a.b"* ]]
  [[ $output != *root:* ]]
}

@test "a terminal gets headings and marks, and no control bytes" {
  put 2026-11-22 team/alice/2026-11-22.md "$(printf -- '- zebra \033]0;x\007 end')"
  TERM=xterm run -0 script -qec "tl11 grep --no-pager zebra" /dev/null
  [[ $output == *"alice"*", 2026-11-22"* ]]
  [[ $output == *$'\033[1;31mzebra\033[0m'* ]]
  [[ $output != *$'\033]0'* && $output == *'\x1b]0;x\x07'* ]]
  run -0 script -qec "tl11 grep --no-pager --history zebra" /dev/null
  [[ $output != *$'\033]0'* ]]
}
