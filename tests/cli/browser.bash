# A headless browser as the judge of pages: what it shows, says and asks for.
# shellcheck shell=bash disable=SC2154 # BATS_TEST_TMPDIR is bats'

# A proxy that answers nothing and writes down what it is asked for, a line a request.
start_proxy() {
  asked=$BATS_TEST_TMPDIR/asked
  : >"$asked"
  perl -MIO::Socket::INET -e '
    my $listener = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 9) or die;
    $| = 1;
    print $listener->sockport, "\n";
    open STDOUT, ">>", shift;
    while (my $client = $listener->accept) {
      print scalar <$client> // "";
      print $client "HTTP/1.1 502 no\r\nConnection: close\r\n\r\n";
      close $client;
    }' "$asked" >"$BATS_TEST_TMPDIR/port" 3>&- &
  proxy=$!
  until [ -s "$BATS_TEST_TMPDIR/port" ]; do sleep 0.05; done
}

stop_proxy() {
  kill "$proxy"
}

# What was asked for, but for errands that the browser runs for its maker all the same.
asked_for() {
  grep -Ev '^[A-Z]+ (http://)?[a-z0-9.-]+\.(google|googleapis)\.com[:/]' "$asked" || true
}

# All that the browser asks the network for goes to that proxy; most of its own errands are off.
browse() { # OPTION… FILE
  local address=about:blank
  [ "${*: -1}" = about:blank ] || address=file://$(realpath "${*: -1}")
  HOME=$BATS_TEST_TMPDIR/browser timeout 120 chromium --headless --no-sandbox --disable-gpu \
    --user-data-dir="$BATS_TEST_TMPDIR/browser" --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --disable-default-apps --disable-extensions \
    --enable-logging=stderr --proxy-server="127.0.0.1:$(cat "$BATS_TEST_TMPDIR/port")" \
    --proxy-bypass-list='<-loopback>' --hide-scrollbars "${@:1:$#-1}" "$address" 3>&- 2>"$BATS_TEST_TMPDIR/console"
}

# What the page, or the browser about it, wrote to the console.
console() {
  grep 'CONSOLE' "$BATS_TEST_TMPDIR/console" || true
}
