#!/usr/bin/env bash
# Runs every test that has been built, and tells how many passed.
# usage: run.sh BUILD
set -u
build=$(cd "${1:?usage: run.sh BUILD}" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
export TL11_BUILD=$build
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# A home of its own, a fixed language: nothing of the user's may matter.
home=$results/home
mkdir -p "$home"
environment=(env -i "PATH=$build/bin:$PATH" "HOME=$home" LANG=C.UTF-8 TERM=dumb "TMPDIR=${TMPDIR:-/tmp}"
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

run_unit() {
  local tap=$results/$1.tap status
  (cd "$here/.." && "${environment[@]}" "$build/tests/$1" --tap="$tap" --quiet </dev/null >"$results/$1.out" 2>&1)
  status=$?
  echo "unit $1"
  [ "$status" -eq 0 ] || tail -n 30 "$results/$1.out"
  [ -e "$tap" ] || : >"$tap"
  count "$tap" "$status"
}

run_bats() {
  local name tap status
  name=$(basename "$1")
  tap=$results/$name.tap
  (cd "$here" && "${environment[@]}" bats --tap "$1" </dev/null >"$tap" 2>"$tap.err")
  status=$?
  echo "cli $name"
  [ "$status" -eq 0 ] || cat "$tap.err"
  count "$tap" "$status"
}

run_fault() {
  local tap=$results/fault.tap status
  (cd "$here" && "${environment[@]}" bash "$here/fault/run.sh" "$build" </dev/null >"$tap" 2>&1)
  status=$?
  echo "fault"
  count "$tap" "$status"
}

for test in "$here"/unit/test_*.c; do
  run_unit "$(basename "$test" .c)"
done
for test in "$here"/cli/*.bats; do
  run_bats "$test"
done
[ -n "${TL11_NO_FAULTS:-}${TL11_VALGRIND:-}" ] || run_fault

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
