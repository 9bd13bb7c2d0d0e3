#!/usr/bin/perl
# Makes a notebook for measuring, from a seed, as streams for git fast-import:
#   generate.pl NOTES PEOPLE COMMITS SEED FOLDER
# writes FOLDER/stream (all but the last 1,000 commits), FOLDER/tail (these) and
# FOLDER/truth: a planted line a row: word, path where it stands or stood last,
# text, when it came, when it went ("-": it stands), as seconds since 1970.
use strict;
use warnings;

my ($notes, $people, $commits, $seed, $folder) = @ARGV;
die "usage: generate.pl NOTES PEOPLE COMMITS SEED FOLDER\n" unless defined $folder;
my $state = $seed % 2147483646 + 1;

# Park and Miller's generator: the same on every machine, unlike perl's own.
sub random { my $n = shift; $state = $state * 48271 % 2147483647; return $state % $n; }
sub pick { return $_[random(scalar @_)]; }

my @relationships = qw(team team team team team manager peer peer cross-functional);
my @names = qw(alice bagus citra dewi eko farah gita hadi indra joko kartika lestari made nadia
  oka putri rani sari tono umar vina wayan yusuf zahra);
my @words = qw(release roadmap incident review platform latency customer hiring onboarding design
  estimate migration database retro focus mentor feedback goal growth career workshop deadline
  planning quality testing pairing document decision priority scope risk blocker vendor contract
  metric dashboard alert runbook rotation holiday energy trust idea experiment architecture);
my @verbs = qw(write review send plan fix draft ask check prepare schedule discuss measure);
my @tags = qw(mood recognition goal growth career blocker risk milestone metric agreement);
my @planted = (['zanzibar', 4000], ['kubernetes rollout', 400], ['budget', 12]);

my (@persons, @truth, %truth_of, $out, $mark, $time, $made, $serial);
open my $stream, '>', "$folder/stream" or die "$folder/stream: $!\n";
open my $tail, '>', "$folder/tail" or die "$folder/tail: $!\n";
binmode $_ for $stream, $tail;
$out = $stream;
($mark, $time, $made, $serial) = (0, 1420440000, 0, 0);

sub iso {
    my @t = gmtime($_[0] * 86400);
    return sprintf '%04d-%02d-%02d', $t[5] + 1900, $t[4] + 1, $t[3];
}

sub id {
    my $n = $serial++ * 7919 + 31;
    my $text = '';
    for (1 .. 6) { $text .= substr('0123456789abcdefghjkmnpqrstvwxyz', $n % 32, 1); $n = int($n / 32); }
    return $text;
}

sub sentence { return join ' ', map { pick(@words) } 1 .. 4 + random(6); }

sub bullet {
    my $text = '- ' . sentence();
    $text .= ' #' . pick(@tags) if random(4) == 0;
    return $text;
}

sub item {
    my ($person, $day) = @_;
    my $text = ucfirst(pick(@verbs)) . ' ' . sentence() . (random(2) ? ' @me' : " \@$person->{slug}");
    $text .= ' due:' . iso($day + random(40)) if random(3);
    $text .= ' ^' . id() if random(10) < 7;
    return $text;
}

# A line with a planted word, each of its own text, so that its one interval is known.
sub plant {
    my ($note, $section) = @_;
    for my $p (@planted) {
        next if random($p->[1]);
        my $line = "- $p->[0] " . sentence() . ' no ' . $serial++;
        push @{$section}, $line;
        push @truth, $truth_of{$line} = {word => $p->[0], note => $note, text => $line, came => $time, went => '-'};
    }
}

sub make_note {
    my ($person, $path, $day) = @_;
    my $note = {path => $path};
    my @lines = ("# \u$person->{slug}, " . iso($day), '', '## Follow-ups', '');
    my @open = @{$person->{open}};
    @open = @open[-6 .. -1] if @open > 6;
    push @lines, map { ("- [ ] $_", '') } @open;
    $person->{open} = [@open];
    for my $n (1 .. random(3)) {
        my $item = item($person, $day);
        push @lines, "- [ ] $item", '';
        push @{$person->{open}}, $item;
    }
    for my $section ('A. Building Trust and Good Relationships',
        'B. Understanding Individual Goals and Aspirations', 'C. Giving Support and Feedback', 'Decisions')
    {
        push @lines, "## $section", '';
        my @body = map { bullet() } 1 .. 2 + random(6);
        plant($note, \@body);
        push @lines, map { ($_, '') } @body;
    }
    push @lines, '## Private', '', bullet();
    $note->{lines} = \@lines;
    return $note;
}

sub forget { my $t = $truth_of{$_[0]} or return; ($t->{went}, $t->{path}) = ($time, $t->{note}{path}); }

sub edit_note {
    my ($person, $note) = @_;
    my $lines = $note->{lines};
    for (1 .. 1 + random(3)) {
        my $at = random(scalar @$lines);
        my $line = $lines->[$at];
        my $kind = random(10);
        if ($line =~ /^- \[ \] (.*)/) {
            my $text = $1;
            @{$person->{open}} = grep { $_ ne $text } @{$person->{open}};
            if ($kind < 5) { $lines->[$at] = "- [x] $text"; }
            elsif ($kind < 7) { $lines->[$at] = "- [-] $text: replaced"; }
            elsif ($kind < 9) { $lines->[$at] = '- [ ] ' . sentence() . " ($text"; }
            else { splice @$lines, $at, 1; }
        } elsif ($line =~ /^- /) {
            forget($line);
            if ($kind < 6) { $lines->[$at] = bullet(); } else { splice @$lines, $at, 1; }
        } elsif ($line eq '' && $at > 4) {
            my @more = (bullet());
            plant($note, \@more);
            splice @$lines, $at, 0, @more;
        }
    }
}

sub data { my $text = shift; print $out 'data ', length $text, "\n", $text, "\n"; }

sub put { my $note = shift; print $out "M 100644 inline $note->{path}\n"; data(join("\n", @{$note->{lines}}) . "\n"); }

sub begin {
    my ($branch, $subject, @parents) = @_;
    $time += 600 + random(7200);
    print $out "commit $branch\nmark :", ++$mark, "\ncommitter Lead <lead\@example.org> $time +0000\n";
    data($subject);
    print $out 'from ', shift @parents, "\n" if @parents;
    print $out "merge $_\n" for @parents;
    $out = $tail if ++$made == $commits - 1000;
    return ":$mark";
}

sub commit_files {
    my ($branch, $subject, $parents, @notes) = @_;
    my $current = $out;
    my $name = begin($branch, $subject, @$parents);
    ($current, $out) = ($out, $current);
    put($_) for @notes;
    print $out "\n";
    $out = $current;
    return $name;
}

my $main = 'refs/heads/main';
my $last;
{
    my $current = $out;
    $last = begin($main, 'tl11: a new notebook');
    print $out "M 100644 inline tl11.ini\n";
    data("[notebook]\nlanguage = en\n");
    for my $i (0 .. $people - 1) {
        my $slug = $names[$i % @names] . ($i >= @names ? int($i / @names) + 1 : '');
        push @persons, {slug => $slug, relationship => pick(@relationships), open => [], notes => [], day => 16436 + random(20)};
        print $out "M 100644 inline $persons[-1]{relationship}/$slug/person.ini\n";
        data("[person]\nname = \u$slug\nevery = 1w\n");
    }
    print $out "\n";
}

# What one step changes: a new note, or an old one edited. Times are those of the commit to come.
sub change {
    my $person = shift;
    if (!@{$person->{notes}} || ($main::count < $notes && random($commits - $made + 1) <= $notes - $main::count)) {
        $person->{day} += $notes > 50000 ? 2 + random(2) : 5 + random(4);
        my $path = "$person->{relationship}/$person->{slug}/" . iso($person->{day}) . '.md';
        my $note = make_note($person, $path, $person->{day});
        push @{$person->{notes}}, $note;
        $main::count++;
        return $note;
    }
    my $back = random(10) < 8 ? 1 + random(3) : 1 + random(scalar @{$person->{notes}});
    my $note = $person->{notes}[-($back > @{$person->{notes}} ? 1 : $back)];
    edit_note($person, $note);
    return $note;
}
our $count = 0;

# Planted lines are dated by the commit that follows: begin() moves the clock on, so it is set back.
sub dated {
    my ($branch, $subject, $parents, $work) = @_;
    my ($clock, $random) = ($time, $state);
    my $step = 600 + random(7200);
    $time += $step;
    my @notes = $work->();
    my $after = $state;
    ($time, $state) = ($clock, $random);
    my $name = commit_files($branch, $subject, $parents, @notes);
    $state = $after;
    return $name;
}

while ($made < $commits - 1) {
    my $person = pick(@persons);
    my $kind = random(400);
    if ($kind == 0 && @{$person->{notes}} > 3) {
        my $to = pick(grep { $_ ne $person->{relationship} } qw(team manager peer cross-functional));
        my $from = $person->{relationship};
        my $current = $out;
        $last = begin($main, "move($from/$person->{slug}): to $to", $last);
        ($current, $out) = ($out, $current);
        print $out "R $from/$person->{slug} $to/$person->{slug}\n\n";
        $out = $current;
        s{^[^/]+}{$to} for map { $_->{path} } @{$person->{notes}};
        $_->{path} =~ s{^[^/]+}{$to} for @{$person->{notes}};
        $person->{relationship} = $to;
    } elsif ($kind < 8 && $made < $commits - 6) {
        my $other = pick(grep { $_ != $person } @persons);
        my ($side, @changed) = ($last);
        for (1 .. 1 + random(2)) {
            $side = dated('refs/heads/side', "note: $person->{slug}", [$side], sub { push @changed, my $n = change($person); $n });
        }
        $last = dated($main, "note: $other->{slug}", [$last], sub { change($other) });
        my %seen;
        $last = commit_files($main, 'Merge branch side', [$last, $side], grep { !$seen{$_->{path}}++ } @changed);
    } else {
        $last = dated($main, "note($person->{relationship}/$person->{slug})", [$last], sub { change($person) });
    }
}
print $tail "reset refs/heads/side\nfrom 0000000000000000000000000000000000000000\n\n";
open my $truth, '>', "$folder/truth" or die "$folder/truth: $!\n";
print $truth join("\t", $_->{word}, $_->{path} // $_->{note}{path}, $_->{text}, $_->{came}, $_->{went}), "\n" for grep { $_->{came} ne $_->{went} } @truth;
close $_ or die "$folder: $!\n" for $stream, $tail, $truth;
