#!/usr/bin/env bash
# Runs the fault scripts, as TAP. usage: run.sh BUILD
# A sample of each; with TL11_TORTURE set, every point there is.
here=$(cd "$(dirname "$0")" && pwd)
TL11_BUILD=$(cd "${1:?usage: run.sh BUILD}" && pwd) || exit 1
export TL11_BUILD
[ -z "${TL11_TORTURE:-}" ] || export ALL=1
scripts=(kill sticky fulldisk writers index gc)
status=0 n=0
echo "1..${#scripts[@]}"
for script in "${scripts[@]}"; do
  n=$((n + 1))
  if said=$(bash "$here/$script.sh" 2>&1); then
    echo "ok $n - fault $script"
  else
    echo "not ok $n - fault $script"
    status=1
  fi
  while IFS= read -r line; do echo "# $line"; done <<<"$said"
done
exit "$status"
