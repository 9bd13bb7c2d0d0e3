#!/usr/bin/perl
# The table of ratios from rows "name|size|tl11 other [other]", and whether each is what it must be.
use strict;
use warnings;

# The largest ratio: at every size, or small, medium, large.
use utf8;
my %must = (
    '--version' => [1], '--version, shared libraries' => [3], '--help' => [1], 'completion' => [1],
    'show PERSON (a reading command)' => [1.5], 'people (a reading command)' => [1.5],
    'followups, warm' => [0.3], 'followups, as many tasks' => [0.2], 'followups, no cache yet' => [1.5],
    'grep, rare' => [0.5], 'grep, common' => [0.5], 'grep, regex' => [0.5],
    'grep --history, warm' => [0.05, 0.01, 0.002], 'grep --history, first time' => [0.9, 0.7, 0.5],
    'memory, grep (KiB)' => [2], 'memory, followups (KiB)' => [2], 'memory, first build (KiB)' => [2],
    'lost, warm' => [0.05, 0.02, 0.01], 'log PERSON' => [0.3, 0.03, 0.01],
    'due' => [0.1], 'coverage' => [0.1], 'what 10 commits add' => [0.5], 'what sync does more' => [0.5],
    'note --stdin, committed' => [0.6, 0.5, 0.5], 'cache on disk ÷ .git (KiB)' => [1.5],
);
my %order = (small => 0, medium => 1, large => 2);
my (@names, @sizes, %row, %seen);
while (<>) {
    chomp;
    utf8::decode($_);
    my ($name, $size, $values) = split /\|/;
    my ($mine, @others) = split ' ', $values;
    my ($best) = sort { $a <=> $b } @others;
    push @names, $name unless $seen{"n$name"}++;
    push @sizes, $size unless $seen{"s$size"}++;
    $row{$name}{$size} = [$mine, $best] if $best;
}

sub cell {
    my ($name, $size) = @_;
    my $r = $row{$name}{$size} or return '-';
    my $ratio = $r->[0] / $r->[1];
    my $must = $must{$name};
    my $limit = $must && (@$must > 1 ? $must->[$order{$size}] : $must->[0]);
    my $text = sprintf '%.1f / %.1f = %.4f', @$r, $ratio;
    return $text unless $limit;
    return sprintf '%s %s %s', $text, $ratio <= $limit ? '≤' : '>', $limit;
}

binmode STDOUT, ':utf8';
printf "%-32s", 'tl11 ÷ the other';
printf " %36s", $_ for @sizes;
print @sizes > 1 ? "    growth\n" : "\n";
for my $name (@names) {
    printf "%-32s", $name;
    printf " %36s", cell($name, $_) for @sizes;
    my ($first, $last) = @{$row{$name}}{@sizes[0, -1]};
    printf "  %8.1f", $last->[0] / $first->[0] if @sizes > 1 && $first && $last && $first->[0];
    print "\n";
}
