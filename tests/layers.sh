#!/usr/bin/env bash
# The floors: no include goes up, no third-party header leaves its room, and
# only commands write to standard output.
set -u
cd "$(dirname "$0")/.." || exit 1
status=0
complain() {
  echo "check-layers: $*" >&2
  status=1
}

# Each floor with those below it that it may look at.
declare -A allowed=(
  [base]="base"
  [notes]="base notes"
  [git]="base git"
  [notebook]="base notes git notebook"
  [history]="base notes git notebook history"
  [views]="base notes git notebook history views"
  [commands]="base notes git notebook history views commands"
)

# A public header's floor is the lowest that has a source of its name, or of its
# name and more: followup.h is that of followup_parse.c.
declare -A floor_of=()
for floor in base notes git notebook history views commands; do
  for header in include/tl11/*.h; do
    name=$(basename "$header")
    stem=${name%.h}
    if [ -z "${floor_of[$name]:-}" ] && compgen -G "src/$floor/$stem.c" >/dev/null ||
      { [ -z "${floor_of[$name]:-}" ] && compgen -G "src/$floor/${stem}_*.c" >/dev/null; }; then
      floor_of[$name]=$floor
    fi
  done
done
floor_of[command.h]=commands

for header in include/tl11/*.h; do
  name=$(basename "$header")
  [ -n "${floor_of[$name]:-}" ] || complain "no floor is known for $header: name its source $(basename "$name" .h).c"
done

check_file() { # FLOOR FILE
  local name floor
  while read -r name; do
    floor=${floor_of[$name]:-none}
    [[ " ${allowed[$1]} " == *" $floor "* ]] || complain "$2 ($1) includes tl11/$name ($floor)"
  done < <(sed -n 's/^#include "tl11\/\(.*\)"/\1/p' "$2")
}
for floor in "${!allowed[@]}"; do
  for source in src/"$floor"/*.[ch]; do
    [ -e "$source" ] && check_file "$floor" "$source"
  done
done
for name in "${!floor_of[@]}"; do
  [ -e "include/tl11/$name" ] && check_file "${floor_of[$name]}" "include/tl11/$name"
done

room() { # HEADER FOLDER...: nobody else may include it
  local header=$1 file folder
  shift
  while read -r file; do
    for folder in "$@"; do
      [[ $file == src/$folder/* ]] && continue 2
    done
    complain "$file includes <$header>"
  done < <(grep -rlE "^#include <$header(/.*)?>" src include)
}
room 'nettle' base git/static
room 'git2(\.h)?' git
room 'cmark\.h' notes views
room 'ini\.h' notes
room 'pcre2\.h' history

while read -r line; do
  complain "writes to standard output: $line"
done < <(grep -nE '\b(printf|puts|putchar|g_print) *\(|\bstdout\b' -r src --include='*.c' |
  grep -vE '^src/(commands|main\.c|base/(pager|terminal)\.c)' | grep -vE '//|^\S+\s*\*')
exit "$status"
