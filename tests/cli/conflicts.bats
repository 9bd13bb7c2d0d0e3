#!/usr/bin/env bats
# shellcheck disable=SC2154 # variables of the helpers and of bats
# What two machines do not agree on, and what is not committed where something comes.

load helper

setup() {
  load machines
  two_machines
}

@test "a conflict: person, section and line are named, the merge stays open, sync goes on" {
  printf '# Alice\n\n## A. Building Trust\n\n- [ ] first ^k3f9q2\n' >laptop/team/alice/2026-11-20.md
  tl11 -C laptop sync --save >said
  tl11 -C laptop add alicia --as peer >said
  tl11 -C desk sync >said
  disagree
  before=$(git -C hub.git rev-parse main)
  run -3 tl11 -C desk sync
  [[ $output == *"the merge needs your decision"*"'team/alice/2026-11-20.md':5: alice, A. Building Trust"*"'tl11 sync' goes on"*"merge --abort"* ]]
  [ -e desk/.git/MERGE_HEAD ]
  [ "$(grep -c '^<<<<<<<' desk/team/alice/2026-11-20.md)" -eq 1 ]
  # Looking again decides nothing, nor does save.
  run -3 tl11 -C desk sync
  run -3 tl11 -C desk sync --save
  run -3 tl11 -C desk save
  git -C desk add team
  run -3 tl11 -C desk sync
  [[ $output == *"alice, A. Building Trust"* ]]
  [ "$(git -C hub.git rev-parse main)" = "$before" ]
  printf '# Alice\n\n## A. Building Trust\n\n- [ ] first, as both say ^k3f9q2\n' >desk/team/alice/2026-11-20.md
  run -0 tl11 -C desk sync
  [[ $output == "the merge is completed"*"went to origin/main"* ]]
  [ ! -e desk/.git/MERGE_HEAD ]
  tl11 -C laptop sync >said
  grep -qx -- '- \[ \] first, as both say ^k3f9q2' laptop/team/alice/2026-11-20.md
  equal
}

@test "a conflict can be taken back, and be resolved by git alone" {
  disagree
  run -3 tl11 -C desk sync
  tl11 -C desk git merge --abort
  [ "$(git -C desk status --porcelain)" = '' ]
  run -3 tl11 -C desk sync
  git -C desk checkout --ours team
  git -C desk add team
  git -C desk commit -q --no-edit
  run -0 tl11 -C desk sync
  tl11 -C laptop sync >said
  grep -q 'as the desk says' laptop/team/alice/2026-11-20.md
  equal
}

@test "deleted here and changed there is a person's to decide" {
  git -C laptop rm -q team/alice/2026-11-20.md
  git -C laptop commit -qm 'gone'
  tl11 -C laptop sync >said
  echo '- changed' >>desk/team/alice/2026-11-20.md
  tl11 -C desk save >said
  run -3 tl11 -C desk sync
  [[ $output == *"'team/alice/2026-11-20.md' (alice): changed here, deleted or moved there"*"tl11 git add FILE"* ]]
  run -3 tl11 -C desk sync
  git -C desk add team/alice/2026-11-20.md
  run -0 tl11 -C desk sync
  tl11 -C laptop sync >said
  grep -qx -- '- changed' laptop/team/alice/2026-11-20.md
  equal
}

@test "settings that both machines changed: every command says how to go on" {
  printf '[notebook]\nlanguage = en\n' >laptop/tl11.ini
  git -C laptop commit -qm en tl11.ini
  tl11 -C laptop sync >said
  printf '[notebook]\nlanguage = id\n' >desk/tl11.ini
  git -C desk commit -qm id tl11.ini
  run -3 tl11 -C desk --lang en sync
  for asked in people followups check sync; do
    run -4 tl11 -C desk --lang en "$asked"
    [[ $output == *"'tl11.ini':2: a merge left a conflict marker here: edit what stands between the markers, remove them, save" ]]
  done
  printf '[notebook]\nlanguage = id\n' >desk/tl11.ini
  run -0 tl11 -C desk --lang en sync
  [[ $output == "the merge is completed"* ]]
  tl11 -C laptop sync >said
  equal
}

@test "without markers by .gitattributes, one side does not win in silence" {
  printf '*.md -text -merge\n' >laptop/.gitattributes
  tl11 -C laptop sync --save >said
  tl11 -C desk sync >said
  disagree
  for _ in 1 2; do
    run -3 tl11 -C desk sync
    [[ $output == *"changed on both sides"* ]]
  done
  echo '- both' >desk/team/alice/2026-11-20.md
  git -C desk add team
  run -0 tl11 -C desk sync
  tl11 -C laptop sync >said
  equal
}

@test "what is not committed is not merged over: named, and nothing is touched" {
  write laptop alice 2026-11-24 '- second'
  sed -i 's/first/first and more/' laptop/team/alice/2026-11-20.md
  tl11 -C laptop sync --save >said
  # A changed file, an untracked one of the same name, a staged one: each in the way.
  echo '- mine' >>desk/team/alice/2026-11-20.md
  printf -- '- untracked\n' >desk/team/alice/2026-11-24.md
  before=$(snapshot desk/team)
  run -3 tl11 -C desk sync
  [[ $output == *"not committed here:"*"'team/alice/2026-11-20.md' (alice)"*"'team/alice/2026-11-24.md' (alice)"*"tl11 sync --save"* ]]
  [ "$(snapshot desk/team)" = "$before" ]
  [ ! -e desk/.git/MERGE_HEAD ]
  rm desk/team/alice/2026-11-24.md
  git -C desk checkout -q team
  chmod 600 desk/team/alice/2026-11-20.md
  write desk alice 2026-11-25 '- third'
  echo staged >desk/file
  git -C desk add file
  run -3 tl11 -C desk sync
  [[ $output == *"'file'"* ]]
  git -C desk rm -q --cached file
  rm desk/file
  run -0 tl11 -C desk sync
  tl11 -C laptop sync >said
  equal
}

@test "what is dirty elsewhere, or ignored, stays as it is" {
  write laptop alice 2026-11-24 '- second'
  tl11 -C laptop sync >said
  echo '- mine' >>desk/team/alice/2026-11-20.md
  echo untracked >desk/todo
  echo swap >desk/team/alice/.2026-11-24.md.swp
  run -0 tl11 -C desk sync
  grep -qx -- '- mine' desk/team/alice/2026-11-20.md
  grep -qx swap desk/team/alice/.2026-11-24.md.swp
  [ "$(git -C desk status --porcelain)" = " M team/alice/2026-11-20.md"$'\n'"?? todo" ]
}

@test "an ignored file in the way is not overwritten" {
  echo secret >desk/team/alice/local.md
  echo 'team/alice/local.md' >>desk/.git/info/exclude
  echo public >laptop/team/alice/local.md
  git -C laptop add team
  git -C laptop commit -qm local
  tl11 -C laptop sync >said
  write desk alice 2026-11-25 '- third'
  run tl11 -C desk sync
  [ "$(cat desk/team/alice/local.md)" = secret ]
  [ "$status" -eq 3 ]
  [[ $output == *"'team/alice/local.md'"* ]]
  git -C desk reset -q --hard origin/main~1
  echo secret >desk/team/alice/local.md
  run -3 tl11 -C desk sync
  [ "$(cat desk/team/alice/local.md)" = secret ]
}
