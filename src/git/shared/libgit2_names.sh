#!/bin/sh
# Writes the functions of libgit2 that the git floor names, one on a line as
# LIBGIT2(name), for libgit2_late_internal.h; with "calls", what turns a use of each
# into a use of what was loaded.
# usage: sh libgit2_names.sh slots|calls LIBGIT2.so FILE...
set -eu
kind=$1 library=$2
shift 2

words=$(mktemp)
trap 'rm -f "$words"' EXIT
cat "$@" | tr -cs '[:alnum:]_' '\n' | grep '^git_' >"$words"
echo git_attr_value >>"$words" # behind GIT_ATTR_IS_STRING() and its like

nm -D --defined-only "$library" | sed 's/.* //; s/@.*//' | grep -Fxf "$words" | LC_ALL=C sort -u |
  case $kind in
    slots) sed 's/.*/LIBGIT2(&)/' ;;
    calls) sed 's/.*/#define & (*tl_libgit2.&)/' ;;
  esac
