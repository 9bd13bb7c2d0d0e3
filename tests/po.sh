#!/usr/bin/env bash
# Every text of the program stands translated in every catalogue.
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=Q_:1,2 --no-location \
  -o "$scratch/tl11.pot" src/*/*.c
for catalog in src/po/*.po; do
  msgfmt --check -o /dev/null "$catalog"
  msgmerge -q --no-fuzzy-matching -o "$scratch/merged.po" "$catalog" "$scratch/tl11.pot"
  msgattrib --untranslated --no-obsolete "$scratch/merged.po" >"$scratch/missing.po"
  if grep -q '^msgid' "$scratch/missing.po"; then
    echo "check-po: $catalog lacks:" >&2
    grep -A 3 '^msgid' "$scratch/missing.po" >&2
    exit 1
  fi
done
