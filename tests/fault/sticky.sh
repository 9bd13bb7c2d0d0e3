#!/usr/bin/env bash
# From one system call on, every call of that name fails (the disk is full, the
# disk is broken); or that one alone does: no "done" that is not, the old text
# intact, the rerun succeeds.
# MODES: sticky, single. ERRORS, CALLS: by their names.
. "$(dirname "$0")/lib.sh"
need_strace

: "${CALLS:=openat read pread64 write fsync rename renameat renameat2 link linkat unlink unlinkat mkdir mkdirat
  close newfstatat fchmod flock mmap ftruncate utimensat}"
if [ -n "$ALL" ]; then
  : "${MODES:=sticky single}" "${ERRORS:=ENOSPC EIO}"
else
  : "${MODES:=sticky}" "${ERRORS:=ENOSPC EIO}"
fi

run_failing() { # NAME N ERROR
  local status when=$2
  [ "$mode" = sticky ] && when=$2+
  point="$scenario, $mode $3 at $1 $2"
  checks=$((checks + 1))
  fresh_copy
  strace -f -o /dev/null -e "trace=$1" -e "inject=$1:error=$3:when=$when" \
    "${command[@]}" <"$work/text" >"$work/out.failed" 2>"$work/err.failed"
  status=$?
  check_text
  check_acknowledged "$status" "$work/out.failed"
  [ "$status" -eq 0 ] || [ -s "$work/err.failed" ] || [ "$1" = write ] || fail "it ended with $status, without a word"
  check_sound
  check_rerun
}

for scenario in ${SCENARIOS:-new edit}; do
  prepare_scenario "$scenario"
  # shellcheck disable=SC2086 # a list of words
  list_points $CALLS >"$work/points"
  [ -s "$work/points" ] || die 'no system calls were seen'
  for mode in $MODES; do
    for error in $ERRORS; do
      while read -r name n <&3; do run_failing "$name" "$n" "$error"; done 3<"$work/points"
    done
  done
done
finish
