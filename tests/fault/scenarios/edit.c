#include "lines.h"

void set_mark(char *text, char mark)
{
    char *bracket = strstr(text, "- [");
    if (bracket && bracket[3])
        bracket[3] = mark;
}

/* Whether the note has the word at HEAD, or is new: what was copied here is not to be reworded. */
static gboolean stood_in(const book *b, guint word, const char *path)
{
    const record *head = head_of(b);
    gboolean is_new = TRUE, stands = FALSE;
    for (guint i = 0; i < head->paths->len; i++)
        is_new &= strcmp(g_ptr_array_index(head->paths, i), path) != 0;
    for (guint i = 0; i < head->lines->len; i++) {
        const line *l = g_ptr_array_index(head->lines, i);
        stands |= l->word == word && strcmp(l->path, path) == 0;
    }
    return is_new || stands;
}

void reword(book *b, const char *path, char **text)
{
    guint word = word_of(*text);
    g_autofree char *last = g_strdup_printf(" w%uc", word);
    char *at = strstr(*text, last);
    const char *place = strchr(*text, '^') ? path : NULL;
    if (!at || count_of(b, word, place) > 1 || (place && !stood_in(b, word, path)))
        return;
    g_autofree char *before = g_strndup(*text, (gsize)(at - *text));
    char *now = g_strdup_printf("%s v%u%s", before, ++b->ids, at + strlen(last));
    g_free(*text);
    *text = now;
}

void append_line(book *b, const char *path, const char *text)
{
    g_autofree char *there = read_note(b, path);
    g_autofree char *stripped = g_strchug(g_strdup(text));
    g_autofree char *now =
        g_strdup_printf("%s%s%s\n", there ? there : "",
                        there && *there && !g_str_has_suffix(there, "\n") ? "\n" : "", stripped);
    write_note(b, path, now);
}

/* Copies a line to another note; without an id to one of the same person alone. */
static void copy_line(book *b, const char *path, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 3);
    const char *other = some_note(b, strchr(text, '^') ? NULL : parts[1]);
    /* An id twice in a note, with other words, is another promise. */
    if (count_of(b, word_of(text), other))
        other = path;
    tell(b, "    to %s\n", other);
    append_line(b, other, text);
}

void drop_line(char **lines, int at)
{
    g_free(lines[at]);
    for (; lines[at]; at++)
        lines[at] = lines[at + 1];
}

static void edit_line(book *b, const char *path, char **lines, int at)
{
    static const char MARKS[] = "xX-~ >?";
    guint kind = roll(b, 10);
    g_autofree char *text = g_strdup(lines[at]);
    tell(b, "    %s: kind %u: %s\n", path, kind, text);
    if (kind < 4)
        set_mark(lines[at], MARKS[roll(b, sizeof MARKS - 1 - (roll(b, 3) ? 2 : 0))]);
    else if (kind < 6)
        reword(b, path, &lines[at]);
    else if (kind < 9)
        drop_line(lines, at);
    g_autofree char *joined = g_strjoinv("\n", lines);
    write_note(b, path, joined);
    if (kind >= 8)
        copy_line(b, path, text);
}

gboolean edit_by_hand(book *b)
{
    for (guint n = 1 + roll(b, 3); n > 0; n--) {
        const char *path = some_note(b, NULL);
        g_autofree char *text = path ? read_note(b, path) : NULL;
        if (!text)
            return FALSE;
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        int at = some_line(b, lines);
        if (at < 0 || roll(b, 4) == 0) {
            g_autofree char *more = with_new(b, text);
            tell(b, "    %s: more:%s\n", path, more + strlen(text));
            write_note(b, path, more);
        } else {
            edit_line(b, path, lines, at);
        }
    }
    return TRUE;
}
