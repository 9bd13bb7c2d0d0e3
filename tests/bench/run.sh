#!/usr/bin/env bash
# Measures tl11 beside what one would run without it:
#   run.sh TL11 [small|medium|large]…     (small and medium when none is named)
# Every answer is checked first. The table, the medians' ratio (tl11 ÷ the
# other) and the growth between sizes, goes to standard output and to
# $TL11_BENCH/table. Notebooks are made once, in $TL11_BENCH
# (${XDG_CACHE_HOME:-~/.cache}/tl11-bench).
set -euo pipefail

tl11=$(realpath "$1")
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

# Medians of the command lines that follow, in milliseconds; before each run: $prepare.
medians() { # RUNS COMMAND…
  local runs=$1 prepare=${prepare:-}
  shift
  hyperfine --shell=none --style none --warmup 1 --runs "$runs" --output "$base/out" --ignore-failure \
    ${prepare:+--prepare "$prepare"} --export-json "$base/json" "$@" >/dev/null 2>&1
  perl -ne 'print $1 * 1000, " " if /"median": ([0-9.e-]+)/' "$base/json"
}

# A row: what tl11 does, and what the other does.
row() { # NAME RUNS TL11-COMMAND OTHER-COMMAND [OTHER-COMMAND]
  local name=$1 runs=$2 found
  shift 2
  found=$(medians "$runs" "$@")
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

measure() {
  local person runs=11 long=5
  [ "$size" = large ] && runs=5 && long=2
  cd "$book"
  person=$(git log -1 --format= --name-only -- '*.md' | sed -n '1s|^[^/]*/\([^/]*\)/.*|\1|p')
  sleep 2.1
  "$tl11" grep --history zebra || [ $? = 1 ]
  perl "$here/check.pl" "$tl11" "$folder" || fail 'grep --history is wrong'
  check_grep budget
  check_grep 'kubernetes.*no'
  row '--version' 25 "$tl11 --version" 'git --version'
  row 'people (reads the notebook)' 25 "$tl11 people" 'git rev-parse HEAD'
  row 'grep, rare' "$runs" "$tl11 grep zanzibar" "rg --no-heading -n zanzibar ." 'git grep -n zanzibar'
  row 'grep, common' "$runs" "$tl11 grep budget" "rg --no-heading -n budget ." 'git grep -n budget'
  row 'grep, regex' "$runs" "$tl11 grep kubernetes.*no" "rg --no-heading -n kubernetes.*no ." 'git grep -nP kubernetes.*no'
  row 'grep --history, warm' "$long" "$tl11 grep --history zanzibar" 'git log --oneline -G zanzibar'
  prepare="rm -rf $XDG_CACHE_HOME/tl11" \
    row 'grep --history, first time' "$long" "$tl11 grep --history zanzibar" 'git log --oneline -G zanzibar'
  row 'log PERSON' "$runs" "$tl11 log $person" "git log --oneline -- */$person"
  measure_commit "$person"
}

# Both write the same text, and are taken back before the next run.
measure_commit() { # PERSON
  local start note
  start=$(git rev-parse HEAD)
  note=$(git ls-files "*/$1/*.md" | tail -1)
  cat >"$base/tl11.sh" <<SCRIPT
#!/bin/sh
exec "$tl11" -C "$book" note $1 --date 2099-06-01 --stdin <"$base/text"
SCRIPT
  cat >"$base/git.sh" <<SCRIPT
#!/bin/sh
cd "$book" && cp "$base/text" "${note%/*}/2099-06-01.md" && git add "${note%/*}/2099-06-01.md" && git commit -q -m note
SCRIPT
  chmod +x "$base"/*.sh
  cp "$note" "$base/text"
  "$base/tl11.sh" >/dev/null || fail 'note --stdin does not commit'
  [ "$(git rev-parse HEAD~1)" = "$start" ] || fail 'note --stdin made no commit'
  prepare="git -C $book reset -q --hard $start" \
    row 'note --stdin, committed' 11 "$base/tl11.sh" "$base/git.sh"
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
  sizes_of=$(du -sk "$XDG_CACHE_HOME/tl11" "$book/.git" | cut -f1 | paste -sd ' ')
  echo "cache on disk ÷ .git (KiB)|$size|$sizes_of" >>"$rows"
  rm -rf "$XDG_CACHE_HOME/tl11"
done
perl "$here/table.pl" "$rows" | tee "$base/table"
