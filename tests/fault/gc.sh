#!/usr/bin/env bash
# git gc --prune=now, repack and pack-refs in a loop beside the command: no
# object that HEAD leads to is ever lost.
# ROUNDS: how many repositories, NOTES: how many notes in each.
. "$(dirname "$0")/lib.sh"

if [ -n "$ALL" ]; then : "${ROUNDS:=15}" "${NOTES:=40}"; else : "${ROUNDS:=2}" "${NOTES:=12}"; fi

collect() { # until $work/stop is there
  while [ -d "$ROOT" ] && [ ! -e "$work/stop" ]; do
    git -C "$ROOT" gc -q --prune=now 2>>"$work/gc.log" && echo . >>"$work/collected"
    git -C "$ROOT" repack -adq 2>>"$work/gc.log"
    git -C "$ROOT" pack-refs --all 2>>"$work/gc.log"
  done
}

for round in $(seq "$ROUNDS"); do
  point="round $round"
  start=$work/start ROOT=$work/now
  rm -rf "$start" "$ROOT" "$work/stop"
  : >"$work/collected"
  make_notebook "$ROOT"
  collect & collector=$!
  for i in $(seq "$NOTES"); do
    NOTE=$(printf 'team/alice/2026-%02d-%02d.md' $((i / 28 + 1)) $((i % 28 + 1)))
    MESSAGE="note $i"
    build_command
    text_of "$round-$i" >"$work/text"
    checks=$((checks + 1))
    if "${command[@]}" <"$work/text" >"$work/out" 2>"$work/err"; then
      [ "$(git -C "$ROOT" rev-parse -q --verify "HEAD:$NOTE")" = "$(git hash-object "$work/text")" ] ||
        fail "I2: acknowledged, but not at HEAD: $NOTE"
    else
      fail "refused: $(cat "$work/err")"
    fi
  done
  touch "$work/stop"
  wait "$collector"
  [ -s "$work/collected" ] || fail 'git gc never ran'
  git -C "$ROOT" fsck --strict --no-dangling >"$work/fsck" 2>&1 || fail "I4: fsck: $(head -n 3 "$work/fsck")"
  [ "$(git -C "$ROOT" rev-list --count HEAD)" -eq $((NOTES + 2)) ] || fail 'I4: commits are missing'
done
finish
