# People and notes as files, written without tl11 and not committed.
# shellcheck shell=bash

person() { # FOLDER [LINE…]
  local folder=$1
  shift
  mkdir -p "$folder"
  { echo '[person]' && for line; do echo "$line"; done; } >"$folder/person.ini"
}

# A note of standard input.
note() { # FOLDER DAY
  mkdir -p "$1"
  cat >"$1/$2.md"
}
