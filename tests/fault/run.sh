#!/usr/bin/env bash
# Runs the fault scripts, as TAP. usage: run.sh BUILD
# A sample of each; with TL11_TORTURE set, every point there is.
here=$(cd "$(dirname "$0")" && pwd)
TL11_BUILD=$(cd "${1:?usage: run.sh BUILD}" && pwd) || exit 1
export TL11_BUILD
[ -z "${TL11_TORTURE:-}" ] || export ALL=1
# The commit path alone, through its driver; then all of tl11 note.
driver=(kill sticky fulldisk sync writers index gc)
program=(kill sticky fulldisk sync writers)
status=0 n=0
whole=4
echo "1..$((${#driver[@]} + ${#program[@]} + whole))"

run_script() { # SCRIPT WHAT
  n=$((n + 1))
  if said=$(bash "$here/$1.sh" 2>&1); then
    echo "ok $n - fault $1 $2"
  else
    echo "not ok $n - fault $1 $2"
    status=1
  fi
  while IFS= read -r line; do echo "# $line"; done <<<"$said"
}

for script in "${driver[@]}"; do
  run_script "$script" commit
done
# shellcheck disable=SC2016 # it is expanded in lib.sh
export TL11_FAULT_COMMAND='"$build/bin/tl11" -C "$ROOT" note "$PERSON" --stdin --date "$DATE" -m "$MESSAGE"'
for script in "${program[@]}"; do
  run_script "$script" note
done
run_script scenarios model
run_script machines merge
run_script meet sync
run_script history git
exit "$status"
