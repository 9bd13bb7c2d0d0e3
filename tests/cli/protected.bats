#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# What a user set up to protect notes or to store them otherwise is not passed by: the real
# git-crypt, git-lfs, OpenPGP and ssh.

setup() {
  load helper
  fresh_book
  umask 077
  unset TL11_DIR
}

teardown() {
  [ ! -d "$HOME/.gnupg" ] || gpgconf --homedir "$HOME/.gnupg" --kill all
}

attributes() { # LINE
  echo "$1" >>.gitattributes
  tl11 save >"$BATS_TEST_TMPDIR/said"
}

# All that tl11 can write, with a word that nobody else has.
write_everything() {
  tl11 note alice --as team --date 2026-11-20 --stdin <<<$'- [ ] Xyzzyq one @me ^k3f9q2\n- xyzzyq'
  tl11 jot alice 'xyzzyq point'
  tl11 note alice --date 2026-11-24 --stdin <<<$'- [ ] Xyzzyq one @me ^k3f9q2\n- [ ] xyzzyq two'
  edit_with 's/two/three xyzzyq/'
  tl11 edit alice 2026-11-24
  tl11 done k3f9q2
  tl11 add budi --as peer
  tl11 move budi --to team
  echo '- xyzzyq by hand' >>team/alice/2026-11-24.md
  tl11 save
  echo '- xyzzyq by git' >>team/alice/2026-11-24.md
  git commit -qam 'by git'
}

# The word stands in no object, whatever it was made for.
nothing_in_clear() {
  local n
  n=$(git cat-file --batch-all-objects --batch --unordered | grep -aic xyzzyq) || true
  [ "$n" -eq 0 ] || { echo "in clear: $n" && return 1; }
  [ "$(grep -c xyzzyq team/alice/2026-11-24.md)" -ge 3 ]
}

@test "git-crypt: no clear text gets into any object, and all is read as ever" {
  git-crypt init
  attributes '*.md filter=git-crypt diff=git-crypt'
  write_everything
  nothing_in_clear
  [ "$(git cat-file blob HEAD:team/alice/2026-11-24.md | head -c 10 | tail -c 9)" = GITCRYPT ]
  judge
  run -0 tl11 followups
  [[ $output == *"xyzzyq"* ]]
  run -0 tl11 show alice
  [[ $output == *"xyzzyq by git"* ]]
  run -0 tl11 check
  # The hook looks at the text, not at the ciphertext.
  printf '<<<<<<< a\n' >>team/alice/2026-11-24.md
  run -1 git commit -qam x
  [[ $output == *conflict-marker* ]]
  git checkout -q team
  nothing_in_clear
}

@test "git-crypt: history cannot be read, which is told, and is no text" {
  git-crypt init
  attributes '*.md filter=git-crypt diff=git-crypt'
  tl11 note alice --as team --date 2026-11-20 --stdin <<<$'- a zebra\n\n- [ ] send plan'
  sed -i '/send plan/d' team/alice/2026-11-20.md
  git commit -qam gone
  for asked in 'lost' 'grep --history zebra' 'grep --history .'; do
    # shellcheck disable=SC2086 # words
    run -4 --separate-stderr tl11 $asked
    [[ $stderr == *'encrypted in history (git-crypt)'* ]]
    [[ $output != *GITCRYPT* ]]
  done
  # What stands in the work tree is clear.
  for asked in 'grep zebra' 'log' 'show alice'; do
    # shellcheck disable=SC2086 # words
    run -0 --separate-stderr tl11 $asked
    [[ $output == *zebra* || $output == *2026-11-20* ]]
  done
}

@test "git-crypt: two machines, and a merge that needs a decision takes no side by itself" {
  git-crypt init
  git-crypt export-key "$HOME/key"
  attributes '*.md filter=git-crypt diff=git-crypt'
  write_everything
  git init -q --bare "$BATS_TEST_TMPDIR/hub.git"
  git remote add origin "$BATS_TEST_TMPDIR/hub.git"
  git config tl11.allowedRemote "$BATS_TEST_TMPDIR/hub.git"
  run -0 tl11 sync
  run -0 tl11 clone "$BATS_TEST_TMPDIR/hub.git" "$BATS_TEST_TMPDIR/desk"
  cd "$BATS_TEST_TMPDIR/desk"
  # Locked, the text is not there to be written to: nothing is committed in clear.
  run tl11 note alice --date 2026-11-25 --stdin <<<'- xyzzyq locked'
  [ "$status" -ge 3 ]
  rm -rf team/alice/2026-11-25.md
  git-crypt unlock "$HOME/key"
  tl11 note alice --date 2026-11-25 --stdin <<<'- xyzzyq desk'
  run -0 tl11 sync
  nothing_in_clear
  sed -i 's/by hand/by hand, desk/' team/alice/2026-11-24.md
  tl11 save
  cd "$book"
  sed -i 's/by hand/by hand, laptop/' team/alice/2026-11-24.md
  tl11 sync --save
  cd "$BATS_TEST_TMPDIR/desk"
  for _ in 1 2; do
    run -3 tl11 sync
    [[ $output == *"'team/alice/2026-11-24.md' (alice): changed on both sides"* ]]
  done
  echo '- xyzzyq both' >>team/alice/2026-11-24.md
  tl11 git add team/alice/2026-11-24.md
  run -0 tl11 sync
  nothing_in_clear
  cd "$book"
  run -0 tl11 sync
  nothing_in_clear
  judge
  grep -q 'xyzzyq both' team/alice/2026-11-24.md
}

@test "git-lfs: what it tracks becomes a pointer, beside notes that do not" {
  # Its own hook goes where every user's does, beside tl11's.
  git lfs install --skip-repo
  make_program .git/hooks/pre-push.user <<<$'#!/bin/sh\ngit lfs pre-push "$@"'
  attributes '*.pdf filter=lfs diff=lfs merge=lfs -text'
  tl11 note alice --as team --stdin <<<'- see the slides'
  printf 'large\0file' >team/alice/slides.pdf
  tl11 git add team/alice/slides.pdf
  tl11 git commit -qm slides
  [[ $(git cat-file blob HEAD:team/alice/slides.pdf) == "version https://git-lfs"* ]]
  # And a note, if somebody wants that.
  attributes 'team/alice/2026-11-25.md filter=lfs diff=lfs -text'
  run -0 tl11 note alice --date 2026-11-25 --stdin <<<'- long'
  [[ $(git cat-file blob HEAD:team/alice/2026-11-25.md) == "version https://git-lfs"* ]]
  run -0 tl11 show alice
  [[ $output == *long* ]]
  [ -z "$(git status --porcelain)" ]
  git fsck --strict --no-dangling
}

@test "git-lfs has hooks of its own, which run beside tl11's" {
  rm .git/hooks/pre-push .git/hooks/post-merge
  git lfs install --local
  git config --unset merge.tl11.driver
  git init -q --bare "$BATS_TEST_TMPDIR/hub.git"
  git remote add origin "$BATS_TEST_TMPDIR/hub.git"
  git config tl11.allowedRemote "$BATS_TEST_TMPDIR/hub.git"
  run -0 tl11 sync
  grep -q 'git lfs pre-push' .git/hooks/pre-push.user
  attributes '*.pdf filter=lfs diff=lfs merge=lfs -text'
  mkdir team
  printf 'large\0file' >team/slides.pdf
  git add team
  git commit -qm slides
  run -0 tl11 sync
  # It was uploaded by the hook that git-lfs has put there.
  find "$BATS_TEST_TMPDIR/hub.git/lfs/objects" -type f | grep -q .
}

@test "commits are signed with OpenPGP where git is told so, merges too" {
  mkdir -m 700 "$HOME/.gnupg"
  gpg --batch --quiet --passphrase '' --quick-generate-key 'Rina Lead <rina@example.com>' ed25519 sign never
  git config --global commit.gpgsign true
  git config --global user.signingkey rina@example.com
  tl11 note alice --as team --stdin <<<hello
  tl11 jot alice 'a point'
  git verify-commit HEAD HEAD~1
  run -1 git verify-commit HEAD~2
  sync_a_merge
  git verify-commit HEAD
  # No key, no commit; the text stays.
  git config --global user.signingkey nobody@example.com
  echo '- more' >>team/alice/2026-11-24.md
  before=$(git rev-parse HEAD)
  run -4 tl11 save
  [ "$(git rev-parse HEAD)" = "$before" ]
  grep -qx -- '- more' team/alice/2026-11-24.md
}

# The newest commit here becomes a merge.
sync_a_merge() {
  git init -q --bare "$BATS_TEST_TMPDIR/hub.git"
  git remote add origin "$BATS_TEST_TMPDIR/hub.git"
  git config tl11.allowedRemote "$BATS_TEST_TMPDIR/hub.git"
  tl11 sync
  git clone -q "$BATS_TEST_TMPDIR/hub.git" "$BATS_TEST_TMPDIR/desk"
  git -C "$BATS_TEST_TMPDIR/desk" commit -q --allow-empty --no-gpg-sign -m desk
  git -C "$BATS_TEST_TMPDIR/desk" push -q
  tl11 jot alice 'another point'
  tl11 sync
  [ "$(git rev-list --merges --count HEAD)" -eq 1 ]
}

@test "commits are signed with an ssh key where git is told so" {
  ssh-keygen -q -t ed25519 -N '' -f "$HOME/key"
  echo "rina@example.com $(cat "$HOME/key.pub")" >"$HOME/signers"
  git config --global gpg.format ssh
  git config --global gpg.ssh.allowedSignersFile "$HOME/signers"
  git config --global user.signingkey "$HOME/key"
  git config --global commit.gpgsign true
  tl11 note alice --as team --stdin <<<hello
  git verify-commit HEAD
  sync_a_merge
  git verify-commit HEAD
}

@test "core.autocrlf changes no note, and what it is meant for as git does" {
  git config core.autocrlf true
  printf -- '- one\r\n- two\r\n' >"$BATS_TEST_TMPDIR/text"
  tl11 note alice --as team --stdin <"$BATS_TEST_TMPDIR/text"
  cmp team/alice/2026-11-24.md <(git cat-file blob HEAD:team/alice/2026-11-24.md)
  grep -q $'one\r' team/alice/2026-11-24.md
  judge
  # A notebook of somebody who lets git convert: the commit is what git would make.
  printf '*.md text\n' >.gitattributes
  tl11 save
  printf -- '- three\r\n' | tl11 note alice --date 2026-11-25 --stdin
  run ! grep -q $'\r' <(git cat-file blob HEAD:team/alice/2026-11-25.md)
  # The older note would be converted now: whether git says so depends on when it last looked.
  [ -z "$(git status --porcelain team/alice/2026-11-25.md)" ]
}

@test "a split index and a sparse checkout are git's, and tl11 writes through them" {
  tl11 note alice --as team --stdin <<<hello
  tl11 note budi --as peer --stdin <<<hello
  git update-index --split-index
  tl11 jot alice 'in a split index'
  judge
  git update-index --no-split-index
  git sparse-checkout set --cone team
  [ ! -e peer/budi ]
  tl11 jot alice 'in a sparse checkout'
  [ "$(git ls-tree -r --name-only HEAD | paste -sd' ')" = ".gitattributes .gitignore peer/budi/2026-11-24.md peer/budi/person.ini team/alice/2026-11-24.md team/alice/next.md team/alice/person.ini tl11.ini" ]
  [ -z "$(git status --porcelain)" ]
  git fsck --strict --no-dangling
  git sparse-checkout set --cone --sparse-index team
  tl11 jot alice 'in a sparse index'
  [ -z "$(git status --porcelain)" ]
  git sparse-checkout disable
  grep -q hello peer/budi/2026-11-24.md
}

@test "SHA-256, a partial clone: refused with the reason" {
  git init -q --object-format=sha256 "$BATS_TEST_TMPDIR/sha"
  run -4 tl11 init "$BATS_TEST_TMPDIR/sha"
  [[ $output == *"SHA-256"* ]]
  git config uploadpack.allowFilter true
  run -0 git clone -q --filter=blob:none "file://$book" "$BATS_TEST_TMPDIR/partial"
  run -4 tl11 -C "$BATS_TEST_TMPDIR/partial" people
  [[ $output == *"partial clone"*"without --filter"* ]]
  # A remote of another object format is named as such.
  git init -q --bare --object-format=sha256 "$BATS_TEST_TMPDIR/sha.git"
  git remote add origin "$BATS_TEST_TMPDIR/sha.git"
  git config tl11.allowedRemote "$BATS_TEST_TMPDIR/sha.git"
  run -4 tl11 sync
}
