/*
 * The model of scenarios.c: what became of each promise, told from the commits
 * alone and by a rule of its own. A promise is known by its word (promise-17),
 * whatever its id, note or wording.
 */
#ifndef SCENARIOS_MODEL_H
#define SCENARIOS_MODEL_H

#include <git2.h>
#include <glib.h>
#include <string.h>

typedef enum { GONE, OPEN, DROPPED, DONE } state; /* GONE: nowhere, or carried only */

#define WORDS_MAX 250
#define RECORDS_MAX 64

/* A line with a promise. */
typedef struct {
    guint word;
    char mark;
    char *id; /* or NULL */
    char *text;
    char *slug;
    char *path;
    char *note; /* the file's name without .md; next.md: behind all */
    char from[11];
} line;

/* A commit, or the work tree. */
typedef struct {
    git_oid oid;
    guint64 parents;   /* by number */
    guint64 ancestors; /* with itself */
    GPtrArray *lines;
    GPtrArray *paths; /* of the notes */
    state states[WORDS_MAX];
    guint items[WORDS_MAX]; /* how many items the word is: two where a text without id is
                               another's, by the ledger's rule */
} record;

static inline void free_line(line *l)
{
    g_free(l->id);
    g_free(l->text);
    g_free(l->slug);
    g_free(l->path);
    g_free(l->note);
    g_free(l);
}

static inline void free_record(record *r)
{
    g_ptr_array_unref(r->lines);
    g_ptr_array_unref(r->paths);
    g_free(r);
}

/* The words of a line into a line's parts. */
static inline void parse_words(line *l, const char *rest)
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

static inline void parse_line(record *r, const char *path, const char *text)
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
    l->note = g_strcmp0(parts[2], "next.md") == 0 ? g_strdup("9999")
                                                  : g_strndup(parts[2], strlen(parts[2]) - 3);
    parse_words(l, word);
    g_ptr_array_add(r->lines, l);
}

static inline void parse_file(record *r, const char *path, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_ptr_array_add(r->paths, g_strdup(path));
    for (guint i = 0; lines[i]; i++)
        parse_line(r, path, lines[i]);
}

static inline state state_of_mark(char mark)
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

static inline int compare_lines(gconstpointer a, gconstpointer b)
{
    const line *one = *(const line *const *)a, *two = *(const line *const *)b;
    int order = strcmp(one->note, two->note);
    return order ? order : strcmp(one->path, two->path);
}

static inline gboolean is_same_text(const line *a, const line *b)
{
    return strcmp(a->text, b->text) == 0 && strcmp(a->slug, b->slug) == 0;
}

/* Whether a line without an id is the item of that id: by text, and within its life. */
static inline gboolean is_of_id(const GPtrArray *all, const line *bare, const char *id)
{
    const line *first = NULL, *last = NULL;
    gboolean is_like = FALSE, is_closed = FALSE;
    for (guint i = 0; i < all->len; i++) {
        const line *l = g_ptr_array_index(all, i);
        if (g_strcmp0(l->id, id) != 0)
            continue;
        first = first ? first : l;
        last = l;
        is_like |= is_same_text(l, bare);
        is_closed |= state_of_mark(l->mark) >= DROPPED;
    }
    if (!first)
        return FALSE;
    const char *birth =
        *first->from && strcmp(first->from, first->note) < 0 ? first->from : first->note;
    return is_like && strncmp(birth, bare->note, 10) <= 0 &&
           (!is_closed || strncmp(bare->note, last->note, 10) < 0);
}

/* The item of a line, as its first line's number. */
static inline guint find_item(const GPtrArray *all, guint at)
{
    const line *l = g_ptr_array_index(all, at);
    for (guint i = 0; i < all->len; i++) {
        const line *other = g_ptr_array_index(all, i);
        if (l->id ? g_strcmp0(l->id, other->id) == 0 : other->id && is_of_id(all, l, other->id))
            return i;
    }
    for (guint i = 0; i < at; i++) {
        const line *other = g_ptr_array_index(all, i);
        if (!l->id && !other->id && is_same_text(l, other) && find_item(all, i) == i)
            return i;
    }
    return at;
}

/* The state of the item that begins at a line: the highest mark; without id the newest note's. */
static inline state judge_item(const GPtrArray *all, guint item)
{
    state s = GONE;
    const char *newest = NULL;
    gboolean has_id = FALSE;
    for (guint i = 0; i < all->len; i++) {
        const line *l = g_ptr_array_index(all, i);
        if (find_item(all, i) == item) {
            newest = l->path;
            has_id |= l->id != NULL;
        }
    }
    for (guint i = 0; i < all->len; i++) {
        const line *l = g_ptr_array_index(all, i);
        if (find_item(all, i) == item && (has_id || strcmp(l->path, newest) == 0))
            s = MAX(s, state_of_mark(l->mark));
    }
    return s;
}

static inline void judge_word(record *r, guint word)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    for (guint i = 0; i < r->lines->len; i++)
        if (((line *)g_ptr_array_index(r->lines, i))->word == word)
            g_ptr_array_add(all, g_ptr_array_index(r->lines, i));
    g_ptr_array_sort(all, compare_lines);
    r->states[word] = GONE;
    r->items[word] = 0;
    for (guint i = 0; i < all->len; i++) {
        if (find_item(all, i) != i)
            continue;
        r->items[word]++;
        r->states[word] = MAX(r->states[word], judge_item(all, i));
    }
}

static inline record *new_record(void)
{
    record *r = g_new0(record, 1);
    r->lines = g_ptr_array_new_with_free_func((GDestroyNotify)free_line);
    r->paths = g_ptr_array_new_with_free_func(g_free);
    return r;
}

/* -- what became of a word, over all commits that HEAD reaches ------------------------- */

typedef enum { NEVER, LOST, ENDED } fate; /* ENDED: closed, then its lines went */

/* Step by step: a word that is gone is what its parents say; closed outweighs. */
static inline fate tell_by_steps(const GPtrArray *records, guint head, guint word)
{
    fate fates[RECORDS_MAX] = {NEVER};
    const record *top = g_ptr_array_index(records, head);
    for (guint i = 0; i <= head; i++) {
        const record *r = g_ptr_array_index(records, i);
        if (!(top->ancestors >> i & 1))
            continue;
        for (guint p = 0; p < i; p++)
            if (r->parents >> p & 1)
                fates[i] = MAX(fates[i], fates[p]);
        if (r->states[word] != GONE)
            fates[i] = r->states[word] == OPEN ? LOST : ENDED;
    }
    return fates[head];
}

static inline gboolean is_same_note(const line *a, const line *b)
{
    /* A renamed person's slug keeps its first letter. */
    return strcmp(a->note, b->note) == 0 && a->slug[0] == b->slug[0];
}

/* Whether a later version of its note has the line with no closing mark. */
static inline gboolean is_taken_back(const GPtrArray *records, guint head, guint at,
                                     const line *closed)
{
    const record *top = g_ptr_array_index(records, head);
    for (guint i = at + 1; i <= head; i++) {
        const record *r = g_ptr_array_index(records, i);
        if (!(top->ancestors >> i & 1) || !(r->ancestors >> at & 1))
            continue;
        state s = GONE;
        gboolean is_there = FALSE;
        for (guint n = 0; n < r->lines->len; n++) {
            const line *l = g_ptr_array_index(r->lines, n);
            if (l->word != closed->word || !is_same_note(l, closed))
                continue;
            is_there = TRUE;
            s = MAX(s, state_of_mark(l->mark));
        }
        if (is_there && s < DROPPED)
            return TRUE;
    }
    return FALSE;
}

/* By marks: a closing mark that no later version of its note took back ends an item. */
static inline fate tell_by_marks(const GPtrArray *records, guint head, guint word)
{
    const record *top = g_ptr_array_index(records, head);
    fate f = NEVER;
    for (guint i = 0; i <= head; i++) {
        const record *r = g_ptr_array_index(records, i);
        if (!(top->ancestors >> i & 1))
            continue;
        if (r->states[word] == OPEN)
            f = MAX(f, LOST);
        for (guint n = 0; n < r->lines->len; n++) {
            const line *l = g_ptr_array_index(r->lines, n);
            if (l->word == word && state_of_mark(l->mark) >= DROPPED &&
                !is_taken_back(records, head, i, l))
                return ENDED;
        }
    }
    return f;
}

/* Whether some commit has the word as two items: what becomes of which is not told. */
static inline gboolean was_split(const GPtrArray *records, guint head, guint word)
{
    const record *top = g_ptr_array_index(records, head);
    for (guint i = 0; i <= head; i++) {
        const record *r = g_ptr_array_index(records, i);
        if ((top->ancestors >> i & 1) && r->items[word] > 1)
            return TRUE;
    }
    return FALSE;
}

#endif
