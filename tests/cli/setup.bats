#!/usr/bin/env bats
# shellcheck disable=SC2154 # status, output: bats
# What a clone that git made lacks, and a notebook of an older tl11.

setup() {
  load helper
  load machines
  two_machines
}

# As an older tl11 made it.
old_attributes() { # [LINE…]
  printf '%s\n' '*.md -text diff=markdown merge=tl11' "$@" >desk/.gitattributes
  git -C desk commit -qam old
  git -C desk push -q --no-verify
  git -C laptop pull -q
}

attributes_of() { # PATH
  git -C desk check-attr text merge -- "$1" | sed 's/.*: \(.*\): /\1=/' | paste -sd ' '
}

@test "attributes without person.ini: sync and check say so, init adds the line alone" {
  old_attributes '# mine' '*.png binary'
  run -1 tl11 -C desk check --json
  [ "$(jq -c '.[] | [.path, .line, .code]' <<<"$output")" = '[".gitattributes",null,"no-attributes"]' ]
  [[ $output == *"'*.ini -text merge=tl11'"* ]]
  run -0 --separate-stderr tl11 -C desk sync
  # shellcheck disable=SC2154 # bats sets stderr
  [[ $stderr == "tl11: .gitattributes lacks '*.ini -text merge=tl11'"*"'tl11 init' adds that" ]]
  [ -z "$(git -C desk status --porcelain)" ]
  run -0 tl11 init desk
  [[ $output == ".gitattributes: '*.ini -text merge=tl11' added, committed "* ]]
  [ "$(cat desk/.gitattributes)" = '*.md -text diff=markdown merge=tl11
# mine
*.png binary
*.ini -text merge=tl11' ]
  [ "$(git -C desk show --format= --name-only)" = .gitattributes ]
  [ "$(attributes_of team/alice/person.ini)" = 'text=unset merge=tl11' ]
  tl11 -C desk check
  run -3 tl11 init desk
  [[ $output == *'there is a notebook already' ]]
  tl11 -C desk sync
  tl11 -C laptop sync
  equal
}

@test "no attributes at all: init gives them, and each kind of file what it lacks" {
  git -C desk rm -q .gitattributes
  git -C desk commit -qm none
  run -0 tl11 init desk
  diff laptop/.gitattributes desk/.gitattributes
  # The last line has no end, and text is the user's.
  printf '*.md text' >desk/.gitattributes
  git -C desk commit -qam text
  tl11 init desk
  [ "$(cat desk/.gitattributes)" = '*.md text
*.md diff=markdown merge=tl11
*.ini -text merge=tl11' ]
  [ "$(attributes_of team/alice/next.md)" = 'text=set merge=tl11' ]
}

@test "another merge is the user's choice, and what only this machine has is none" {
  old_attributes '*.ini merge=union'
  tl11 -C desk check
  run -3 tl11 init desk
  [ "$(attributes_of tl11.ini)" = 'text=unspecified merge=union' ]
  old_attributes
  printf '*.ini -text merge=tl11\n' >attributes
  git config --global core.attributesFile "$PWD/attributes"
  run -1 tl11 -C desk check
  [[ $output == *no-attributes* ]]
}

@test "attributes that are not committed are not committed along" {
  old_attributes
  echo '*.pdf binary' >>desk/.gitattributes
  run -3 tl11 init desk
  [[ $output == *"'.gitattributes' is not committed yet"*'tl11 git commit .gitattributes'* ]]
  [ "$(tail -n 1 desk/.gitattributes)" = '*.pdf binary' ]
  tl11 -C desk git commit -qm pdf .gitattributes
  tl11 init desk
  tl11 -C desk check
}

@test "a clone that git made: check names the driver, init and sync set it up" {
  git clone -q "$hub" plain
  run -1 tl11 -C plain check --json
  [ "$(jq -c '.[] | [.path, .code]' <<<"$output")" = '[".git/config","no-driver"]' ]
  cp -a plain other
  run -0 tl11 init plain
  [ "$output" = 'the merge driver and the hooks are set up' ]
  run -0 tl11 -C other sync
  [ "${lines[0]}" = 'the merge driver and the hooks are set up' ]
  local machine
  for machine in plain other; do
    [ "$(git -C "$machine" config merge.tl11.driver)" = "$(git -C desk config merge.tl11.driver)" ]
    [ -x "$machine/.git/hooks/pre-commit" ]
    tl11 -C "$machine" check
  done
}

@test "person.ini merges by key once init was run" {
  printf 'name = Alice\nemail = a@example.com\nevery = 1w\n' >>desk/team/alice/person.ini
  git -C desk commit -qam more
  old_attributes
  tl11 init desk
  tl11 -C desk sync
  tl11 -C laptop sync
  sed -i 's/^name = .*/name = Alice Ng/' laptop/team/alice/person.ini
  sed -i 's/^email = .*/email = ng@example.com/' desk/team/alice/person.ini
  tl11 -C laptop save && tl11 -C desk save
  tl11 -C laptop sync
  run -0 tl11 -C desk sync
  tl11 -C laptop sync
  equal
  grep -qx 'name = Alice Ng' laptop/team/alice/person.ini
  grep -qx 'email = ng@example.com' laptop/team/alice/person.ini
}
