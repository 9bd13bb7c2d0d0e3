#!/usr/bin/env bash
# What a power cut could take: every file is on stable storage before it gets
# its name, and every folder that got a name before the commit is told of.
. "$(dirname "$0")/lib.sh"
need_strace
command -v perl >/dev/null || die 'perl is needed: make deps installs it'

# Reads a trace of "strace -f -y"; prints what was not synced in time.
audit() {
  perl -ne '
    use strict;
    our ($root, %dirty, %owed, $named);
    BEGIN { $root = shift @ARGV }
    sub at { my ($folder, $name) = @_; return $name =~ m{^/} ? $name : "$folder/$name" }
    sub folder { my $path = shift; $path =~ s{/[^/]*$}{}; return $path }
    # Our own folder, and what only keeps others out, may be lost.
    sub passing { return $_[0] =~ m{/\.git/tl11/|\.lock$|/gc\.pid$|^(?!\Q$root\E)} }
    sub given { # FROM TO
      my ($from, $to) = @_;
      print "named before it is synced: $to\n" if $dirty{$from} && !passing($to);
      $dirty{$to} = delete $dirty{$from};
      $owed{folder($to)} = 1 unless passing($to);
      $named = 1 unless passing($to);
    }
    my $fd = qr/(?:\d+|AT_FDCWD)<([^>]*)>/;
    s/^\d+ +//;
    next if / = -1 /;
    if (/^write\($fd, / || /^p?write(?:v|64)\($fd, /) {
      my $path = $1;
      if (index($path, $root) == 0) { $dirty{$path} = 1 }
      elsif ($path !~ m{^/dev/|/err$} && $named) { last_word() }
    } elsif (/^f(?:data)?sync\($fd\)/) { delete $dirty{$1}; delete $owed{$1} }
    elsif (/^rename\("([^"]*)", "([^"]*)"/ || /^link\("([^"]*)", "([^"]*)"/) { given($1, $2) }
    elsif (/^(?:renameat2?|linkat)\($fd, "([^"]*)", $fd, "([^"]*)"/) { given(at($1, $2), at($3, $4)) }
    elsif (/^mkdir\("([^"]*)"/) { $owed{folder($1)} = 1 unless passing("$1/x") }
    elsif (/^mkdirat\($fd, "([^"]*)"/) { my $p = at($1, $2); $owed{folder($p)} = 1 unless passing($p) }
    elsif (/^unlink\("([^"]*)"/) { delete $dirty{$1} }
    elsif (/^unlinkat\($fd, "([^"]*)"/) { delete $dirty{at($1, $2)} }
    our $told;
    sub last_word {
      our $told = 1;
      print "told before its folder is synced: $_\n" for sort keys %owed;
      print "told before it is synced: $_\n" for sort grep { $dirty{$_} && !passing($_) } keys %dirty;
    }
    END { print "nothing was named and told\n" unless $named && our $told }
  ' "$ROOT" "$1"
}

for scenario in ${SCENARIOS:-new edit move}; do
  prepare_scenario "$scenario"
  point=$scenario
  checks=$((checks + 1))
  fresh_copy
  strace -f -y -s 0 -o "$work/trace" "${command[@]}" <"$work/text" >"$work/out" 2>"$work/err" ||
    die 'the command fails under strace'
  audit "$work/trace" >"$work/found"
  while IFS= read -r line; do fail "$line"; done <"$work/found"
done
finish
