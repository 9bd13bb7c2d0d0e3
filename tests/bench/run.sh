#!/usr/bin/env bash
# Measures tl11 beside what one would run without it:
#   run.sh TL11 [small|medium|large]…     (small and medium when none is named)
# Every answer is checked first. The table, the medians' ratio (tl11 ÷ the
# other), what it must be, and the growth between sizes, goes to standard output and to
# $TL11_BENCH/table. What is not installed (taskwarrior, GNU time) is left out. Notebooks are made once, in $TL11_BENCH
# (${XDG_CACHE_HOME:-~/.cache}/tl11-bench).
set -euo pipefail

built=$(realpath "$1")
shift
sizes=("${@:-small}")
[ $# -gt 0 ] || sizes=(small medium)
here=$(cd "$(dirname "$0")" && pwd)
base=${TL11_BENCH:-${XDG_CACHE_HOME:-$HOME/.cache}/tl11-bench}
rows=$base/rows
mkdir -p "$base"
: >"$rows"

for need in hyperfine rg perl git; do
  command -v "$need" >/dev/null || { echo "bench: $need is missing" >&2 && exit 1; }
done
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_CONFIG_NOSYSTEM=1
export HOME=$base/home XDG_CACHE_HOME=$base/cache TZ=UTC LC_ALL=C.UTF-8 TL11_TODAY=2099-06-01
mkdir -p "$HOME"
unset TL11_DIR

# As it is installed, like all that it is measured beside: a copy lies in larger pieces in memory
# than what a linker wrote.
tl11=$base/bin/tl11
install -D "$built" "$tl11"

# The words but the first, in another order for each number: each is first in turn, and after as many
# rounds as there are words they go the other way round.
in_turn() { # NUMBER WORD…
  local number=$1 first
  shift
  first=$((number % $#))
  set -- "${@:first+1}" "${@:1:first}"
  if ((number / $# % 2)); then printf '%s\n' "$@" | tac; else printf '%s\n' "$@"; fi
}

# Medians of the command lines that follow, in milliseconds; before each run: $prepare. They are run
# once each a round, so that a machine that becomes slower becomes so for all of them, and in each
# order equally often: what runs behind a search of the same files finds them at hand. What is short
# is run more often, for five seconds or fifty rounds.
medians() { # ROUNDS COMMAND…
  local rounds=$1 prepare=${prepare:-} start=$SECONDS round commands
  shift
  rm -f "$base"/json.*
  for ((round = 0; round < rounds || (round < 50 && SECONDS - start < 5); round++)); do
    mapfile -t commands < <(in_turn "$round" "$@")
    hyperfine --shell=none --style none --warmup $((round == 0)) --runs 1 --output "$base/out" --ignore-failure \
      ${prepare:+--prepare "$prepare"} --export-json "$base/json.$(printf %03d "$round")" "${commands[@]}" \
      >/dev/null 2>&1
  done
  perl "$here/medians.pl" "$base"/json.*
}

# A row: what tl11 does, and what the other does.
row() { # NAME ROUNDS TL11-COMMAND OTHER-COMMAND [OTHER-COMMAND]
  local name=$1 rounds=$2 found
  shift 2
  found=$(medians "$rounds" "$@")
  echo "$name|$size|$found" >>"$rows"
  echo "bench: $size: $name: $found" >&2
}

fail() {
  echo "bench: $size: $1" >&2
  exit 1
}

# The other side of grep is whichever is quicker; the same lines must come from all.
check_grep() { # PATTERN
  (cd "$book" && "$tl11" grep "$1" | sort >"$base/a"
    rg --no-heading -n "$1" . | sed 's|^\./||' | sort >"$base/b"
    cmp -s "$base/a" "$base/b") || fail "grep $1 finds other lines than rg"
}

# A script that stands for a command line of several words and commands. Its name goes to $made.
script() { # NAME LINE…
  made=$base/$1.sh
  shift
  printf '%s\n' '#!/bin/sh' "$@" >"$made"
  chmod +x "$made"
}

# Peak memory in KiB.
memory() { # COMMAND…
  # shellcheck disable=SC2086
  /usr/bin/time -f '%M' -o "$base/memory" $1 >/dev/null 2>&1 || true
  tail -n 1 "$base/memory"
}

memory_row() { # NAME TL11-COMMAND OTHER-COMMAND
  [ -x /usr/bin/time ] || return 0
  echo "$1|$size|$(memory "$2") $(memory "$3")" >>"$rows"
}

# Before what is asked without a cache: the former one goes aside. Were it deleted, ext4 would look
# for room past every inode that was freed a moment ago, more with each run.
script fresh "[ ! -e '$XDG_CACHE_HOME/tl11' ] || mv '$XDG_CACHE_HOME/tl11' \"\$(mktemp -d '$base/gone.XXXXXX')\""
fresh=$made

# Stamps are kept once files are two seconds old.
settle() {
  sleep 2.1
  "$tl11" followups >/dev/null
  "$tl11" grep zebra || [ $? = 1 ]
}

check_answers() {
  "$tl11" grep --history zebra || [ $? = 1 ]
  perl "$here/check.pl" "$tl11" "$folder" || fail 'grep --history is wrong'
  check_grep budget
  check_grep 'kubernetes.*no'
  local command asked=(followups 'followups --all' lost "log $person")
  # A hundred seconds without its cache.
  [ "$size" != large ] || asked=(followups "log $person")
  for command in "${asked[@]}"; do
    # shellcheck disable=SC2086
    "$tl11" $command --json >"$base/a"
    # shellcheck disable=SC2086
    XDG_CACHE_HOME=/dev/null "$tl11" $command --json >"$base/b"
    cmp -s "$base/a" "$base/b" || fail "$command is not the same from the cache"
  done
}

measure() {
  local person shared rounds=11 long=5
  [ "$size" = large ] && rounds=5 && long=2
  cd "$book"
  person=$(git log -1 --format= --name-only -- '*.md' | sed -n '1s|^[^/]*/\([^/]*\)/.*|\1|p')
  sleep 2.1
  check_answers
  settle
  row '--version' "$rounds" "$tl11 --version" 'git --version'
  # As a distribution links it.
  shared=$(dirname "$(dirname "$built")")/shared/bin/tl11
  [ ! -x "$shared" ] || row '--version, shared libraries' "$rounds" "$shared --version" 'git --version'
  row '--help' "$rounds" "$tl11 --help" 'git --version'
  row 'completion' "$rounds" "$tl11 completion bash" 'git --version'
  row 'show PERSON (a reading command)' "$rounds" "$tl11 show $person" 'git rev-parse HEAD'
  row 'people (a reading command)' "$rounds" "$tl11 people" 'git rev-parse HEAD'
  measure_followups
  row 'grep, rare' "$rounds" "$tl11 grep zanzibar" "rg --no-heading -n zanzibar ." 'git grep -n zanzibar'
  row 'grep, common' "$rounds" "$tl11 grep budget" "rg --no-heading -n budget ." 'git grep -n budget'
  row 'grep, regex' "$rounds" "$tl11 grep kubernetes.*no" "rg --no-heading -n kubernetes.*no ." 'git grep -nP kubernetes.*no'
  row 'grep --history, warm' "$long" "$tl11 grep --history zanzibar" 'git log --oneline -G zanzibar'
  prepare=$fresh \
    row 'grep --history, first time' "$long" "$tl11 grep --history zanzibar" 'git log --oneline -G zanzibar'
  measure_memory
  measure_history
  measure_catch_up
  measure_commit "$person"
}

measure_followups() {
  local open
  row 'followups, warm' "$rounds" "$tl11 followups" "rg --no-heading -n '^\s*- \[ \]' ."
  open=$("$tl11" followups | wc -l)
  if command -v task >/dev/null && [ "$size" != large ]; then
    rm -rf "$base/tasks" && mkdir "$base/tasks"
    printf 'data.location=%s\nconfirmation=no\n' "$base/tasks" >"$base/taskrc"
    perl -e 'print "{\"description\":\"Send the plan number $_\",\"due\":\"20990610T000000Z\",\"status\":\"pending\"}\n" for 1 .. $ARGV[0]' "$open" \
      >"$base/tasks.json"
    TASKRC=$base/taskrc task import "$base/tasks.json" >/dev/null 2>&1
    row 'followups, as many tasks' "$rounds" "$tl11 followups" "task rc:$base/taskrc list"
  fi
  prepare=$fresh \
    row 'followups, no cache yet' "$rounds" "$tl11 followups" "rg --no-heading -n '^\s*- \[ \]' ."
}

measure_memory() {
  # As they are asked day by day: with a cache.
  "$tl11" grep zebra || [ $? = 1 ]
  settle
  memory_row 'memory, grep (KiB)' "$tl11 grep budget" 'rg --no-heading -n budget .'
  memory_row 'memory, followups (KiB)' "$tl11 followups" 'rg --no-heading -n budget .'
  rm -rf "$XDG_CACHE_HOME/tl11"
  memory_row 'memory, first build (KiB)' "$tl11 grep --history zanzibar" 'git log --oneline -G zanzibar'
  settle
}

measure_history() {
  local folders
  script lost "git log -p | grep -c '^-.*\[ \]'"
  "$tl11" lost >/dev/null || [ $? = 1 ]
  row 'lost, warm' "$long" "$tl11 lost" "$made"
  row 'log PERSON' "$rounds" "$tl11 log $person" "git log --oneline -- */$person"
  folders=$(git ls-files '*.md' | sed -n 's|^\([^/]*/[^/]*\)/.*|\1|p' | sort -u | paste -sd ' ')
  script each "for p in $folders; do git log -1 --format=%cs -- \$p; done"
  for command in due coverage; do
    "$tl11" "$command" --help >/dev/null 2>&1 || continue
    row "$command" "$rounds" "$tl11 $command" "$made"
  done
}

# A copy of the cache as it is now, and a script that puts it back.
cache_as() { # NAME
  rm -rf "${base:?}/$1"
  cp -r "$XDG_CACHE_HOME/tl11" "$base/$1"
  script "$1" "rm -rf '$XDG_CACHE_HOME/tl11' && cp -r '$base/$1' '$XDG_CACHE_HOME/tl11'"
}

# What ten commits that were fetched add to a question: it is asked of a cache that has not
# seen them and of one that has. Beside it a pull that has nothing to do.
measure_catch_up() {
  local tip behind abreast found
  tip=$(git rev-parse HEAD)
  rm -rf "$base/remote.git"
  git clone -q --bare . "$base/remote.git"
  git remote remove origin 2>/dev/null || true
  git remote add origin "$base/remote.git"
  git fetch -q origin
  git branch -q --set-upstream-to=origin/main main
  git update-ref refs/heads/main HEAD~10
  rm -rf "$XDG_CACHE_HOME/tl11"
  "$tl11" grep --history zebra || [ $? = 1 ]
  cache_as behind && behind=$made
  git update-ref refs/heads/main "$tip"
  "$tl11" grep --history zebra || [ $? = 1 ]
  cache_as abreast && abreast=$made
  found=$(prepare=$behind medians "$rounds" "$tl11 grep --history zanzibar" 'git pull -q --ff-only')
  found="$found $(prepare=$abreast medians "$rounds" "$tl11 grep --history zanzibar")"
  # shellcheck disable=SC2086
  perl -e 'printf "what 10 commits add|%s|%f %f\n", shift, $ARGV[0] - $ARGV[2], $ARGV[1]' "$size" $found >>"$rows"
  # shellcheck disable=SC2086
  perl -e 'printf "a question after 10 commits|%s|%f %f\n", shift, @ARGV' "$size" $found >>"$rows"
  echo "bench: $size: after 10 commits: $found" >&2
  measure_sync "$tip"
  git remote remove origin
  rm -rf "$base/remote.git" "$base/behind" "$base/abreast"
}

# The whole of it: fetching, merging, telling what came, looking for what is not committed.
measure_sync() { # TIP
  local back
  script back "cd '$book' && git reset -q --hard '$1~10' && git update-ref refs/remotes/origin/main '$1~10'"
  back=$made
  "$tl11" sync >/dev/null 2>&1 || fail 'sync fails'
  prepare=$back row 'sync, 10 commits come' "$rounds" "$tl11 sync" 'git pull -q --ff-only'
  # All that it does more than the pull of the same commits, beside a pull of none.
  size=$size perl -ne '/^what 10 commits add\|$ENV{size}\|\S+ (\S+)/ and $none = $1;
    /^sync, 10 commits come\|$ENV{size}\|(\S+) (\S+)/ and $more = $1 - $2;
    END { printf "what sync does more|$ENV{size}|%f %f\n", $more, $none }' "$rows" >"$base/a"
  cat "$base/a" >>"$rows"
  git reset -q --hard "$1"
}

# Both write the same text, and are taken back before the next run.
measure_commit() { # PERSON
  local start note mine other
  start=$(git rev-parse HEAD)
  note=$(git ls-files "*/$1/*.md" | tail -1)
  perl "$here/text.pl" "$note" >"$base/text"
  script tl11 "exec '$tl11' -C '$book' note $1 --date 2099-06-01 --stdin <'$base/text'"
  mine=$made
  script git "cd '$book' && cp '$base/text' '${note%/*}/2099-06-01.md' && git add '${note%/*}/2099-06-01.md' && git commit -q -m note"
  other=$made
  settle
  "$mine" >/dev/null || fail 'note --stdin does not commit'
  [ "$(git rev-parse HEAD~1)" = "$start" ] || fail 'note --stdin made no commit'
  prepare="git -C $book reset -q --hard $start" row 'note --stdin, committed' "$rounds" "$mine" "$other"
  git config core.fsync all
  prepare="git -C $book reset -q --hard $start" row 'the same, all of it synced' "$rounds" "$mine" "$other"
  git config core.fsync none
  git reset -q --hard "$start"
}

for size in "${sizes[@]}"; do
  case $size in
  small) shape='500 8 1500' ;;
  medium) shape='10000 24 25000' ;;
  large) shape='100000 40 250000' ;;
  *) echo "bench: no size '$size'" >&2 && exit 2 ;;
  esac
  folder=$base/$size
  book=$folder/notebook
  # shellcheck disable=SC2086
  bash "$here/make.sh" $shape "$folder"
  git -C "$book" config core.fsync none
  measure
  # All that is kept, without what former commits left to be swept.
  rm -rf "$XDG_CACHE_HOME/tl11"
  "$tl11" grep --history zebra || [ $? = 1 ]
  "$tl11" lost >/dev/null || [ $? = 1 ]
  settle
  sizes_of=$(du -sk "$XDG_CACHE_HOME/tl11" "$book/.git" | cut -f1 | paste -sd ' ')
  echo "cache on disk ÷ .git (KiB)|$size|$sizes_of" >>"$rows"
  rm -rf "$XDG_CACHE_HOME/tl11" "$base"/gone.*
done
perl "$here/table.pl" "$rows" | tee "$base/table"
