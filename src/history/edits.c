#include "tl11/edits.h"

#include "tl11/search.h"

#include <string.h>

/*
 * All lines are looked at twice, for there are many of them: first those that
 * came or went after the day of their note; then, for notes to which
 * follow-ups came later, the follow-ups that stood there before.
 */

/* A follow-up that came later: an edit, if its words had not stood there. */
typedef struct {
    const char *words; /* in the chunk */
    gboolean is_closing;
    tl_cache_commit commit;
} addition;

/* What is known of a note. */
typedef struct {
    const char *file; /* its name, which stays when a person is renamed */
    tl_date held;
    gint64 later;   /* before this second it is that day still, anywhere on earth */
    tl_date edited; /* by lines that are no follow-ups, at first */
    GArray *additions;
    gboolean is_doubtful; /* additions decide */
} history;

typedef struct {
    GHashTable *notes;    /* path to history; NULL for next.md */
    GHashTable *known;    /* the same by a path's address in the cache, which is quicker */
    GHashTable *doubtful; /* file names of notes with additions */
    GHashTable *seen;     /* "<file>\n<words>" to the first second (gint64) */
    GStringChunk *chunk;
    GString *words; /* of the line at hand */
    tl_date until;
} edits;

static void free_history(gpointer data)
{
    history *h = data;
    if (!h)
        return;
    g_array_unref(h->additions);
    g_free(h);
}

/* The Julian day of 1970-01-01, and the hours that the earliest zone is ahead. */
enum { EPOCH = 719163, AHEAD = 14 };

static history *find_history(const edits *e, const char *path)
{
    gpointer known;
    if (g_hash_table_lookup_extended(e->known, path, NULL, &known))
        return known;
    if (g_hash_table_lookup_extended(e->notes, path, NULL, &known)) {
        g_hash_table_insert(e->known, (gpointer)path, known);
        return known;
    }
    tl_date held = tl_search_date(path, NULL);
    history *h = held == TL_DATE_NONE ? NULL : g_new0(history, 1);
    if (h) {
        h->file = strrchr(path, '/') + 1;
        h->held = held;
        h->later = ((gint64)held + 1 - EPOCH) * 86400 - AHEAD * 3600;
        h->additions = g_array_new(FALSE, FALSE, sizeof(addition));
    }
    g_hash_table_insert(e->notes, (gpointer)path, h);
    g_hash_table_insert(e->known, (gpointer)path, h);
    return h;
}

static void edit(const edits *e, history *h, const tl_cache_commit *commit)
{
    tl_date date = tl_cache_commit_date(commit);
    if (date > h->edited && date > h->held && (e->until == TL_DATE_NONE || date <= e->until))
        h->edited = date;
}

/* -- follow-ups ------------------------------------------------------------------------------ */

/* The mark of a line that looks like a task item; 0: it does not. */
static char find_mark(const tl_cache_line *line, const char **rest)
{
    const char *open = memchr(line->text, '[', line->length);
    gsize before = open ? (gsize)(open - line->text) : line->length;
    if (before + 3 > line->length || open[2] != ']')
        return '\0';
    for (gsize i = 0; i < before; i++)
        if (!strchr(" \t>-+*.)0123456789", line->text[i]))
            return '\0';
    *rest = open + 3;
    return open[1];
}

static gboolean is_own(const char *word, gsize length)
{
    return *word == '^' ||
           (length > 5 && (memcmp(word, "done:", 5) == 0 || memcmp(word, "from:", 5) == 0));
}

/* A follow-up's words without what tl11 writes, behind the name of its file. */
static void read_words(const edits *e, const history *h, const tl_cache_line *line, const char *at)
{
    const char *end = line->text + line->length;
    g_string_assign(e->words, h->file);
    g_string_append_c(e->words, '\n');
    while (at < end) {
        const char *word = at;
        while (at < end && *at != ' ' && *at != '\t')
            at++;
        if (at > word && !is_own(word, (gsize)(at - word))) {
            g_string_append_c(e->words, ' ');
            g_string_append_len(e->words, word, at - word);
        }
        at += at < end ? 1 : 0;
    }
}

static gboolean was_there(const edits *e, const char *words, gint64 time)
{
    const gint64 *first = g_hash_table_lookup(e->seen, words);
    return first && *first < time;
}

/* "write it: replaced by another": a reason behind words that stood there. */
static gboolean gives_reason(const edits *e, const addition *a)
{
    const char *colon = a->words;
    while (a->is_closing && (colon = strstr(colon, ": "))) {
        g_autofree char *before = g_strndup(a->words, (gsize)(colon - a->words));
        if (was_there(e, before, a->commit.time))
            return TRUE;
        colon++;
    }
    return FALSE;
}

/* Words that stood there before, or an end of what did, are tl11's doing. */
static gboolean is_edit(const edits *e, const addition *a)
{
    return !was_there(e, a->words, a->commit.time) && !gives_reason(e, a);
}

/* -- all lines --------------------------------------------------------------------------------- */

static void add_item(const edits *e, history *h, const tl_cache_line *line, const char *rest,
                     char mark)
{
    read_words(e, h, line, rest);
    addition a = {.words = g_string_chunk_insert(e->chunk, e->words->str),
                  .is_closing = strchr("xX-~>", mark) != NULL,
                  .commit = line->added};
    g_array_append_val(h->additions, a);
    g_hash_table_add(e->doubtful, (gpointer)h->file);
}

static gboolean take_later(const tl_cache_line *line, gpointer data)
{
    const edits *e = data;
    const char *rest;
    history *h = find_history(e, line->path);
    gboolean came = h && line->added.time >= h->later;
    gboolean went = h && line->removed.id && line->removed.time >= h->later;
    if (!came && !went)
        return TRUE;
    char mark = find_mark(line, &rest);
    if (mark && came)
        add_item(e, h, line, rest, mark);
    if (!mark && came)
        edit(e, h, &line->added);
    if (!mark && went)
        edit(e, h, &line->removed);
    return TRUE;
}

static void mark_doubtful(const edits *e)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, e->notes);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        history *h = value;
        if (h)
            h->is_doubtful = g_hash_table_contains(e->doubtful, h->file);
    }
}

static gboolean take_former(const tl_cache_line *line, gpointer data)
{
    const edits *e = data;
    const char *rest;
    history *h = find_history(e, line->path);
    if (!h || !h->is_doubtful || !find_mark(line, &rest))
        return TRUE;
    read_words(e, h, line, rest);
    gint64 *first = g_hash_table_lookup(e->seen, e->words->str);
    if (first) {
        *first = MIN(*first, line->added.time);
        return TRUE;
    }
    first = g_new(gint64, 1);
    *first = line->added.time;
    g_hash_table_insert(e->seen, g_string_chunk_insert(e->chunk, e->words->str), first);
    return TRUE;
}

static GHashTable *conclude(const edits *e)
{
    GHashTable *days = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    gpointer path, value;
    g_hash_table_iter_init(&iter, e->notes);
    while (g_hash_table_iter_next(&iter, &path, &value)) {
        history *h = value;
        for (guint i = 0; h && i < h->additions->len; i++) {
            const addition *a = &g_array_index(h->additions, addition, i);
            if (is_edit(e, a))
                edit(e, h, &a->commit);
        }
        if (h && h->edited != TL_DATE_NONE)
            g_hash_table_insert(days, g_strdup(path), GUINT_TO_POINTER(h->edited));
    }
    return days;
}

GHashTable *tl_edits_load(tl_cache *cache, const char *slug, tl_date until, GError **error)
{
    g_autoptr(GHashTable) notes =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_history);
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) doubtful = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    g_autoptr(GString) words = g_string_new(NULL);
    GStringChunk *chunk = g_string_chunk_new(4096);
    edits e = {notes, known, doubtful, seen, chunk, words, until};
    gboolean done = tl_cache_each_line_ever(cache, slug, "", take_later, &e, error);
    mark_doubtful(&e);
    /* Task items alone are asked for. */
    if (done && g_hash_table_size(doubtful) > 0)
        done = tl_cache_each_line_ever(cache, slug, "[", take_former, &e, error);
    GHashTable *days = done ? conclude(&e) : NULL;
    g_string_chunk_free(chunk);
    return days;
}
