#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# The guide: read in parts, one's own in its place, imported, and offered in turn.

setup() {
  load helper
  fresh_book
  guides=$BATS_TEST_DIRNAME/../data/guide
}

@test "the whole guide: four relationships of three sections, in two languages" {
  for language in en id; do
    run -0 tl11 --lang $language guide --json
    [ "$(jq length <<<"$output")" -eq 110 ]
    [ "$(jq -c '[.[].relationship] | unique' <<<"$output")" = '["cross-functional","manager","peer","team"]' ]
    [ "$(jq '[.[] | .key | split(".")[:2]] | unique | length' <<<"$output")" -eq 12 ]
    [ "$(jq -c '[.[].kind] | unique' <<<"$output")" = '["core","program","rotate"]' ]
    [ "$(jq '[.[].key] | unique | length' <<<"$output")" -eq 110 ]
    [ "$(jq 'map(select(.tags | length == 0)) | length' <<<"$output")" -eq 0 ]
    keys=$(jq -r '.[].key' <<<"$output")
    [ "${before:=$keys}" = "$keys" ]
  done
  unset TL11_DIR
  cd / # it is there without a notebook
  run -0 tl11 guide
  [[ $output == *"Team Members"*"Manager"*"Peers"*"Cross-functional Colleagues"* ]]
}

@test "its parts by relationship, section and prompt" {
  run -0 tl11 guide tim
  [[ $output == *"A. Building Trust"*"B. Understanding"*"C. Giving Support"* ]]
  [[ $output != *Peers* ]]
  run -0 tl11 guide team.b
  [[ $output == *"B. Understanding"* && $output != *"A. Building"* ]]
  run -0 tl11 guide TEAM.A.checkin
  [ "${#lines[@]}" -eq 1 ]
  run -0 tl11 guide team.a.checkin --json
  [ "$(jq -c '.[0] | [.key, .relationship, .kind, .tags]' <<<"$output")" = '["team.a.checkin","team","core",["mood"]]' ]
  run -1 tl11 guide team.z
  [[ $output == *"'team' has no section 'z'"* ]]
  run -1 tl11 guide team.a.nothing
  [[ $output == *"'tl11 guide team.a' lists them"* ]]
  run -2 tl11 guide friends
}

@test "a chapter of the notebook's own takes the place of the built-in one" {
  mkdir -m 700 guide
  (umask 077 && printf '# My team\n\n## A. Only this\n\n- The one question ^one\n' >guide/team.md)
  tl11 save
  run -0 tl11 note alice --as team --no-edit
  [ "$(grep -c '^## [A-Z]\. ' "$output")" -eq 1 ]
  grep -qx '<!-- The one question -->' "$output"
  run -0 tl11 note budi --as peer --no-edit
  [ "$(grep -c '^## [A-Z]\. ' "$output")" -eq 3 ]
}

@test "import makes chapters of a whole guide, names what it mends, and commits" {
  run -0 --separate-stderr tl11 guide import "$guides/whole-en.md"
  for file in $(committed); do
    [ "$(git show "HEAD:$file" | head -c 2)" = '# ' ]
  done
  [[ $(committed) == *guide/manager.md*guide/team.md* ]]
  [[ $output == *"guide/team.md: "* ]]
  [[ $stderr == *"whole-en.md: line "* ]]
  judge
  run -0 tl11 guide team.c
  [[ $output == *"Name one thing that went"* ]]
  unchanged tl11 guide import "$guides/whole-en.md"
  [ "$status" -eq 3 ]
  [[ $output == *"is there already: --force replaces it"* ]]
  run -0 tl11 guide import --force "$guides/whole-id.md"
  judge
  unchanged tl11 guide import /no/such/file
  [ "$status" -eq 4 ]
  printf 'no chapters\n' >"$BATS_TEST_TMPDIR/none.md"
  unchanged tl11 guide import "$BATS_TEST_TMPDIR/none.md"
  [ "$status" -eq 4 ]
  unchanged tl11 guide import
  [ "$status" -eq 2 ]
}

# The prompts that a note's section offers, a line each: key, kind.
offered() { # NOTE LETTER
  [ -e "$HOME/guide.json" ] || tl11 guide --json >"$HOME/guide.json"
  sed -n "/^## $2\. /,/^## [^$2]/s/^<!-- \(.*\) -->\$/\1/p" "$1" |
    jq -Rr --arg in "${relationship:-team}.${2,}." --slurpfile guide "$HOME/guide.json" \
      '. as $text | $guide[0][] | select(.text == $text and (.key | startswith($in))) | "\(.key) \(.kind)"'
}

of_kind() { # NOTE LETTER KIND
  offered "$1" "$2" | sed -n "s/ $3\$//p"
}

kinds() { # NOTE LETTER
  offered "$1" "$2" | sort -k 2 | uniq -cf 1 | awk '{ print $3 $1 }' | paste -sd ' '
}

@test "two core prompts and a rotating one a section, the one answered longest ago first" {
  tl11 add alice --as team
  core=$(tl11 guide team.a --json | jq -r '.[] | select(.kind == "core") | .key')
  rotating=$(tl11 guide team.a --json | jq -r '.[] | select(.kind == "rotate") | .key')
  wanted_core=$core$'\n'$core wanted_rotating=$rotating
  for day in 03 10 17 24; do
    on "2026-11-$day"
    note=$(tl11 note alice --no-edit)
    for letter in A B C; do
      [ "$(kinds "$note" "$letter")" = 'core2 rotate1' ]
    done
    # Never answered comes first, in the guide's order; then the oldest answer.
    [ "$(of_kind "$note" A rotate)" = "$(head -n 1 <<<"$wanted_rotating")" ]
    [ "$(of_kind "$note" A core | sort)" = "$(head -n 2 <<<"$wanted_core" | sort)" ]
    wanted_rotating=$(tail -n +2 <<<"$wanted_rotating")
    wanted_core=$(tail -n +3 <<<"$wanted_core")$'\n'$(head -n 2 <<<"$wanted_core")
    sed -i 's/^<!-- .*/&\n\n- an answer/' "$note"
    tl11 save
  done
  # With somebody else it begins anew, and one that nobody answered stays first.
  tl11 add budi --as team
  note=$(tl11 note budi --no-edit)
  [ "$(of_kind "$note" A rotate)" = "$(head -n 1 <<<"$rotating")" ]
  echo '- no prompt was answered' >>"$note"
  tl11 save
  note=$(tl11 note budi --no-edit --date 2026-12-01)
  [ "$(of_kind "$note" A rotate)" = "$(head -n 1 <<<"$rotating")" ]
}

@test "a program prompt once a quarter, in the first note of it" {
  IFS=. read -r relationship letter _ < <(tl11 guide --json | jq -r 'map(select(.kind == "program"))[0].key')
  letter=${letter^}
  tl11 add xena --as "$relationship"
  has_program() { # DATE [OPTION…]
    note=$(tl11 note xena --no-edit --date "$@")
    [[ $(kinds "$note" "$letter") == *program1* ]]
  }
  write() { echo '- words' >>"$note" && tl11 save; }
  has_program 2026-11-03
  write
  run ! has_program 2026-11-03 --new
  rm "$book/$relationship/xena/2026-11-03-2.md"
  run ! has_program 2026-12-31
  has_program 2027-01-01
  write
  run ! has_program 2027-03-31
  has_program 2027-04-01
}
