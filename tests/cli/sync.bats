#!/usr/bin/env bats
# shellcheck disable=SC2154 # stderr is bats's, book the helper's
# Two machines and a bare repository between them: what comes, what goes, what stands in the way.

load helper

setup() {
  load machines
  two_machines
}

@test "the first push: to an empty remote, which becomes the upstream" {
  tl11 init fresh >said
  git init -q --bare other.git
  run -4 tl11 -C fresh sync
  [[ $output == *"no remote"*"git remote add origin URL"* ]]
  git -C fresh remote add origin "$PWD/other.git"
  run -3 tl11 -C fresh sync
  [[ $output == *"nobody allowed this notebook to be pushed to '$PWD/other.git'"*"tl11 git config --add tl11.allowedRemote '$PWD/other.git'"* ]]
  run -128 git -C other.git rev-parse --verify main
  git -C fresh config --add tl11.allowedRemote "$PWD/other.git"
  run -0 tl11 -C fresh sync
  [[ $output == "1 commit went to origin/main"*"from now on this branch meets origin/main" ]]
  [ "$(git -C other.git rev-parse main)" = "$(git -C fresh rev-parse HEAD)" ]
  [ "$(git -C fresh rev-parse --abbrev-ref '@{upstream}')" = origin/main ]
  run -0 tl11 -C fresh sync
  [ "$output" = "nothing new: origin/main holds what this notebook holds" ]
}

@test "on a terminal the first push is asked for, and the answer lasts" {
  tl11 init fresh >said
  git init -q --bare other.git
  git -C fresh remote add origin "$PWD/other.git"
  run -3 on_terminal tl11 -C fresh sync <<<n
  [[ $output == *"May this notebook be pushed to '$PWD/other.git'"* ]]
  run -0 on_terminal tl11 -C fresh sync <<<y
  [ "$(git -C fresh config tl11.allowedRemote)" = "$PWD/other.git" ]
  # Another address is another question.
  git -C fresh remote set-url origin "$PWD/../${PWD##*/}/other.git"
  tl11 -C fresh note alice --as team --stdin <<<x >said
  run -3 tl11 -C fresh sync
}

@test "what came is told by person with its follow-ups, and so is what went" {
  tl11 -C laptop add budi --as peer --name 'Budi Santoso' >said
  write laptop budi 2026-11-23 $'- [ ] Send the agenda @budi due:2026-11-30\n- [x] Book a room @me\n- said much'
  write desk alice 2026-11-24 '- second'
  run -0 tl11 -C laptop sync
  [[ $output == "2 commits went to origin/main"$'\n'"  Budi Santoso: 1 new note"$'\n'"    [ ] Send the agenda @budi due:2026-11-30"$'\n'"    [x] Book a room @me" ]]
  run -0 tl11 -C desk sync
  [[ $output == "2 commits came from origin/main"$'\n'"  Budi Santoso: 1 new note"$'\n'"    [ ] Send the agenda @budi due:2026-11-30"*"1 commit went to origin/main"$'\n'"  alice: 1 new note" ]]
  run -0 tl11 -C laptop --lang id sync
  [[ $output == "1 komit datang dari origin/main"$'\n'"  alice: 1 catatan baru" ]]
  equal
}

@test "nothing is committed but by --save, and what stays behind is named" {
  echo '- more' >>laptop/team/alice/2026-11-20.md
  before=$(git -C laptop rev-parse HEAD)
  run -0 --separate-stderr tl11 -C laptop sync
  [[ $stderr == "tl11: team/alice/2026-11-20.md: not committed, so only here: "* ]]
  [ "$(git -C laptop rev-parse HEAD)" = "$before" ]
  run -0 --separate-stderr tl11 -C laptop sync --save
  [ -z "$stderr" ]
  [[ $output == "team/alice/2026-11-20.md: committed "*"1 commit went to origin/main"* ]]
  run -0 tl11 -C desk sync
  grep -qx -- '- more' desk/team/alice/2026-11-20.md
  # There may be nothing to save.
  run -0 tl11 -C desk sync --save
  equal
}

@test "what is edited while the network is waited for is named too" {
  printf '%s\n' '#!/bin/sh' 'sleep 1.5' "echo '- more' >>'$PWD/laptop/team/alice/2026-11-20.md'" \
    'exec git-upload-pack "$@"' >slow
  chmod +x slow
  git -C laptop config remote.origin.uploadpack "$PWD/slow"
  run -0 --separate-stderr tl11 -C laptop sync
  [[ $stderr == "tl11: team/alice/2026-11-20.md: not committed, so only here: "* ]]
}

@test "a fast-forward makes no merge" {
  write laptop alice 2026-11-24 '- second'
  tl11 -C laptop sync >said
  run -0 tl11 -C desk sync
  [ "$(git -C desk rev-list --merges --count HEAD)" -eq 0 ]
  write desk alice 2026-11-25 '- third'
  write laptop alice 2026-11-26 '- fourth'
  git -C laptop config merge.ff only
  git -C desk config merge.ff false
  tl11 -C desk sync >said
  run -0 tl11 -C laptop sync
  [ "$(git -C laptop rev-list --merges --count HEAD)" -eq 1 ]
  [ "$(subject_of laptop)" = "sync: merge origin/main" ]
  tl11 -C desk sync >said
  equal
}

subject_of() {
  git -C "$1" log -1 --format=%s
}

@test "a lost race is run again, as often as it takes" {
  # Each of the first three pushes finds that another machine was quicker.
  git clone -q "$hub" third
  make_program hook <<E
#!/bin/sh
n=\$(cat '$PWD/races' 2>/dev/null || echo 0)
[ "\$n" -lt 3 ] || exit 0
echo \$((n + 1)) >'$PWD/races'
cd '$PWD/third' && unset GIT_DIR && git pull -q && echo \$n >>quicker && git add quicker && git commit -qm "quicker \$n" && git push -q
E
  cp hook desk/.git/hooks/pre-push.user
  write desk alice 2026-11-24 '- second'
  run -0 tl11 -C desk sync
  [ "$(cat races)" -eq 3 ]
  [ "$(git -C "$hub" log --format=%s main | grep -c '^quicker')" -eq 3 ]
  tl11 -C laptop sync >said
  equal
}

@test "others that are always first are given way to in the end" {
  git clone -q "$hub" third
  make_program desk/.git/hooks/pre-push.user <<E
#!/bin/sh
cd '$PWD/third' && unset GIT_DIR && git pull -q && echo x >>quicker && git add quicker && git commit -qm quicker && git push -q
E
  write desk alice 2026-11-24 '- second'
  run -3 tl11 -C desk sync
  [[ $output == *"others pushed to origin/main first"* ]]
  rm desk/.git/hooks/pre-push.user
  run -0 tl11 -C desk sync
  tl11 -C laptop sync >said
  equal
}

@test "a lock that a killed push left on the other side is told in its words, not taken for others" {
  write laptop alice 2026-11-21 'to be pushed'
  touch "$hub/refs/heads/main.lock"
  run -4 tl11 -C laptop sync
  [[ $output == *"cannot push to origin/main"*"refs/heads/main.lock': File exists"* ]]
  [[ $output != *"first, time and again"* ]]
  rm "$hub/refs/heads/main.lock"
  run -0 tl11 -C laptop sync
  [[ $output == "1 commit went to origin/main"* ]]
}

@test "a lock that somebody holds on the other side for a moment is waited for" {
  write laptop alice 2026-11-21 'to be pushed'
  touch "$hub/refs/heads/main.lock"
  (sleep 0.4 && rm "$hub/refs/heads/main.lock") &
  run -0 tl11 -C laptop sync
  [[ $output == "1 commit went to origin/main"* ]]
}

# Before it merges, git puts changes away. It dies of those that somebody commits meanwhile.
@test "what is committed just when git begins to merge does not keep it from merging" {
  write laptop alice 2026-11-23 '- first'
  run -0 tl11 -C laptop sync
  write desk alice 2026-11-24 '- second'
  mkdir programs
  ln -s "$(git --exec-path)"/* programs/
  ln -sf ../hasty programs/git
  printf '#!/bin/sh\n[ "$1" != stash ] || ! mkdir "%s" 2>/dev/null || exit 1\nexec "%s/git" "$@"\n' \
    "$PWD/was_there" "$(git --exec-path)" >hasty
  chmod +x hasty
  GIT_EXEC_PATH=$PWD/programs run -0 tl11 -C desk sync
  [ -d was_there ]
  [[ $output == *"1 commit came from origin/main"*"1 commit went to origin/main"* ]]
  git -C desk fsck --strict --no-dangling
  [ -z "$(git -C desk status --porcelain)" ]
}

@test "a remote that refuses: its words, made harmless, and status 4" {
  make_program "$hub/hooks/pre-receive" <<<$'#!/bin/sh\nprintf "no \\033]0;owned\\a notes here\\n" >&2\nexit 1'
  write laptop alice 2026-11-24 '- second'
  run -4 tl11 -C laptop sync
  [[ $output == *"cannot push to origin/main:"*"no \\x1b]0;owned\\x07 notes here"* ]]
  [[ $output != *$'\033'* && $output != *$'\a'* ]]
  width=200 run -4 on_terminal tl11 -C laptop sync
  [[ $output == *"no \\x1b]0;owned\\x07 notes here"* ]]
  [[ $output != *$'\033'* && $output != *$'\a'* ]]
}

@test "a remote that is not there" {
  mv "$hub" away.git
  run -4 tl11 -C laptop sync
  [[ $output == *"cannot fetch from origin/main:"*"does not appear to be a git repository"* ]]
  mv away.git "$hub"
  run -0 tl11 -C laptop sync
}

@test "what comes takes one connection, and FETCH_HEAD stays the user's" {
  write desk alice 2026-11-24 '- second'
  tl11 -C desk sync >said
  echo mine >laptop/.git/FETCH_HEAD
  watch_git
  run -0 tl11 -C laptop sync
  [ "$(grep -cE '(fetch|ls-remote|push) ' git.log)" -eq 1 ]
  [ "$(cat laptop/.git/FETCH_HEAD)" = mine ]
  equal
  run -0 tl11 -C laptop sync
  [ "$(grep -cE '(fetch|ls-remote|push) ' git.log)" -eq 2 ]
  [ "$output" = 'nothing new: origin/main holds what this notebook holds' ]
}

@test "a git that cannot leave FETCH_HEAD alone is asked as ever" {
  mkdir old
  make_program old/git <<E
#!/bin/sh
case " \$* " in *" --no-write-fetch-head "*) exit 129 ;; esac
exec '$(command -v git)' "\$@"
E
  write desk alice 2026-11-24 '- second'
  tl11 -C desk sync >said
  PATH=$PWD/old:$PATH run -0 tl11 -C laptop sync
  [[ $output == "1 commit came from origin/main"* ]]
  equal
}

@test "what is fetched is kept elsewhere, or nowhere" {
  for refspec in '+refs/heads/*:refs/remotes/there/*' '+refs/heads/other:refs/remotes/origin/main' ''; do
    echo "with '$refspec'"
    git -C laptop config remote.origin.fetch "$refspec"
    write desk alice "2026-12-0$((++day))" '- more'
    tl11 -C desk sync >said
    run -0 tl11 -C laptop sync
    equal
    git -C laptop fsck --strict --no-dangling
  done
}

@test "a branch that went back there is pushed again, and never by force" {
  write laptop alice 2026-11-24 '- second'
  tl11 -C laptop sync >said
  before=$(git -C "$hub" rev-parse main)
  for refspec in '+refs/heads/*:refs/remotes/origin/*' 'refs/heads/*:refs/remotes/origin/*'; do
    git -C laptop config remote.origin.fetch "$refspec"
    git -C "$hub" update-ref refs/heads/main "$before^"
    run -0 tl11 -C laptop sync
    [[ $output == "1 commit went to origin/main"* ]]
    [ "$(git -C "$hub" rev-parse main)" = "$before" ]
  done
}

@test "a branch that is gone there is not taken for one that holds all" {
  write laptop alice 2026-11-24 '- second'
  tl11 -C laptop sync >said
  git -C "$hub" update-ref -d refs/heads/main
  run -0 tl11 -C laptop sync
  [[ $output == *"went to origin/main"* ]]
  tl11 -C desk sync >said
  equal
}

@test "several remotes, another upstream, another name" {
  git init -q --bare second.git
  tl11 init fresh >said
  git -C fresh remote add one "$hub"
  git -C fresh remote add two "$PWD/second.git"
  git -C fresh config --add tl11.allowedRemote "$PWD/second.git"
  run -2 tl11 -C fresh sync
  [[ $output == *"several remotes: 'one', 'two'"*"tl11 sync NAME"* ]]
  run -2 tl11 -C fresh sync three
  [[ $output == *"no remote 'three': there is 'one', 'two'"* ]]
  run -0 tl11 -C fresh sync two
  [ "$(git -C fresh config branch.main.remote)" = two ]
  # A branch of another name there, and a name here that looks like a path.
  git -C fresh switch -qc feat/x.y
  git -C fresh config branch.feat/x.y.remote two
  git -C fresh config branch.feat/x.y.merge refs/heads/elsewhere
  tl11 -C fresh note alice --as team --stdin <<<x >said
  run -0 tl11 -C fresh sync
  [ "$(git -C second.git rev-parse elsewhere)" = "$(git -C fresh rev-parse HEAD)" ]
  [ "$(git -C second.git for-each-ref --format='%(refname)' | paste -sd' ')" = "refs/heads/elsewhere refs/heads/main" ]
  # Pushes that go elsewhere than fetches come from are nobody's guess.
  git -C fresh config remote.pushDefault one
  run -3 tl11 -C fresh sync
  [[ $output == *"pushes this branch to 'one', but fetches it from 'two'"* ]]
  git -C fresh config --unset remote.pushDefault
  git -C fresh config branch.feat/x.y.remote .
  run -3 tl11 -C fresh sync
  [[ $output == *"follows a branch of this machine"* ]]
}

@test "a detached HEAD, a rebase, nothing committed: each says what to do" {
  git -C laptop checkout -q --detach
  run -3 tl11 -C laptop sync
  [[ $output == *"HEAD is on no branch"* ]]
  git -C laptop switch -q main
  disagree
  git -C desk fetch -q
  run git -C desk rebase origin/main
  run -3 tl11 -C desk sync
  [[ $output == *"a rebase is under way"* ]]
  git -C desk rebase --abort
  git init -q unborn
  printf '[notebook]\n' >unborn/tl11.ini
  git -C unborn remote add origin "$hub"
  run -3 tl11 -C unborn sync
  [[ $output == *"nothing is committed"*"tl11 save"* ]]
}

@test "what is wrong with the index is told before anything is merged" {
  local before
  write laptop alice 2026-11-24 '- second'
  tl11 -C laptop sync >said
  before=$(git -C desk rev-parse HEAD)
  cp desk/.git/index index
  git -C desk ls-files -s team/alice/2026-11-20.md | sed 's/ 0\t/ 2\t/' >stages
  git -C desk rm -q --cached team/alice/2026-11-20.md
  git -C desk update-index --index-info <stages
  run -3 tl11 -C desk sync
  [[ $output == *"there are unmerged files"* ]]
  printf x >desk/.git/index
  run -4 tl11 -C desk sync
  [[ $output == *"cannot read git's index: it is empty or damaged"* ]]
  [ "$(git -C desk rev-parse HEAD)" = "$before" ]
  cp index desk/.git/index
  run -0 tl11 -C desk sync
  equal
}

@test "a notebook that began apart, and a shallow clone" {
  on 2026-11-25
  tl11 init apart >said
  git -C apart remote add origin "$hub"
  git -C apart config tl11.allowedRemote "$hub"
  write apart budi 2026-11-24 '- apart' --as team
  run -3 tl11 -C apart sync
  [[ $output == *"began apart from this one"*"--allow-unrelated-histories "* ]]
  tip=$(git -C apart rev-parse origin/main)
  git -C apart merge -q --no-edit --allow-unrelated-histories "$tip"
  run -0 tl11 -C apart sync
  tl11 -C laptop sync >said
  tl11 -C desk sync >said
  equal
  git clone -q --depth 1 "file://$hub" shallow
  git -C shallow config tl11.allowedRemote "file://$hub"
  write shallow budi 2026-11-25 '- shallow'
  run -0 tl11 -C shallow sync
  tl11 -C laptop sync >said
  tl11 -C desk sync >said
  equal
}

@test "plain git pull and push on one side, sync on the other" {
  echo '- plain' >>desk/team/alice/2026-11-20.md
  git -C desk commit -qam 'by hand'
  write laptop alice 2026-11-24 '- second'
  tl11 -C laptop sync >said
  git -C desk pull -q --no-rebase --no-edit
  git -C desk push -q
  run -0 tl11 -C laptop sync
  [[ $output == *"alice: 1 note changed"* ]]
  equal
}

@test "a clone that git made gets the merge driver and the hooks" {
  git clone -q "$hub" plain
  run -0 tl11 -C plain sync
  [ -n "$(git -C plain config merge.tl11.driver)" ]
  [ -x plain/.git/hooks/pre-push ]
  # But it is pushed nowhere unasked.
  write plain alice 2026-11-24 '- second'
  run -3 tl11 -C plain sync
  [[ $output == *"nobody allowed"* ]]
}

@test "a password in the address is not shown" {
  git -C laptop remote set-url origin 'https://rina:s3cret@127.0.0.1:9/notes.git'
  write laptop alice 2026-11-24 '- second'
  run -4 tl11 -C laptop sync
  [[ $output == *"cannot fetch from"* && $output != *s3cret* ]]
  # One can be read from here, and the other only be written to.
  git -C laptop remote set-url --push origin 'https://rina:s3cret@127.0.0.1:9/notes.git'
  git -C laptop remote set-url origin "$hub"
  git -C laptop remote set-url --push origin 'https://rina:s3cret@127.0.0.1:9/notes.git'
  run -3 tl11 -C laptop sync
  [[ $output == *"pushed to 'https://rina@127.0.0.1:9/notes.git'"*"\"\$(tl11 git remote get-url --push 'origin')\""* ]]
  [[ $output != *s3cret* ]]
}

# A git that dies at the Nth time it is run, before or after what it is to do, and takes whoever
# started it along or not.
mortal_git() {
  mkdir mortal
  make_program mortal/git <<E
#!/bin/bash
n=\$((\$(cat '$PWD/runs' 2>/dev/null || echo 0) + 1))
echo \$n >'$PWD/runs'
[ "\$n" -eq "\$DIE_AT" ] || exec $(type -P git) "\$@"
[ "\$DIE_WHEN" = before ] || $(type -P git) "\$@" >/dev/null 2>&1
[ "\$DIE_WHO" = child ] || kill -9 \$PPID
kill -9 \$\$
E
}

@test "killed at any git that it runs, sync is simply run again" {
  # fsck finds packs gone that a gc beside it has just put into another.
  git config --global gc.auto 0
  mortal_git
  write laptop alice 2026-11-20 '- laptop' --new
  write desk alice 2026-11-21 '- desk' --new
  tl11 -C laptop sync >said
  DIE_AT=0 PATH=$PWD/mortal:$PATH tl11 -C desk sync >said
  last=$(cat runs)
  [ "$last" -ge 8 ]
  for who in child both; do
    for when in before after; do
      for ((at = 1; at <= last; at++)); do
        write laptop alice 2026-11-20 "- laptop $who $when $at" --new
        write desk alice 2026-11-21 "- desk $who $when $at" --new
        tl11 -C laptop sync >said
        rm -f runs
        DIE_AT=$at DIE_WHEN=$when DIE_WHO=$who PATH=$PWD/mortal:$PATH run tl11 -C desk sync
        git -C desk fsck --strict --no-dangling
        run -0 tl11 -C desk sync
        tl11 -C laptop sync >said
        equal
      done
    done
  done
}

@test "a lock that git left is named with its time and what to do, and one in use with its process" {
  write laptop alice 2026-11-20 '- laptop' --new
  write desk alice 2026-11-21 '- desk' --new
  tl11 -C laptop sync >said
  touch -d '2026-11-20 10:00' desk/.git/index.lock
  run -3 tl11 -C desk sync
  [[ $output == *"left the lock '$PWD/desk/.git/index.lock', of 2026-11-20 10:00:00"* ]]
  [[ $output == *"no git is at work here any more"*$'\n'"        rm '$PWD/desk/.git/index.lock'" ]]
  git -C desk -c alias.busy='!sleep 60' busy 3>&- &
  busy=$!
  run -3 tl11 -C desk sync
  kill "$busy"
  [[ $output == *"process $busy is at work here: when it has ended, try again" ]]
  run -3 tl11 -C desk jot alice 'a point'
  [[ $output == *"left the lock '$PWD/desk/.git/index.lock'"* ]]
  rm desk/.git/index.lock
  # The point is in next.md, and not committed yet.
  run -0 tl11 -C desk sync --save
  tl11 -C laptop sync >said
  equal
}
