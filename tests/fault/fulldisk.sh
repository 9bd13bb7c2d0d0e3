#!/usr/bin/env bash
# A file system that is really full: 4 MiB in memory, with 0 to 39 pages left.
# It mounts in a namespace of its own, so it needs root, or user namespaces.
. "$(dirname "$0")/lib.sh"

if [ "${TL11_FAULT_MOUNTS:-}" != private ]; then
  export TL11_FAULT_MOUNTS=private
  rm -rf "$work"
  if unshare --mount true 2>/dev/null; then
    exec unshare --mount --propagation private "$BASH" "$0" "$@"
  elif unshare --mount --propagation unchanged true 2>/dev/null; then
    # In a chroot "/" is no mount point, whose propagation could be set.
    exec unshare --mount --propagation unchanged "$BASH" "$0" "$@"
  elif unshare --mount --map-root-user true 2>/dev/null; then
    exec unshare --mount --map-root-user --propagation private "$BASH" "$0" "$@"
  fi
  echo "${0##*/}: cannot mount a small file system: no root, and no user namespaces here" >&2
  exit 1
fi

disk=$work/disk
mkdir "$disk"

run_full() { # PAGES
  local status
  point="$scenario, $1 pages free"
  checks=$((checks + 1))
  mount -t tmpfs -o size=4m,mode=700 tl11-fault "$disk" || die 'cannot mount a tmpfs'
  ROOT=$disk/notebook
  cp -a "$start" "$ROOT"
  build_command
  local free
  free=$(stat -f -c %f "$disk")
  [ "$free" -ge "$1" ] || die 'the notebook does not fit'
  head -c "$(((free - $1) * 4096))" /dev/zero >"$disk/filler" || die 'cannot fill the file system'
  "${command[@]}" <"$work/text" >"$work/out.full" 2>"$work/err.full"
  status=$?
  [ "$status" -eq 0 ] && succeeded=$((succeeded + 1))
  check_text
  check_acknowledged "$status" "$work/out.full"
  [ "$status" -eq 0 ] || [ -s "$work/err.full" ] || fail 'it failed without a word'
  rm "$disk/filler"
  check_sound
  check_rerun
  umount "$disk"
}

for scenario in ${SCENARIOS:-new edit}; do
  prepare_scenario "$scenario"
  succeeded=0
  for pages in $(seq 0 39 | spread); do run_full "$pages"; done
  # Between nothing left and enough left, both must have been seen.
  [ "$succeeded" -gt 0 ] || fail 'it never succeeded'
  [ "$succeeded" -lt 40 ] || fail 'it never failed'
done
finish
