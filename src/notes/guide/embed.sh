#!/bin/sh
# Writes the guide's chapters, LANGUAGE/KEY.md, as a C file to standard output.
# usage: sh embed.sh FILE... > guide_data.c
set -eu

# The name of a file's array: guide/en/cross-functional.md is tl_guide_en_cross_functional.
name_of() {
  printf 'tl_guide_%s_%s' "$(language_of "$1")" "$(key_of "$1")" | sed 's/[^a-z0-9_]/_/g'
}

language_of() {
  basename "$(dirname "$1")"
}

key_of() {
  basename "$1" .md
}

echo '#include "guide_data_internal.h"'
for file in "$@"; do
  printf '\nstatic const unsigned char %s[] = {\n' "$(name_of "$file")"
  od -An -v -tu1 "$file" | sed 's/ *\([0-9][0-9]*\)/\1,/g'
  echo '};'
done

printf '\nconst tl_guide_file tl_guide_files[] = {\n'
for file in "$@"; do
  name=$(name_of "$file")
  printf '    {"%s", "%s", %s, sizeof %s},\n' \
    "$(language_of "$file")" "$(key_of "$file")" "$name" "$name"
done
printf '};\n\nconst gsize tl_guide_files_count = G_N_ELEMENTS(tl_guide_files);\n'
