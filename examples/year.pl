#!/usr/bin/env perl
# Makes a notebook with a year of 1:1s that ends today, from year.txt: notes
# scaffolded and saved by tl11, one commit a meeting, promises kept, carried,
# dropped and lost, a person who moves, a second machine that is merged.
# The same day gives the same notebook: chance has a fixed seed.
# usage: year.pl DIR   (tl11 and git on the PATH; DIR must not exist)
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use File::Basename qw(dirname);
use Encode qw(encode_utf8);
use File::Path qw(remove_tree);
use File::Spec;
use File::Temp qw(tempdir);
use JSON::PP;
use POSIX qw(strftime);
use Time::Local qw(timegm);

my $target = shift or die "usage: year.pl DIR\n";
die "year.pl: $target is there already\n" if -e $target;
$target = File::Spec->rel2abs($target);
my $here = dirname(File::Spec->rel2abs(__FILE__));
my %STEP = ('1w' => 1, '2w' => 2, '1m' => 4);
my (%slots, %trends, @stints, %pools);
srand 11;
umask 077; # git, which merges, does not know that these are private

# -- the data -----------------------------------------------------------------

sub read_data {
    my ($stint, $pool);
    open my $in, '<', "$here/year.txt" or die "year.pl: year.txt: $!\n";
    while (<$in>) {
        chomp;
        next if /^\s*(#|$)/;
        if (/^slot (\w+): (.*)/) { $slots{$1} = [split / \| /, $2] }
        elsif (/^trend (\w+): (\d+) -> (\d+)/) { $trends{$1} = [$2, $3] }
        elsif (/^\[pool (\S+) (\w+)\]/) { $pool = $pools{"$1 $2"} = {}; $stint = undef }
        elsif (/^\[(\w+)(\+?)\] (\S+) (\w+) (\w+) (.*)/) {
            push @stints, $stint = {
                slug => $1, again => $2, relationship => $3, every => $4, lang => $5, name => $6,
                away => {}, quiet => {}, story => {}, events => {},
            };
            $pool = undef;
        }
        elsif ($pool) { add_to_pool($pool, $_) }
        else { add_to_stint($stint, $_) }
    }
}

sub add_to_pool {
    my ($pool, $line) = @_;
    if ($line =~ /^(\w) #(\S+) (.*)/) { push @{ $pool->{"$1 $2"} }, "$3 #$2" }
    elsif ($line =~ /^(\w) (\[ \] .*)/) { push @{ $pool->{promises} }, [$1, $2] }
    else { die "year.pl: what is this? $line\n" }
}

sub add_to_stint {
    my ($stint, $line) = @_;
    if ($line =~ /^day (\d)/) { $stint->{day} = $1 }
    elsif ($line =~ /^weeks (\d+)\.\.(\d+)/) { @$stint{qw(from to)} = ($1, $2) }
    elsif ($line =~ /^away (.*)/) { $stint->{away}{$_} = 1 for split / /, $1 }
    elsif ($line =~ /^quiet (\S+) (\d+)/) { $stint->{quiet}{$1} = $2 }
    elsif ($line =~ /^(\d+) ! (.*)/) {
        push @{ $stint->{events}{$1} }, $2;
        push @{ $stint->{ends} }, $1 if $2 =~ /^(?:done|drop|lost) ([^:]*)/;
    }
    elsif ($line =~ /^(\d+) ([A-DP]) (.*)/) { push @{ $stint->{story}{$1} }, [$2, $3] }
    else { die "year.pl: what is this? $line\n" }
}

# Which prompt stands for what: text to its tags, as the guide has them.
my %prompts;

sub read_guide {
    for my $file (glob "$here/../src/notes/guide/*/*.md") {
        open my $in, '<', $file or die "year.pl: $file: $!\n";
        while (<$in>) {
            next unless /^- (.*?)(?: \(\w+\))?((?: #\S+)+) \^/;
            $prompts{$1} = [map { s/^#//r } split ' ', $2];
        }
    }
}

# -- days -----------------------------------------------------------------------

my $today = $ENV{TL11_TODAY} || strftime('%Y-%m-%d', localtime);
my $noon = do { my ($y, $m, $d) = split /-/, $today; timegm(0, 0, 12, $d, $m - 1, $y) };

sub date_of { strftime('%Y-%m-%d', gmtime $noon + 86400 * $_[0]) }

# So many weeks ago and some days more; nobody meets at the weekend.
sub meeting_day {
    my ($stint, $week) = @_;
    my $days = -7 * $week - $stint->{day};
    my $weekday = (gmtime $noon + 86400 * $days)[6];
    return $days - ($weekday == 6 ? 1 : $weekday == 0 ? 2 : 0);
}

# From now on it is that day, for tl11 and for git.
my $minute = 0;

sub turn_to {
    my ($days) = @_;
    $ENV{TL11_TODAY} = date_of($days);
    my $time = sprintf '%sT%02d:%02d:00+0700', date_of($days), 9 + $minute / 60 % 9, $minute % 60;
    $minute += 7;
    $ENV{GIT_AUTHOR_DATE} = $ENV{GIT_COMMITTER_DATE} = $time;
}

# -- running --------------------------------------------------------------------

sub run {
    my $pid = open my $out, '-|', @_ or die "year.pl: $_[0]: $!\n";
    my $said = do { local $/; <$out> } // '';
    close $out or die "year.pl: '@_' ended with ", $? >> 8, "\n";
    chomp $said;
    return $said;
}

sub slurp { my ($path) = @_; open my $in, '<', $path or die "year.pl: $path: $!\n"; local $/; <$in> }

sub spill {
    my ($path, $text) = @_;
    open my $out, '>', $path or die "year.pl: $path: $!\n";
    print $out $text;
    close $out or die "year.pl: $path: $!\n";
}

# -- what is said -----------------------------------------------------------------

sub fill_slots {
    my ($text, $week) = @_;
    $text =~ s/\{(\w+)\}/$slots{$1} ? $slots{$1}[rand @{ $slots{$1} }] : trend($1, $week)/ge;
    return $text;
}

sub trend {
    my ($name, $week) = @_;
    my ($from, $to) = @{ $trends{$name} or die "year.pl: no slot {$name}\n" };
    return int(($from + ($to - $from) * (51 - $week) / 51) * (0.97 + rand 0.06) + 0.5);
}

# The next line of a pool, so that none comes twice soon.
sub draw { my ($lines) = @_; my $line = shift @$lines; push @$lines, $line; return $line }

sub is_quiet {
    my ($stint, $section, $tag, $week) = @_;
    return grep { defined && $week <= $_ } @{ $stint->{quiet} }{ $section, "#$tag" };
}

sub promise_line {
    my ($stint, $text, $day) = @_;
    $text =~ s/\@them/\@$stint->{slug}/;
    my $due = $stint->{lang} eq 'id' ? 'tenggat' : 'due';
    $text =~ s/\+(\d+)$/"$due:" . date_of($day + $1)/e;
    return "- $text";
}

my (%open, %promised);

# A promise of chance has a fate: after so many meetings it is kept, dropped or lost.
# One of the story is kept, unless an event says what becomes of it or it is of late.
sub give_fate {
    my ($stint, $line, $week) = @_;
    my ($text) = $line =~ /^- \[ \] (.*?) \@/;
    $promised{"$stint->{slug} $text"} = 1;
    return if defined $week && ($week < 12 || grep { $text =~ /^\Q$_\E/ } @{ $stint->{ends} });
    my $chance = defined $week ? 0 : rand;
    my ($fate, $after) =
        $chance < 0.70 ? ('x', 1 + int rand 3)
      : $chance < 0.82 ? ('x', 4 + int rand 2)
      : $chance < 0.93 ? ('-', 2)
      :                  ('lost', 2);
    push @{ $open{ $stint->{slug} } }, { text => $text, fate => $fate, after => $after };
}

# What is promised by chance is nothing that this person's notes have already.
sub draw_promise {
    my ($stint, $week, $day, $pool) = @_;
    for (1 .. 9) {
        my ($section, $text) = @{ draw($pool->{promises}) };
        my $line = promise_line($stint, fill_slots($text, $week), $day);
        my ($bare) = $line =~ /^- \[ \] (.*?) \@/;
        next if $promised{"$stint->{slug} $bare"} || is_quiet($stint, $section, '', $week);
        give_fate($stint, $line);
        return [$section, $line, undef];
    }
    return;
}

# What is typed under which section: [section, line, tag].
sub compose {
    my ($stint, $week, $day, $note) = @_;
    my @typed;
    for (@{ $stint->{story}{$week} }) {
        my ($section, $text) = @$_;
        my ($tag) = $text =~ / #(\S+)/;
        my $is_promise = $text =~ /^\[/;
        my $line = $is_promise ? promise_line($stint, $text, $day) : '- ' . fill_slots($text, $week);
        give_fate($stint, $line, $week) if $is_promise;
        push @typed, [$section, $line, $tag];
    }
    my $pool = $pools{"$stint->{relationship} $stint->{lang}"} || {};
    push @typed, answer_prompts($stint, $week, $note, $pool, scalar @typed);
    push @typed, draw_promise($stint, $week, $day, $pool) if $pool->{promises} && rand() < 0.4;
    return @typed;
}

sub answer_prompts {
    my ($stint, $week, $note, $pool, $said) = @_;
    my ($section, @answers) = ('');
    for (split /\n/, $note) {
        $section = $1 if /^## (\w)\./;
        my $tags = /^<!-- (.*) -->$/ && $prompts{$1} or next;
        my ($tag) = grep { $pool->{"$section $_"} } @$tags or next;
        next if is_quiet($stint, $section, $tag, $week) || rand() > ($said > 2 ? 0.2 : 0.5);
        push @answers, [$section, '- ' . fill_slots(draw($pool->{"$section $tag"}), $week), $tag];
    }
    return @answers if @answers || $said;
    return ['A', $stint->{lang} eq 'id' ? '- pertemuan singkat, semua sesuai rencana'
                                        : '- a short one, all goes as planned', ''];
}

# A line goes under the prompt that it answers, or else right under its section's heading.
sub type_line {
    my ($note, $section, $line, $tag) = @_;
    my %headings = (D => 'Decisions|Keputusan', P => 'Private|Pribadi');
    my $heading = $headings{$section} || "$section\\.";
    my ($before, $body, $after) = $note =~ /\A(.*?^## (?:$heading)[^\n]*\n)(.*?)(^## .*|\z)\z/ms
      or die "year.pl: no section $section\n";
    my $place = qr/\A/;
    for my $text ($body =~ /^<!-- (.*) -->$/mg) {
        my $found = grep { defined $tag && $_ eq $tag } @{ $prompts{$text} || [] };
        $place = qr/^<!-- \Q$text\E -->\n/m if $found;
    }
    $body =~ s/($place)\n*/$1\n$line\n\n/;
    return "$before$body$after";
}

# What is kept or dropped by now is ticked in what was carried over; points are talked about.
sub tick {
    my ($stint, $note) = @_;
    my ($agenda) = $note =~ /^(## Agenda\n.*?)(?=^## |\z)/ms;
    if ($agenda) {
        (my $ticked = $agenda) =~ s/^- \[ \]/- [x]/mg;
        $note =~ s/\Q$agenda\E/$ticked/;
    }
    for (@{ $open{ $stint->{slug} } }) {
        next if --$_->{after} || $_->{fate} eq 'lost';
        my $reason = $_->{fate} eq 'x' ? '' : $stint->{lang} eq 'id' ? ': tidak perlu lagi' : ': no longer needed';
        $note =~ s/^- \[ \] \Q$_->{text}\E/- [$_->{fate}] $_->{text}$reason/m;
    }
    return $note;
}

# -- what happens -----------------------------------------------------------------

my ($home, $book, $laptop);

sub meet {
    my ($stint, $week) = @_;
    my $day = meeting_day($stint, $week);
    my $path = run('tl11', 'note', $stint->{slug}, '--no-edit');
    my $note = tick($stint, slurp($path));
    for (compose($stint, $week, $day, $note)) {
        $note = type_line($note, @$_);
    }
    spill($path, $note =~ s/\n{3,}/\n\n/gr);
    run('tl11', 'save', $stint->{slug});
    lose($_->{text}) for grep { $_->{fate} eq 'lost' && !$_->{after} } @{ $open{ $stint->{slug} } };
    @{ $open{ $stint->{slug} } } = grep { $_->{after} > 0 } @{ $open{ $stint->{slug} } };
}

# The open follow-up whose text begins so.
sub find_open {
    my ($text) = @_;
    my $said = run('tl11', 'followups', '--json');
    my ($item) = grep { index($_->{text}, $text) == 0 } @{ decode_json(encode_utf8($said)) };
    return $item;
}

# Somebody tidies up, and a promise is gone that was neither kept nor dropped.
sub lose {
    my $item = find_open($_[0]) or return;
    my $note = slurp($item->{path});
    $note =~ s/^- \[ \] \Q$item->{text}\E.*\n//m;
    spill($item->{path}, $note);
    run(qw(git commit -q -m), 'tidy up', $item->{path});
}

my %EVENTS = (
    done => sub { my (undef, $text) = @_; run('tl11', 'done', find_open($text)->{id}) },
    drop => sub {
        my ($text, $reason) = split /: /, $_[1], 2;
        run('tl11', 'drop', find_open($text)->{id}, $reason);
    },
    lost => sub { lose($_[1]) },
    # 'tl11 jot' gives an id by chance, and the notebook is to be the same each time.
    jot => sub {
        my ($stint, $text) = @_;
        spill("$stint->{relationship}/$stint->{slug}/next.md", "- [ ] $text\n");
        run('tl11', 'save', $stint->{slug});
    },
    archive => sub { run('tl11', 'archive', $_[0]{slug}) },
    move => sub {
        my ($stint, $to, $every) = ($_[0], split ' ', $_[1]);
        run('tl11', 'move', $stint->{slug}, '--to', $to);
        my $ini = "$to/$stint->{slug}/person.ini";
        spill($ini, slurp($ini) =~ s/^every = .*/every = $every/mr);
        run('tl11', 'save', $stint->{slug}, '-m', "person($to/$stint->{slug}): every $every");
    },
    laptop => sub {
        run('git', 'clone', '-q', $book, "$home/laptop");
        chdir($laptop = "$home/laptop") or die "year.pl: $laptop: $!\n";
    },
);

# What was written on the laptop comes home after the next 1:1 at the desk.
sub merge_laptop {
    run(qw(git fetch -q), $laptop, 'main');
    # A notebook's hooks tell what came; nobody reads it here.
    run(qw(git -c core.hooksPath=/dev/null merge -q --no-edit -m), 'merge: what was written on the laptop', 'FETCH_HEAD');
    remove_tree($laptop);
    $laptop = undef;
}

sub add_person {
    my ($stint) = @_;
    run('tl11', 'add', $stint->{slug}, '--as', $stint->{relationship}, '--name', $stint->{name},
        '--every', $stint->{every}, '--lang', $stint->{lang});
}

# Every week in which something is said or happens, in the order of days.
sub plan {
    my @plan;
    for my $stint (@stints) {
        my %weeks = map { $_ => 1 } keys %{ $stint->{story} };
        for (my $week = $stint->{from}; $week >= $stint->{to}; $week -= $STEP{ $stint->{every} }) {
            $weeks{$week} = 1 unless $stint->{away}{$week};
        }
        my $first = (sort { $b <=> $a } keys %weeks)[0];
        for my $week (keys %weeks, grep { !$weeks{$_} } keys %{ $stint->{events} }) {
            push @plan, {
                stint => $stint, week => $week, day => meeting_day($stint, $week),
                meets => $weeks{$week}, first => $week == $first && !$stint->{again},
            };
        }
    }
    return sort { $a->{day} <=> $b->{day} || $a->{stint}{slug} cmp $b->{stint}{slug} } @plan;
}

sub live {
    for my $step (plan()) {
        my $stint = $step->{stint};
        turn_to($step->{day});
        add_person($stint) if $step->{first};
        my $was_away = defined $laptop;
        for (@{ $stint->{events}{ $step->{week} } || [] }) {
            my ($verb, $rest) = split ' ', $_, 2;
            $EVENTS{$verb}->($stint, $rest);
        }
        meet($stint, $step->{week}) if $step->{meets};
        chdir $book or die "year.pl: $book: $!\n";
        merge_laptop() if $was_away && $step->{meets};
    }
}

read_data();
read_guide();
# Each commit is synced to the disk, a thousand times over a year: quicker in memory.
$home = tempdir(-w '/dev/shm' ? (DIR => '/dev/shm') : (TMPDIR => 1), CLEANUP => 1);
$book = "$home/book";
delete @ENV{qw(TL11_DIR GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE)};
turn_to(meeting_day({ day => 6 }, 51));
run('tl11', 'init', $book);
chdir $book or die "year.pl: $book: $!\n";
live();
chdir '/' or die "year.pl: /: $!\n";
run(qw(cp -a), $book, $target);
