#!/usr/bin/env bats
bats_require_minimum_version 1.5.0
# Completion as the shells have it: what is offered, and that it gets there.

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  export HOME=$BATS_TEST_TMPDIR/home TL11_TODAY=2026-11-24
  export XDG_CACHE_HOME=$HOME/.cache XDG_DATA_HOME=$HOME/.local/share XDG_CONFIG_HOME=$HOME/.config
  mkdir "$HOME"
  git config --global user.name Tester
  git config --global user.email tester@example.com
  export TL11_DIR=$BATS_TEST_TMPDIR/book
  tl11 init book
  tl11 add alice --as team --name "Alice Ng"
  tl11 add albert --as manager
  tl11 add old --as peer
  tl11 archive old
  printf '# A\n\n- [ ] Send the RFC ^k3f9q2\n- [ ] Read it @alice ^m2h8xp\n- [x] Old thing ^b7d2w4\n' |
    tl11 note alice --date 2026-11-10 --stdin
  printf '# A\n\ntalked\n' | tl11 note alice --stdin
}

# What bash would offer for these words, the last of which the cursor is behind.
offer() {
  bash -c '
    source <(tl11 completion bash)
    COMP_WORDS=(tl11 "$@") COMP_CWORD=$# COMP_TYPE=${type:-9}
    _tl11
    printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

@test "commands, as the help has them" {
  run offer ""
  [ "$status" -eq 0 ]
  [ "$output" = "$(tl11 help | sed -n '/^Commands/,/^$/s/^  \([a-z][a-z]*\) .*/\1/p')" ]
  [ "$(offer not)" = note ]
  [ -z "$(offer nosuchcommand "")" ]
}

@test "options of the command and of all, with a value or without" {
  run offer note --
  grep -qx -- --as= <<<"$output"
  grep -qx -- --full <<<"$output"
  grep -qx -- --color= <<<"$output"
  run ! grep -qx -- --json <<<"$output"
  run ! grep -qx -- --version <<<"$output"
  [ "$(offer log --js)" = --json ]
  [ "$(offer --ver)" = --version ]
}

@test "an option's value, however it is written" {
  [ "$(offer note --as te)" = team ]
  [ "$(offer note --as = te)" = team ]
  [ "$(offer note --as =)" = "$(printf '%s\n' team manager peer cross-functional)" ]
  [ "$(offer --color a)" = "$(printf '%s\n' auto always)" ]
  [ "$(tl11 completion words note --as=te)" = "$(printf -- '--as=team\tTeam Members')" ]
}

@test "people, but for the archived and those that are named already" {
  [ "$(offer note "")" = "$(printf '%s\n' albert alice)" ]
  [ "$(offer note ali)" = alice ]
  [ "$(offer save alice "")" = albert ]
  [ -z "$(offer note alice "")" ]
  [ "$(offer jot -- al)" = "$(printf '%s\n' albert alice)" ]
}

@test "follow-ups: open ones to close, closed ones to open again" {
  [ "$(offer "done" "")" = "$(printf '%s\n' k3f9q2 m2h8xp)" ]
  [ "$(offer "done" k3f9q2 "")" = m2h8xp ]
  [ "$(offer reopen "")" = b7d2w4 ]
  [ -z "$(offer drop k3f9q2 "")" ]
}

@test "texts come when bash lists, and never where it inserts" {
  type=63 run offer "done" ""
  [ "$output" = "$(printf '%s\n' 'k3f9q2  (alice: Send the RFC)' 'm2h8xp  (alice: Read it)')" ]
  [ "$(type=63 offer "done" k)" = k3f9q2 ]
  [ "$(type=37 offer "done" "")" = "$(printf '%s\n' k3f9q2 m2h8xp)" ]
}

@test "a note's days, the newest first" {
  [ "$(offer show alice "")" = "$(printf '%s\n' 2026-11-24 2026-11-10)" ]
  [ "$(offer note alice --date y)" = yesterday ]
}

@test "the guide, level by level" {
  [ "$(offer guide t)" = team ]
  [ "$(offer guide team.)" = "$(printf '%s\n' team.a team.b team.c)" ]
  [ "$(offer guide team.a.check)" = team.a.checkin ]
  [ "$(offer guide imp)" = import ]
}

@test "files and folders are the shell's" {
  mkdir "one folder" && touch "one file"
  [ "$(offer check one | sort)" = "$(printf '%s\n' 'one file' 'one folder')" ]
  [ "$(offer -C one)" = "one folder" ]
}

@test "git's words are git's" {
  [ "$(tl11 completion words -C x git log --o)" = ":command 3" ]
}

@test "a section to search in" {
  [ "$(offer grep --section team.)" = "$(printf '%s\n' team.a team.b team.c)" ]
  # Behind grep, -C is a number of lines: those before it are still the notebook's.
  [ "$(offer grep -C 3 needle al)" = "$(printf '%s\n' albert alice)" ]
}

@test "-C on the line says whose people" {
  tl11 init other
  tl11 -C other add zoe --as peer
  [ "$(offer -C other note "")" = zoe ]
  [ "$(offer -C other/ note "")" = zoe ]
  mkdir "$HOME/deep dir"
  tl11 init "$HOME/deep dir"
  tl11 -C "$HOME/deep dir" add yan --as peer
  [ "$(offer -C '"'"$HOME"'/deep dir"' note "")" = yan ]
  # shellcheck disable=SC2088
  [ "$(offer -C '~/deep\ dir' note "")" = yan ]
}

@test "without a notebook, or with a damaged one, nothing is said" {
  run env TL11_DIR=nowhere tl11 completion words note ""
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  printf 'no ini at all' >book/tl11.ini
  run tl11 completion words note ""
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  [ "$(offer not)" = note ]
}

@test "what a note says cannot drive the terminal" {
  printf '# A\n\n- [ ] red \033[31m\ttab ^q0q0q0\n' | tl11 note albert --stdin
  run tl11 completion words "done" q
  [ "$output" = "$(printf 'q0q0q0\talbert: red \\x1b[31m tab')" ]
}

@test "an interactive bash completes" {
  printf 'source <(tl11 completion bash)\n' >rc
  printf 'tl11 sho\tali\t--ra\t >shown\nexit\n' |
    script -qec "bash --rcfile rc -i" /dev/null >screen 2>&1
  cmp shown book/team/alice/2026-11-24.md
}

@test "fish takes its script and completes" {
  command -v fish >/dev/null || skip "no fish here"
  tl11 completion fish >tl11.fish
  [ "$(fish -c 'source tl11.fish; complete -C "tl11 note ali"')" = "$(printf 'alice\tAlice Ng, team')" ]
  [ "$(fish -c 'source tl11.fish; complete -C "tl11 note --as=te"')" = "$(printf -- '--as=team\tTeam Members')" ]
}

@test "zsh takes its script and completes" {
  command -v zsh >/dev/null || skip "no zsh here"
  tl11 completion zsh >_tl11
  printf 'fpath=(%q $fpath); autoload -Uz compinit; compinit -u -d dump\n' "$PWD" >.zshrc
  printf 'tl11 sho\tali\t--ra\t >shown\nexit\n' |
    ZDOTDIR=$PWD script -qec "zsh -i" /dev/null >screen 2>&1
  cmp shown book/team/alice/2026-11-24.md
}

@test "another shell is a usage error" {
  run tl11 completion tcsh
  [ "$status" -eq 2 ]
  grep -q "no completion for 'tcsh'" <<<"$output"
  run tl11 completion
  [ "$status" -eq 2 ]
  run tl11 completion bash zsh
  [ "$status" -eq 2 ]
}
