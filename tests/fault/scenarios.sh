#!/usr/bin/env bash
# Random lives of promises against a model, and merges in every order: no open
# one vanishes unreported, none that was closed is called lost, none is doubled.
# FIRST is where the numbers begin; scenarios says which of them differ, and how.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
driver=${TL11_BUILD:-$here/../../build}/tests/scenarios
count=${SAMPLE:-60}
[ -z "${ALL:-}" ] || count=10000
[ -x "$driver" ] || {
  echo "${0##*/}: there is no $driver: run 'make tests'" >&2
  exit 1
}
status=0
"$driver" "${FIRST:-1}" "$count" || status=1
"$driver" --merges "${FIRST:-1}" "$((count / 8 + 1))" || status=1
exit "$status"
