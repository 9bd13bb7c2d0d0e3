#!/bin/sh
# Makes the manual page: docs/manual.LANGUAGE.md with the commands that the
# program itself describes, through cmark's man writer.
# usage: manual.sh PROGRAM LANGUAGE VERSION SOURCE > tl11.1
set -eu
program=$1 language=$2 version=$3 source=$4

# cmark sets code in \f[C], which a terminal shows as plain text and mandoc does
# not know: a block stays plain, a word of the program's becomes bold. No word is
# broken, since most that are long are somebody's to type.
printf '.TH TL11 1 "" "tl11 %s"\n.nh\n.ad l\n' "$version"
"$program" --lang "$language" help --manual |
  awk 'NR == FNR { commands = commands $0 "\n"; next }
       /^@COMMANDS@$/ { printf "%s", commands; next } { print }' - "$source" |
  cmark -t man |
  sed -e '/^\\f\[C\]$/d' -e '/^\\f\[\]$/d' -e 's/\\f\[C\]/\\f[B]/g' \
    -e '/^\.S[HS]$/{
n
n
/^\.PP$/d
}'
