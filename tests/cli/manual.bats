#!/usr/bin/env bats
# The manual in both languages, the help and the program say the same.
# shellcheck disable=SC2154 # book is the helper's

load helper

setup() {
  fresh_machine
  know_me
  sources=$BATS_TEST_DIRNAME/../..
}

# The page of a language as plain text, a paragraph or item a line.
page() { # LANGUAGE
  local file=$TL11_BUILD/man/tl11.1
  [ "$1" = en ] || file=$TL11_BUILD/man/$1/tl11.1
  sed -e 's/\\f\[[A-Z]*\]//g' -e 's/\\-/-/g' -e 's/\\e/\\/g' -e 's/\\\[aq\]/'"'/g" -e 's/^\\&//' "$file"
}

# What stands in a manual's source between two of its headings.
part() { # LANGUAGE EN-HEADING ID-HEADING
  local title=$2
  [ "$1" = en ] || title=$3
  awk -v title="# $title" '/^# / { inside = $0 == title; next } inside' "$sources/docs/manual.$1.md"
}

commands() {
  tl11 help | sed -n '/^Commands/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p'
}

@test "every command has its part, with what -h says of it" {
  [ "$(commands | wc -l)" -gt 20 ]
  for language in en id; do
    page "$language" >page
    [ "$(grep -A 1 '^\.SS' page | grep -v '^\.SS\|^--')" = "$(commands)" ]
    while read -r name; do
      tl11 --lang "$language" "$name" -h >help
      usage=$(sed -n '1s/^[^:]*: //p' help)
      grep -qxF -- "$usage" page || { echo "$language: no '$usage'" && false; }
    done < <(commands)
  done
}

# The options that -h lists, each in one line: "-m, --message=TEXT: the words".
options() { # LANGUAGE COMMAND
  tl11 --lang "$1" "$2" -h | awk '
    /^  -/ { if (line) print line; line = $0; next }
    line && /^ {26}/ { line = line " " $0; next }
    line { print line; line = "" }
    END { if (line) print line }' | sed -e 's/^  //' -e 's/  */ /g' -e 's/\(--[^ ]*\) /\1: /'
}

@test "every option stands in both, with its value and its words" {
  for language in en id; do
    page "$language" >page
    while read -r name; do
      options "$language" "$name" >options
      grep -q -- '--help: ' options
      while read -r option; do
        grep -qF -- "$option" page || { echo "$language $name: no '$option'" && false; }
      done <options
    done < <(commands)
  done
  options en note | grep -qx -- "-m, --message=TEXT: the commit's subject"
}

@test "help fits into 80 columns" {
  [ "$(commands | wc -l)" -gt 20 ]
  for language in en id; do
    [ "$(tl11 --lang "$language" help | LC_ALL=C.UTF-8 wc -L)" -le 80 ]
    while read -r name; do
      width=$(COLUMNS=80 tl11 --lang "$language" "$name" -h | LC_ALL=C.UTF-8 wc -L)
      [ "$width" -le 80 ] || { echo "$language $name: $width" && false; }
      [ "$(tl11 --lang "$language" help "$name")" = "$(tl11 --lang "$language" "$name" -h)" ]
    done < <(commands)
  done
}

@test "both manuals have the same parts" {
  [ "$(grep -c '^# ' "$sources/docs/manual.en.md")" = "$(grep -c '^# ' "$sources/docs/manual.id.md")" ]
  for pattern in '^- `' '^    '; do
    diff <(grep -c "$pattern" "$sources/docs/manual.en.md") <(grep -c "$pattern" "$sources/docs/manual.id.md")
  done
  # What is the program's stands in both letter by letter: files, variables, fields.
  for parts in 'THE NOTEBOOK|BUKU CATATAN' 'JSON|JSON' 'ENVIRONMENT|LINGKUNGAN' 'FILES|BERKAS' 'EXIT STATUS|STATUS KELUAR'; do
    diff <(part en "${parts%|*}" '' | sed -n 's/^- \([^ ]*\).*/\1/p') \
      <(part id '' "${parts#*|}" | sed -n 's/^- \([^ ]*\).*/\1/p')
  done
}

@test "both manuals name every code of check" {
  codes=$(cat "$sources"/src/notebook/check*.c | tr -s '\n ' ' ' |
    grep -oE '(, "[a-z][a-z0-9-]*", (TRUE|FALSE)|path, "[a-z-]+", error)' | grep -oE '[a-z][a-z0-9-]*"' | tr -d '"' | sort -u)
  [ "$(wc -l <<<"$codes")" -gt 10 ]
  for language in en id; do
    for code in $codes; do
      part "$language" JSON JSON | grep -qF "\`$code\`" || { echo "$language: no '$code'" && false; }
    done
  done
}

@test "man finds nothing to warn of" {
  command -v man >/dev/null || skip "no man here"
  for page in "$TL11_BUILD/man/tl11.1" "$TL11_BUILD/man/id/tl11.1"; do
    MANWIDTH=80 man --warnings -l "$page" >shown 2>warned
    [ ! -s warned ] || { cat warned && false; }
    grep -q 'tl11 \[-C ' shown
    # Code in angle brackets, marks and backslashes are as they were.
    grep -q -- '- \[>\] ' shown
    grep -qF "printf '# Sari\\n\\n- [ ]" shown
  done
}

@test "every variable that is read is told of" {
  grep -rhoE '(getenv|copy_variable)\("[A-Z0-9_]+"' "$sources/src" | grep -oE '[A-Z0-9_]{4,}' | sort -u |
    grep -vE '^(HOME|GIT_CONFIG_.*|GIT_INDEX_FILE)$' >variables
  grep -qx TL11_TODAY variables
  for language in en id; do
    part "$language" ENVIRONMENT LINGKUNGAN >told
    while read -r name; do
      grep -qw -- "$name" told || { echo "$language: no $name" && false; }
    done <variables
  done
}

@test "every way to write a date is understood" {
  tl11 init book
  export TL11_DIR=$PWD/book
  for language in en id; do
    part "$language" DATES TANGGAL | grep '^- ' | grep -o '`[^`]*`' | tr -d '`' >dates
    [ "$(wc -l <dates)" -gt 15 ]
    while read -r date; do
      run tl11 followups --as-of "$date"
      [ "$status" -le 1 ] || { echo "$date: $output" && false; }
    done <dates
    n=0
    while read -r cadence; do
      n=$((n + 1))
      tl11 add "who-$language-$n" --as team --every "$cadence"
    done < <(part "$language" DATES TANGGAL | grep -v '^- ' | grep -o '`[0-9][0-9]*[a-z]`' | tr -d '`')
    [ "$n" -eq 3 ]
  done
}

# The fields of the objects that a command prints, each of which has the same.
fields() { # COMMAND…
  tl11 "$@" --json | perl -MJSON::PP -0777 -ne '
    my %seen; my $all = decode_json($_); die "nothing listed\n" unless @$all;
    $seen{join " ", sort keys %$_}++ for @$all; die "not all alike\n" if keys %seen > 1; print keys %seen, "\n"'
}

@test "the fields of JSON are those that the manual names" {
  tl11 init book
  export TL11_DIR=$PWD/book
  printf '# A\n\n- [ ] one due:fri #idea\n- [ ] two ^k3f9q2\n- [?] odd\n- won #milestone #goal\n' | tl11 note alice --as team --stdin
  tl11 add rina --as manager
  sed -i '/two/d' book/team/alice/2026-11-24.md
  git -C book commit -qam "by hand"
  for language in en id; do
    part "$language" JSON JSON | sed -n 's/^- `\([a-z -]*\)`: .*/\1/p' >named
    while read -r name; do
      words=$name
      [[ $name != grep* ]] || words+=' one'
      [[ $name != brief ]] || words+=' rina'
      [[ $name != review && $name != prep ]] || words+=' alice'
      # shellcheck disable=SC2086 # the call is words
      fields $words >got
      part "$language" JSON JSON | sed -n "s/^- \`$name\`: //p" | tr -d '`' | tr ' ' '\n' | sort | paste -sd ' ' >told
      diff told got || { echo "$language: $name" && false; }
    done <named
    for name in $(commands); do
      ! tl11 "$name" -h | grep -q -- --json || grep -qx "$name" named || { echo "$language: no $name" && false; }
    done
  done
}

@test "every example does what it says" {
  unset TL11_TODAY GIT_AUTHOR_DATE GIT_COMMITTER_DATE
  edit_with '/^## A[.]/a \
\
- [ ] something to do due:+2d'
  for language in en id; do
    part "$language" EXAMPLES CONTOH | sed -n 's/^    //p' >examples
    [ "$(wc -l <examples)" -gt 12 ]
    mkdir "$language" && cd "$language"
    # Nothing of an earlier notebook is found, and the first failure is the end.
    run bash -x -e -o pipefail ../examples
    [ "$status" -eq 0 ] || { echo "$output" && false; }
    cd .. && mv examples "examples.$language"
    book=$(echo "$PWD/$language"/*)
    judge "?? $(cd "$book" && echo peer/sari/"$(date -d yesterday +%F)".md)"
  done
}
