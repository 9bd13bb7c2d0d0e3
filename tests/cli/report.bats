#!/usr/bin/env bats
# shellcheck disable=SC2154 # book, stderr, asked, proxy: helper, bats and browser.bash set them
# How it went, in numbers: each worked out another way; nothing private; a page
# that a real browser shows as it should, and that asks for nothing.

setup_file() {
  load helper
  cd "$BATS_FILE_TMPDIR" || return
  export HOME=$BATS_FILE_TMPDIR GIT_CONFIG_NOSYSTEM=1 TL11_TODAY=2026-11-24
  know_me
  perl "$BATS_TEST_DIRNAME/../../examples/year.pl" year
}

setup() {
  load helper
  load browser
  fresh_book
}

teardown() {
  [ -z "${proxy:-}" ] || stop_proxy
}

# The year's notebook is the one meant, and where one is.
in_the_year() {
  export TL11_DIR=$BATS_FILE_TMPDIR/year
  cd "$TL11_DIR" || return
}

rounded() {
  jq -S '.[] | (.kept? |= if . == null then null else tonumber * 10000 | round end)'
}

@test "every number of a year, and the same by another way" {
  in_the_year
  for since in 2025-11-25 2026-06-01 2026-10-08 2026-11-24; do
    tl11 report --since "$since" --json | rounded >"$HOME/said"
    perl "$BATS_TEST_DIRNAME/report_truth.pl" "$since" 2026-11-24 | rounded >"$HOME/truth"
    diff "$HOME/truth" "$HOME/said"
  done
  # The year has something of each to be counted.
  tl11 report --since 2025-11-25 --json >"$HOME/said"
  for what in done dropped lost overdue open; do
    [ "$(jq "map(select(.kind == \"promises\" and .person == null).$what) | add" "$HOME/said")" -gt 3 ]
  done
  for state in quiet met overdue; do
    [ "$(jq "[.[].weeks[]? | select(.state == \"$state\")] | length" "$HOME/said")" -gt 9 ]
  done
}

@test "without --since it is the last 26 weeks, and no day is in two of them" {
  in_the_year
  tl11 report --json >"$HOME/said"
  [ "$(jq '[.[].weeks?[]?.monday] | unique | length' "$HOME/said")" -eq 26 ]
  [ "$(jq -r '[.[].weeks?[]?.monday] | unique | last' "$HOME/said")" = 2026-11-23 ]
  tl11 report --since 2026-06-01 --json | cmp - "$HOME/said"
  jq -e 'map(select(.kind == "cadence")) | all(.held == (.weeks | map(.held) | add))' "$HOME/said"
}

@test "what the terminal shows is what JSON says" {
  in_the_year
  tl11 report --json >"$HOME/said"
  tl11 report >"$HOME/shown"
  while read -r slug held gap; do
    grep -Eq "^$slug .* $held +${gap}d\$" "$HOME/shown"
  done < <(jq -r '.[] | select(.kind == "cadence") | "\(.person) \(.held) \(.longest_gap)"' "$HOME/said")
  for what in 'done' dropped lost overdue kept open; do
    row=$(jq -r "[.[] | select(.kind == \"promises\" and .person == null)] |
      map(if \"$what\" == \"kept\" then \"\(.kept * 100 | round)%\" else \"\(.$what)\" end) | join(\" +\")" "$HOME/said")
    grep -Eq "^$what +$row\$" "$HOME/shown"
  done
  # A mark a week, in the order of the weeks.
  marks=$(jq -r '.[] | select(.person == "tom" and .weeks) | [.weeks[].state] | map({met: "█", quiet: "·", overdue: "▒"}[.]) | add' "$HOME/said")
  grep -q "^tom *$marks " "$HOME/shown"
  row=$(jq -r '[.[] | select(.kind == "coverage" and .person == "tom").weeks_since] | map(tostring) | join(" +")' "$HOME/said")
  grep -Eq "^tom +$row\$" "$HOME/shown"
}

@test "narrow windows fold, and where there is no UTF-8 all is ASCII" {
  in_the_year
  for width in 36 40 80; do
    width=$width run -0 on_terminal tl11 --no-pager report --since 2025-11-25
    while read -r line; do
      [ "$(wc -L <<<"$line")" -le "$width" ] || { echo "$width: $line" && false; }
    done <<<"$output"
  done
  [[ $output == *█* ]]
  LC_ALL=C run -0 tl11 --lang en report
  [[ $(LC_ALL=C tr -d '\0-\177' <<<"$output") == '' ]]
  [[ $output == *'#.#.'* ]]
  TERM=xterm run -0 on_terminal tl11 --no-pager report
  [[ $output == *$'\e['* ]]
  TERM=xterm NO_COLOR=1 run -0 on_terminal tl11 --no-pager report
  [[ $output != *$'\e'* ]]
  run -0 tl11 --lang id report
  [[ $output == *"minggu demi minggu"*Janji* ]]
}

@test "a scaffold is no meeting, nor is a note of tomorrow" {
  on 2026-11-10
  tl11 add ana --as team --every 12d
  printf '# Ana\n\n## A. x\n\n- hello\n- [ ] due today @me due:2026-11-24\n- [ ] due before @me due:2026-11-23\n' | tl11 note ana --stdin
  on 2026-11-17
  tl11 note ana --no-edit
  git add . && git commit -qm 'a scaffold, by hand'
  printf '# Ana\n\n## A. x\n\n- to come\n' | tl11 note ana --date 2026-11-25 --stdin
  on 2026-11-24
  run -0 tl11 report --since 2026-11-09 --json
  [ "$(jq -c '.[0] | [.held, .longest_gap, .last_met, [.weeks[].state]]' <<<"$output")" = \
    '[1,14,"2026-11-10",["met","quiet","overdue"]]' ]
  jq -e 'map(select(.kind == "promises" and .person == null and .owner == "mine"))[0] | [.open, .overdue] == [2, 1]' <<<"$output"
}

@test "an empty notebook has nothing to report, wrong usage is told" {
  run -1 tl11 report
  [[ $output == *kept* ]]
  run -1 tl11 report --json
  jq -e 'map(select(.kind == "promises")) | length == 2 and all(.kept == null)' <<<"$output"
  for call in '--since tomorrow' '--since x' '--json --html -' '--force' 'alice'; do
    # shellcheck disable=SC2086 # words
    run -2 tl11 report $call
  done
}

# Lines in every private place, each with SECRET in it; with PUBLIC where it may be seen.
plant_secrets() {
  tl11 add ana --as team --every 1w
  printf '# Ana\n\n## A. x\n\n- [ ] PUBLIC thing @me due:2026-11-01\n- [ ] SECRET a #mood @me\n- SECRET b #concern\n  - [ ] SECRET c @me\n' >"$HOME/in"
  printf '\n### SECRET d #safety\n\n- [ ] SECRET e @ana\n\n## Decisions\n\n- [ ] SECRET f #personal\n' >>"$HOME/in"
  printf '\n## Private\n\n- [ ] SECRET g @me due:2026-11-01\n\n### More\n\n- SECRET h\n- [x] SECRET i @me\n' >>"$HOME/in"
  tl11 note ana --date 2026-10-01 --stdin <"$HOME/in"
  printf '# SECRET j #concern\n\n- [ ] SECRET k @ana\n' | tl11 note ana --date 2026-10-02 --stdin
  # Once private, then carried into the open.
  id=$(tl11 followups --json | jq -r '.[] | select(.text == "SECRET g").id')
  printf '# Ana\n\n## Follow-ups\n\n- [ ] SECRET g @me due:2026-11-01 from:2026-10-01 ^%s\n' "$id" |
    tl11 note ana --date 2026-10-03 --stdin
}

@test "nothing private is in any form of it" {
  plant_secrets
  tl11 followups | grep -q SECRET
  for form in '' --json '--html -' '--lang id' '--lang id --html -'; do
    # shellcheck disable=SC2086 # words
    run -0 tl11 report --since 2026-09-01 $form
    [[ $output != *SECRET* ]] || { echo "$output" | grep SECRET && false; }
    [ "$form" = --json ] || [[ $output == *PUBLIC* ]]
  done
  # What stands under Private is not counted either: 1 public and 5 confidential ones are open.
  tl11 report --since 2026-09-01 --json |
    jq -e 'map(select(.kind == "promises" and .person == null)) | map(.open) == [4, 2] and map(.done) == [0, 0]'
}

@test "the page's file: 0600, whole, never through a link, never over something else" {
  in_the_year
  cd "$BATS_TEST_TMPDIR"
  umask 000
  tl11 report --html page.html
  [ "$(stat -c %a page.html)" = 600 ]
  tl11 report --html - | cmp - page.html
  # A former report may be replaced, and is closed to others again.
  chmod 644 page.html
  tl11 report --since 2026-09-01 --html ./page.html
  [ "$(stat -c %a page.html)" = 600 ]
  run ! cmp -s page.html <(tl11 report --html -)
  echo mine >other.html
  run -3 tl11 report --html other.html
  [[ $output == *"is there already, and is no report"* ]]
  [ "$(cat other.html)" = mine ]
  chmod 644 other.html
  tl11 report --html other.html --force
  [ "$(stat -c %a other.html)" = 600 ]
  grep -q '</html>' other.html
  ln -s page.html link.html
  mkfifo pipe
  mkdir folder
  ln -s nowhere dangling
  for target in link.html pipe folder dangling; do
    before=$(snapshot .)
    run -3 timeout 20 tl11 report --force --html "$target"
    [ "$(snapshot .)" = "$before" ]
  done
  run -4 tl11 report --html no/such/folder/page.html
  [ -z "$(find . -name '.*tmp*' -o -name 'page.html?*')" ]
}

@test "the page asks for nothing and says nothing, and shows the numbers" {
  in_the_year
  start_proxy
  tl11 report --html "$HOME/page.html"
  tl11 report --json >"$HOME/said"
  browse --dump-dom "$HOME/page.html" >"$HOME/dom"
  [ -z "$(console)" ]
  [ -z "$(asked_for)" ]
  # Text alone, a cell a line.
  sed -e 's/<title>[^<]*<\/title>//g; s/<[^>]*>/\n/g' "$HOME/dom" >"$HOME/text"
  held=$(jq '[.[] | select(.kind == "cadence").held] | add' "$HOME/said")
  grep -A 2 -x '1:1s held' "$HOME/text" | grep -qx "$held"
  for owner in mine theirs; do
    for what in done dropped lost overdue; do
      value=$(jq ".[] | select(.kind == \"promises\" and .person == null and .owner == \"$owner\").$what" "$HOME/said")
      column=$([ "$owner" = mine ] && echo 1 || echo 2)
      [ "$(perl -0ne "print \$$column if m{<bdi>$what</bdi></th><td[^>]*>(\\d+)</td><td[^>]*>(\\d+)</td>}" "$HOME/dom")" = "$value" ]
    done
  done
  # A mark for each week, and the title tells the same.
  weeks=$(jq '[.[].weeks?[]?.state | select(. == "met")] | length' "$HOME/said")
  [ "$(sed 's/<svg class="swatch".*aria-hidden="true">.*<\/ul>//' "$HOME/dom" | grep -o '<rect class="met"' | wc -l)" -eq "$weeks" ]
  grep -q '<title>Tom Becker: met in [0-9]* of 26 weeks, overdue in [0-9]*</title>' "$HOME/dom"
  # For whom it is read aloud: a language, one h1, headings in order, headers that say of what.
  grep -q '<html lang="en">' "$HOME/dom"
  [ "$(grep -o '<h1>' "$HOME/dom" | wc -l)" -eq 1 ]
  [ "$(grep -o '<th[ >]' "$HOME/dom" | wc -l)" -eq "$(grep -o '<th scope="\(row\|col\)"' "$HOME/dom" | wc -l)" ]
  [ "$(grep -o '<svg' "$HOME/dom" | wc -l)" -eq "$(grep -oE '<svg [^>]*(role="img"><title>|aria-hidden="true")' "$HOME/dom" | wc -l)" ]
  tl11 --lang id report --html - | grep -q '<html lang="id">'
}

@test "what stands in notes is text to the browser, whatever it says" {
  start_proxy
  evil='"><script>console.log(1)</script><img src=http://evil.test/a onerror=console.log(2)><style>@import "http://evil.test/b";</style>'
  tl11 add ana --as team --name "Ana $evil" --every 1w
  printf '# Ana\n\n## A. x\n\n- [ ] promise %s &amp; \xe2\x80\xaeabc\x1b[31m\x07 @me\n' "$evil" | tl11 note ana --date 2026-11-03 --stdin
  tl11 report --html "$HOME/page.html"
  run ! grep -Pq '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae' "$HOME/page.html"
  browse --dump-dom "$HOME/page.html" >"$HOME/dom"
  [ -z "$(console)" ]
  [ -z "$(asked_for)" ]
  grep -q 'promise "&gt;&lt;script&gt;' "$HOME/dom"
  grep -q '&amp;amp; abc' "$HOME/dom"
  [ "$(grep -c '<script\|<img\|onerror=con[^<]*">' "$HOME/dom")" -eq 0 ]
  # The judge sees it where it is: the same in a page without escapes, and what the policy stops.
  printf '<!DOCTYPE html><p>%s' "$evil" >"$HOME/evil.html"
  browse --dump-dom "$HOME/evil.html" >/dev/null
  console | grep -q '"1"'
  asked_for | grep -q 'http://evil.test/a'
  sed "s|<body>|<body>$evil|" "$HOME/page.html" >"$HOME/injected.html"
  : >"$asked"
  browse --dump-dom "$HOME/injected.html" >/dev/null
  [ -z "$(asked_for)" ]
  [[ $(console) == *"Content Security Policy"* && $(console) != *'"1"'* ]]
}

# What a function makes of the page's window, when that is so wide: the browser's own is 500 at least.
measure() { # WIDTH SCHEME FUNCTION
  script="
    const html = document.documentElement.outerHTML.replace(/<script>[^]*/, '');
    const frame = document.createElement('iframe');
    frame.width = $1;
    frame.style.border = 0;
    frame.onload = () => { document.body.textContent = ($3)(frame.contentWindow, frame.contentDocument) };
    frame.srcdoc = html;
    document.body.replaceChildren(frame);" \
    perl -0pe 's/<meta http-equiv[^>]*>//; s{</body>}{<script>$ENV{script}</script></body>}' \
    "$HOME/page.html" >"$HOME/measured.html"
  browse --window-size=1400,1000 --blink-settings="preferredColorScheme=$2" --dump-dom "$HOME/measured.html" |
    sed -n 's/.*<body>\([^<]*\).*/\1/p'
}

@test "it fits a phone and a wide screen, and its text stands out in light and dark" {
  in_the_year
  start_proxy
  tl11 report --html "$HOME/page.html"
  fits='(w, d) => [w.innerWidth, d.documentElement.scrollWidth].join(" ")'
  for width in 390 1280; do
    [ "$(measure "$width" 1 "$fits")" = "$width $width" ]
  done
  # Every element with text of its own, against the nearest ground behind it.
  contrast='(w, d) => {
    const light = c => { const v = c.match(/[\d.]+/g).slice(0, 3).map(x => x / 255).map(x => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2] };
    const ground = e => { for (; e; e = e.parentElement) { const b = w.getComputedStyle(e).backgroundColor; if (!/, 0\)$/.test(b)) return b } return "rgb(255, 255, 255)" };
    let least = 99, count = 0;
    for (const e of d.querySelectorAll("main *")) {
      if (e.closest("svg") || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
      const a = light(w.getComputedStyle(e).color), b = light(ground(e));
      least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)); count++;
    }
    return count + " " + Math.floor(least * 10) + " " + w.getComputedStyle(d.body).backgroundColor;
  }'
  read -r count least ground <<<"$(measure 1280 1 "$contrast")"
  [ "$count" -gt 100 ]
  [ "$least" -ge 45 ]
  [ "$ground" = 'rgb(255, 255, 255)' ]
  read -r count least ground <<<"$(measure 390 0 "$contrast")"
  [ "$count" -gt 100 ]
  [ "$least" -ge 45 ]
  [ "$ground" = 'rgb(13, 17, 23)' ]
  # On paper: some pages, and nothing is cut off at the side.
  browse --no-pdf-header-footer --print-to-pdf="$HOME/page.pdf" "$HOME/page.html"
  [ "$(head -c 5 "$HOME/page.pdf")" = %PDF- ]
  [ -z "$(console)" ]
}
