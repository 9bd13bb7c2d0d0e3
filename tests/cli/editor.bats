#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# The editor: found as git finds it, and whatever it does, no text is lost.

setup() {
  load helper
  fresh_book
  tl11 add alice --as team
  note=$book/team/alice/2026-11-24.md
}

# An editor that adds a line with its own name, and tells how it was called.
signing() { # PATH
  make_program "$1" <<'END'
#!/bin/sh
for file; do :; done
printf '%s\n' "$@" >"$HOME/called"
printf -- '- by %s\n' "${0##*/}" >>"$file"
END
}

@test "GIT_EDITOR, core.editor, VISUAL, EDITOR, in this order" {
  for name in one two three four; do signing "$HOME/$name"; done
  by() { # NAME [VARIABLE=VALUE…]
    run -0 env "${@:2}" tl11 note alice
    [ "$(tail -n 1 "$note")" = "- by $1" ]
    [ "$(cat "$HOME/called")" = "$note" ]
  }
  git config --global core.editor "$HOME/two"
  by one TERM=xterm GIT_EDITOR="$HOME/one" VISUAL="$HOME/three" EDITOR="$HOME/four"
  by two TERM=xterm GIT_EDITOR= VISUAL="$HOME/three" EDITOR="$HOME/four"
  git config core.editor "$HOME/one" # the notebook's own
  by one TERM=xterm VISUAL="$HOME/three" EDITOR="$HOME/four"
  git config --unset core.editor
  git config --global --unset core.editor
  by three TERM=xterm VISUAL="$HOME/three" EDITOR="$HOME/four"
  by four TERM=dumb VISUAL="$HOME/three" EDITOR="$HOME/four"
  by four TERM=xterm EDITOR="$HOME/four"
}

@test "arguments, spaces, quotes and variables in the editor work as in git" {
  mkdir "$HOME/my tools"
  signing "$HOME/my tools/it's ed"
  export GIT_EDITOR='"$HOME/my tools/it'\''s ed" -a "b  c" '\''$d'\'''
  run -0 tl11 note alice
  [ "$(cat "$HOME/called")" = $'-a\nb  c\n$d\n'"$note" ]
  GIT_EDITOR='f() { echo "- from a function" >>"$1"; }; f' run -0 tl11 note alice
  [ "$(tail -n 1 "$note")" = '- from a function' ]
}

@test "a notebook with spaces in its path" {
  mv "$book" "$BATS_TEST_TMPDIR/my  book's"
  export TL11_DIR="$BATS_TEST_TMPDIR/my  book's"
  book=$TL11_DIR
  signing "$HOME/ed"
  GIT_EDITOR="$HOME/ed" run -0 tl11 note alice
  GIT_EDITOR="$HOME/ed -x" run -0 tl11 note alice
  [ "$(cat "$HOME/called")" = "-x"$'\n'"$book/team/alice/2026-11-24.md" ]
  judge
}

@test "left unchanged: no file, no commit, exit 1" {
  for editor in true 'touch' ':'; do
    GIT_EDITOR=$editor unchanged tl11 note alice
    [ "$status" -eq 1 ]
    [ "$output" = "tl11: team/alice/2026-11-24.md was left unchanged: nothing to keep" ]
  done
  GIT_EDITOR=true unchanged tl11 note budi --as peer
  [ "$status" -eq 1 ]
  [ ! -e peer ]
  # So are line ends that an editor adds at the end, and a file that it empties.
  GIT_EDITOR='printf "\n\n" >>' unchanged tl11 note alice
  [ "$status" -eq 1 ]
  GIT_EDITOR=': >' unchanged tl11 note alice
  [ "$status" -eq 1 ]
}

@test "the editor fails: nothing is committed, the text is kept, and the way back works" {
  make_program "$HOME/fail" <<<$'#!/bin/sh\necho "- precious" >>"$1"\nexit 1'
  make_program "$HOME/die" <<<$'#!/bin/sh\necho "- precious" >>"$1"\nkill -9 $$'
  for pair in fail:1 die:137; do
    for person in carla dewi eka; do
      person=${pair%:*}-$person
      GIT_EDITOR="$HOME/${pair%:*}" run -4 tl11 note "$person" --as team
      [[ $output == "tl11: the editor '$HOME/${pair%:*}' ended with status ${pair#*:}
      nothing was committed; what you wrote is in $book/team/$person/2026-11-24.md
      'tl11 edit $person 2026-11-24' goes on with it, 'tl11 save $person' commits it"* ]]
      [ "$(tail -n 1 "team/$person/2026-11-24.md")" = '- precious' ]
    done
  done
  [ "$(commits)" -eq 2 ]
  GIT_EDITOR=true run -0 tl11 note fail-carla
  GIT_EDITOR=true run -0 tl11 edit fail-dewi 2026-11-24
  run -0 tl11 save fail-eka
  GIT_EDITOR=true run -0 tl11 note die-carla --as team
  run -0 tl11 save
  judge
  # With the very command again, all is as if nothing had failed.
  [ "$(git show HEAD:team/fail-carla/person.ini)" = $'[person]\nstarted = 2026-11-24' ]
  [ "$(git show HEAD:team/die-carla/person.ini)" = $'[person]\nstarted = 2026-11-24' ]
}

@test "an editor that cannot be started says so, and how to go on" {
  GIT_EDITOR=/no/such/editor run -4 tl11 note alice
  [[ $output == "tl11: cannot start '/no/such/editor': No such file or directory
      nothing was committed; "*"'tl11 edit alice 2026-11-24' goes on with it"* ]]
  GIT_EDITOR='/no/such/editor -x' run -4 tl11 note alice
  [[ $output == *"ended with status 127"*"goes on with it"* ]]
  GIT_EDITOR=true run -1 tl11 note alice
  judge
}

@test "a committed note is never undone by an editor that empties or removes it" {
  tl11 note alice --stdin <<<precious
  GIT_EDITOR=': >' run -3 tl11 note alice
  [[ $output == *"is empty: it was not committed, and stays as it was in history"*"tl11 git"* ]]
  judge ' M team/alice/2026-11-24.md'
  git checkout -q .
  GIT_EDITOR=': >' run -3 tl11 edit alice
  git checkout -q .
  GIT_EDITOR='rm' run -1 tl11 note alice
  [[ $output == *"is gone: nothing was committed"*"'tl11 git restore team/alice/2026-11-24.md' brings it back" ]]
  run -0 tl11 git restore team/alice/2026-11-24.md
  judge
  GIT_EDITOR='rm' unchanged tl11 note alice --new
  [ "$status" -eq 1 ]
  GIT_EDITOR='rm' run -1 tl11 note budi --as peer
  [ ! -e peer ]
}

@test "an editor that writes anew and renames over, as vim with backups does" {
  make_program "$HOME/anew" <<<$'#!/bin/sh\n{ cat "$1"; echo "- anew"; } >"$1.tmp" && mv "$1.tmp" "$1"'
  GIT_EDITOR="$HOME/anew" run -0 tl11 note alice
  [ "$(tail -n 1 "$note")" = '- anew' ]
  judge
}

@test "what an editor leaves that cannot be committed is kept, refused, and told how to mend" {
  make_program "$HOME/marker" <<<$'#!/bin/sh\nprintf "<<<<<<< HEAD\\nx\\n" >>"$1"'
  make_program "$HOME/nul" <<<$'#!/bin/sh\nprintf "a\\0b\\n" >>"$1"'
  for bad in marker nul; do
    GIT_EDITOR="$HOME/$bad" run -3 tl11 note "$bad" --as peer
    [[ $output == "tl11: peer/$bad/2026-11-24.md:"*"
      nothing was committed; what you wrote is in $book/peer/$bad/2026-11-24.md
      'tl11 edit $bad 2026-11-24' goes on with it"* ]]
    [ -s "peer/$bad/2026-11-24.md" ]
  done
  GIT_EDITOR="sed -i -e 's/^<<<<<<< HEAD/- mended/'" run -0 tl11 edit marker 2026-11-24
  [ "$(tail -n 2 peer/marker/2026-11-24.md)" = $'- mended\nx' ]
}

@test "an editor that puts a link or a folder in the note's place" {
  echo secret >"$HOME/secret"
  make_program "$HOME/link" <<<$'#!/bin/sh\nln -sf "$HOME/secret" "$1"'
  GIT_EDITOR="$HOME/link" run -3 tl11 note alice
  [[ $output == *"it is a symbolic link"* ]]
  [ "$(cat "$HOME/secret")" = secret ]
  rm "$note"
  make_program "$HOME/folder" <<<$'#!/bin/sh\nrm "$1" && mkdir "$1"'
  GIT_EDITOR="$HOME/folder" run -3 tl11 note alice
  [ "$(commits)" -eq 2 ]
}

@test "an editor in which git is used meanwhile" {
  make_program "$HOME/commits" <<<$'#!/bin/sh\necho "- words" >>"$1"; cd "$TL11_DIR" && git add . && git commit -qm within'
  GIT_EDITOR="$HOME/commits" run -0 tl11 note alice
  judge
  [ "$(git log -2 --format=%s | paste -sd '|')" = "note(team/alice): 2026-11-24|within" ]
  make_program "$HOME/merges" <<<$'#!/bin/sh\necho "- more" >>"$1"; cd "$TL11_DIR" && git checkout -q --detach'
  GIT_EDITOR="$HOME/merges" run -3 tl11 note alice
  [[ $output == *"HEAD is on no branch"* ]]
  [ "$(tail -n 1 "$note")" = '- more' ]
  git checkout -q main
  run -0 tl11 save alice
}

@test "the terminal is handed over: input, size, signals" {
  make_program "$HOME/asks" <<'END'
#!/bin/sh
[ -t 0 ] && [ -t 1 ] && [ -t 2 ] || exit 9
[ "$(stty size)" = "30 100" ] || exit 8
trap 'echo "- interrupted" >>"$1"' INT
kill -INT 0
read -r line
printf -- '- %s\n' "$line" >>"$1"
END
  width=100 height=30 GIT_EDITOR="$HOME/asks" run -0 on_terminal tl11 note alice <<<'typed by hand'
  [ "$(tail -n 2 "$note")" = $'- interrupted\n- typed by hand' ]
  judge
}

@test "Ctrl-C that ends the editor keeps the text" {
  make_program "$HOME/stopped" <<<$'#!/bin/sh\necho "- precious" >>"$1"\nkill -INT 0\nsleep 5'
  GIT_EDITOR="$HOME/stopped" run -4 on_terminal tl11 note alice </dev/null
  [[ $output == *"ended with status 130"*"goes on with it"* ]]
  [ "$(tail -n 1 "$note")" = '- precious' ]
  run -0 tl11 save alice
}

# Real editors, in a terminal that tmux draws.
in_tmux() { # COMMAND
  tmux -S "$BATS_TEST_TMPDIR/tmux" -f /dev/null new-session -d -x 100 -y 30 "$1; echo \$? >$HOME/ended"
}

press() {
  tmux -S "$BATS_TEST_TMPDIR/tmux" send-keys "$@"
}

wait_for() { # TEXT
  for _ in {1..100}; do
    ! tmux -S "$BATS_TEST_TMPDIR/tmux" capture-pane -p 2>/dev/null | grep -qF -- "$1" || return 0
    sleep 0.05
  done
  tmux -S "$BATS_TEST_TMPDIR/tmux" capture-pane -p
  return 1
}

wait_for_end() {
  for _ in {1..100}; do
    [ ! -s "$HOME/ended" ] || return 0
    sleep 0.05
  done
  return 1
}

@test "vim: open, type, save, quit; and quit without a word" {
  in_tmux "TERM=screen EDITOR=vim tl11 note alice"
  wait_for 'A. Building Trust'
  press Escape 'Gotyped in vim' Escape ':wq' Enter
  wait_for_end
  [ "$(cat "$HOME/ended")" = 0 ]
  [ "$(git show HEAD:team/alice/2026-11-24.md | tail -n 1)" = 'typed in vim' ]
  judge
  rm "$HOME/ended"
  in_tmux "TERM=screen EDITOR=vim tl11 note alice --new"
  wait_for 'A. Building Trust'
  press Escape ':q!' Enter
  wait_for_end
  [ "$(cat "$HOME/ended")" = 1 ]
  judge
  # :cq is vim's way to say that it is not to be.
  rm "$HOME/ended"
  in_tmux "TERM=screen EDITOR=vim tl11 note alice --new"
  wait_for 'A. Building Trust'
  press Escape 'Gonot this' Escape ':w' Enter ':cq' Enter
  wait_for_end
  [ "$(cat "$HOME/ended")" = 4 ]
  judge '?? team/alice/2026-11-24-2.md'
}

@test "nano: open, type, save, quit" {
  in_tmux "TERM=screen EDITOR=nano tl11 note alice"
  wait_for 'A. Building Trust'
  press M-/ Enter 'typed in nano' C-o Enter C-x
  wait_for_end
  [ "$(cat "$HOME/ended")" = 0 ]
  git show HEAD:team/alice/2026-11-24.md | grep -qx 'typed in nano'
  judge
}
