#!/usr/bin/env bash
# Random histories, rewritten in between: what 'tl11 grep --history' says of every line
# is what git's objects hold. FIRST is where the numbers begin.
count=${SAMPLE:-25}
. "$(dirname "$0")/lib.sh"
[ -z "$ALL" ] || count=2000
[ -x "$build/bin/tl11" ] || die "there is no $build/bin/tl11: run 'make'"
export TZ=UTC
unset TL11_DIR
perl "$here/history.pl" "$build/bin/tl11" "$work/histories" "${FIRST:-1}" "$count"
