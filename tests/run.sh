#!/usr/bin/env bash
# Runs every test that has been built, and tells how many passed.
# usage: run.sh BUILD     TL11_JOBS: how many at once (1); the fault scripts come last, alone
set -u
build=$(cd "${1:?usage: run.sh BUILD}" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
export TL11_BUILD=$build
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT TERM

# A home of its own for each, a fixed language: nothing of the user's may matter.
environment=(env -i "PATH=$build/bin:$PATH" LANG=C.UTF-8 TERM=dumb "TMPDIR=${TMPDIR:-/tmp}"
  "TL11_BUILD=$build" "GIT_CONFIG_NOSYSTEM=1")
for name in CI TL11_VALGRIND TL11_TORTURE TL11_ORACLE_DOCUMENTS ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS LLVM_PROFILE_FILE; do
  [ -n "${!name:-}" ] && environment+=("$name=${!name}")
done

passed=0 failed=0
count() { # FILE of TAP, STATUS of its runner
  local ok not_ok
  ok=$(grep -c '^ok ' "$1")
  not_ok=$(grep -c '^not ok ' "$1")
  passed=$((passed + ok)) failed=$((failed + not_ok))
  # A runner that died, or ran nothing, has failed whatever it printed.
  if [ "$2" -ne 0 ] && [ "$not_ok" -eq 0 ] || [ $((ok + not_ok)) -eq 0 ]; then
    echo "  ended with status $2 after $ok tests"
    failed=$((failed + 1))
  fi
  [ "$not_ok" -eq 0 ] || grep -A 12 '^not ok ' "$1"
}

# Each writes its TAP into $tap, and whatever else is said into $tap.said.
run_unit() {
  cd "$here/.." && "${environment[@]}" "HOME=$home" "$build/tests/$1" --tap="$tap" --quiet >"$tap.said" 2>&1
}

run_bats() {
  cd "$here" && "${environment[@]}" "HOME=$home" bats --tap "$here/cli/$1" >"$tap" 2>"$tap.said"
}

run_faults() {
  cd "$here" && "${environment[@]}" "HOME=$home" bash "$here/fault/run.sh" "$build" >"$tap" 2>&1
}

running=()
start() { # KIND NAME
  local home=$results/$2.home tap=$results/$2.tap
  mkdir -p "$home"
  : >"$tap"
  ("run_$1" "$2" </dev/null) &
  running+=("$! $1 $2")
}

finish_first() {
  local pid kind name status
  read -r pid kind name <<<"${running[0]}"
  running=("${running[@]:1}")
  wait "$pid"
  status=$?
  echo "$kind $name"
  [ "$status" -eq 0 ] || [ ! -e "$results/$name.tap.said" ] || tail -n 30 "$results/$name.tap.said"
  count "$results/$name.tap" "$status"
}

run() { # KIND NAME
  [ "${#running[@]}" -lt "${TL11_JOBS:-1}" ] || finish_first
  start "$1" "$2"
}

finish_all() {
  while [ "${#running[@]}" -gt 0 ]; do finish_first; done
}

for test in "$here"/unit/test_*.c; do run unit "$(basename "$test" .c)"; done
for test in "$here"/cli/*.bats; do run bats "$(basename "$test")"; done
finish_all
[ -n "${TL11_NO_FAULTS:-}${TL11_VALGRIND:-}" ] || run faults all
finish_all

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
