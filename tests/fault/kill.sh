#!/usr/bin/env bash
# SIGKILL before every system call of the command: the text is safe, the
# repository sound, and the same command again ends where an undisturbed run does.
. "$(dirname "$0")/lib.sh"
need_strace

run_killed() { # NAME N
  point="$scenario, killed at $1 $2"
  checks=$((checks + 1))
  fresh_copy
  (
    strace -f -o /dev/null -e "trace=$1" -e "inject=$1:signal=SIGKILL:when=$2" \
      "${command[@]}" <"$work/text" >"$work/out.killed"
    exit "$?" # a shell of its own, which keeps the news of the killing to itself
  ) 2>/dev/null
  [ "$?" -eq 137 ] || missed=$((missed + 1))
  check_text
  check_acknowledged 1 "$work/out.killed"
  check_sound
  check_rerun
}

missed=0
for scenario in ${SCENARIOS:-new edit move}; do
  prepare_scenario "$scenario"
  # shellcheck disable=SC2119 # all of them
  list_points >"$work/points"
  [ -s "$work/points" ] || die 'no system calls were seen'
  while read -r name n <&3; do run_killed "$name" "$n"; done 3<"$work/points"
done
# A run or two may take another path; but then most are to have been killed.
[ $((missed * 10)) -le "$checks" ] || fail "$missed of $checks were not killed"
finish
