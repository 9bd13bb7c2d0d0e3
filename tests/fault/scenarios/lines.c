#include "lines.h"

#include <glob.h>

char *find_folder(book *b, char letter)
{
    glob_t found;
    g_autofree char *pattern = g_strdup_printf("%s/*/%c[0-9]*", b->root, letter);
    char *folder = NULL;
    if (glob(pattern, 0, NULL, &found) == 0) {
        folder = g_strdup(found.gl_pathv[roll(b, (guint)found.gl_pathc)] + strlen(b->root) + 1);
        globfree(&found);
    }
    return folder;
}

char some_letter(book *b)
{
    return (char)('a' + roll(b, 3));
}

void append_text(GString *out, guint word)
{
    g_string_append_printf(out, "promise-%u w%ua w%ub w%uc", word, word, word, word);
}

static void append_new(book *b, GString *out, gboolean with_id)
{
    static const char *const MARKS[] = {" ", " ", " ", " ", " ", "x", "-", "?"};
    guint word = ++b->words;
    g_assert(word < WORDS_MAX);
    g_string_append_printf(out, "%s- [%s] ", roll(b, 6) ? "" : "  ", MARKS[roll(b, 8)]);
    append_text(out, word);
    if (roll(b, 3) == 0)
        g_string_append(out, roll(b, 2) ? " @me" : " @them");
    if (roll(b, 3) == 0)
        g_string_append_printf(out, " due:2026-12-%02u", 1 + roll(b, 28));
    if (with_id)
        g_string_append_printf(out, " ^h%05u", ++b->ids);
    g_string_append_c(out, '\n');
}

char *with_new(book *b, const char *text)
{
    static const char *const HEADS[] = {"## Follow-ups", "## Agenda", "## A. Trust", "## Private",
                                        "## Other"};
    GString *out = g_string_new(text);
    if (out->len && out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
    if (!*text || roll(b, 3) == 0)
        g_string_append_printf(out, "\n%s\n\n", HEADS[roll(b, 5)]);
    g_string_append_printf(out, "- talked on step %u\n", b->step);
    for (guint n = 1 + roll(b, 3); n > 0; n--)
        append_new(b, out, roll(b, 3) == 0);
    return g_string_free(out, FALSE);
}

const char *some_note(book *b, const char *slug)
{
    const record *head = head_of(b);
    g_autoptr(GPtrArray) fit = g_ptr_array_new();
    for (guint i = 0; i < head->paths->len; i++) {
        const char *path = g_ptr_array_index(head->paths, i);
        g_auto(GStrv) parts = g_strsplit(path, "/", 3);
        if (strcmp(parts[2], "next.md") != 0 && (!slug || strcmp(parts[1], slug) == 0))
            g_ptr_array_add(fit, (gpointer)path);
    }
    return fit->len ? g_ptr_array_index(fit, roll(b, fit->len)) : NULL;
}

guint word_of(const char *text)
{
    const char *word = strstr(text, "promise-");
    return word ? (guint)g_ascii_strtoull(word + 8, NULL, 10) : 0;
}

int some_line(book *b, char *const *lines)
{
    g_autoptr(GArray) fit = g_array_new(FALSE, FALSE, sizeof(int));
    for (int i = 0; lines[i]; i++)
        if (word_of(lines[i]) && strstr(lines[i], "- ["))
            g_array_append_val(fit, i);
    return fit->len ? g_array_index(fit, int, roll(b, fit->len)) : -1;
}

guint count_of(const book *b, guint word, const char *path)
{
    record *now = read_work_tree(b);
    guint count = 0;
    for (guint i = 0; i < now->lines->len; i++) {
        const line *l = g_ptr_array_index(now->lines, i);
        count += l->word == word && (!path || strcmp(l->path, path) == 0);
    }
    free_record(now);
    return count;
}
