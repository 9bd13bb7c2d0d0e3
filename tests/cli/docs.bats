#!/usr/bin/env bats
# What the documents name is there, and what is there they name.

bats_require_minimum_version 1.5.0

setup() {
  cd "$BATS_TEST_DIRNAME/../.." || return
}

# Which words of architecture.md are names of files, as patterns of the shell.
named() {
  grep -o '`[a-z0-9_/*.]*\.c`' docs/architecture.md | tr -d '\`' | sort -u
}

@test "every source has its place in architecture.md" {
  for source in src/*/*.c src/*/*/*.c; do
    [[ $source != src/commands/* ]] || continue
    found=
    while read -r pattern; do
      # shellcheck disable=SC2053 # a pattern
      [[ ${source#src/*/} != $pattern ]] || found=1
    done < <(named)
    [ -n "$found" ] || { echo "not in docs/architecture.md: $source" && false; }
  done
}

@test "every command's file is of its name, and what is not a command is told of" {
  for source in src/commands/*.c; do
    name=${source##*/}
    grep -q "^const tl_command tl_command_${name%.c} = {" "$source" || grep -qF "\`$name\`" docs/architecture.md ||
      { echo "not in docs/architecture.md: $source" && false; }
  done
}

@test "architecture.md names no file that is not there" {
  while read -r pattern; do
    compgen -G "src/*/$pattern" >/dev/null || compgen -G "src/$pattern" >/dev/null ||
      compgen -G "$pattern" >/dev/null || { echo "no $pattern" && false; }
  done < <(named)
}

@test "every target that is told of is the Makefile's" {
  grep -hoE '(^    |`|step |&& )(sudo )?make( -j2)?( [a-z][a-z-]*)+' README.md docs/*.md examples/README.md .ci/run |
    grep -oE '[a-z][a-z-]+' | grep -vxE 'make|sudo|step|j2?' | sort -u >"$BATS_TEST_TMPDIR/targets"
  grep -qx demo "$BATS_TEST_TMPDIR/targets"
  while read -r target; do
    grep -qE "^([a-z-]+ )*$target( [a-z-]+)*:" Makefile || { echo "no target $target" && false; }
  done <"$BATS_TEST_TMPDIR/targets"
}

@test "every link leads somewhere" {
  for page in README.md docs/*.md examples/README.md; do
    while read -r target; do
      [[ $target != http* ]] || continue
      if [[ $target == \#* ]]; then
        grep -qix "##* ${target#\#}" "$page" || { echo "$page: no heading $target" && false; }
      else
        [ -e "$(dirname "$page")/$target" ] || { echo "$page: no $target" && false; }
      fi
    done < <(sed 's/`[^`]*`//g' "$page" | grep -o '][(][^)]*)' | sed 's/^](\(.*\))$/\1/')
  done
}
