#!/usr/bin/env bats
# shellcheck disable=SC2034,SC2154 # variables of the helpers and of bats
# Real servers: ssh, and git's own http server behind a web server, cut off and refused.

setup() {
  load helper
  load servers
  fresh_machine
  know_me
  umask 077
  unset TL11_DIR
  make_served notes.git
}

teardown() {
  stop_servers
}

write() { # MACHINE PERSON DATE TEXT [OPTION…]
  tl11 -C "$1" note "$2" --date "$3" --stdin "${@:5}" <<<"$4" >said
}

# From an empty repository at the server to two machines that meet there.
meet() { # URL
  run -1 tl11 clone "$1" laptop
  [[ $output == *"it is no notebook"* ]] || return
  tl11 init laptop >said
  write laptop alice 2026-11-20 '- first' --as team
  run -0 tl11 -C laptop sync
  [[ $output == *"2 commits went to origin/main"* ]] || return
  run -0 tl11 clone "$1" desk
  [[ $output == *"people: 1, notes: 1, open follow-ups: 0"* ]] || return
  write desk alice 2026-11-21 '- from the desk'
  write laptop alice 2026-11-22 '- from the laptop'
  run -0 tl11 -C laptop sync
  run -0 tl11 -C desk sync
  run -0 tl11 -C laptop sync
  equal
}

equal() {
  local tip machine
  tip=$(git -C "$served/notes.git" rev-parse main)
  git -C "$served/notes.git" fsck --strict --no-dangling || return
  for machine in laptop desk; do
    [ "$(git -C "$machine" rev-parse HEAD)" = "$tip" ] || { echo "$machine is elsewhere" && return 1; }
    # shellcheck disable=SC2034 # judge looks there
    book=$BATS_TEST_TMPDIR/$machine
    judge || return
  done
}

# A hook there that ends the server's git in mid-push, once.
cut_off() { # HOOK
  make_program "$served/notes.git/hooks/$1" <<E
#!/bin/sh
cat >/dev/null
[ -e '$PWD/cut' ] || { touch '$PWD/cut'; kill -9 \$PPID; }
E
  rm -f cut
}

# Whatever the transport, a connection that is cut in mid-push loses nothing and is made up for.
survive_cuts() {
  write laptop alice 2026-11-23 '- cut before it is taken in'
  cut_off pre-receive
  before=$(git -C "$served/notes.git" rev-parse main)
  run -4 tl11 -C laptop sync
  [[ $output == *"cannot push to origin/main"* ]] || return
  [ -e cut ] || return
  [ "$(git -C "$served/notes.git" rev-parse main)" = "$before" ] || return
  run -0 tl11 -C laptop sync
  [[ $output == *"1 commit went to origin/main"* ]] || return
  rm "$served/notes.git/hooks/pre-receive"
  write laptop alice 2026-11-24 '- cut after it was taken in'
  cut_off post-receive
  run tl11 -C laptop sync
  [ -e cut ] || return
  # Whatever was said of the push: what is said in the end is what the server holds.
  [ "$status" -eq 0 ] || run -0 tl11 -C laptop sync
  rm "$served/notes.git/hooks/post-receive"
  run -0 tl11 -C desk sync
  equal
}

# Another machine pushes between our look and our push.
lose_a_race() { # URL
  git clone -q "$1" third
  make_program desk/.git/hooks/pre-push.user <<E
#!/bin/sh
[ ! -e '$PWD/raced' ] || exit 0
touch '$PWD/raced'
cd '$PWD/third' && unset GIT_DIR && git pull -q && echo x >>quicker && git add quicker && git commit -qm quicker && git push -q
E
  write desk alice 2026-11-25 '- slower'
  run -0 tl11 -C desk sync
  [ -e raced ] || return
  run -0 tl11 -C laptop sync
  equal
}

@test "ssh: clone, sync, a lost race, a connection cut in mid-push" {
  start_ssh
  meet "hub:$served/notes.git"
  lose_a_race "hub:$served/notes.git"
  survive_cuts
}

@test "ssh: a key that is not let in, and a server that is gone" {
  start_ssh
  meet "hub:$served/notes.git"
  write laptop alice 2026-11-26 '- more'
  : >authorized_keys
  run -4 tl11 -C laptop sync
  [[ $output == *"cannot fetch from origin/main:"*"Permission denied (publickey)"* ]]
  cp "$HOME/key.pub" authorized_keys
  stop_servers
  run -4 tl11 -C laptop sync
  [[ $output == *"cannot fetch from origin/main:"*"Connection refused"* ]]
  run -4 tl11 clone "hub:$served/notes.git" nowhere
  [[ $output == *"could not clone"*"Connection refused"* ]]
  [ ! -e nowhere ]
  start_server configure_ssh /usr/sbin/sshd -D -e -f "$BATS_TEST_TMPDIR/sshd_config"
  run -0 tl11 -C laptop sync
  run -0 tl11 -C desk sync
  equal
}

@test "ssh: a host whose key is another one is not talked to" {
  start_ssh
  meet "hub:$served/notes.git"
  echo "[127.0.0.1]:$port $(cut -d ' ' -f 1,2 "$HOME/key.pub")" >"$HOME/known_hosts"
  run -4 tl11 -C laptop sync
  [[ $output == *"Host key verification failed"* ]]
}

@test "http: clone, sync, a lost race, a connection cut in mid-push" {
  start_http
  url=http://127.0.0.1:$port/git/notes.git
  meet "$url"
  grep -qx get "$HOME/asked"
  grep -qx store "$HOME/asked"
  lose_a_race "$url"
  survive_cuts
}

@test "http: a wrong password, then the right one" {
  start_http
  meet "http://127.0.0.1:$port/git/notes.git"
  write laptop alice 2026-11-26 '- more'
  echo wrong >"$HOME/password"
  run -4 tl11 -C laptop sync
  [[ $output == *"cannot fetch from origin/main:"*"Authentication failed"* ]]
  [[ $output != *wrong* ]]
  grep -qx erase "$HOME/asked"
  # Without a helper nobody is asked where there is nobody.
  git config --global --unset credential.helper
  run -4 tl11 -C laptop sync
  [[ $output == *"cannot fetch from origin/main:"* ]]
  git config --global credential.helper "$HOME/helper"
  echo s3cret >"$HOME/password"
  run -0 tl11 -C laptop sync
  run -0 tl11 -C desk sync
  equal
}

@test "https: a certificate that is known, and one that is not" {
  start_http tls
  url=https://127.0.0.1:$port/git/notes.git
  run -4 tl11 clone "$url" laptop
  [[ $output == *"certificate"* ]]
  [ ! -e laptop ]
  git config --global http.sslCAInfo "$BATS_TEST_TMPDIR/certificate.pem"
  meet "$url"
}

@test "a large push that is cut in the middle of its bytes" {
  start_http
  # What goes through here is cut after some 200 kilobytes.
  proxy=$(free_port)
  make_program once <<E
#!/bin/bash
if [ -e '$PWD/cut' ]; then exec socat - TCP:127.0.0.1:$port; fi
{ dd bs=1024 count=200 status=none && [ -n "\$(head -c 1 | od -An -tx1)" ] && touch '$PWD/cut' && kill -9 \$PPID; } | socat - TCP:127.0.0.1:$port
E
  socat "TCP-LISTEN:$proxy,bind=127.0.0.1,fork,reuseaddr" "EXEC:$PWD/once" >>server.log 2>&1 3>&- &
  servers+=($!)
  await_port "$proxy"
  touch cut
  meet "http://127.0.0.1:$proxy/git/notes.git"
  head -c 3000000 /dev/urandom | base64 -w 76 >laptop/team/alice/big.txt
  git -C laptop add team
  git -C laptop commit -qm big
  rm cut
  run -4 tl11 -C laptop sync
  [ -e cut ]
  [[ $output == *"cannot push to origin/main"* ]]
  git -C "$served/notes.git" fsck --strict --no-dangling
  run -0 tl11 -C laptop sync
  run -0 tl11 -C desk sync
  equal
}

# A server that takes every connection and never says a word.
configure_silence() {
  make_program silence <<E
#!/bin/sh
exec socat TCP-LISTEN:$port,bind=127.0.0.1,fork,reuseaddr 'EXEC:sleep 600'
E
}

# A notebook with something to send to a server that is silent.
hang() {
  start_server configure_silence ./silence
  tl11 init laptop >said
  write laptop alice 2026-11-20 '- first' --as team
  git -C laptop remote add origin "http://127.0.0.1:$port/notes.git"
  git -C laptop config tl11.allowedRemote "http://127.0.0.1:$port/notes.git"
}

@test "a server that is silent: git gives up, after as long as the user set" {
  hang
  GIT_HTTP_LOW_SPEED_LIMIT=1 GIT_HTTP_LOW_SPEED_TIME=1 run -4 tl11 -C laptop sync
  [[ $output == *"cannot reach origin/main:"*"Operation too slow"* ]]
  git -C laptop config http.lowSpeedLimit 1
  git -C laptop config http.lowSpeedTime 1
  run -4 tl11 -C laptop sync
  [[ $output == *"the last 1 seconds"* ]]
  run -4 env GIT_HTTP_LOW_SPEED_LIMIT=1 GIT_HTTP_LOW_SPEED_TIME=1 tl11 clone "http://127.0.0.1:$port/notes.git" other
  [ ! -e other ]
}

@test "the longest silence is a minute where the user set none, and theirs where they did" {
  make_served other.git
  tl11 init laptop >said
  git -C laptop remote add origin "$served/other.git"
  git -C laptop config tl11.allowedRemote "$served/other.git"
  watch_git
  tl11 -C laptop sync >said
  grep -q -- '-c http.lowSpeedLimit=1 -c http.lowSpeedTime=60 ls-remote' git.log
  grep -q -- '-c http.lowSpeedTime=60 push' git.log
  for setting in http.lowSpeedTime http.lowSpeedLimit; do
    rm git.log
    git config --global "$setting" 7
    tl11 -C laptop sync >said
    grep -q '^-c core.fsync=all .*fetch' git.log
    git config --global --unset "$setting"
  done
  rm git.log
  GIT_HTTP_LOW_SPEED_TIME=7 tl11 -C laptop sync >said
  grep -q '^-c core.fsync=all .*fetch' git.log
}

# An ssh that knows one host, and tells how it was started.
fake_ssh() { # WHAT-ITS-CONFIG-SAYS…
  make_program watched/ssh <<E
#!/bin/sh
[ "\$1" != -G ] || { printf '%s\n' $(printf '%q ' "$@"); exit; }
echo "\$*" >>'$PWD/ssh.log'
for last do :; done
exec sh -c "\$last"
E
}

@test "ssh gives up a silent server too, unless the user says how it is run" {
  tl11 init laptop >said
  git -C laptop remote add origin "hub:$served/notes.git"
  git -C laptop config tl11.allowedRemote "hub:$served/notes.git"
  watch_git
  fake_ssh 'connecttimeout none' 'serveraliveinterval 0'
  run -0 tl11 -C laptop sync
  grep -q -- '-o ServerAliveInterval=15 -o ServerAliveCountMax=4 -o ConnectTimeout=30 .*hub git-receive-pack' ssh.log
  fake_ssh 'connecttimeout 5' 'serveraliveinterval 0'
  rm ssh.log
  tl11 -C laptop sync >said
  grep -q ServerAliveInterval=15 ssh.log
  run ! grep ConnectTimeout ssh.log
  fake_ssh 'connecttimeout 5' 'serveraliveinterval 9'
  rm ssh.log
  tl11 -C laptop sync >said
  grep -q git-upload-pack ssh.log
  run ! grep -e ServerAlive -e ConnectTimeout ssh.log
  # Theirs, whichever way it is said: nothing of ours is in git's environment.
  mv watched/ssh watched/theirs
  rm git.log
  local way
  for way in GIT_SSH GIT_SSH_COMMAND core.sshCommand; do
    rm ssh.log
    if [ "$way" = core.sshCommand ]; then
      git -C laptop config "$way" "$PWD/watched/theirs"
      run -0 tl11 -C laptop sync
    else
      run -0 env "$way=$PWD/watched/theirs" tl11 -C laptop sync
    fi
    grep -q git-upload-pack ssh.log
    run ! grep ServerAlive ssh.log
  done
  # What stands under a condition that libgit2 does not know.
  git -C laptop config --unset core.sshCommand
  git config -f theirs.config core.sshCommand "$PWD/watched/theirs"
  git -C laptop config 'includeIf.hasconfig:remote.*.url:hub:/**.path' "$PWD/theirs.config"
  [ "$(git -C laptop config core.sshCommand)" = "$PWD/watched/theirs" ] # as git 2.36 and later do
  rm ssh.log
  run -0 tl11 -C laptop sync
  grep -q git-upload-pack ssh.log
  run ! grep tl11_ssh git.log
}

@test "Ctrl-C ends a sync that hangs at once, and nothing is broken" {
  hang
  before=$(git -C laptop rev-parse HEAD)
  run -124 timeout --signal=INT 2 env --default-signal=INT tl11 -C laptop sync
  [ -z "$(find laptop/.git -name '*.lock')" ]
  [ "$(git -C laptop rev-parse HEAD)" = "$before" ]
  book=$PWD/laptop
  judge
  # All that tl11 had started ended with it.
  run ! pgrep -f "remote-http.*127.0.0.1:$port"
  git -C laptop remote set-url origin "$served/notes.git"
  git -C laptop config tl11.allowedRemote "$served/notes.git"
  tl11 -C laptop sync
}
