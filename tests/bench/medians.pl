# The median of each command's times, in milliseconds, over the rounds that hyperfine wrote down,
# in the order of the first round; in the others they may be in another:
#   medians.pl JSON…
use strict;
use warnings;
use JSON::PP;

my ( @order, %times );
for my $path (@ARGV) {
    open my $file, '<', $path or die "$path: $!\n";
    my $results = decode_json(do { local $/; <$file> })->{results};
    @order = map { $_->{command} } @$results unless @order;
    push @{ $times{ $_->{command} } }, @{ $_->{times} } for @$results;
}
for (@order) {
    my @sorted = sort { $a <=> $b } @{ $times{$_} };
    printf '%f ', 500 * ($sorted[ $#sorted / 2 ] + $sorted[ @sorted / 2 ]);
}
