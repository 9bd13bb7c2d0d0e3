#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# Any bytes that the user wrote come back the same, but for unanswered prompts.

setup() {
  load helper
  fresh_book
  tl11 add alice --as team
}

# The note is exactly the file, in the work tree and in history.
holds() { # FILE [NOTE]
  local note=${2:-team/alice/2026-11-24.md}
  cmp "$1" "$note" && git show "HEAD:$note" | cmp - "$1"
}

# printf's escapes as a note from standard input come back the same.
round() { # FORMAT
  printf -- "$1" >"$BATS_TEST_TMPDIR/in"
  run -0 tl11 note alice --stdin <"$BATS_TEST_TMPDIR/in"
  holds "$BATS_TEST_TMPDIR/in"
}

@test "line ends, blanks, tabs, encodings, front matter" {
  round '# A\r\n\r\n- x\t \r\n'
  round '# A\n\nno line end at the end'
  round '\t\ttabs\t\n  two blanks at the end  \n'
  round '\xc2\xa0NBSP\xc2\xa0\n\xe2\x80\xa8line separator\n'
  round '\xef\xbb\xbf# a byte order mark\n'
  round 'latin \xe9 and worse \xff\xfe\n'
  round 'mixed\r\nends\nand\rmore\r\r\n'
  round '\n\n\n# blank lines around\n\n\n\n\n'
  round '---\ntitle: A\ntags: [x]\n---\n\n# A\n\n- y   \n'
  round '```\n<!-- in code -->\n- [ ] no item\n```\n'
  round '\x1b[31mescape\x07\x08\x7f\n'
  round '=======\nno conflict\n=======\n'
  round '%%\\x00\n'
  judge
}

@test "a whole megabyte and more, and lines without end" {
  head -c 1200000 /dev/zero | tr '\0' 'x' >"$BATS_TEST_TMPDIR/long"
  run -0 tl11 note alice --stdin <"$BATS_TEST_TMPDIR/long"
  holds "$BATS_TEST_TMPDIR/long"
  { printf '# A\n\n' && printf '> %.0s' {1..300} && printf 'deep\n'; } >"$BATS_TEST_TMPDIR/deep"
  run -0 tl11 note alice --stdin <"$BATS_TEST_TMPDIR/deep"
  holds "$BATS_TEST_TMPDIR/deep"
  run -1 tl11 check
  [[ $output == "team/alice/2026-11-24.md: too-complex: "* ]]
}

@test "core.autocrlf changes nothing" {
  git config core.autocrlf true
  round '# A\r\n\r\n- mixed\n'
  git config core.autocrlf input
  round '# A\r\n\r\n- mixed again\n'
  rm team/alice/2026-11-24.md
  git checkout -q team/alice/2026-11-24.md
  holds "$BATS_TEST_TMPDIR/in"
}

@test "only unanswered prompts go from a note with CRLF, front matter and no last line end" {
  tl11 note alice --no-edit
  scaffold=team/alice/2026-11-24.md
  { printf -- '---\r\nk: v\r\n---\r\n' && sed 's/$/\r/' "$scaffold" && printf '\tmine, to the end  '; } >"$BATS_TEST_TMPDIR/written"
  cp "$BATS_TEST_TMPDIR/written" "$scaffold"
  run -0 tl11 save
  # Without prompts and blank lines the two are the same.
  bare() { grep -av '^<!-- ' "$1" | grep -av $'^\r$'; }
  cmp <(bare "$BATS_TEST_TMPDIR/written") <(bare "$scaffold")
  [ "$(grep -c '^<!-- ' "$scaffold")" -eq 0 ]
  holds "$scaffold"
  # And a second save finds nothing more to take out.
  before=$(cat "$scaffold")
  printf ' and more' >>"$scaffold"
  run -0 tl11 save
  [ "$(cat "$scaffold")" = "$before and more" ]
}

@test "what is no text is refused with its line, and nothing is written" {
  printf '# A\nb\0c\n' >"$BATS_TEST_TMPDIR/in"
  unchanged tl11 note alice --stdin <"$BATS_TEST_TMPDIR/in"
  [ "$status" -eq 3 ]
  [ "$output" = "tl11: team/alice/2026-11-24.md:2: a NUL byte: this is no text" ]
  printf '\x89PNG\r\n\x1a\n\0\0' >team/alice/2026-11-24.md
  unchanged tl11 save
  [ "$status" -eq 3 ]
  [[ $output == *"team/alice/2026-11-24.md:3: a NUL byte"* ]]
  run -1 tl11 check --json
  [ "$(jq -c 'map([.path, .line, .code])' <<<"$output")" = '[["team/alice/2026-11-24.md",3,"binary"]]' ]
}

@test "all that a merge left behind is named at once" {
  printf 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n' >"$BATS_TEST_TMPDIR/in"
  unchanged tl11 note alice --stdin <"$BATS_TEST_TMPDIR/in"
  [ "$status" -eq 3 ]
  [[ $output == *"2026-11-24.md:2: a conflict marker"*"2026-11-24.md:6: a conflict marker"* ]]
}

@test "an empty note from standard input is none, and does not undo a committed one" {
  for text in '' '\n' ' \t\r\n \n'; do
    printf "$text" >"$BATS_TEST_TMPDIR/in"
    unchanged tl11 note alice --stdin <"$BATS_TEST_TMPDIR/in"
    [ "$status" -eq 1 ]
  done
  tl11 note alice --stdin <<<'precious'
  printf '\n' >"$BATS_TEST_TMPDIR/in"
  unchanged tl11 note alice --stdin <"$BATS_TEST_TMPDIR/in"
  [ "$status" -eq 3 ]
  [[ $output == *"is empty: it was not committed"* ]]
  unchanged tl11 note alice --stdin <<<'precious'
  [ "$status" -eq 1 ]
}

@test "text in the work tree that is not committed is not written over" {
  tl11 note alice --stdin <<<one
  echo by-hand >>team/alice/2026-11-24.md
  unchanged tl11 note alice --stdin <<<two
  [ "$status" -eq 3 ]
  [[ $output == *"holds text that is not committed yet"*"tl11 save alice"*"--new"* ]]
  run -0 tl11 note alice --new --stdin <<<two
}

@test "a note may be made its bare scaffold again, once it is in history" {
  tl11 note alice --no-edit
  cp team/alice/2026-11-24.md "$BATS_TEST_TMPDIR/scaffold"
  echo '- words' >>team/alice/2026-11-24.md
  tl11 save
  run -0 tl11 note alice --stdin <"$BATS_TEST_TMPDIR/scaffold"
  [ -e team/alice/2026-11-24.md ]
  judge
}
