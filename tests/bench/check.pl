#!/usr/bin/perl
# Whether 'tl11 grep --history' finds what was planted:  check.pl TL11 FOLDER
# Each planted line, where it stands or stood last, when it came and when it went.
use strict;
use warnings;

my ($tl11, $folder) = @ARGV;
my (%wanted, %words);

sub day { my @t = gmtime $_[0]; return sprintf '%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3]; }

open my $truth, '<', "$folder/truth" or die "$folder/truth: $!\n";
while (<$truth>) {
    chomp;
    my ($word, $path, $text, $came, $went) = split /\t/;
    $words{$word} = 1;
    $wanted{$text} = join ' ', $path, day($came), $went eq '-' ? 'stands' : day($went);
}
my $wrong = 0;
for my $word (keys %words) {
    open my $out, '-|', $tl11, '-C', "$folder/notebook", 'grep', '--history', '-F', '--', "- $word " or die "$tl11: $!\n";
    while (<$out>) {
        chomp;
        my ($path, $came, $went, $text) = /^([^:]*):\d*:\+(\S+) \S+(?: -(\S+) \S+)?:(.*)$/ or die "not understood: $_\n";
        my $found = join ' ', $path, $came, $went // 'stands';
        my $right = delete $wanted{$text} // 'nothing';
        next if $found eq $right;
        print STDERR "$text\n  found: $found\n  true:  $right\n" if $wrong++ < 5;
    }
    close $out;
}
print STDERR "not found: $_ ($wanted{$_})\n" for (sort keys %wanted)[0 .. (keys %wanted < 5 ? keys(%wanted) - 1 : 4)];
exit($wrong || %wanted ? 1 : 0);
