#!/usr/bin/env bash
# All tests under ASan, LSan and UBSan. Criterion lets a leaking test pass, so
# the gate is what the sanitizers write, and the gate itself is tried with a
# deliberate leak first.
set -eu
cd "$(dirname "$0")/.."
build=$PWD/build/sanitize
logs=$build/logs
flags='-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -fPIE'

rm -rf "$logs"
mkdir -p "$logs"
export ASAN_OPTIONS="log_path=$logs/asan:detect_leaks=1:detect_stack_use_after_return=1"
export LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp:print_suppressions=0"
export UBSAN_OPTIONS="log_path=$logs/ubsan:print_stacktrace=1"

printf '#include <stdlib.h>\nint main(void) { volatile char *p = malloc(8); p = 0; return p != 0; }\n' |
  cc -x c -fsanitize=address -o "$build/leak" -
"$build/leak" >/dev/null 2>&1 || true
if ! grep -qs LeakSanitizer "$logs"/asan.*; then
  echo 'sanitize: a deliberate leak was not seen: the gate is open' >&2
  exit 1
fi
rm -f "$logs"/*

# Under ptrace (the kill tests) LeakSanitizer cannot work, so faults are left out.
TL11_NO_FAULTS=1 make -s --no-print-directory -j2 BUILD="$build" SHARED=1 SANITIZE="$flags" CFLAGS='-O1 -g' check-built
if compgen -G "$logs/*" >/dev/null; then
  echo 'sanitize: reports:' >&2
  head -n 60 "$logs"/* >&2
  exit 1
fi
echo 'sanitize: clean'
