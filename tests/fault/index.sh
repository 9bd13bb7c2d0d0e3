#!/usr/bin/env bash
# git's index missing, empty, cut short, or with one bit wrong: HEAD's tree
# never loses a file, the text is saved, and after git's own mending the rerun succeeds.
. "$(dirname "$0")/lib.sh"

check_one() { # WHAT
  local status former lost
  point=$1
  checks=$((checks + 1))
  "${command[@]}" <"$work/text" >"$work/out.index" 2>"$work/err.index"
  status=$?
  cmp -s "$ROOT/$NOTE" "$work/text" || cmp -s "$ROOT/$NOTE" "$end/$NOTE" || fail 'I1: the text was not saved'
  check_acknowledged "$status" "$work/out.index"
  former=$(git -C "$start" ls-tree -r HEAD | sort)
  lost=$(comm -23 <(echo "$former") <(git -C "$ROOT" ls-tree -r HEAD | sort) | grep -v -F "$NOTE")
  [ -z "$lost" ] || fail "I4: gone from HEAD: $lost"
  git -C "$ROOT" fsck --strict --no-dangling --no-cache >"$work/fsck" 2>&1 ||
    grep -q index "$work/fsck" || fail "I4: fsck: $(head -n 3 "$work/fsck")"
  # A damaged one is the user's to give up: what was staged in it is gone then.
  [ "$1" = missing ] || [ "$status" -ne 0 ] || fail 'the damage was passed over in silence'
  [ "$status" -eq 0 ] || grep -q 'git reset' "$work/err.index" || fail "no way out is told: $(cat "$work/err.index")"
  mend
}

# As the message says; what was staged is the user's to stage again.
mend() {
  rm -f "$ROOT/.git/index"
  git -C "$ROOT" reset -q
  "${command[@]}" <"$work/text" >"$work/out.again" 2>&1 || fail "the rerun fails: $(cat "$work/out.again")"
  [ "$(git -C "$ROOT" rev-parse 'HEAD^{tree}')" = "$end_tree" ] || fail 'the rerun ends with another tree'
}

flip() { # OFFSET
  local byte
  byte=$(od -An -tu1 -j "$1" -N 1 "$ROOT/.git/index")
  # shellcheck disable=SC2059 # the octal escape is the format
  printf "\\$(printf %03o $((byte ^ 64)))" | dd of="$ROOT/.git/index" bs=1 seek="$1" conv=notrunc status=none
}

for scenario in ${SCENARIOS:-new}; do
  prepare_scenario "$scenario"
  size=$(stat -c %s "$start/.git/index")
  fresh_copy && rm "$ROOT/.git/index" && check_one missing
  [ "$(git -C "$ROOT" ls-files | wc -l)" -ge 10 ] || fail 'the index was not made anew'
  fresh_copy && : >"$ROOT/.git/index" && check_one empty
  for length in $(seq 10 10 $((size - 1)) | spread); do
    fresh_copy && truncate -s "$length" "$ROOT/.git/index" && check_one "cut at $length"
  done
  for offset in $(seq 0 $((size - 1)) | spread); do
    fresh_copy && flip "$offset" && check_one "flipped at $offset"
  done
done
finish
