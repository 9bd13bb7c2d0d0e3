#!/usr/bin/env bash
# tl11 sync killed with kill -9 in fetch, merge and push: one process of it before a system
# call, or all of them at some moment. Nothing is lost, and tl11 sync again, or what it says is
# to be done, ends where all machines are equal.
. "$(dirname "$0")/lib.sh"
need_strace
git config --global core.fsync none
PATH=$build/bin:$PATH
export TL11_TODAY=2026-11-24
unset TL11_DIR
umask 077

# A hub with two machines' notes, and the desk's clone, which has something to fetch, to merge by
# tl11's driver and to push.
prepare() {
  start=$work/start
  mkdir "$start" && cd "$start" || exit 1
  git init -q --bare hub
  tl11 init laptop
  git -C laptop remote add origin ../hub
  git -C laptop config tl11.allowedRemote ../hub
  printf '# Alice\n\n## A. Trust\n\n- first\n\n## Decisions\n\n- ship\n' |
    tl11 -C laptop note alice --as team --date 2026-11-20 --stdin
  tl11 -C laptop sync
  cp -a laptop desk
  note=team/alice/2026-11-20.md
  sed -i '/^- first/a - said to the laptop' laptop/$note
  tl11 -C laptop note alice --date 2026-11-21 --stdin <<<'- only on the laptop'
  tl11 -C laptop save && tl11 -C laptop sync
  sed -i '/^- first/a - said to the desk' desk/$note
  tl11 -C desk note alice --date 2026-11-22 --stdin <<<'- only on the desk'
  tl11 -C desk save
} >"$work/out" 2>&1

fresh() {
  cd "$work" || exit 1
  rm -rf now
  cp -a "$start" now
  cd now || exit 1
}

trace_sync() { # STRACE-OPTION…
  strace -f -o "$work/trace" "$@" tl11 -C desk sync
}

# "NAME N" for each call that changes something, as the process that made most of them counts.
list_calls() {
  fresh
  trace_sync >"$work/out" 2>&1 || die "sync fails under strace: $(cat "$work/out")"
  awk -v only=' rename link unlink mkdir write execve openat fchmod ' '
    /^[0-9]+ +[a-z_0-9]+\(/ {
      name = $2; sub(/\(.*/, "", name)
      if (index(only, " " name " ") && ++n[$1, name] > most[name]) most[name] = n[$1, name]
    }
    END { for (name in most) for (i = 1; i <= most[name]; i++) print name, i }' "$work/trace" |
    sort -k 1,1 -k 2,2n | spread
}

# What stood on either machine stands there still, in a file or in history.
check_lines() {
  local line
  for line in 'said to the desk' 'only on the desk'; do
    grep -rqF "$line" desk/team || git -C desk grep -qF "$line" HEAD -- team || fail "lost: $line"
  done
  git -C hub grep -qF 'said to the laptop' main -- team || fail 'lost at the hub'
}

check_repositories() {
  local one
  for one in desk hub; do
    git -C $one fsck --strict --no-dangling >"$work/fsck" 2>&1 || fail "fsck of $one: $(head -n 3 "$work/fsck")"
  done
}

# A lock that git left, here or at the hub, is the user's to remove, where it is named; nothing else
# is left to anybody.
follow_advice() {
  local lock
  lock=$(sed -n -e "s/^ *rm '\(.*\)'\$/\1/p" -e "s/.*Unable to create '\(.*\.lock\)': File exists.*/\1/p" "$work/err" | head -n 1)
  [ -n "$lock" ] && [ -e "$lock" ] || return 1
  advised=$((advised + 1))
  rm "$lock"
}

sync_again() {
  local tries
  for tries in 1 2 3; do
    tl11 -C desk sync >"$work/out" 2>"$work/err" && return
    follow_advice || break
  done
  fail "sync again ($tries): $(head -n 4 "$work/err")"
}

check_end() {
  sync_again
  [ "$(git -C desk rev-parse HEAD)" = "$(git -C hub rev-parse main)" ] || fail 'desk and hub differ'
  [ -z "$(git -C desk status --porcelain -uall)" ] || fail "status: $(git -C desk status --porcelain -uall)"
  [ "$(cat desk/$note)" = $'# Alice\n\n## A. Trust\n\n- first\n- said to the desk\n- said to the laptop\n\n## Decisions\n\n- ship' ] ||
    fail "the note: $(cat desk/$note)"
  tl11 -C laptop sync >"$work/out" 2>&1 || fail "the laptop: $(cat "$work/out")"
  [ "$(git -C laptop rev-parse HEAD)" = "$(git -C hub rev-parse main)" ] || fail 'laptop and hub differ'
  check_repositories
  [ "$failures" -eq "$before" ] || [ -z "${KEEP:-}" ] || { cp -a . "$KEEP" && exit 1; }
}

begin_point() { # WHAT
  point=$1
  checks=$((checks + 1))
  before=$failures
  fresh
}

kill_one() { # NAME N
  begin_point "killed at $1 $2"
  (trace_sync -e "trace=$1" -e "inject=$1:signal=SIGKILL:when=$2" >/dev/null 2>&1) 2>/dev/null
  check_lines
  check_repositories
  check_end
}

# As a push leaves it whose other side dies while it writes the reference: too short a moment to hit.
leave_lock() {
  begin_point 'a lock left at the hub'
  touch hub/refs/heads/main.lock
  check_end
  [ ! -e hub/refs/heads/main.lock ] || fail 'the lock was not named'
}

# The whole group at once, as when a machine's session ends.
kill_all() { # MICROSECONDS
  begin_point "all killed after $1 us"
  # shellcheck disable=SC2016 # it is expanded in the session of its own
  (setsid -w bash -c 'tl11 -C desk sync & sleep "$0"; kill -KILL 0' "$(printf '0.%06d' "$1")" >/dev/null 2>&1
    true) 2>/dev/null
  check_lines
  check_repositories
  check_end
}

advised=0
prepare
fresh
began=$(date +%s%N)
tl11 -C desk sync >"$work/out" 2>&1 || die "sync fails undisturbed: $(cat "$work/out")"
lasts=$((($(date +%s%N) - began) / 1000))
list_calls >"$work/points"
[ -s "$work/points" ] || die 'no system calls were seen'
leave_lock
while read -r name n <&3; do kill_one "$name" "$n"; done 3<"$work/points"
moments=$SAMPLE
[ -z "$ALL" ] || moments=200
for ((i = 0; i < moments; i++)); do kill_all $((lasts * i / moments)); done
echo "locks of git's own that were named, and removed: $advised"
finish
