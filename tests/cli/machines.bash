# Two machines, laptop/ and desk/, and a bare repository hub.git between them.
# shellcheck shell=bash disable=SC2154 # book is the helper's

two_machines() {
  fresh_machine
  know_me
  umask 077
  hub=$BATS_TEST_TMPDIR/hub.git
  git init -q --bare "$hub"
  unset TL11_DIR
  tl11 init laptop >said
  git -C laptop remote add origin "$hub"
  git -C laptop config tl11.allowedRemote "$hub"
  write laptop alice 2026-11-20 '- [ ] first ^k3f9q2' --as team
  tl11 -C laptop sync >said
  tl11 clone "$hub" desk >said 2>&1
}

write() { # MACHINE PERSON DATE TEXT [OPTION…]
  tl11 -C "$1" note "$2" --date "$3" --stdin "${@:5}" <<<"$4" >said
}

# Both hold what the hub holds, nothing is amiss in any of them, and no marker stands anywhere.
equal() {
  local tip machine
  tip=$(git -C "$hub" rev-parse main) || return
  git -C "$hub" fsck --strict --no-dangling || return
  for machine in laptop desk; do
    [ "$(git -C "$machine" rev-parse HEAD)" = "$tip" ] || { echo "$machine is elsewhere" && return 1; }
    # shellcheck disable=SC2034 # judge looks there
    book=$BATS_TEST_TMPDIR/$machine
    judge || return
    ! git -C "$machine" grep -n -e '^<<<<<<<' -e '^>>>>>>>' || return
    [ ! -e "$machine/.git/index.lock" ] || return
  done
}

# Both machines reword one promise, each in its own way.
disagree() {
  sed -i 's/first/first, as the laptop says/' laptop/team/alice/2026-11-20.md
  sed -i 's/first/first, as the desk says/' desk/team/alice/2026-11-20.md
  tl11 -C laptop save >said
  tl11 -C desk save >said
  tl11 -C laptop sync >said
}
