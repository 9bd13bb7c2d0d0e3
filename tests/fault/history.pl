#!/usr/bin/env perl
# What 'tl11 grep --history' says of random histories, beside what git's own objects
# hold: every commit's trees and blobs are read with git cat-file, with nothing of tl11.
# A history is grown and rewound in three steps over one cache.
# usage: history.pl TL11 FOLDER FIRST COUNT   FOLDER is scratch; exit status 1: some differ
use strict;
use warnings;
use IPC::Open2;
use JSON::PP;

my ($tl11, $folder, $first, $count) = @ARGV;
my $json = JSON::PP->new->utf8->latin1(0);
my @HEADS = ('## A. Trust', '## B. Goals', '## Follow-ups', '## Other');
my %KEYS = ('## A. Trust' => 'a', '## B. Goals' => 'b', '## Follow-ups' => 'followups', '## Other' => 'Other');
my $book = "$folder/book";
my ($serial, @commits, %twice);
my ($rows_seen, $borders_seen) = (0, 0);

sub roll { return int rand $_[0] }
sub pick { return $_[roll(scalar @_)] }

# -- a history -------------------------------------------------------------------
# A note is a list of lines; a commit is { parents, files => { path => [lines] } }.

sub new_line { return sprintf '%s word%05d %s', pick('-', '- [ ]', '*'), ++$serial, pick('budget', 'zebra', "caf\xc3\xa9", '') }

sub new_note { return ['# Note', map { ($_, '', map { new_line() } 0 .. roll(3)) } grep { roll(3) } @HEADS] }

sub folders { my %seen; $seen{ (split m{/[^/]*$}, $_)[0] } = 1 for keys %{ $_[0] }; return sort keys %seen }

sub edit {
    my ($files, $path) = @_;
    my @lines = @{ $files->{$path} };
    my $at = 1 + roll(scalar @lines);
    my $kind = roll(4);
    if ($kind == 0) { splice @lines, $at, 0, new_line() }
    elsif ($at < @lines && $kind == 1) { splice @lines, $at, 1 }
    elsif ($at < @lines && $kind == 2) { $lines[$at] = new_line() if $lines[$at] =~ /word/ }
    else { push @lines, new_line() }
    $files->{$path} = \@lines;
}

# A line goes on into another note, as a promise does: it stands twice from then on.
sub carry {
    my ($files, $path, $other) = @_;
    my ($line) = grep { /word/ } @{ $files->{$path} };
    return if !$line || $path eq $other;
    $twice{$line} = 1;
    $files->{$other} = [@{ $files->{$other} }, $line];
}

sub move_folder {
    my ($files, $from, $to) = @_;
    return if grep { m{^\Q$to\E/} } keys %$files;
    $files->{ $to . substr $_, length $from } = delete $files->{$_} for grep { m{^\Q$from\E/} } keys %$files;
}

sub change {
    my ($files) = @_;
    my @paths = sort keys %$files;
    my $new = sprintf '%s/%s/2026-%02d-%02d.md', pick(qw(team peer manager)), pick(qw(al bo cy)), 1 + roll(12), 1 + roll(28);
    my $kind = @paths ? roll(12) : 0;
    if ($kind < 3) { $files->{$new} //= new_note() }
    elsif ($kind < 8) { edit($files, pick(@paths)) }
    elsif ($kind == 8) { delete $files->{ pick(@paths) } }
    elsif ($kind == 9) { carry($files, pick(@paths), pick(@paths)) }
    else {
        my $from = pick(folders($files));
        my ($kin, $slug) = split m{/}, $from;
        # To another relationship, or under a name that nobody had.
        move_folder($files, $from, $kind == 10 ? pick(qw(team peer manager)) . "/$slug" : sprintf '%s/%s-%d', $kin, pick(qw(di eli)), ++$serial);
    }
}

# What a merge has: all that one side has, and what the other changed, as far as paths tell.
sub merge_files {
    my ($ours, $theirs) = @_;
    my %files = %$ours;
    for (sort keys %$theirs) { $files{$_} = $theirs->{$_} if !$files{$_} || roll(3) == 0 }
    return \%files;
}

sub add_commit {
    my ($tip) = @_;
    my @parents = defined $tip ? ($tip) : ();
    my %files = defined $tip ? %{ $commits[$tip]{files} } : ();
    if (@parents && roll(5) == 0) {
        my $other = roll(scalar @commits);
        if ($other != $tip) {
            push @parents, $other;
            %files = %{ merge_files(\%files, $commits[$other]{files}) };
        }
    }
    change(\%files) for 1 .. (@parents > 1 ? roll(2) : 1);
    push @commits, { parents => \@parents, files => \%files };
    return $#commits;
}

# -- into git --------------------------------------------------------------------

sub write_commits {
    my ($from, $tip) = @_;
    open my $in, '|-', 'git', '-C', $book, 'fast-import', '--quiet', '--force', "--import-marks-if-exists=$folder/marks", "--export-marks=$folder/marks" or die "git: $!\n";
    for my $i ($from .. $#commits) {
        my $c = $commits[$i];
        my @p = @{ $c->{parents} };
        printf $in "commit refs/tmp/c%d\nmark :%d\ncommitter T <t\@example.org> %d +0000\ndata 1\nx\n", $i, $i + 1, 1764000000 + $i * 86400;
        printf $in "from :%d\n", $p[0] + 1 if @p;
        printf $in "merge :%d\n", $p[1] + 1 if @p > 1;
        print $in "deleteall\n";
        for (sort keys %{ $c->{files} }) {
            my $text = join '', map { "$_\n" } @{ $c->{files}{$_} };
            printf $in "M 100644 inline %s\ndata %d\n%s\n", $_, length $text, $text;
        }
    }
    printf $in "reset refs/heads/main\nfrom :%d\n\n", $tip + 1;
    close $in or die "git fast-import failed\n";
    system('git', '-C', $book, 'reset', '-q', '--hard') == 0 or die "git reset failed\n";
}

# -- what git's objects hold -----------------------------------------------------

my ($objects, $ask, %parsed);

sub object {
    my ($name) = @_;
    print $ask "$name\n";
    my $head = <$objects> // die "git cat-file ended\n";
    my ($size) = $head =~ / (\d+)$/ or die "git cat-file: $head";
    read($objects, my $content, $size + 1) == $size + 1 or die "git cat-file: cut short\n";
    return substr $content, 0, $size;
}

# The bulleted lines of a note: "section\ttext".
sub lines_of {
    my ($blob) = @_;
    return $parsed{$blob} //= do {
        my ($section, %found) = ('');
        for (split /\n/, object($blob)) {
            $section = $KEYS{$_} if $KEYS{$_};
            $found{"$section\t$_"} = 1 if /word/;
        }
        \%found;
    };
}

sub read_tree {
    my ($name, $prefix, $found) = @_;
    my $tree = object($name);
    while ($tree =~ s/^(\d+) ([^\0]+)\0(.{20})//s) {
        my ($mode, $path, $id) = ($1, "$prefix$2", unpack 'H*', $3);
        if ($mode eq '40000') { read_tree($id, "$path/", $found) }
        else { $found->{$path} = $id }
    }
}

# By commit: its parents, and where each line stands: line to { path => 1 }.
sub read_history {
    my %history;
    for (split /\n/, `git -C $book rev-list --parents HEAD`) {
        my ($id, @parents) = split / /;
        my ($tree) = object($id) =~ /^tree (\w+)/;
        my (%files, %lines);
        read_tree($tree, '', \%files);
        for my $path (keys %files) { $lines{$_}{$path} = 1 for keys %{ lines_of($files{$path}) } }
        $history{$id} = { parents => \@parents, lines => \%lines };
        # As where a merge takes a note back under the name that it had.
        for (keys %lines) { $twice{ (split /\t/)[1] } = 1 if keys %{ $lines{$_} } > 1 }
    }
    return \%history;
}

# -- beside each other -----------------------------------------------------------

my @wrong;

sub plain { my $key = shift; $key =~ s/^(?:team|peer|manager)\.//; return $key }

# Where a line stands without a parent of the commit having it, or the other way round.
sub is_border {
    my ($history, $commit, $line, $comes) = @_;
    my $c = $history->{$commit} or return 0;
    my @parents = map { $history->{$_}{lines}{$line} ? 1 : 0 } @{ $c->{parents} };
    return $comes ? $c->{lines}{$line} && !grep { $_ } @parents : !$c->{lines}{$line} && grep { $_ } @parents;
}

sub check_row {
    my ($history, $head, $row, $line) = @_;
    my $stands = $history->{$head}{lines}{$line};
    return 'stands at HEAD there' if $stands && !defined $row->{until} && !$stands->{ $row->{path} };
    return 'stands at HEAD no more' if !$stands && !defined $row->{until};
    return 'has no line' if !defined $row->{until} && !$row->{line};
    # With a line that stands in two notes each has its own coming and going.
    return '' if $twice{ $row->{text} };
    return "came with $row->{added_in}" if !is_border($history, $row->{added_in}, $line, 1);
    return "went with $row->{removed_in}" if defined $row->{removed_in} && !is_border($history, $row->{removed_in}, $line, 0);
    return '';
}

# Every coming and going in a history without merges; every line in the others.
sub expected {
    my ($history) = @_;
    my (%lines, %borders);
    my $has_merge = grep { @{ $_->{parents} } > 1 } values %$history;
    for my $id (keys %$history) {
        $lines{$_} = 1 for keys %{ $history->{$id}{lines} };
        next if $has_merge;
        for (keys %{ $history->{$id}{lines} }) { $borders{"$_ +$id"} = 1 if is_border($history, $id, $_, 1) }
        for my $parent (@{ $history->{$id}{parents} }) {
            for (keys %{ $history->{$parent}{lines} }) { $borders{"$_ -$id"} = 1 if is_border($history, $id, $_, 0) }
        }
    }
    return (\%lines, $has_merge ? undef : \%borders);
}

sub compare {
    my ($history, $head, $rows) = @_;
    my ($lines, $borders) = expected($history);
    my (%seen, %stands);
    $rows_seen += @$rows;
    $borders_seen += keys %{ $borders // {} };
    for my $row (@$rows) {
        utf8::encode($row->{text});
        my $line = plain($row->{section} // '') . "\t$row->{text}";
        $seen{$line} = 1;
        $stands{$line}{ $row->{path} } = 1 if !defined $row->{until};
        my $fault = check_row($history, $head, $row, $line);
        push @wrong, "$line ($row->{path}): said to have: $fault" if $fault;
        next if !$borders || $twice{ $row->{text} };
        push @wrong, "$line: +$row->{added_in} twice" if !delete $borders->{"$line +$row->{added_in}"};
        push @wrong, "$line: -$row->{removed_in} twice" if $row->{removed_in} && !delete $borders->{"$line -$row->{removed_in}"};
    }
    for my $border (sort keys %{ $borders // {} }) {
        my ($text) = $border =~ /\t(.*) [+-]\w+$/;
        push @wrong, "$border: not told" if !$twice{$text};
    }
    push @wrong, "$_: never stood" for grep { !$lines->{$_} } sort keys %seen;
    push @wrong, "$_: not found" for grep { !$seen{$_} } sort keys %$lines;
    for my $line (sort keys %{ $history->{$head}{lines} }) {
        push @wrong, "$line: not found in $_" for grep { !$stands{$line}{$_} } sort keys %{ $history->{$head}{lines}{$line} };
    }
}

sub ask_tl11 {
    open my $out, '-|', $tl11, '-C', $book, 'grep', '--history', '--json', 'word\d' or die "$tl11: $!\n";
    my $said = join '', <$out>;
    close $out;
    return @{ $json->decode($said) };
}

sub check_history {
    my ($seed) = @_;
    srand $seed;
    ($serial, @commits, @wrong) = (0);
    %parsed = %twice = ();
    system("rm -rf '$folder'; mkdir -p '$folder'") == 0 or die "no scratch\n";
    system('git', 'init', '-q', '-b', 'main', $book) == 0 or die "no git\n";
    open my $mark, '>', "$book/tl11.ini" or die "$book/tl11.ini: $!\n";
    print $mark "[notebook]\n";
    close $mark;
    my $tip;
    for my $step (1 .. 3) {
        my $from = @commits;
        # From before the tip on, as amend and rebase do.
        $tip = roll(scalar @commits) if @commits && roll(3) == 0;
        $tip = add_commit($tip) for 1 .. 2 + roll(8);
        write_commits($from, $tip);
        my $child = open2($objects, $ask, 'git', '-C', $book, 'cat-file', '--batch');
        chomp(my $head = `git -C $book rev-parse HEAD`);
        compare(read_history(), $head, [ask_tl11()]);
        close $ask;
        waitpid $child, 0;
        @wrong = map { "history $seed, step $step: $_\n" } @wrong;
        last if @wrong;
    }
    print @wrong[0 .. ($#wrong < 4 ? $#wrong : 4)];
    return @wrong ? 1 : 0;
}

my $differ = 0;
$differ += check_history($_) for $first .. $first + $count - 1;
print "history: $count histories from $first ($rows_seen lines, $borders_seen comings and goings known exactly), $differ differ\n";
exit($differ ? 1 : 0);
