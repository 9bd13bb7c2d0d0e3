#!/usr/bin/env bash
# From one system call on, every call of that name fails (the disk is full, the
# disk is broken): no "done" that is not, the old text intact, the rerun succeeds.
. "$(dirname "$0")/lib.sh"
need_strace

calls='openat read pread64 write fsync rename renameat renameat2 link linkat unlink unlinkat mkdir mkdirat
  close newfstatat fchmod flock mmap ftruncate utimensat'

run_failing() { # NAME N ERROR
  local status
  point="$scenario, $3 from $1 $2 on"
  checks=$((checks + 1))
  fresh_copy
  strace -f -o /dev/null -e "trace=$1" -e "inject=$1:error=$3:when=$2+" \
    "${command[@]}" <"$work/text" >"$work/out.failed" 2>"$work/err.failed"
  status=$?
  check_text
  check_acknowledged "$status" "$work/out.failed"
  check_sound
  check_rerun
}

for scenario in ${SCENARIOS:-new edit}; do
  prepare_scenario "$scenario"
  # shellcheck disable=SC2086 # a list of words
  list_points $calls >"$work/points"
  [ -s "$work/points" ] || die 'no system calls were seen'
  for error in ENOSPC EIO; do
    while read -r name n <&3; do run_failing "$name" "$n" "$error"; done 3<"$work/points"
  done
done
finish
