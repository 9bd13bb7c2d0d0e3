#!/usr/bin/env bats
# What the program is linked with: libgit2 without its network, and with all else; or
# nothing of libgit2 before it is needed, in a build with SHARED=1.
bats_require_minimum_version 1.5.0

setup() {
  cd "$BATS_TEST_TMPDIR" || exit 1
  export HOME=$BATS_TEST_TMPDIR GIT_CONFIG_NOSYSTEM=1
  export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org
  export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org
  program=$TL11_BUILD/bin/tl11
}

archive() { # NAME: where the linker finds libNAME.a, or nothing
  local path
  path=$(cc -print-file-name="lib$1.a")
  [[ $path != /* ]] || echo "$path"
}

# A build with archives where there are all; elsewhere the shared libraries are right.
need_static() {
  local name
  [ "$(cat "$TL11_BUILD/gen/linkage")" = static ] || skip "a shared build"
  for name in git2 cmark glib-2.0 pcre2-8 jansson nettle inih; do
    [ -n "$(archive "$name")" ] || skip "no lib$name.a here"
  done
}

need_late() {
  grep -q libgit2 "$TL11_BUILD/gen/linkage" || skip "not built with SHARED=1"
}

@test "the program starts" {
  run "$program" --version
  [ "$status" -eq 0 ]
  [[ $output == "tl11 "* ]]
}

@test "no library is loaded" {
  need_static
  [ -n "$(archive c)" ] || skip "no libc.a here"
  run readelf --dynamic --program-headers "$program"
  [ "$status" -eq 0 ]
  [[ $output == *DYNAMIC* ]]
  ! grep -E 'NEEDED|INTERP' <<<"$output"
}

@test "no library of a network is loaded" {
  need_static
  run ldd "$program"
  [ "$status" -eq 0 ]
  [[ $output == *libc.* || $output == *"statically linked"* ]]
  ! grep -E 'git2|mbed|ssl|crypto|ssh|http|krb5|gssapi|curl|glib|pcre' <<<"$output"
}

@test "nothing but the network is left out" {
  need_static
  run nm -g --defined-only "$TL11_BUILD/obj/git/static/network.o"
  [ "$status" -eq 0 ]
  [[ $output == *git_transport_new* ]]
  names=$(awk 'NF == 3 { print $3 }' <<<"$output" |
    grep -vE '^git_((mbedtls|openssl)_stream|transport_ssh(_libssh2)?)_global_init$' |
    grep -vE '^git_((mbedtls|openssl)__set_cert_location|http__expect_continue|transport_new)$') || true
  [ -z "$names" ]
}

@test "the hash is libgit2's own" {
  need_static
  nm "$(archive git2)" 2>/dev/null | awk '$2 == "T" && $3 ~ /^(git_hash_sha1_|SHA1DC(Init|Update|Final)$)/ { print $3 }' |
    sort -u >wanted
  nm --defined-only "$program" | awk '{ print $3 }' | sort -u >there
  [ -s wanted ]
  [ -z "$(comm -23 wanted there)" ]
  ! nm -g --defined-only "$TL11_BUILD/obj/git/static/network.o" | grep -iE 'sha|hash|crc|flate|random'
}

calls() { # FUNCTION: what it calls, or ends in
  objdump -d --no-show-raw-insn "$program" --disassemble="$1" |
    sed -nE 's/.*(call|jmp) .*<(.*)>$/\2/p'
}

@test "of the hash nothing but an index's sum is made otherwise" {
  need_static
  wrapped=$(nm -g --defined-only "$TL11_BUILD/obj/git/static/checksum.o" | awk 'NF == 3 { print $3 }')
  [ "$(sort <<<"$wrapped")" = "$(printf '__wrap_git_hash_sha1_%s\n' ctx_init final init update)" ]
  calls git_hash_update | grep -x __wrap_git_hash_sha1_update
  for name in $wrapped; do # each goes on to libgit2's
    calls "$name" | grep -x "${name#__wrap_}"
  done
}

@test "git agrees with every object of a commit" {
  "$program" -C book init
  "$program" -C book add ana --as team
  printf 'met\n\n- [ ] write it down\n' | "$program" -C book note ana --stdin --date 2024-01-02
  cd book
  run git fsck --strict --full --no-dangling
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  note=$(git ls-files 'team/ana/2024*')
  [ "$(git hash-object "$note")" = "$(git rev-parse "HEAD:$note")" ]
  [ "$(git write-tree)" = "$(git rev-parse 'HEAD^{tree}')" ]
  [ -z "$(git status --porcelain)" ]
}

@test "libgit2 is loaded for a notebook, and for nothing else" {
  need_late
  readelf --dynamic "$program" | grep NEEDED >needed
  grep -q libglib needed
  run ! grep -E 'git2|ssl|crypto|ssh|krb5' needed
  "$program" init book
  LD_DEBUG=libs "$program" -C book followups 2>loaded || [ $? -eq 1 ] # none
  grep -q 'calling init:.*/libgit2' loaded
  local command
  for command in --version --help 'completion bash' 'followups --help'; do
    # shellcheck disable=SC2086
    LD_DEBUG=libs "$program" $command 2>loaded >/dev/null
    grep -q 'calling init:.*/libglib' loaded
    run ! grep -E 'calling init:.*(git2|crypto)' loaded
  done
}

@test "packagers are told what is loaded" {
  need_late
  soname=$(sed 's/.* //' "$TL11_BUILD/gen/linkage")
  run readelf --notes "$program"
  [[ $output != *orrupt* ]]
  grep -A 2 '\.note\.dlopen' <<<"$output" | grep -E '^ *FDO .*(407c0c0a|DLOPEN)'
  objcopy -O binary --only-section=.note.dlopen "$program" note
  [ "$(tail -c +17 note | tr -d '\0' | jq -r '.[0].soname[0], .[0].priority')" = "$soname"$'\n'required ]
}

@test "without libgit2" {
  need_late
  "$program" init book
  soname=$(sed 's/.* //' "$TL11_BUILD/gen/linkage")
  sed "s/$soname/${soname//[0-9]/0}/g" "$program" >without
  chmod +x without
  ./without --version
  run ./without -C book people
  [ "$status" -eq 4 ]
  [[ $output == "tl11: cannot load libgit2: ${soname//[0-9]/0}: "* ]]
  # One that has nothing of it.
  mkdir other
  echo 'int nothing;' | cc -shared -fPIC -x c -o "other/$soname" -
  LD_LIBRARY_PATH=$PWD/other run "$program" -C book people
  [ "$status" -eq 4 ]
  [[ $output == *"cannot load libgit2: "*"undefined symbol: git_"* ]]
}
