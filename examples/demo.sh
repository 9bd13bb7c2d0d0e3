#!/usr/bin/env bash
# Shows tl11 at work in a notebook of its own, as a user would see it, and
# checks what it shows. usage: demo.sh PROGRAM
set -eu
program=$(realpath "${1:?usage: demo.sh PROGRAM}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/home"
ln -s "$program" "$scratch/bin/tl11"
# Links to the catalogues too: the program looks for them beside itself.
export PATH=$scratch/bin:$PATH HOME=$scratch/home LANG=C.UTF-8 LC_ALL='' LANGUAGE='' TL11_DIR=''
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME GIT_EDITOR VISUAL NO_COLOR
git config --global user.name 'Rina Tech Lead'
git config --global user.email rina@example.com
git config --global init.defaultBranch main

# The day it is, for tl11 and for git.
on() {
  export TL11_TODAY=$1 GIT_AUTHOR_DATE="$1T09:00:00Z" GIT_COMMITTER_DATE="$1T09:00:00Z"
  printf '\n== %s\n' "$1"
}

# An editor that writes by itself: after each line that holds the first word, the second.
write() {
  printf '#!/usr/bin/env bash\nfile=$1\n' >"$scratch/editor"
  while [ $# -gt 1 ]; do
    printf 'sed -i %q "$file"\n' "0,/$1/{/$1/a\\
\\
$2
}" >>"$scratch/editor"
    shift 2
  done
  chmod +x "$scratch/editor"
  export EDITOR=$scratch/editor
}

run() {
  printf '\n$ %s\n' "$*"
  "$@"
}

# What the last step must have shown, or the demo has failed.
expect() {
  if ! "${@:2}" | grep -q -- "$1"; then
    printf 'demo: expected %s from: %s\n' "$1" "${*:2}" >&2
    exit 1
  fi
}

on 2026-11-03
echo 'A person of each relationship: the first note makes the notebook and the person.'
write 'Open with empathy' '- tired, two releases this week #mood' \
  'Recognise one' '- led the incident review calmly #recognition' \
  '^## Decisions' '- [ ] Send the cache RFC to Sari @me due:+3d\
- [ ] Pick an observability course @alice due:+10d'
run tl11 note alice --as team
cd "$HOME/.local/share/tl11"
write 'Tujuan proyek' '- peluncuran bertahap, disepakati #expectation' \
  '^## Keputusan' '- [ ] Kirim ringkasan risiko @me tenggat:jumat'
run tl11 --lang id note budi --as manajer
write 'Swap ideas' '- contract tests from their side, our rollout checklist from ours #idea'
run tl11 note chandra --as peer
write 'Kepercayaan di antara kita' '- jujur soal jadwal #relation'
run tl11 --lang id note dewi --as xfunc
run tl11 people
run tl11 show alice
expect 'led the incident review' tl11 show alice
run tl11 followups
expect 'Send the cache RFC' tl11 followups

on 2026-11-10
echo 'A week later: a point jotted, one promise kept, the other goes on by itself.'
run tl11 jot alice on-call rota, she asked on Friday
id=$(tl11 followups alice --mine --json | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
run tl11 done "$id"
write '^## B' '- wants to lead the platform guild #career'
run tl11 note alice
run cat team/alice/2026-11-10.md
expect 'from:2026-11-03' cat team/alice/2026-11-10.md
expect '\[>\] Pick an observability course' cat team/alice/2026-11-03.md
run tl11 log alice
run tl11 followups --all

on 2026-11-12
echo 'Edited without tl11: a promise deleted by hand is not lost.'
run sed -i '/Kirim ringkasan/d' manager/budi/2026-11-03.md
run git commit -qam 'edited by hand'
run tl11 lost
expect 'Kirim ringkasan' tl11 lost
lost=$(tl11 lost --json | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
run tl11 lost --restore "$lost"
expect 'Kirim ringkasan' tl11 followups
if tl11 help | grep -q '^  grep '; then
  run tl11 grep recognition
  run tl11 grep --history 'ringkasan'
else
  run git log --oneline -S'ringkasan risiko'
fi
run tl11 check
run git log --oneline --stat -3
run git fsck --strict
[ -z "$(git status --porcelain)" ]
printf '\nAll of it is plain Markdown in plain Git. The demo went well.\n'
