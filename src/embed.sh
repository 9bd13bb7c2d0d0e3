#!/bin/sh
# Writes files as C to standard output: tl_KIND_files, an array of tl_KIND_file with
# each file's folder, its name without ".md", its bytes and their number.
# usage: sh embed.sh KIND FILE... > KIND_data.c
set -eu
kind=$1
shift

# The name of a file's array: guide/en/cross-functional.md is tl_guide_en_cross_functional.
name_of() {
  printf 'tl_%s_%s_%s' "$kind" "$(folder_of "$1")" "$(key_of "$1")" | sed 's/[^a-z0-9_]/_/g'
}

folder_of() {
  basename "$(dirname "$1")"
}

key_of() {
  basename "$1" .md
}

printf '#include "%s_data_internal.h"\n' "$kind"
for file in "$@"; do
  printf '\nstatic const unsigned char %s[] = {\n' "$(name_of "$file")"
  od -An -v -tu1 "$file" | sed 's/ *\([0-9][0-9]*\)/\1,/g'
  echo '};'
done

printf '\nconst tl_%s_file tl_%s_files[] = {\n' "$kind" "$kind"
for file in "$@"; do
  name=$(name_of "$file")
  printf '    {"%s", "%s", %s, sizeof %s},\n' \
    "$(folder_of "$file")" "$(key_of "$file")" "$name" "$name"
done
printf '};\n\nconst gsize tl_%s_files_count = G_N_ELEMENTS(tl_%s_files);\n' "$kind" "$kind"
