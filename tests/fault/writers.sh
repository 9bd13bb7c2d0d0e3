#!/usr/bin/env bash
# Several writers of different notes at once, then the same with plain
# "git commit" in between: what was acknowledged is at HEAD, and everybody gets through.
# WRITERS, NOTES: how many.
. "$(dirname "$0")/lib.sh"

if [ -n "$ALL" ]; then : "${WRITERS:=16}" "${NOTES:=25}"; else : "${WRITERS:=8}" "${NOTES:=6}"; fi

NOTE=team/w1/2026-01-01.md MESSAGE='' ROOT=$work
build_command # to fail at once when there is none

prepare() {
  ROOT=$work/$1
  make_notebook "$ROOT"
  for writer in $(seq "$WRITERS"); do
    mkdir -p "$ROOT/team/w$writer"
    printf '[person]\nname = W%s\n' "$writer" >"$ROOT/team/w$writer/person.ini"
  done
  git -C "$ROOT" add team/w* && git -C "$ROOT" commit -qm people -- team
  mkdir -p "$work/ack"
  rm -f "$work"/ack/*
}

write_notes() { # WRITER
  local i
  for i in $(seq "$NOTES"); do
    NOTE=$(printf 'team/w%d/2026-%02d-%02d.md' "$1" $((i / 28 + 1)) $((i % 28 + 1)))
    MESSAGE="note $1 $i"
    build_command
    text_of "$1-$i" >"$work/text.$1"
    if "${command[@]}" <"$work/text.$1" >"$work/out.$1" 2>"$work/err.$1" && [ -s "$work/out.$1" ]; then
      echo "$NOTE $(git hash-object "$work/text.$1")" >>"$work/ack/$1"
    else
      echo "$NOTE: $(cat "$work/err.$1")" >>"$work/ack/refused"
    fi
  done
}

commit_plainly() { # NAME: until $work/stop is there
  local i=0
  while [ -d "$ROOT" ] && [ ! -e "$work/stop" ]; do
    i=$((i + 1))
    echo "$i" >"$ROOT/plain-$1.txt"
    # A lock of another's makes git give up: nothing is acknowledged then.
    git -C "$ROOT" add "plain-$1.txt" 2>/dev/null &&
      git -C "$ROOT" commit -qm "plain $1 $i" -- "plain-$1.txt" >/dev/null 2>&1 && echo "$i" >"$work/plain.$1"
    sleep 0.05
  done
}

# By plumbing: it takes no lock of the index, so the branch moves under everybody's feet.
commit_by_hand() { # NAME: until $work/quiet is there
  local i=0 old new
  while [ -d "$ROOT" ] && [ ! -e "$work/quiet" ]; do
    i=$((i + 1))
    old=$(git -C "$ROOT" rev-parse HEAD) &&
      new=$(git -C "$ROOT" commit-tree -p "$old" -m "plain $1 $i" "$old^{tree}") &&
      git -C "$ROOT" update-ref HEAD "$new" "$old" 2>/dev/null && echo "$i" >>"$work/plain.$1"
  done
}

check_all() { # EXPECTED-number
  local path blob acknowledged=0
  point=$1
  [ -e "$work/ack/refused" ] && fail "refused: $(head -n 2 "$work/ack/refused")"
  for file in "$work"/ack/[0-9]*; do
    while read -r path blob; do
      acknowledged=$((acknowledged + 1)) checks=$((checks + 1))
      [ "$(git -C "$ROOT" rev-parse -q --verify "HEAD:$path")" = "$blob" ] || fail "I2: acknowledged, but not at HEAD: $path"
    done <"$file"
  done
  [ "$acknowledged" -eq $((WRITERS * NOTES)) ] || fail "$acknowledged of $((WRITERS * NOTES)) were acknowledged"
  [ "$(git -C "$ROOT" log --format=%s | grep -c '^note ')" -eq "$acknowledged" ] || fail 'another number of commits'
  git -C "$ROOT" fsck --strict --no-dangling >"$work/fsck" 2>&1 || fail "I4: fsck: $(head -n 3 "$work/fsck")"
  git -C "$ROOT" status --porcelain | grep -E '^D' | grep -v 2026-11-10 && fail 'I5: staged deletions'
  git -C "$ROOT" status --porcelain -- 'team/w*' | grep . && fail 'I5: notes are not clean'
  check_leftovers
}

run_writers() {
  local writer pids=()
  for writer in $(seq "$WRITERS"); do
    write_notes "$writer" &
    pids+=($!)
  done
  wait "${pids[@]}"
}

prepare alone
run_writers
check_all alone

prepare mixed
rm -f "$work/stop" "$work/quiet" "$work"/plain.*
commit_plainly a & plain_a=$!
commit_plainly b & plain_b=$!
commit_by_hand c & plain_c=$!
run_writers
# A plain commit gives up at a lock or when the branch has moved, so a busy
# stretch can turn one away each time: it has a quiet one too.
touch "$work/quiet"
wait "$plain_c"
for _ in $(seq 100); do
  [ -e "$work/plain.a" ] && [ -e "$work/plain.b" ] && break
  sleep 0.1
done
touch "$work/stop"
wait "$plain_a" "$plain_b"
check_all mixed
for name in a b; do
  [ -e "$work/plain.$name" ] || fail "git commit never got through ($name)"
  [ "$(git -C "$ROOT" show "HEAD:plain-$name.txt")" -ge "$(cat "$work/plain.$name" 2>/dev/null || echo 0)" ] ||
    fail "I2: a plain commit was lost ($name)"
done
[ "$(git -C "$ROOT" log --format=%s | grep -c '^plain c')" -eq "$(wc -l <"$work/plain.c")" ] ||
  fail 'I2: a commit by hand was lost'
[ -s "$work/plain.c" ] || fail 'no commit by hand got through'
finish
