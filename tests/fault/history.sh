#!/usr/bin/env bash
# Random histories, rewritten in between: what 'tl11 grep --history' says of every line
# is what git's objects hold. FIRST is where the numbers begin.
build=${TL11_BUILD:-$(cd "$(dirname "$0")/../../build" && pwd)}
count=${SAMPLE:-25}
[ -z "${ALL:-}" ] || count=2000
[ -x "$build/bin/tl11" ] || {
  echo "${0##*/}: there is no $build/bin/tl11: run 'make'" >&2
  exit 1
}
scratch=$(mktemp -d "${TMPDIR:-$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)}/tl11-history.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
export HOME=$scratch/home GIT_CONFIG_NOSYSTEM=1 TZ=UTC LC_ALL=C.UTF-8
unset XDG_CONFIG_HOME XDG_CACHE_HOME TL11_DIR GIT_DIR GIT_INDEX_FILE GIT_CONFIG_GLOBAL
mkdir "$HOME"
perl "$(dirname "$0")/history.pl" "$build/bin/tl11" "$scratch/work" "${FIRST:-1}" "$count"
