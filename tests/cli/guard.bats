#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr: the helper and bats set them
# The save guard: no open follow-up goes away unnoticed.

setup() {
  load helper
  load promises
  fresh_promises
}

@test "an open one that is gone is named and refused" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n- [ ] other ^aaaaa2\n' | note alice --as team
  sed -i '/mine/d' team/alice/2026-11-03.md
  run -3 tl11 save
  [[ $output == *'mine ^aaaaa1'* ]]
  [ "$(git status --porcelain)" = ' M team/alice/2026-11-03.md' ]
  tl11 save --drop-missing
  grep -q '^- \[-\] mine ^aaaaa1' team/alice/2026-11-03.md
  run -1 tl11 lost
  clean
}

@test "on a terminal it asks, and puts the answer down" {
  printf '# A\n\n- [ ] keep me ^aaaaa1\n- [ ] was done ^aaaaa2\n- [ ] not needed ^aaaaa3\n' | note alice --as team
  sed -i '/\[ \]/d' team/alice/2026-11-03.md
  printf 'what?\nk\nd\nr\n' | script -qec 'tl11 save' /dev/null
  grep -q '^- \[ \] keep me ^aaaaa1' team/alice/2026-11-03.md
  grep -q '^- \[x\] was done done:2026-11-03 ^aaaaa2' team/alice/2026-11-03.md
  grep -q '^- \[-\] not needed ^aaaaa3' team/alice/2026-11-03.md
  clean
}

@test "moved to another note is not gone, nor is one that is open elsewhere" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n- [ ] stays\n' | note alice --as team
  printf '# B\n\ntalked\n' | note bob --as peer
  sed -i '/mine/d' team/alice/2026-11-03.md
  printf '\n- [ ] mine ^aaaaa1\n' >>peer/bob/2026-11-03.md
  tl11 save
  run -1 tl11 lost
}

@test "a note that is removed" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n' | note alice --as team
  rm team/alice/2026-11-03.md
  run -3 tl11 save
  run -3 tl11 save --drop-missing
  on 2026-11-10
  printf '# A\n\ntalked\n' | note alice
  tl11 save --drop-missing
  grep -q '^- \[-\] mine ^aaaaa1' team/alice/2026-11-10.md
  [ ! -e team/alice/2026-11-03.md ]
  run -1 tl11 lost
}

@test "reworded and marked as carried in one go is gone all the same" {
  mkdir -p team/alice
  printf '[person]\n' >team/alice/person.ini
  printf '# A\n\n- [ ] send the cache RFC to Sari\n' >team/alice/2026-11-03.md
  git add -A
  git commit -qm 'by hand'
  sed -i 's/\[ \] send the cache/[>] send the whole/' team/alice/2026-11-03.md
  run -3 tl11 save
  [[ $output == *'send the cache RFC'* ]]
}

@test "a promise that is closed on one of its lines is not missed where the note goes" {
  printf '# A\n\n- [ ] mine ^aaaaa1\n- [-] mine ^aaaaa1\n' | note alice --as team
  on 2026-11-10
  printf '# A\n\n- [ ] other ^aaaaa2\n' | note alice
  rm team/alice/2026-11-03.md
  tl11 save
  run -1 tl11 lost
}
