#!/usr/bin/env bash
# A signal before every system call of the command: the text is safe, the
# repository sound, and the same command again ends where an undisturbed run does.
# MODES: kill; twice (the command that mends is killed as well); term (SIGTERM,
# after which nothing may be left over even before the next run).
. "$(dirname "$0")/lib.sh"
need_strace

# The command's own status is $?; the news of a killing go nowhere.
run_hit() { # SIGNAL NAME N
  (
    strace -f -o /dev/null -e "trace=$2" -e "inject=$2:signal=SIG$1:when=$3" \
      "${command[@]}" <"$work/text" >"$work/out.killed"
    exit "$?"
  ) 2>/dev/null
}

check_killed() {
  check_text
  check_acknowledged 1 "$work/out.killed"
  check_sound
}

hit() { # NAME N
  local signal=KILL wanted=137 status
  [ "$mode" = term ] && signal=TERM wanted=143
  point="$scenario, $mode at $1 $2"
  checks=$((checks + 1))
  fresh_copy
  run_hit "$signal" "$1" "$2"
  status=$?
  [ "$status" -eq "$wanted" ] || missed=$((missed + 1))
  check_killed
  if [ "$mode" = twice ]; then
    # Some other point of the list, so that all pairs are met in time.
    read -r name n < <(shuf -n 1 --random-source=<(yes "$checks") "$work/points")
    point="$point, then at $name $n"
    run_hit KILL "$name" "$n"
    check_killed
  elif [ "$mode" = term ]; then
    check_leftovers
  fi
  check_rerun
}

missed=0
for scenario in ${SCENARIOS:-new edit move}; do
  prepare_scenario "$scenario"
  # shellcheck disable=SC2119 # all of them
  list_points >"$work/points"
  [ -s "$work/points" ] || die 'no system calls were seen'
  for mode in ${MODES:-kill twice term}; do
    while read -r name n <&3; do hit "$name" "$n"; done 3<"$work/points"
  done
done
# A run or two may take another path; but then most are to have been killed.
[ $((missed * 10)) -le "$checks" ] || fail "$missed of $checks were not hit"
finish
