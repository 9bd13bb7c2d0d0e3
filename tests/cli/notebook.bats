#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# A notebook's beginning: made, cloned, found, and by whom.

setup() {
  load helper
  fresh_machine
  know_me
}

@test "init makes a notebook of an empty folder, private and committed" {
  run -0 tl11 init book
  book=$BATS_TEST_TMPDIR/book
  judge
  [ "$(commits)" -eq 1 ]
  [ "$(subject)" = "init: a notebook for 1:1 notes" ]
  [ "$(committed)" = ".gitattributes .gitignore tl11.ini" ]
  [ "$(git -C book log -1 --format='%an <%ae> %aI')" = "Rina Lead <rina@example.com> 2026-11-24T12:00:00+00:00" ]
  [ "$(stat -c %a book/.git)" = 700 ]
  [ "$(git -C book config transfer.fsckObjects)" = true ]
  [ "$(git -C book symbolic-ref --short HEAD)" = main ]
}

@test "init takes the working directory, and the branch that git is set to" {
  mkdir -m 755 here
  cd here
  git config --global init.defaultBranch trunk
  run -0 tl11 --lang id init
  [ "$(git symbolic-ref --short HEAD)" = trunk ]
  run -0 cat tl11.ini
  [ "$output" = $'[notebook]\nlanguage = id' ]
  [ "$(stat -c %a .)" = 755 ] # a folder that was there stays as it was
}

@test "init leaves alone what is there" {
  mkdir md
  printf '# mine\r\n' >md/old.md
  printf '*.bak\n' >md/.gitignore
  run -0 tl11 init md
  [ "$(git -C md status --porcelain)" = $'?? .gitignore\n?? old.md' ]
  [ "$(cat md/.gitignore)" = '*.bak' ]
  printf '# mine\r\n' | cmp - md/old.md
}

@test "init in a repository commits its own files alone" {
  git init -q repo
  cd repo
  echo first >committed
  git add committed
  git commit -qm first
  echo 1 >staged
  echo 1 >half
  git add staged half
  echo 2 >half
  echo 2 >committed
  echo 3 >untracked
  before=$(git status --porcelain=v2)
  cached=$(git diff --cached)
  run -0 tl11 init
  [ "$(git status --porcelain=v2)" = "$before" ]
  [ "$(git diff --cached)" = "$cached" ]
  [ "$(git show --format=%s --name-only HEAD)" = $'init: a notebook for 1:1 notes\n\n.gitattributes\n.gitignore\ntl11.ini' ]
}

@test "init below another repository makes one of its own" {
  git init -q outer
  mkdir outer/inner
  run -0 tl11 init outer/inner
  run -0 git -C outer/inner rev-parse --show-toplevel
  [ "$output" = "$BATS_TEST_TMPDIR/outer/inner" ]
  run -128 git -C outer log
}

@test "init twice is refused, and in a bare repository" {
  tl11 init book
  book=$BATS_TEST_TMPDIR/book
  unchanged tl11 init book
  [ "$status" -eq 3 ]
  [[ $output == *"there is a notebook already"* ]]
  git init -q --bare bare.git
  book=$BATS_TEST_TMPDIR/bare.git
  unchanged tl11 init bare.git
  [ "$status" -eq 3 ]
  [[ $output == *"bare"* ]]
}

@test "init where no folder can be is a failure" {
  touch file
  run -4 tl11 init file/below
  [[ $output == "tl11: "*"file/below': Not a directory" ]]
}

@test "clone brings a notebook and sets it up" {
  tl11 init book
  tl11 -C book add alice --as team
  git clone -q --bare book bare.git
  cd home
  run -0 tl11 clone "file://$BATS_TEST_TMPDIR/bare.git"
  book=$HOME/bare
  judge
  [ "$(git -C bare config transfer.fsckObjects)" = true ]
  run -0 tl11 -C bare people
  [[ $output == *alice* ]]
  run -0 tl11 clone "$BATS_TEST_TMPDIR/bare.git" elsewhere
  [ -e elsewhere/tl11.ini ]
}

@test "clone of what is no notebook, or not there" {
  git init -q plain
  run -1 tl11 clone plain copy
  [[ $output == *"it is no notebook"*"'tl11 init "*"makes it one"* ]]
  run -0 tl11 init copy
  run -4 tl11 clone "file://$BATS_TEST_TMPDIR/nowhere.git"
  [[ $output == *"could not clone 'file:///"* ]]
  [ ! -e nowhere ]
  mkdir full
  touch full/file
  run -4 tl11 clone plain full
}

@test "a URL that looks like an option is none" {
  run -4 tl11 clone -- '--upload-pack=touch pwned' x
  [ ! -e pwned ]
}

@test "the first note on a machine makes the default notebook, and says so" {
  run -4 tl11 people
  [[ $output == *"no notebook at '$HOME/.local/share/tl11'"*"tl11 init"* ]]
  [ ! -e "$HOME/.local/share" ]
  run -0 --separate-stderr tl11 note alice --as team --stdin <<<"- hello"
  [ "$stderr" = "tl11: made your notebook at '$HOME/.local/share/tl11'" ]
  book=$HOME/.local/share/tl11
  judge
  [ "$(commits)" -eq 2 ]
  [ "$(stat -c %a "$HOME/.local/share")" = 700 ]
}

@test "which notebook: -C, then TL11_DIR, then the enclosing one, then config.ini, then the default" {
  for name in option variable enclosing config default; do
    tl11 init "$name"
    tl11 -C "$name" add "of-$name" --as team
  done
  who() { tl11 "$@" people --json | jq -r '.[].slug'; }
  export XDG_DATA_HOME=$BATS_TEST_TMPDIR/data
  mkdir data "$HOME/.config"
  mv default data/tl11
  [ "$(who)" = of-default ]
  mkdir "$HOME/.config/tl11"
  printf '[notebook]\npath = %s\n' "$PWD/config" >"$HOME/.config/tl11/config.ini"
  [ "$(who)" = of-config ]
  printf '[notebook]\npath = ~/../config\n' >"$HOME/.config/tl11/config.ini"
  [ "$(who)" = of-config ]
  mkdir -p enclosing/team/of-enclosing/deeper
  cd enclosing/team/of-enclosing/deeper
  [ "$(who)" = of-enclosing ]
  export TL11_DIR=$BATS_TEST_TMPDIR/variable
  [ "$(who)" = of-variable ]
  [ "$(who -C ../../../../option)" = of-option ]
  export TL11_DIR=
  [ "$(who)" = of-enclosing ]
}

@test "a notebook that was named must be there" {
  run -4 tl11 -C nowhere note alice --as team --stdin <<<x
  [[ $output == *"no notebook at '$PWD/nowhere'"* ]]
  TL11_DIR=$PWD/nowhere run -4 tl11 note alice --as team --stdin <<<x
  [ ! -e nowhere ]
  [ ! -e "$HOME/.local" ]
  # But config.ini's is made, as the default is.
  mkdir -p "$HOME/.config/tl11"
  printf '[notebook]\npath = ~/notes\n' >"$HOME/.config/tl11/config.ini"
  run -0 tl11 note alice --as team --stdin <<<x
  [ -e "$HOME/notes/team/alice/2026-11-24.md" ]
}

@test "config.ini that cannot be understood is an error with its line" {
  mkdir -p "$HOME/.config/tl11"
  printf '[notebook]\npath = relative\n' >"$HOME/.config/tl11/config.ini"
  run -4 tl11 people
  [[ $output == *"config.ini':2: 'relative' is neither an absolute path"* ]]
  printf '[notebook\n' >"$HOME/.config/tl11/config.ini"
  run -4 tl11 note alice --as team --stdin <<<x
  [[ $output == *"config.ini':1: "* ]]
  [ ! -e "$HOME/.local" ]
}

@test "without an identity nothing is written at all, and it says how to set one" {
  tl11 init book
  rm "$HOME/.gitconfig"
  book=$BATS_TEST_TMPDIR/book
  for command in 'note alice --as team --stdin' 'note alice --as team --no-edit' 'add alice --as team'; do
    # shellcheck disable=SC2086 # words
    unchanged tl11 -C book $command <<<x
    [ "$status" -eq 4 ]
    [[ $output == *"git does not know who you are, so nothing was written"*"git config --global user.name"* ]]
  done
  run -4 tl11 init new
  [ ! -e new ]
  run -4 tl11 note alice --as team --stdin <<<x
  [ ! -e "$HOME/.local" ]
  run -4 env EMAIL=rina@example.com tl11 init new # a name is needed too
  [ ! -e new ]
  run -1 tl11 -C book log --json # reading needs none
  [ "$output" = '[]' ]
}

@test "git's own ways to say who one is are heard" {
  rm "$HOME/.gitconfig"
  export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@x GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@x
  run -0 tl11 init one
  [ "$(git -C one log -1 --format='%an %ae %cn %ce')" = 'A a@x C c@x' ]
  unset GIT_AUTHOR_EMAIL GIT_COMMITTER_EMAIL
  run -0 env EMAIL=mail@x tl11 init two
  [ "$(git -C two log -1 --format='%an %ae')" = 'A mail@x' ]
  unset GIT_AUTHOR_NAME GIT_COMMITTER_NAME
  git init -q three
  git -C three config user.name Local
  git -C three config user.email local@x
  run -0 tl11 init three
  [ "$(git -C three log -1 --format='%an %ae')" = 'Local local@x' ]
}

@test "on a terminal the identity is asked for, and kept with the notebook" {
  rm "$HOME/.gitconfig"
  run -0 on_terminal tl11 note alice --as team --no-edit <<<$'Rina Lead\nrina@example.com'
  [[ $output == *"Your name: "*"Your e-mail address: "* ]]
  book=$HOME/.local/share/tl11
  [ "$(git -C "$book" config --local user.name)" = "Rina Lead" ]
  [ "$(git -C "$book" log -1 --format='%an <%ae>')" = "Rina Lead <rina@example.com>" ]
  [ ! -e "$HOME/.gitconfig" ]
  run -0 tl11 save alice -m 'no more questions'
}

@test "on a terminal no answer writes nothing either" {
  rm "$HOME/.gitconfig"
  run -4 on_terminal tl11 init book <<<''
  [[ $output == *"nothing was written"* ]]
  [ ! -e book ]
}

@test "a notebook in a worktree of git's commits there" {
  tl11 init book
  (umask 077 && git -C book worktree add -q ../side)
  book=$BATS_TEST_TMPDIR/side
  run -0 tl11 -C side note alice --as team --stdin <<<"- hello"
  judge
  [ "$(git -C book log -1 --format=%s side)" = "note(team/alice): 2026-11-24" ]
  [ "$(git -C book rev-list --count main)" -eq 1 ]
}

@test "nobody else may read any of it, whatever the umask" {
  umask 000
  tl11 init book
  book=$BATS_TEST_TMPDIR/book
  export TL11_DIR=$book
  tl11 note alice --as team --stdin <<<'- [ ] a promise'
  GIT_EDITOR='echo more >>' tl11 note alice
  tl11 jot alice x
  tl11 note budi --as peer --no-edit
  tl11 rename alice alicia
  tl11 move alicia --to manager
  tl11 archive alicia
  tl11 guide import "$BATS_TEST_DIRNAME/../data/guide/whole-en.md"
  judge '?? peer/budi/2026-11-24.md' '?? peer/budi/person.ini'
  [ -z "$(find "$book/.git" -perm /077)" ]
  tl11 clone book copy
  [ -z "$(find copy -perm /077)" ]
}
