# Real servers on the loopback interface, each of a test's own: an ssh server, and git's
# http server behind a web server. Their repositories stand in $served.
# shellcheck shell=bash

served=$BATS_TEST_TMPDIR/served

# A port that nobody listens on.
free_port() {
  local port
  while port=$((20000 + RANDOM % 30000)) && (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}

await_port() { # PORT
  for _ in $(seq 100); do
    (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.1
  done
  return 1
}

# Runs a server until stop_servers; another port is tried where somebody was quicker.
start_server() { # CONFIGURE COMMAND…: CONFIGURE is a function that writes a config for $port
  local configure=$1
  for _ in 1 2 3; do
    port=$(free_port)
    "$configure"
    "${@:2}" >>"$BATS_TEST_TMPDIR/server.log" 2>&1 3>&- &
    server=$!
    servers+=("$server")
    await_port "$port" && kill -0 "$server" && return
  done
  cat "$BATS_TEST_TMPDIR/server.log"
  return 1
}

servers=()
stop_servers() {
  local server
  for server in "${servers[@]}"; do
    kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  done
  servers=()
}

make_served() { # NAME
  mkdir -p "$served"
  git init -q --bare "$served/$1"
}

configure_ssh() {
  cat >"$BATS_TEST_TMPDIR/sshd_config" <<E
Port $port
ListenAddress 127.0.0.1
HostKey $BATS_TEST_TMPDIR/host_key
AuthorizedKeysFile $BATS_TEST_TMPDIR/authorized_keys
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
E
  # As in a user's own ~/.ssh/config: a name for host, port and key.
  cat >"$HOME/ssh_config" <<E
Host hub
  HostName 127.0.0.1
  Port $port
  User $(id -un)
  IdentityFile $HOME/key
  IdentitiesOnly yes
  UserKnownHostsFile $HOME/known_hosts
  BatchMode yes
E
  echo "[127.0.0.1]:$port $(cut -d ' ' -f 1,2 "$BATS_TEST_TMPDIR/host_key.pub")" >"$HOME/known_hosts"
}

start_ssh() {
  ssh-keygen -q -t ed25519 -N '' -f "$BATS_TEST_TMPDIR/host_key"
  ssh-keygen -q -t ed25519 -N '' -f "$HOME/key"
  cp "$HOME/key.pub" "$BATS_TEST_TMPDIR/authorized_keys"
  [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
  git config --global core.sshCommand "ssh -F '$HOME/ssh_config'"
  start_server configure_ssh /usr/sbin/sshd -D -e -f "$BATS_TEST_TMPDIR/sshd_config"
}

configure_http() {
  local openssl=
  [ -z "${tls:-}" ] || openssl=', "mod_openssl"'
  cat >"$BATS_TEST_TMPDIR/lighttpd.conf" <<E
server.modules = ("mod_auth", "mod_authn_file", "mod_cgi", "mod_alias", "mod_setenv"$openssl)
server.document-root = "$served"
server.bind = "127.0.0.1"
server.port = $port
server.upload-dirs = ("$BATS_TEST_TMPDIR")
auth.backend = "plain"
auth.backend.plain.userfile = "$BATS_TEST_TMPDIR/users"
auth.require = ("/" => ("method" => "basic", "realm" => "notes", "require" => "valid-user"))
alias.url = ("/git" => "$(git --exec-path)/git-http-backend")
cgi.assign = ("" => "")
setenv.set-environment = ("GIT_PROJECT_ROOT" => "$served", "GIT_HTTP_EXPORT_ALL" => "1", "PATH" => "$PATH")
E
  [ -z "${tls:-}" ] || cat >>"$BATS_TEST_TMPDIR/lighttpd.conf" <<E
ssl.engine = "enable"
ssl.pemfile = "$BATS_TEST_TMPDIR/certificate.pem"
ssl.privkey = "$BATS_TEST_TMPDIR/certificate.key"
E
}

start_http() { # [tls]
  tls=${1:-}
  unset GIT_SSL_CAINFO GIT_SSL_CAPATH GIT_SSL_NO_VERIFY http_proxy https_proxy
  echo 'rina:s3cret' >"$BATS_TEST_TMPDIR/users"
  [ -z "$tls" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$BATS_TEST_TMPDIR/certificate.key" \
    -out "$BATS_TEST_TMPDIR/certificate.pem" 2>>"$BATS_TEST_TMPDIR/server.log"
  start_server configure_http lighttpd -D -f "$BATS_TEST_TMPDIR/lighttpd.conf"
  # What a keyring's helper does: it is asked, and told what was right or wrong.
  make_program "$HOME/helper" <<E
#!/bin/sh
echo "\$1" >>'$HOME/asked'
[ "\$1" != get ] || printf 'username=rina\npassword=%s\n' "\$(cat '$HOME/password')"
E
  echo s3cret >"$HOME/password"
  git config --global credential.helper "$HOME/helper"
  export GIT_TERMINAL_PROMPT=0
}
