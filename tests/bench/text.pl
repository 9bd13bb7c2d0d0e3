#!/usr/bin/perl
# A note to be committed, made from an old one:  text.pl FILE, in the notebook
# Its words are new; one follow-up goes on from older notes, one is new.
use strict;
use warnings;

my ($file) = @ARGV;
open my $in, '<', $file or die "$file: $!\n";
my @lines = <$in>;
my ($kept, $fewest, $skips) = ('', 1e9, 0);
for my $line (@lines) {
    next unless $line =~ /^- \[ \] (.*)/;
    open my $found, '-|', 'grep', '-rlF', '--', $1, '.' or die "grep: $!\n";
    my $count = () = <$found>;
    ($kept, $fewest) = ($line, $count) if $count < $fewest;
}
for (@lines) {
    if (/^- \[/) {
        print "$kept\n- [ ] Send sari the plan for sector nine \@me due:2099-06-09\n" if $_ eq $kept;
        $skips = 1;
        next;
    }
    my $is_gap = $skips && /^$/;
    $skips = 0;
    next if $is_gap;
    s/^- /- again: /;
    print;
}
