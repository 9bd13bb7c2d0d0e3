#include "model.h"

#include <string.h>

static void free_line(line *l)
{
    g_free(l->id);
    g_free(l->text);
    g_free(l->slug);
    g_free(l->path);
    g_free(l->note);
    g_free(l);
}

void free_record(record *r)
{
    g_ptr_array_unref(r->lines);
    g_ptr_array_unref(r->paths);
    g_free(r);
}

/* The words of a line into a line's parts. */
static void parse_words(line *l, const char *rest)
{
    g_auto(GStrv) words = g_strsplit(rest, " ", -1);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; words[i]; i++) {
        if (words[i][0] == '^')
            l->id = g_strdup(words[i] + 1);
        else if (g_str_has_prefix(words[i], "from:"))
            g_strlcpy(l->from, words[i] + 5, sizeof l->from);
        else if (words[i][0] != '@' && !g_str_has_prefix(words[i], "due:") &&
                 !g_str_has_prefix(words[i], "done:"))
            g_string_append_printf(text, "%s ", words[i]);
    }
    l->text = g_string_free(g_steal_pointer(&text), FALSE);
}

static void parse_line(record *r, const char *path, const char *text)
{
    const char *word = strstr(text, "promise-");
    const char *bracket = strstr(text, "- [");
    if (!word || !bracket)
        return;
    g_auto(GStrv) parts = g_strsplit(path, "/", 3);
    line *l = g_new0(line, 1);
    l->word = (guint)g_ascii_strtoull(word + 8, NULL, 10);
    l->mark = bracket[3];
    l->path = g_strdup(path);
    l->slug = g_strdup(parts[1]);
    l->note = g_strcmp0(parts[2], "next.md") == 0 ? g_strdup(NEXT)
                                                  : g_strndup(parts[2], strlen(parts[2]) - 3);
    parse_words(l, word);
    g_ptr_array_add(r->lines, l);
}

void parse_file(record *r, const char *path, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_ptr_array_add(r->paths, g_strdup(path));
    for (guint i = 0; lines[i]; i++)
        parse_line(r, path, lines[i]);
}

state state_of_mark(char mark)
{
    switch (mark) {
    case '>':
        return GONE;
    case 'x':
    case 'X':
        return DONE;
    case '-':
    case '~':
        return DROPPED;
    default:
        return OPEN;
    }
}

record *new_record(void)
{
    record *r = g_new0(record, 1);
    r->lines = g_ptr_array_new_with_free_func((GDestroyNotify)free_line);
    r->paths = g_ptr_array_new_with_free_func(g_free);
    return r;
}
