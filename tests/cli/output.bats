#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# What is printed: help, errors, colour, pager, width, and where it goes.

setup() {
  load helper
  fresh_book
}

every_command() {
  tl11 help | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

@test "help of every command, outside a notebook, three ways alike" {
  unset TL11_DIR
  cd /
  rm -r "$book"
  [ "$(every_command | wc -l)" -ge 20 ]
  for command in $(every_command); do
    run -0 --separate-stderr tl11 "$command" -h
    [ -z "$stderr" ]
    [[ $output == "Usage: tl11 $command"* ]]
    help=$output
    run -0 tl11 "$command" --help
    [ "$output" = "$help" ]
    run -0 tl11 help "$command"
    [ "$output" = "$help" ]
  done
  for call in help --help -h; do
    run -0 tl11 $call
    [[ $output == "tl11 keeps"*Commands*note*Options* ]]
  done
  run -0 tl11 --version
  [[ $output =~ ^tl11\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
  version=$output
  run -0 tl11 note --version
  [ "$output" = "$version" ]
  [ ! -e "$HOME/.local" ]
}

@test "wrong usage is exit 2, one line that says what, and changes nothing" {
  tl11 add alice --as team
  before=$(snapshot .)
  wrong() { # MESSAGE COMMAND…
    run -2 --separate-stderr tl11 "${@:2}"
    [ -z "$output" ]
    [[ ${stderr_lines[0]} == "tl11: "$1 ]] || { echo "$stderr" && return 1; }
  }
  wrong "no command 'peopel': did you mean 'people'?" peopel
  wrong "no command 'peopel': did you mean 'people'?" help peopel
  wrong "no command 'xyzzy': 'tl11 help' lists them" xyzzy
  wrong 'unknown option --frob' --frob
  wrong 'people: unknown option --frob' people --frob
  wrong 'note: missing argument for --date' note alice --date
  wrong 'too few arguments: usage: tl11 show PERSON *' show
  wrong 'too many arguments: usage: tl11 people' people x
  wrong "no such choice of colour 'pink': *" --color=pink people
  wrong "no language 'fr': there are 'en' and 'id'" --lang fr people
  wrong "'add' lists nothing as JSON" add x --as team --json
  wrong 'too few arguments: *' git
  wrong "'friend' is no relationship" guide friend
  wrong "'/etc/passwd' is no file of the notebook" check /etc/passwd
  wrong "no person 'x'" show x
  [ "$(snapshot .)" = "$before" ]
}

@test "a date that begins with a minus is no option, and -- ends options" {
  tl11 note alice --as team --date -2w --stdin <<<old
  [ -e team/alice/2026-11-10.md ]
  run -0 tl11 show alice -2w
  [ "$output" = old ]
  run -0 tl11 jot alice -- --json is a word
  grep -q '^- \[ \] --json is a word ^' team/alice/next.md
  run -0 tl11 jot alice -5 degrees -- and -- more
  grep -q '^- \[ \] -5 degrees and -- more ^' team/alice/next.md
}

@test "global options stand before the command or after it" {
  tl11 add alice --as team
  unset TL11_DIR
  cd /
  run -0 tl11 -C "$book" people --json
  expected=$output
  run -0 tl11 people --json -C "$book"
  [ "$output" = "$expected" ]
  run -0 tl11 --json --directory="$book" people
  [ "$output" = "$expected" ]
}

@test "lost output is an error, a reader that went away is none" {
  tl11 note alice --as team --stdin <<<hello
  for command in people log 'show alice' help --help --version guide 'people --json' 'note -h' 'check --json'; do
    # shellcheck disable=SC2086 # words
    run -4 bash -c "tl11 $command >/dev/full"
    [[ $output == "tl11: "*"No space left on device" ]]
    run -4 bash -c "tl11 $command >&-"
    [[ $output == "tl11: "*"Bad file descriptor" ]]
    run -0 bash -c "set -o pipefail; tl11 $command | head -n 1 >/dev/null"
    [ -z "$output" ]
    run bash -c "tl11 $command <&- 2>&- >/dev/null"
    [ "$status" -le 1 ]
  done
  run -0 bash -c 'set -o pipefail; tl11 guide | true'
  # The commit is made all the same, and no word of it lands in a file.
  run -4 bash -c 'tl11 note budi --as team --stdin <<<x >&-'
  run -4 bash -c 'tl11 note carla --as team --stdin <<<x >/dev/full'
  run -0 bash -c 'tl11 note dewi --as team --stdin <<<x 2>&-'
  GIT_EDITOR='echo x >>' run -4 bash -c 'tl11 note eka --as team <&- >&- 2>&-'
  run -4 bash -c 'tl11 note fajar --as team --stdin <&-'
  judge
  [ "$(commits)" -eq 6 ]
}

@test "colour: on a terminal alone, by --color, NO_COLOR and TERM" {
  tl11 note alice --as team --stdin <<<$'# Alice\n\n**bold**'
  esc=$'\e['
  plain() { run -0 "$@" && [[ $output != *"$esc"* ]]; }
  coloured() { run -0 "$@" && [[ $output == *"$esc"* ]]; }
  for command in people log 'show alice' 'guide team.a' 'help note'; do
    read -ra words <<<"$command"
    plain tl11 "${words[@]}"
    coloured tl11 --color=always "${words[@]}"
    NO_COLOR=1 coloured tl11 --color=always "${words[@]}"
  done
  TERM=xterm coloured on_terminal tl11 --no-pager show alice
  TERM=dumb plain on_terminal tl11 --no-pager show alice
  TERM=xterm NO_COLOR=1 plain on_terminal tl11 --no-pager show alice
  TERM=xterm NO_COLOR='' coloured on_terminal tl11 --no-pager show alice
  TERM=xterm plain on_terminal tl11 --no-pager --color=never show alice
}

@test "the pager: git's, on a terminal alone, and only for what is taller" {
  { printf '# Alice\n\n' && printf -- '- line %s\n' {1..60}; } | tl11 note alice --as team --stdin
  make_program "$HOME/pager" <<<$'#!/bin/sh\ntouch "$HOME/paged-$1"\ncat'
  paged() { # NAME
    [ -e "$HOME/paged-$1" ] && rm "$HOME/paged-$1"
  }
  export PAGER="$HOME/pager pager"
  run -0 tl11 show alice
  run ! paged pager
  run -0 on_terminal tl11 show alice
  paged pager
  [[ $output == *"line 60"* ]]
  height=100 run -0 on_terminal tl11 show alice
  run ! paged pager
  run -0 on_terminal tl11 --no-pager show alice
  run ! paged pager
  git config core.pager "$HOME/pager config"
  run -0 on_terminal tl11 show alice
  paged config
  GIT_PAGER="$HOME/pager git" run -0 on_terminal tl11 show alice
  paged git
  GIT_PAGER='cat' run -0 on_terminal tl11 show alice
  [[ $output == *"line 60"* ]]
  GIT_PAGER=false run -0 on_terminal tl11 show alice # closed at once
  GIT_PAGER=/no/such/pager run -0 on_terminal tl11 show alice # better unpaged than not
  [[ $output == *"line 60"* ]]
}

@test "show lays a note out for the terminal's width" {
  tl11 note alice --as team --stdin <<'END'
# Alice

A paragraph that is long enough to be wrapped at a narrow terminal, 漢字 too.

- a list
  - nested, with **bold** and `code`
- [x] done
- [ ] open

> quoted

    code stays

<!-- a prompt -->
END
  for width in 30 40 80; do
    COLUMNS=$width run -0 tl11 show alice
    while read -r line; do
      [ "$(wc -L <<<"$line")" -le "$width" ]
    done <<<"$output"
    [[ ${output//$'\n'/ } == *"A paragraph"*"terminal, 漢字 too."* ]]
    for word in nested bold code 'done' open quoted 'code stays'; do
      [[ $output == *"$word"* ]]
    done
    [[ $output == *"**bold**"* ]] # the sign stays where no style tells
  done
  run -0 tl11 --color=always show alice
  [[ $output != *"**"* && $output == *bold* ]]
  width=40 run -0 on_terminal tl11 --no-pager show alice
  [ "$(wc -L <<<"$output")" -le 40 ]
  width=40 run -0 on_terminal tl11 --no-pager log
  [ "${#lines[@]}" -eq 2 ]
}

@test "show --raw gives the bytes, but not to a terminal" {
  printf '# A\r\n\x1b]0;evil\x07 \xff\n' >"$BATS_TEST_TMPDIR/in"
  tl11 note alice --as team --stdin <"$BATS_TEST_TMPDIR/in"
  tl11 show alice --raw | cmp - "$BATS_TEST_TMPDIR/in"
  run -2 on_terminal tl11 show alice --raw
  [[ $output != *$'\e'* ]]
  for call in 'show alice' log people check; do
    read -ra words <<<"$call"
    TERM=dumb run on_terminal tl11 --no-pager "${words[@]}"
    [[ $output != *$'\e'* && $output != *$'\a'* ]]
  done
}

@test "an error shows nothing to the terminal that could drive it" {
  run -2 tl11 show $'\e]0;evil\a'
  [[ $output == "tl11: no person '\\x1b]0;evil\\x07'"* ]]
  run -2 tl11 $'\e[31m'
  [[ $output != *$'\e'* ]]
  run -4 tl11 -C $'/no\e[31m/where' people
  [[ $output != *$'\e'* ]]
}

@test "locales: any, there or not, and files are the same" {
  for locale in C C.UTF-8 id_ID.UTF-8 xx_YY.ISO-8859-1 ''; do
    export LC_ALL=$locale LANG=$locale
    run -0 tl11 --lang en note "p${locale//[^a-z]/}" --as team --no-edit
    cp "$output" "$BATS_TEST_TMPDIR/scaffold"
    [ -z "${first:-}" ] && first=$(sed 1d "$BATS_TEST_TMPDIR/scaffold")
    [ "$(sed 1d "$BATS_TEST_TMPDIR/scaffold")" = "$first" ]
    run -0 tl11 people --json
    jq -e . <<<"$output" >/dev/null
    run -0 tl11 show "p${locale//[^a-z]/}"
    rm -r team
  done
}

@test "the language of a note: --lang, the person's, the notebook's, the locale's" {
  speaks() { # HEADING COMMAND…
    run -0 "${@:2}" --no-edit
    grep -qx "## $1" "$output"
    rm -r team/budi/2026*
  }
  tl11 add budi --as team
  LANG=C.UTF-8 speaks Decisions tl11 note budi
  LANG=id_ID.UTF-8 speaks Keputusan tl11 note budi
  printf '[notebook]\nlanguage = id\n' >tl11.ini
  LANG=C.UTF-8 speaks Keputusan tl11 note budi
  printf '[person]\nlang = en\n' >team/budi/person.ini
  LANG=id_ID.UTF-8 speaks Decisions tl11 note budi
  LANG=C.UTF-8 speaks Keputusan tl11 note budi --lang id
  run -2 tl11 note budi --lang fr
}

@test "git: its arguments, its output and its exit status" {
  tl11 note alice --as team --stdin <<<hello
  run -0 tl11 git log -1 --format=%s -- team
  [ "$output" = "note(team/alice): 2026-11-24" ]
  run -0 tl11 git rev-parse --show-toplevel
  [ "$output" = "$book" ]
  run -1 tl11 git diff --quiet --exit-code HEAD~1 -- team
  run -128 tl11 git rev-parse nothing
  run -0 tl11 git --version
  run -1 tl11 git grep absent
  [ "$(echo words | tl11 git hash-object --stdin)" = "$(echo words | git hash-object --stdin)" ]
  run -0 tl11 git -h
  [[ $output == "Usage: tl11 git"* ]]
}

@test "check: all, some files, what is staged; as lines and as JSON" {
  tl11 note alice --as team --stdin <<<hello
  run -0 tl11 check
  [ -z "$output" ]
  run -0 tl11 check --json
  [ "$output" = '[]' ]
  printf '# A\n\n- [?] odd\n- [ ] x due:2026-02-30\n<<<<<<< HEAD\n- [ ] y ^aaaaaa\n- [ ] z ^aaaaaa\n\xff\n' >team/alice/2026-11-20.md
  echo x >team/alice/notes.md
  mkdir team/Bad
  echo '[person' >team/alice/person.ini
  run -1 tl11 check --json
  [ "$(jq -c 'map(keys_unsorted) | unique' <<<"$output")" = '[["path","line","code","message"]]' ]
  [ "$(jq -r '.[] | "\(.path):\(.line): \(.code)"' <<<"$output" | sed s,team/alice/,,)" = \
    "team/Bad:null: bad-person
2026-11-20.md:3: unknown-mark
2026-11-20.md:4: bad-date
2026-11-20.md:5: conflict-marker
2026-11-20.md:7: duplicate-id
2026-11-20.md:8: not-utf8
notes.md:null: bad-name
person.ini:null: person" ]
  run -1 tl11 check
  [[ ${lines[1]} == "team/alice/2026-11-20.md:3: unknown-mark: "* ]]
  run -0 tl11 check team/alice/2026-11-24.md
  run -1 tl11 check nofile.md
  [[ $output == "nofile.md: unreadable: "* ]]
  cd team/alice
  run -0 tl11 check 2026-11-24.md
  run -1 tl11 check 2026-11-24.md "$PWD/2026-11-20.md"
  [ "${#lines[@]}" -eq 5 ]
  cd "$book"
  # What is staged counts, not what stands in the work tree.
  run -0 tl11 check --staged
  git add team/alice/2026-11-20.md
  rm team/alice/2026-11-20.md
  run -1 tl11 check --staged --json
  [ "$(jq -c 'map(.path) | unique' <<<"$output")" = '["team/alice/2026-11-20.md"]' ]
}

@test "the fields of followups as JSON" {
  run -1 tl11 followups --json
  [ "$output" = '[]' ]
  tl11 note alice --as team --stdin --date 2026-11-10 <<<$'# A\n\n## B. x\n\n- [ ] Send it @alice due:2026-12-01 ^k3f9q2\n- [x] Done done:2026-11-11 ^m2h8xp'
  run -0 tl11 followups --all --json
  fields='["id","text","state","owner","due","person","relationship","note","path","line","born","carried","closed","section"]'
  [ "$(jq --argjson fields "$fields" 'map($fields - keys | length) | add' <<<"$output")" -eq 0 ]
  [ "$(jq -c --argjson fields "$fields" 'map(select(.id == "k3f9q2"))[0] as $item | $fields | map($item[.])' <<<"$output")" = \
    '["k3f9q2","Send it","open","alice","2026-12-01","alice","team","2026-11-10","team/alice/2026-11-10.md",5,"2026-11-10",0,null,"team.b"]' ]
}
