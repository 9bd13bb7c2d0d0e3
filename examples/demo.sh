#!/usr/bin/env bash
# The main job as a user sees it, in a notebook and a home of its own: four
# people, notes in two languages, promises kept, carried and searched for.
# Each step is checked; the first that is not as expected ends all with 1.
# usage: demo.sh PROGRAM
set -u
program=$(realpath "${1:?usage: demo.sh PROGRAM}")
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d "${TMPDIR:-/tmp}/tl11-demo.XXXXXX")
trap 'rm -rf "$work"' EXIT

# Nothing of whoever runs this may matter, or be touched.
for name in $(compgen -e); do
  case $name in GIT_* | XDG_* | TL11_* | LC_* | LANG* | EDITOR | VISUAL | PAGER) unset "$name" ;; esac
done
mkdir "$work/bin" "$work/home"
ln -s "$program" "$work/bin/tl11"
ln -s "$here" "$work/examples"
export HOME=$work/home PATH=$work/bin:$PATH LANG=C.UTF-8 TERM=dumb GIT_CONFIG_NOSYSTEM=1
export GIT_EDITOR="$work/bin/editor" COLUMNS=100
git config --global user.name "Dewi Lestari"
git config --global user.email dewi@example.com
git config --global init.defaultBranch main
cd "$work" || exit 1

fail() {
  printf '\ndemo: %s\n' "$*" >&2
  exit 1
}

say() { printf '\n# %s\n' "$*"; }

# Runs a command line, shows it and what it prints; it has to end with $status, 0 if unset.
run() {
  printf '\n$ %s\n' "$*"
  (eval "$*") >"$work/out" 2>&1
  local ended=$?
  sed -e "s|$work/||g" "$work/out"
  [ "$ended" -eq "${status:-0}" ] || fail "'$*' ended with $ended, not ${status:-0}"
}

# What the last command has to have printed (extended regular expressions), or not.
expect() {
  local pattern
  for pattern in "$@"; do
    grep -Eq -- "$pattern" "$work/out" || fail "no line matches '$pattern'"
  done
}

refuse() {
  ! grep -Eq -- "$1" "$work/out" || fail "a line matches '$1'"
}

# From now on it is that day, nine in the morning.
on() {
  export TL11_TODAY=$1 GIT_AUTHOR_DATE="$1T09:00:00+0700" GIT_COMMITTER_DATE="$1T09:00:00+0700"
}

# The editor: puts what edits has for a section ("A: text", a line each) at the
# section's end, as a quick typist would.
cat >"$work/bin/editor" <<'EDITOR'
#!/usr/bin/env bash
awk '
  NR == FNR { at = index($0, ": "); add[substr($0, 1, at - 1)] = add[substr($0, 1, at - 1)] substr($0, at + 2) "\n"; next }
  /^## / { flush(); title = $2; sub(/\.$/, "", title) }
  { print; blank = $0 == "" }
  function flush() { if (title in add) print (blank ? "" : "\n") add[title] }
  END { flush() }
' "$EDITS" "$1" >"$1.new" && cat "$1.new" >"$1" && rm "$1.new"
EDITOR
chmod +x "$work/bin/editor"
export EDITS=$work/edits

# note COMMAND…: what is typed comes from standard input.
note() {
  cat >"$EDITS"
  printf '\n  in the editor:\n'
  sed 's/^/  | /' "$EDITS"
  run "$@"
}

# The id of the open follow-up whose text matches.
id_of() {
  tl11 followups | grep -E -- "$1" | cut -d ' ' -f 1
}

say "A notebook is a Git repository of Markdown files."
on 2026-11-10
run tl11 init notes
expect "made a notebook"
cd notes || exit 1

say "People, by what they are to you: the guide has questions for each."
run 'tl11 add alice --as team --name "Alice Ng" --every 1w'
run 'tl11 add budi --as manager --name "Budi Santoso" --every 2w --lang id'
run 'tl11 add sari --as peer --name "Sari Dewi" --lang id'
run 'tl11 add chen --as cross-functional --name "Chen Wei"'
run tl11 people
expect "^alice +Alice Ng +team +1w" "^budi +Budi Santoso +manager +2w" "^sari" "^chen"
run tl11 guide team.c
expect "Giving Support and Feedback" "Recognise one achievement"

say "A point for the next 1:1, from anywhere."
run 'tl11 jot alice "on-call rota, she asked on Friday"'

say "The 1:1s of the day: a scaffold from the guide, your editor, one commit."
note 'tl11 note alice' <<'END'
A: - tired, two releases this week #mood
C: - led the incident review calmly #recognition
C: - [ ] Send the cache RFC to Sari @me due:+7d
C: - [ ] Pick an observability course @alice due:2026-11-30
Private: - wants to lead a team one day
END
expect "team/alice/2026-11-10.md: committed"
note 'tl11 note budi' <<'END'
A: - proyek cache selesai sebelum akhir tahun #expectation
C: - [ ] Kirim angka latensi kuartal ini @me tenggat:+3d
END
note 'tl11 note sari' <<'END'
A: - timnya pindah ke platform baru bulan depan
B: - [ ] Uji coba alur kerja baru @sari due:2026-12-01
END
note 'tl11 note chen' <<'END'
A: - product wants the export before the holidays
B: - we said: API freeze on Friday, everything else can wait
END
run cat team/alice/2026-11-10.md
expect "^# Alice Ng, 2026-11-10" "^## Agenda" "on-call rota" "due:2026-11-17 \^[0-9a-z]{6}$"
run cat manager/budi/2026-11-10.md
expect "^## A\. Menyelaraskan Harapan" "Kirim angka latensi kuartal ini @me tenggat:2026-11-13"

say "What was promised, by whom, until when."
run tl11 followups
expect "2026-11-13 +me +budi +Kirim angka latensi" "2026-11-17 +me +alice +Send the cache RFC" \
  "2026-11-30 +alice" "2026-12-01 +sari"
id=$(id_of 'Kirim angka')
on 2026-11-12
run "tl11 done ${id:0:4}"
expect "^done: $id"

say "A week later: what is open comes along into the next note."
on 2026-11-17
note 'tl11 note alice' <<'END'
A: - rested, the new rota helps #mood
B: - would like to give a talk on caching #growth
END
run tl11 show alice
expect "Alice Ng, 2026-11-17" "Send the cache RFC to Sari" "rested, the new rota helps"
run "grep -n RFC team/alice/*.md"
expect "2026-11-10.md:[0-9]+:- \[>\] Send the cache RFC" \
  "2026-11-17.md:[0-9]+:- \[ \] Send the cache RFC.* from:2026-11-10"
run tl11 followups alice
expect "Send the cache RFC to Sari +7d +>1" "Pick an observability course"
run tl11 followups --as-of 2026-11-11 --mine
expect "Kirim angka latensi"
run tl11 log
expect "2026-11-17 +alice +team" "2026-11-10 +budi +manager" "2026-11-10 +chen"

say "Without tl11 it is plain Markdown in plain Git: an edit elsewhere, a commit by git."
run "sed -i '/API freeze/d' cross-functional/chen/2026-11-10.md && git commit -qam 'tidy up'"
run tl11 grep rota
expect "on-call rota"
run "tl11 grep --history 'API freeze'"
expect "API freeze on Friday"

say "A promise that was deleted without being kept is not forgotten."
run "sed -i '/observability/d' team/alice/2026-11-17.md && git commit -qam 'oops'"
run tl11 lost
expect "Pick an observability course"
id=$(sed -n 's/^\([0-9a-z]\{6\}\) .*observability.*/\1/p' "$work/out")
run "tl11 lost --restore $id"
run tl11 followups alice
expect "^$id .*Pick an observability course"

say "All is committed, nothing is wrong, and git agrees."
run tl11 check
status=1 run tl11 save
run git status --short
refuse .
run git fsck --full --strict
run git log --oneline
expect "note\(team/alice\): 2026-11-10, 2 follow-ups opened" "done\(manager/budi\)" "init: a notebook"
run ls -ld tl11.ini team team/alice/2026-11-17.md
expect "^-rw-------.* tl11.ini$" "^drwx------.* team$" "^-rw-------.* team/alice"

say "The same after a year, in a notebook made for it (examples/year.txt tells whose)."
on 2026-11-24
cd "$work" || exit 1
run "perl examples/year.pl year && cd year && git log --oneline | wc -l"
expect '^2[0-9][0-9]$'
cd year || exit 1
run tl11 people
expect "^alice .* 2026-11-24 +2026-12-01" "^sari +Sari Dewi +manager " "^jonas .* peer "
run "tl11 log sari | sed -n '1,3p;\$p'"
expect "sari +manager" "sari +peer"
run "tl11 followups --mine --overdue | head -n 5"
expect "Ajukan anggaran log tahun depan"
run tl11 lost
expect "pick an observability course"

say "What the notes say over time. Nothing of it was typed twice."
run tl11
expect "Jonas Weber" "get a bigger disk for staging"
run tl11 due
expect "jonas"
run tl11 prep tom
expect "staging"
run tl11 coverage
expect "^ *tom .*17"
run tl11 brief sari
expect "^## Milestones" "impor mingguan berjalan" "^## Open blockers" "staging database"
refuse "worried|#mood|#concern"
run "tl11 register chen"
expect "adoption"
run "tl11 review alice --since -13w"
expect "calm through three incidents in a week.*team/alice/2026-11-03.md"
refuse "thinks of leaving|the raise is below"
run tl11 report
expect "^alice █" "^jonas .*▒▒ " "^kept +[0-9]+% +[0-9]+%"
run "tl11 report --html ../report.html && ls -l ../report.html"
expect "^-rw-------"
run tl11 check
run git fsck --full --strict

printf '\nAll went well: every step above did what it should.\n'
