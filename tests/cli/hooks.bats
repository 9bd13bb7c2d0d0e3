#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# tl11's git hooks: what they look at however git is run, and how they live with the user's own.

setup() {
  load helper
  fresh_book
  umask 077
  tl11 note alice --as team --stdin <<<'- hello' >"$BATS_TEST_TMPDIR/said"
  note=team/alice/2026-11-24.md
}

marked() { # PATH
  printf -- '- hello\n<<<<<<< ours\n- a\n=======\n- b\n>>>>>>> theirs\n' >"$1"
}

@test "init puts four hooks, which only their owner may change; init again leaves them" {
  for hook in pre-commit prepare-commit-msg post-merge pre-push; do
    [ "$(stat -c %a ".git/hooks/$hook")" = 700 ]
    grep -qx '# tl11 hook' ".git/hooks/$hook"
  done
  before=$(snapshot .git/hooks)
  run -3 tl11 init "$book"
  [ "$(snapshot .git/hooks)" = "$before" ]
}

@test "with them, tl11 commits as quickly as without: no git is run" {
  unset GIT_AUTHOR_DATE GIT_COMMITTER_DATE
  run -0 strace -f -e trace=execve -o "$BATS_TEST_TMPDIR/trace" tl11 jot alice 'a point'
  [ "$(grep -c 'execve(.*= 0' "$BATS_TEST_TMPDIR/trace")" -eq 1 ]
  # A hook of the user's own is for git to run.
  make_program .git/hooks/pre-commit.user <<<$'#!/bin/sh\ntouch "$HOME/ran"'
  run -0 tl11 jot alice 'another point'
  [ -e "$HOME/ran" ]
}

@test "a conflict marker is not committed, whichever way git commit is told" {
  marked "$note"
  cp "$note" kept
  run -1 git commit -qam x
  [[ $output == *"$note:2: conflict-marker"* ]]
  run -1 git commit -qm x -- "$note"
  git add "$note"
  run -1 git commit -qm x
  run -1 git commit -q --amend --no-edit
  cd team/alice
  run -1 git commit -qam x
  run -1 git commit -qm x 2026-11-24.md
  cd "$book"
  # From elsewhere, with everything that git knows of the place in the environment.
  cd "$HOME"
  run -1 git --git-dir="$book/.git" --work-tree="$book" commit -qam x
  cd "$book"
  cmp "$note" kept
  [ "$(commits)" -eq 2 ]
  run -0 git commit -q --no-verify -m 'as one likes'
}

@test "what is staged counts, not what stands in the work tree" {
  echo '- staged' >>"$note"
  git add "$note"
  marked "$note"
  run -0 git commit -qm x
  git checkout -q "$note"
  marked "$note"
  git add "$note"
  echo '- fine' >"$note"
  run -1 git commit -qm x
  # Only the paths named are looked at, as only they are committed.
  echo '- fine' >team/alice/2026-11-25.md
  git add -N team/alice/2026-11-25.md
  run -0 git commit -qm x -- team/alice/2026-11-25.md
}

@test "in a linked work tree, with a split index and with a sparse one" {
  git worktree add -q "$BATS_TEST_TMPDIR/linked" -b other
  cd "$BATS_TEST_TMPDIR/linked"
  marked "$note"
  run -1 git commit -qam x
  run -1 git commit -qm x -- "$note"
  echo '- fine' >"$note"
  run -0 git commit -qam x
  cd "$book"
  git update-index --split-index
  marked "$note"
  run -1 git commit -qam x
  git update-index --no-split-index
  git sparse-checkout set --cone --sparse-index team
  run -1 git commit -qam x
}

@test "what is only to be looked at is said, and committed" {
  printf -- '- [?] odd\n' >"$note"
  run -0 git commit -qam x
  [[ $output == *"$note:1: unknown-mark"* ]]
  run -0 tl11 check --staged
  printf '[person\n' >team/alice/person.ini
  git add team/alice/person.ini
  run -1 git commit -qm x
  [[ $output == *"team/alice/person.ini: person"* ]]
}

@test "a plain commit of a note gets its subject, and nothing else is written" {
  printf -- '- hello\n- [ ] Send it @me\n' >"$note"
  before=$(sha256sum "$note")
  GIT_EDITOR=: run -0 git commit -qa
  [ "$(subject)" = 'note(team/alice): 2026-11-24, 1 follow-up opened' ]
  [ "$(sha256sum "$note")" = "$before" ]
  judge
  # tl11 takes up what has no id yet, by its text.
  run -0 tl11 followups
  [[ $output == *"Send it"* ]]
}

@test "messages that there are already stay: -m, -F, amend, template, squash, merge, cherry-pick" {
  subjects() {
    GIT_EDITOR=: git commit -q "$@" || return
    git log -1 --format=%B
  }
  change() {
    echo "- $RANDOM $RANDOM" >>"$note"
    git add "$note"
  }
  change
  [ "$(subjects -m 'my own')" = 'my own' ]
  change
  [ "$(subjects -F - <<<'from a file')" = 'from a file' ]
  change
  [ "$(subjects --amend)" = 'from a file' ]
  echo 'a template' >"$BATS_TEST_TMPDIR/template"
  change
  make_program "$BATS_TEST_TMPDIR/append" <<<$'#!/bin/sh\necho more >>"$1"'
  GIT_EDITOR=$BATS_TEST_TMPDIR/append git -c commit.template="$BATS_TEST_TMPDIR/template" commit -q
  [ "$(subject)" = 'a template' ]
  git switch -qc side
  printf -- '- side\n' >team/alice/2026-11-25.md
  git add team
  [ "$(subjects -m side)" = side ]
  git switch -q main
  change
  [ "$(subjects -m main)" = main ]
  git merge -q --no-edit side
  [ "$(subject)" = "Merge branch 'side'" ]
  git reset -q --hard HEAD~1
  git merge -q --squash side
  GIT_EDITOR=: git commit -q
  [[ $(subject) == "Squashed commit"* ]]
  git reset -q --hard HEAD~1
  git cherry-pick side >"$BATS_TEST_TMPDIR/said"
  [ "$(subject)" = side ]
  git revert --no-edit HEAD >"$BATS_TEST_TMPDIR/said"
  [ "$(subject)" = 'Revert "side"' ]
  # Nothing of the notebook's: git's own empty message, which aborts.
  echo x >file
  git add file
  GIT_EDITOR=: run -1 git commit -q
  [[ $output == *"empty commit message"* ]]
}

@test "in a merge the other side's notes are no matter of this commit, open markers are" {
  echo '*.md !merge' >.git/info/attributes
  git switch -qc side
  printf 'a\0b' >team/alice/2026-11-20.md
  printf -- '- side\n' >"$note"
  git add team
  git commit -q --no-verify -m side
  git switch -q main
  printf -- '- main\n' >"$note"
  git commit -qam main
  run -1 git merge -q side
  git add team
  run -1 git commit -q --no-edit
  [[ $output == *conflict-marker* && $output != *binary* ]]
  printf -- '- both\n' >"$note"
  git add team
  run -0 git commit -q --no-edit
}

@test "a merge or pull tells what came" {
  git clone -q "$book" "$BATS_TEST_TMPDIR/other"
  printf -- '- [ ] From afar @me due:2026-12-01\n' >"$BATS_TEST_TMPDIR/other/team/alice/2026-11-25.md"
  git -C "$BATS_TEST_TMPDIR/other" add team
  git -C "$BATS_TEST_TMPDIR/other" commit -qm afar
  run -0 git pull -q --no-rebase --no-edit "$BATS_TEST_TMPDIR/other" main
  [ "$output" = $'what came:\n  alice: 1 new note\n    [ ] From afar @me due:2026-12-01' ]
  run -0 git pull -q --no-rebase --no-edit "$BATS_TEST_TMPDIR/other" main
  [ -z "$output" ]
}

@test "pushes: only where allowed, no markers, nothing private; else anything git can do" {
  hub=$BATS_TEST_TMPDIR/hub.git
  git init -q --bare "$hub"
  git remote add origin "$hub"
  run -1 git push -q origin main
  [[ $output == *"nobody allowed this notebook to be pushed to '$hub'"*"git config --add tl11.allowedRemote '$hub'"* ]]
  git config --add tl11.allowedRemote "$hub"
  run -0 git push -q origin main
  # By its URL, by another name of it, from a subfolder.
  run -0 git push -q "$hub" main:other
  run -1 git push -q "file://$hub" main:third
  cd team/alice
  run -0 git push -q origin main:fourth
  cd "$book"
  run -0 git tag -a v1 -m v1
  run -0 git push -q origin v1
  run -0 git push -q --force origin main:other
  run -0 git push -q --delete origin other
  # A global setting is none of this notebook's.
  git config --global --add tl11.allowedRemote "$BATS_TEST_TMPDIR/elsewhere.git"
  git init -q --bare "$BATS_TEST_TMPDIR/elsewhere.git"
  run -1 git push -q "$BATS_TEST_TMPDIR/elsewhere.git" main
  # Markers.
  marked "$note"
  git commit -q --no-verify -am x
  run -1 git push -q origin main
  [[ $output == *"conflict markers are committed"*"'$note':2: alice"* ]]
  run -1 git push -q origin main:fresh
  run -3 tl11 sync origin
  [[ $output == *"'$note':2: alice"* ]]
  echo '- decided' >"$note"
  git commit -qam decided
  run -0 git push -q origin main
  # Private folders, whatever becomes of them later.
  git config tl11.privateFolder manager
  tl11 note budi --as manager --stdin <<<secret >"$BATS_TEST_TMPDIR/said"
  git rm -qr manager
  git commit -qm 'gone again'
  run -1 git push -q origin main
  [[ $output == *"the folder 'manager' is private"* ]]
  run -1 git push -q origin main:fresh
  run -3 tl11 sync
  git config --unset tl11.privateFolder
  run -0 git push -q origin main
  git config tl11.privateFolder manager
  # What is there already is no news.
  tl11 jot alice x >"$BATS_TEST_TMPDIR/said"
  run -0 git push -q origin main
  run -0 git push -q --no-verify "$BATS_TEST_TMPDIR/elsewhere.git" main
}

@test "the user's own hooks run first, with the same arguments and input, and may refuse" {
  for hook in pre-commit prepare-commit-msg post-merge pre-push; do
    rm ".git/hooks/$hook"
    make_program ".git/hooks/$hook" <<<$'#!/bin/sh\necho "${0##*/}" $* >>"$HOME/ran"\n[ ! -e "$HOME/refuse" ]'
  done
  make_program .git/hooks/pre-push <<<$'#!/bin/sh\necho "${0##*/} $*" >>"$HOME/ran"\ncat >>"$HOME/ran"'
  # What makes the notebook known to a plain clone puts tl11's beside them.
  git config --unset merge.tl11.driver
  git init -q --bare "$BATS_TEST_TMPDIR/hub.git"
  git remote add origin "$BATS_TEST_TMPDIR/hub.git"
  git config tl11.allowedRemote "$BATS_TEST_TMPDIR/hub.git"
  run -0 --separate-stderr tl11 sync
  [[ $stderr == *"your hook '$book/.git/hooks/pre-push' ends in '.user' now"* ]]
  oid=$(git rev-parse HEAD)
  [ "$(cat "$HOME/ran")" = "pre-push.user origin $BATS_TEST_TMPDIR/hub.git
refs/heads/main $oid refs/heads/main $(printf '0%.0s' {1..40})" ]
  rm "$HOME/ran"
  echo '- more' >>"$note"
  GIT_EDITOR=: git commit -qa
  [ "$(cat "$HOME/ran")" = "pre-commit.user
prepare-commit-msg.user .git/COMMIT_EDITMSG" ]
  [ "$(subject)" = 'note(team/alice): 2026-11-24' ]
  # tl11's own commits are git's to make then.
  rm "$HOME/ran"
  tl11 jot alice 'a point' >"$BATS_TEST_TMPDIR/said"
  [ "$(head -n 1 "$HOME/ran")" = pre-commit.user ]
  touch "$HOME/refuse"
  echo '- yet more' >>"$note"
  run -1 git commit -qam x
  run -3 tl11 save
  [[ $output == *"a hook of the repository refused the commit"* ]]
}

@test "core.hooksPath: of this repository tl11's go there, anybody else's is said" {
  mkdir -p "$BATS_TEST_TMPDIR/mine" "$BATS_TEST_TMPDIR/everybodys"
  make_program "$BATS_TEST_TMPDIR/mine/pre-commit" <<<$'#!/bin/sh\ntouch "$HOME/ran"'
  git init -q "$BATS_TEST_TMPDIR/second"
  git -C "$BATS_TEST_TMPDIR/second" config core.hooksPath "$BATS_TEST_TMPDIR/mine"
  run -0 tl11 init "$BATS_TEST_TMPDIR/second"
  grep -qx '# tl11 hook' "$BATS_TEST_TMPDIR/mine/pre-commit"
  cd "$BATS_TEST_TMPDIR/second"
  mkdir -p team/alice
  marked "$note"
  git add team
  run -1 git commit -qm x
  [ -e "$HOME/ran" ]
  # One that comes with a clone's files is not written to.
  git init -q "$BATS_TEST_TMPDIR/third"
  git -C "$BATS_TEST_TMPDIR/third" config core.hooksPath hooks
  run -0 --separate-stderr tl11 init "$BATS_TEST_TMPDIR/third"
  [[ $stderr == *"core.hooksPath makes git run the hooks in '$BATS_TEST_TMPDIR/third/hooks'"* ]]
  [ ! -e "$BATS_TEST_TMPDIR/third/hooks" ]
  git config --global core.hooksPath "$BATS_TEST_TMPDIR/everybodys"
  run -0 --separate-stderr tl11 init "$BATS_TEST_TMPDIR/fourth"
  [[ $stderr == *"core.hooksPath makes git run the hooks in '$BATS_TEST_TMPDIR/everybodys'"* ]]
  [ -z "$(ls "$BATS_TEST_TMPDIR/everybodys")" ]
  # One line in a hook of everybody's calls them.
  make_program "$BATS_TEST_TMPDIR/everybodys/pre-commit" <<<$'#!/bin/sh\nexec "$(git rev-parse --git-common-dir)/hooks/pre-commit" "$@"'
  cd "$BATS_TEST_TMPDIR/fourth"
  mkdir -p team/alice
  marked "$note"
  git add team
  run -1 git commit -qm x
  [[ $output == *conflict-marker* ]]
}

# A PATH with git in it, and all that sh needs, but not tl11.
without_tl11() {
  local path=$BATS_TEST_TMPDIR/bin name
  mkdir -p "$path"
  for name in git sh cat grep env; do ln -sf "$(type -P "$name")" "$path/$name"; done
  PATH=$path "$@"
}

@test "where tl11 is gone, commits and merges go on; pushes go only where they may" {
  git init -q --bare "$BATS_TEST_TMPDIR/hub.git"
  git init -q --bare "$BATS_TEST_TMPDIR/elsewhere.git"
  git config tl11.allowedRemote "$BATS_TEST_TMPDIR/hub.git"
  echo '- more' >>"$note"
  run -0 without_tl11 git commit -qam x
  [ -z "$output" ]
  run -0 without_tl11 git push -q "$BATS_TEST_TMPDIR/hub.git" main
  run -1 without_tl11 git push -q "$BATS_TEST_TMPDIR/elsewhere.git" main
  [[ $output == *"nobody allowed"* ]]
  # And where there is no notebook any more, they have no say at all.
  git rm -q tl11.ini
  git commit -qm 'no notebook'
  run -0 git push -q "$BATS_TEST_TMPDIR/elsewhere.git" main
}

@test "a broken tl11 stops no commit, but a push" {
  mkdir "$BATS_TEST_TMPDIR/broken"
  make_program "$BATS_TEST_TMPDIR/broken/tl11" <<<$'#!/bin/sh\necho broken >&2\nexit 4'
  git init -q --bare "$BATS_TEST_TMPDIR/hub.git"
  git config tl11.allowedRemote "$BATS_TEST_TMPDIR/hub.git"
  echo '- more' >>"$note"
  PATH=$BATS_TEST_TMPDIR/broken:$PATH run -0 git commit -qam x
  [[ $output == *broken* ]]
  PATH=$BATS_TEST_TMPDIR/broken:$PATH run -1 git push -q "$BATS_TEST_TMPDIR/hub.git" main
}

@test "TL11_DIR of another notebook does not lead a hook astray" {
  tl11 init "$BATS_TEST_TMPDIR/other" >"$BATS_TEST_TMPDIR/said"
  export TL11_DIR=$BATS_TEST_TMPDIR/other
  marked "$note"
  run -1 git commit -qam x
}

@test "the hooks read: nothing but the message changes, and the index stays as it was" {
  printf -- '- [ ] no id yet due:tomorrow\n' >"$note"
  git add "$note"
  before=$(snapshot "$book/team")
  GIT_EDITOR=: git commit -q
  [ "$(snapshot "$book/team")" = "$before" ]
  [ "$(git show "HEAD:$note")" = '- [ ] no id yet due:tomorrow' ]
  judge
}
