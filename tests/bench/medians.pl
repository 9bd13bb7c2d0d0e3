# The median of each command's times, in milliseconds, over the rounds that hyperfine wrote down:
#   medians.pl JSON…
use strict;
use warnings;
use JSON::PP;

my @times;
for my $path (@ARGV) {
    open my $file, '<', $path or die "$path: $!\n";
    my $results = decode_json(do { local $/; <$file> })->{results};
    push @{ $times[$_] }, @{ $results->[$_]{times} } for 0 .. $#$results;
}
for (@times) {
    my @sorted = sort { $a <=> $b } @$_;
    printf '%f ', 500 * ($sorted[ $#sorted / 2 ] + $sorted[ @sorted / 2 ]);
}
