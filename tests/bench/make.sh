#!/usr/bin/env bash
# Makes a notebook for measuring, unless it is there:  make.sh NOTES PEOPLE COMMITS FOLDER [loose]
# All of it is packed; with loose, the last 1,000 commits are not.
set -euo pipefail
notes=$1 people=$2 commits=$3 folder=$4 shape=${5:-packed}
here=$(cd "$(dirname "$0")" && pwd)
[ -e "$folder/done" ] && exit 0
rm -rf "$folder"
mkdir -p "$folder"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
perl "$here/generate.pl" "$notes" "$people" "$commits" 20261124 "$folder"
git init -q -b main "$folder/notebook"
cd "$folder/notebook"
git config user.name Lead
git config user.email lead@example.org
git config gc.auto 0
git fast-import --quiet --force --export-marks=../marks <../stream
[ "$shape" = loose ] && git repack -adfq
git -c fastimport.unpackLimit=1000000 fast-import --quiet --force --import-marks=../marks <../tail
[ "$shape" = loose ] || git repack -adfq
git reset -q --hard
rm -f ../stream ../tail ../marks
touch ../done
