#!/usr/bin/perl
# The table of ratios from rows "name|size|tl11 other [other]".
use strict;
use warnings;

my (@names, @sizes, %row, %seen);
while (<>) {
    chomp;
    my ($name, $size, $values) = split /\|/;
    my ($mine, @others) = split ' ', $values;
    my ($best) = sort { $a <=> $b } @others;
    push @names, $name unless $seen{"n$name"}++;
    push @sizes, $size unless $seen{"s$size"}++;
    $row{$name}{$size} = [$mine, $best] if $best;
}
printf "%-30s", 'tl11 ÷ the other';
printf " %26s", $_ for @sizes;
print @sizes > 1 ? "      growth\n" : "\n";
for my $name (@names) {
    printf "%-30s", $name;
    for my $size (@sizes) {
        my $r = $row{$name}{$size};
        printf " %26s", $r ? sprintf('%.1f / %.1f = %.4f', @$r, $r->[0] / $r->[1]) : '-';
    }
    my ($first, $last) = @{$row{$name}}{@sizes[0, -1]};
    printf "  %9.1f", $last->[0] / $first->[0] if @sizes > 1 && $first && $last && $first->[0];
    print "\n";
}
