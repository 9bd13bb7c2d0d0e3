#!/bin/sh
# Makes the manual page: docs/manual.LANGUAGE.md with the commands that the
# program itself describes, through cmark's man writer.
# usage: manual.sh PROGRAM LANGUAGE VERSION SOURCE > tl11.1
set -eu
program=$1 language=$2 version=$3 source=$4

printf '.TH TL11 1 "" "tl11 %s"\n' "$version"
"$program" --lang "$language" help --manual |
  awk 'NR == FNR { commands = commands $0 "\n"; next }
       /^@COMMANDS@$/ { printf "%s", commands; next } { print }' - "$source" |
  cmark -t man
