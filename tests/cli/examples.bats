#!/usr/bin/env bats
# What examples/ holds works as its README says.
# shellcheck disable=SC2154 # book is the helper's

load helper

setup() {
  fresh_book
  examples=$BATS_TEST_DIRNAME/../../examples
}

@test "every file of examples/ stands in its README, and every link leads somewhere" {
  cd "$examples"
  while read -r file; do
    grep -qF "]($file)" README.md || { echo "not in README.md: $file" && false; }
  done < <(find . -type f ! -name README.md -printf '%P\n')
  while read -r file; do
    [ -e "$file" ] || { echo "no $file" && false; }
  done < <(grep -o ']([^)]*)' README.md | tr -d '])(')
}

@test "the settings are read, each of them" {
  cp "$examples/tl11.ini" .
  tl11 save
  tl11 add ana --as team
  tl11 add ayu --as cross-functional
  run tl11 people
  grep -Eq '^orang +nama' <<<"$output"
  grep -Eq '^ana .* 1w ' <<<"$output"
  grep -Eq '^ayu .* 6w ' <<<"$output"
  judge
}

@test "a chapter of one's own makes a relationship" {
  mkdir -m 700 guide
  install -m 600 "$examples/guide/mentor.md" guide/
  tl11 save
  tl11 add ayu --as mentor
  tl11 guide mentor.a.question | grep -q 'The one question for today'
  tl11 note ayu --no-edit
  grep -qx '## A. Asking for Advice' mentor/ayu/2026-11-24.md
  grep -q '<!-- The one question for today -->' mentor/ayu/2026-11-24.md
  printf '# Ayu\n\n## B. Growing\n\n- a talk #growth\n' | tl11 note ayu --date 2026-11-10 --stdin
  [ "$(tl11 log ayu --json | grep -o 'mentor\.b')" = mentor.b ]
}

@test "the library lists what is open in a program of its own" {
  printf '# A\n\n- [ ] later due:2026-12-02\n- [ ] sooner due:2026-12-01\n- [x] done\n- [ ] \033[31mred\n' |
    tl11 note alice --as team --stdin
  run "$TL11_BUILD/examples/embed" "$book"
  [ "$status" -eq 0 ]
  [ "$output" = "$(printf 'alice\t%s\t%s\n' 2026-12-01 sooner 2026-12-02 later '' '\x1b[31mred')" ]
  run "$TL11_BUILD/examples/embed" "$book/nowhere"
  [ "$status" -eq 4 ]
  run "$TL11_BUILD/examples/embed"
  [ "$status" -eq 2 ]
}

@test "vim keeps no copy of a note, and ticks" {
  printf '# A\n\n- [ ] one thing' | tl11 note alice --as team --stdin
  note=team/alice/2026-11-24.md
  vim -Nu "$examples/editors/tl11.vim" -es "$note" -c 'redir! > ../said' -c 'set undofile? viminfo? backup?' \
    -c 'redir END' -c 3 -c 'normal \x' -c wq
  grep -q '^ *viminfo=$' ../said
  grep -q '^noundofile$' ../said
  # The mark, and not a byte more: no line end was put at the end of the file.
  cmp <(sed 's/\[x\]/[ ]/' "$note") <(git show "HEAD:$note")
  grep -q -- '- \[x\] one thing' "$note"
  judge " M $note"
  # Outside a notebook it is not in the way.
  printf -- '- [ ] two\n' >"$HOME/other.md"
  vim -Nu "$examples/editors/tl11.vim" -es "$HOME/other.md" -c 'normal \x' -c 'wq!'
  ! grep -q '\[x\]' "$HOME/other.md" || false
}

@test "nano finds no fault with its file" {
  printf '# A\n\n- [ ] one\n' | tl11 note alice --as team --stdin
  printf '\x18' | TERM=xterm script -qec "nano --rcfile=$examples/editors/nanorc team/alice/2026-11-24.md" ../screen
  ! grep -aqi 'error' ../screen || false
  grep -aq '3m- \[ \] one' ../screen
}

@test "VS Code's files are JSON" {
  for file in "$examples"/editors/vscode-*; do
    perl -MJSON::PP -0777 -ne 'decode_json($_)' "$file"
  done
}

@test "a year of notes: whole, clean, the same each time, and it ends today" {
  cd "$BATS_TEST_TMPDIR"
  unset TL11_DIR
  perl "$examples/year.pl" year
  perl "$examples/year.pl" again
  [ "$(git -C year rev-parse HEAD)" = "$(git -C again rev-parse HEAD)" ]
  book=$BATS_TEST_TMPDIR/year
  cd year
  judge
  tl11 check
  [ "$(git log -1 --format=%as)" = "$TL11_TODAY" ]
  [ -e "team/alice/$TL11_TODAY.md" ]
  # All that it is there to show.
  for relationship in team manager peer cross-functional; do
    [ "$(find "$relationship" -name '2*.md' | wc -l)" -ge 10 ]
  done
  for state in open done dropped; do
    [ "$(tl11 followups --all --json | jq "map(select(.state == \"$state\")) | length")" -ge 5 ]
  done
  [ "$(tl11 lost --json | jq length)" -ge 3 ]
  [ "$(git rev-list --merges --count HEAD)" -ge 2 ]
  [ "$(tl11 log sari --json | jq -r '.[].relationship' | sort -u | wc -l)" -eq 2 ]
  grep -rq '^## Pribadi' manager
  grep -rq '^## Private' team
  run ! bash -c "perl '$examples/year.pl' . 2>&1"
  [[ $output == *"is there already"* ]]
}

@test "the demo goes well, and tells when it does not" {
  run bash "$examples/demo.sh" "$TL11_BUILD/bin/tl11"
  [ "$status" -eq 0 ]
  [ "${lines[-1]}" = "All went well: every step above did what it should." ]
  # One command that does nothing is found out.
  make_program "$BATS_TEST_TMPDIR/broken" <<<"#!/bin/sh
[ \"\$1\" = done ] || exec '$TL11_BUILD/bin/tl11' \"\$@\""
  run bash "$examples/demo.sh" "$BATS_TEST_TMPDIR/broken"
  [ "$status" -eq 1 ]
  grep -q "no line matches '^done: " <<<"${lines[-1]}"
}

@test "what the README shows works, in its order" {
  fresh="$BATS_TEST_TMPDIR/fresh" && mkdir "$fresh" && unset TL11_DIR
  export HOME=$fresh TL11_TODAY=2026-11-10
  know_me
  git init -q --bare "$fresh/remote.git"
  # What a typist would write: a promise under the first section, other words each time.
  make_program "$BATS_TEST_TMPDIR/editor" <<'EDITOR'
#!/usr/bin/env bash
echo x >>"$HOME/times"
n=$(wc -l <"$HOME/times")
id=
[ "$n" != 1 ] || id=' ^k3f9q2'
sed -i "0,/^## A[.]/s//- [ ] promise $n$id\n\n&/" "$1"
EDITOR
  export GIT_EDITOR=$BATS_TEST_TMPDIR/editor
  # vim, where the README has it, is that typist too.
  vim() { "$GIT_EDITOR" "$1"; }
  export -f vim
  sed -n '/^## Five minutes/,/^A note;/s/^    //p' "$BATS_TEST_DIRNAME/../../README.md" >tour
  [ "$(wc -l <tour)" -gt 10 ]
  # A week between the two meetings; nobody has told a manager, or agreed on, anything yet.
  sed -i -e '/tl11 lost/s/^/! /' -e '/^tl11 save/s/$/\nexport TL11_TODAY=2026-11-17/' \
    -e '/^tl11 brief/s/^/tl11 add budi --as manager\n! /' -e '/^tl11 register/s/^/! /' \
    -e '/^tl11 review/s/#.*/|| [ $? -eq 1 ]/' tour
  # A remote of one's own.
  cat >>tour <<'PUSH'
tl11 git config --add tl11.allowedRemote "$HOME/remote.git"
tl11 git push -q "$HOME/remote.git" main
PUSH
  run bash -x -e -o pipefail tour
  [ "$status" -eq 0 ] || { echo "$output" && false; }
  git -C "$fresh/remote.git" cat-file -p main:team/alice/2026-11-17.md >pushed
  grep -q 'promise 2' pushed
  ! grep -q 'promise 1' pushed || false
  grep -q 'on-call rota' pushed
  sed -n '/^## Singkatnya/,$s/^    //p' "$BATS_TEST_DIRNAME/../../README.md" | sed '/^tl11 sync/s/^/! /' >tour
  run bash -x -e -o pipefail tour
  [ "$status" -eq 0 ] || { echo "$output" && false; }
  grep -q '^## A\. Membangun Kepercayaan' "$fresh"/catatan/team/alice/*.md
}
