#include "steps.h"

#include <stdio.h>

static int run_note(book *b, const char *input, const char *option)
{
    char letter = some_letter(b);
    g_autofree char *folder = find_folder(b, letter);
    g_autofree char *slug =
        folder ? g_strdup(strchr(folder, '/') + 1) : g_strdup_printf("%c0", letter);
    static const char *const AS[] = {"team", "peer", "manager"};
    tell(b, "  tl11 note %s %s", slug, option);
    return folder ? TL11(b, input, "note", slug, option)
                  : TL11(b, input, "note", slug, option, "--as", AS[letter - 'a']);
}

void step_note_stdin(book *b)
{
    guint first = b->words + 1;
    record *before = head_of(b);
    /* Standard input is the whole note, so it is one that is not there yet. */
    b->day++;
    g_autofree char *text = with_new(b, "");
    record *written = new_record();
    parse_file(written, "team/a0/2026-01-01.md", text);
    int status = run_note(b, text, "--stdin");
    tell(b, "%s", text);
    if (expect_status(b, "note --stdin", status, 0)) {
        take_head(b);
        for (guint w = first; w <= b->words; w++) {
            judge_word(written, w);
            before->states[w] = written->states[w];
            before->items[w] = 1;
        }
        expect_same(b, "note --stdin", before, 0, GONE);
        for (guint w = first; w <= b->words; w++)
            before->states[w] = before->items[w] = 0;
    }
    free_record(written);
}

void step_note_carry(book *b)
{
    int status = run_note(b, NULL, "--no-edit");
    if (!expect_status(b, "note --no-edit", status, 0))
        return;
    g_autofree char *out = file_of(b, "out"), *path = NULL;
    g_file_get_contents(out, &path, NULL, NULL);
    g_strchomp(path);
    const char *below = path + strlen(b->root) + 1;
    g_autofree char *text = read_note(b, below);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint n = roll(b, 4); n > 0; n--) {
        int at = some_line(b, lines);
        if (at < 0)
            break;
        guint kind = roll(b, 4);
        tell(b, "    carried, kind %u: %s\n", kind, lines[at]);
        if (kind == 0)
            drop_line(lines, at);
        else if (kind == 1)
            set_mark(lines[at], 'x');
        else if (kind == 2)
            set_mark(lines[at], '-');
        else
            reword(b, below, &lines[at]);
    }
    g_autofree char *joined = g_strjoinv("\n", lines);
    g_autofree char *more = with_new(b, joined);
    tell(b, "    more:%s\n", more + strlen(joined));
    write_note(b, below, more);
    if (roll(b, 5))
        save(b);
    else
        commit_by_git(b, "carried by hand");
}

void step_note_by_hand(book *b)
{
    g_autofree char *folder = find_folder(b, some_letter(b));
    char day[TL_DATE_SIZE];
    if (!folder)
        return;
    g_autofree char *path =
        g_strdup_printf("%s/%s.md", folder, tl_date_format(b->day - roll(b, 4), day));
    g_autofree char *there = read_note(b, path);
    g_autofree char *text = with_new(b, there ? there : "# by hand\n");
    tell(b, "  by hand %s:%s\n", path, text);
    write_note(b, path, text);
    commit_by_git(b, "a note");
}
