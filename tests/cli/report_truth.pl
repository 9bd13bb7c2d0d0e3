#!/usr/bin/env perl
# The numbers of 'tl11 report --json', worked out another way: from the notes' lines
# and git's own log, with nothing of tl11. For notebooks whose notes hold no code,
# whose follow-ups all have ids and whose people all have a person.ini.
# usage: report_truth.pl SINCE TODAY   in the notebook; prints the same JSON, keys sorted
use strict;
use warnings;
use JSON::PP;
use Time::Local qw(timegm);

my ($since, $today) = map { day($_) } @ARGV;
my %CADENCE = (team => '1w', manager => '2w', peer => '1m', 'cross-functional' => '1m');
my @ORDER = ('team', 'manager', 'peer', 'cross-functional');

sub day { my ($y, $m, $d) = split /-/, shift; return timegm(0, 0, 12, $d, $m - 1, $y) / 86400 - 0.5 }
sub iso { my @t = gmtime(86400 * shift); return sprintf '%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3] }

sub later {
    my ($day, $every) = @_;
    my ($n, $unit) = $every =~ /(\d+)(\w)/;
    return $day + $n * ($unit eq 'w' ? 7 : 1) if $unit ne 'm';
    my ($y, $m, $d) = split /-/, iso($day);
    $m += $n;
    ($y, $m) = ($y + int(($m - 1) / 12), ($m - 1) % 12 + 1);
    my $first = day(sprintf '%04d-%02d-01', $y, $m);
    my $next = day($m == 12 ? sprintf('%04d-01-01', $y + 1) : sprintf('%04d-%02d-01', $y, $m + 1));
    return $first + ($d <= $next - $first ? $d : $next - $first) - 1;
}

# -- what the files say ---------------------------------------------------------------

my (%people, %held, %touched, %items);
for my $path (glob '*/*/person.ini') {
    my ($relationship, $slug) = split m{/}, $path;
    my %ini = map { /^(\w+)\s*=\s*(.*?)\s*$/ ? ($1, $2) : () } split /\n/, slurp($path);
    $people{$slug} = { slug => $slug, relationship => $relationship, %ini };
}

sub slurp { my $path = shift; open my $in, '<', $path or die "$path: $!"; local $/; return <$in> }

for my $path (sort { substr($a, rindex($a, '/')) cmp substr($b, rindex($b, '/')) } glob '*/*/2*.md') {
    my ($relationship, $slug, $date) = $path =~ m{^(.*)/(.*)/(\d{4}-\d\d-\d\d)} or die $path;
    my ($section, $line, $written) = ('', 0, 0);
    for (split /\n/, slurp($path)) {
        $section = $1 if /^#+ (.*)/;
        next if /^#|^\s*$|^<!--.*-->$/;
        my $item = read_item($_, $slug, $date, $section);
        my $is_old = $item && (/ from:/ && $item->{mark} =~ /[ >]/);
        next if $is_old || $section =~ /^Agenda/ && (!$item || $item->{mark} =~ /[ >]/);
        $written = 1;
        my ($letter) = $section =~ /^(\w)\. /;
        $touched{$slug}{ "$relationship." . lc $letter } = $date if $letter;
    }
    push @{ $held{$slug} }, day($date) if $written && day($date) <= $today;
}

sub read_item {
    my ($line, $slug, $date, $section) = @_;
    my ($mark, $rest, $id) = $line =~ /^\s*- \[(.)\] (.*) \^(\w{6})$/ or return;
    my $item = $items{$id} ||= { rank => 0, born => $date };
    my %rank = ('>' => 1, ' ' => 2, '-' => 3, 'x' => 4);
    my ($from) = $rest =~ / from:(\S+)/;
    my ($done) = $rest =~ / done:(\S+)/;
    $item->{born} = $from if $from && $from lt $item->{born};
    @$item{qw(rank state closed)} = ($rank{$mark}, $mark, $done || $date) if $rank{$mark} >= $item->{rank};
    ($item->{owner}) = $rest =~ / \@([\w-]+)/;
    ($item->{due}) = $rest =~ / (?:due|tenggat):(\S+)/;
    @$item{qw(person agenda)} = ($slug, $section =~ /^Agenda/ ? 1 : 0);
    $item->{private} = 1 if $section =~ /^(Private|Pribadi)/;
    return { mark => $mark };
}

# -- lost: what history has and no note has any more, or none has open or closed --------

my %gone;
for (split /\n/, `git log -m -p --first-parent --format=%n --no-color -U0 -- '*/2*.md'`) {
    my ($file) = m{^\+\+\+ b/(.*)} ? ($::file = $1) : ($::file);
    $gone{$2} ||= [$file, $1] if /^\+\s*- \[[ >]\] (.*) \^(\w{6})$/;
}
for my $id (keys %gone) {
    next if $items{$id} && $items{$id}{state} ne '>';
    my ($slug) = $gone{$id}[0] =~ m{/(.*)/};
    my ($owner) = $gone{$id}[1] =~ / \@([\w-]+)/;
    my ($removed) = split /\n/, `git log -m --first-parent -1 --format=%cs -S '^$id' -- '*/2*.md'`;
    $items{$id} = { state => 'lost', person => $slug, owner => $owner, closed => $removed };
}

# -- the report ------------------------------------------------------------------------

my @out;
my %rank = map { $ORDER[$_] => $_ } 0 .. $#ORDER;
my @shown = sort { $rank{ $a->{relationship} } <=> $rank{ $b->{relationship} } || $a->{slug} cmp $b->{slug} }
  grep { !$_->{archived} || day($_->{archived}) >= $since || grep { $_ >= $since } @{ $held{ $_->{slug} } || [] } }
  values %people;

for my $person (@shown) {
    my @days = sort { $a <=> $b } @{ $held{ $person->{slug} } || [] };
    my $every = $person->{every} || $CADENCE{ $person->{relationship} };
    my ($start) = sort { $a <=> $b } ($person->{started} ? day($person->{started}) : (), @days);
    my $end = $person->{archived} ? day($person->{archived}) : $today;
    my $monday = $since - ($since + 3) % 7; # 1970-01-01 was a Thursday
    my @weeks;
    for (; $monday <= $today; $monday += 7) {
        my $sunday = $monday + 6 < $today ? $monday + 6 : $today;
        my $met = grep { $_ >= $monday && $_ >= $since && $_ <= $sunday } @days;
        my $last = (grep { $_ <= $sunday } @days)[-1] // $start;
        my $state = $met ? 'met' : $start > $sunday || $end < $monday ? undef
          : later($last, $every) < $sunday ? 'overdue' : 'quiet';
        push @weeks, { monday => iso($monday), held => $met, state => $state };
    }
    my @ends = (@days, $end);
    my ($gap) = sort { $b <=> $a } 0, map { $ends[$_ + 1] >= $since ? $ends[$_ + 1] - $ends[$_] : () } 0 .. $#ends - 1;
    push @out, {
        kind => 'cadence', person => $person->{slug}, relationship => $person->{relationship},
        held => scalar(grep { $_ >= $since } @days), longest_gap => $gap,
        last_met => @days ? iso($days[-1]) : undef, weeks => \@weeks,
    };
}

sub is_mine { my $owner = shift->{owner} // 'me'; return $owner eq 'me' }
sub is_overdue { my $i = shift; return $i->{state} eq ' ' && $i->{due} && day($i->{due}) < $today }

sub promises {
    my ($person, $owner) = @_;
    my @mine = grep { !$_->{agenda} && !$_->{private} && (!$person || $_->{person} eq $person)
        && is_mine($_) == ($owner eq 'mine') } values %items;
    my $ended = sub { my $s = shift; scalar grep { $_->{state} eq $s && day($_->{closed}) >= $since } @mine };
    my %p = (kind => 'promises', person => $person, owner => $owner, done => $ended->('x'),
        dropped => $ended->('-'), lost => $ended->('lost'), overdue => scalar(grep { is_overdue($_) } @mine),
        open => scalar(grep { $_->{state} eq ' ' } @mine));
    my $all = $p{done} + $p{dropped} + $p{lost} + $p{overdue};
    $p{kept} = $all ? sprintf('%.4f', $p{done} / $all) : undef;
    return \%p;
}
push @out, promises(undef, 'mine'), promises(undef, 'theirs');
push @out, map { my $s = $_->{slug}; (promises($s, 'mine'), promises($s, 'theirs')) } @shown;

for my $owner ('mine', 'theirs') {
    for ([0, 6], [7, 13], [14, 27], [28, 55], [56, undef]) {
        my ($from, $to) = @$_;
        push @out, { kind => 'age', owner => $owner, from_days => $from, to_days => $to, open => scalar grep {
            $_->{state} eq ' ' && !$_->{agenda} && !$_->{private} && is_mine($_) == ($owner eq 'mine')
              && $today - day($_->{born}) >= $from && (!defined $to || $today - day($_->{born}) <= $to)
        } values %items };
    }
}

for my $person (grep { !$_->{archived} } @shown) {
    for my $letter ('a' .. 'c') {
        my $section = "$person->{relationship}.$letter";
        my $last = $touched{ $person->{slug} }{$section};
        push @out, { kind => 'coverage', person => $person->{slug}, section => $section, last => $last,
            weeks_since => $last ? int(($today - day($last)) / 7) : undef };
    }
}
my %fields = map { map { $_ => undef } keys %$_ } @out;
print JSON::PP->new->canonical->encode([map { { %fields, %$_ } } @out]), "\n";
