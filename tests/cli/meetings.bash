# Meetings on given days.
# shellcheck shell=bash

note() { # DATE PERSON [RELATIONSHIP], the note on standard input
  on "$1"
  tl11 note "$2" ${3:+--as "$3"} --stdin >/dev/null
}
