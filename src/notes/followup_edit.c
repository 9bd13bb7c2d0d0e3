#include "followup_internal.h"

#include "blank_internal.h"

#include <string.h>

/* Dates in words are replaced whatever day they mean. */
#define ANY_DAY ((tl_date)700000)

/* An item's first line, as it is being changed. */
typedef struct {
    GString *line;
    gsize rest; /* offset behind the "]" */
} item;

static GArray *split(const item *it)
{
    return tl_words_split(it->line->str, it->line->len, it->rest, ANY_DAY);
}

static void replace(item *it, gsize start, gsize end, const char *text)
{
    g_string_erase(it->line, (gssize)start, (gssize)(end - start));
    g_string_insert(it->line, (gssize)start, text);
}

/* Where the first count words end. */
static gsize find_end(const item *it, const GArray *words, guint count)
{
    return count == 0 ? it->rest : g_array_index(words, tl_word, count - 1).tail;
}

static gboolean is_last(const GArray *words, const tl_word *word)
{
    return word == &g_array_index(words, tl_word, words->len - 1);
}

/* Before a trailing id, and before trailing white space. */
static void add_word(item *it, const char *word)
{
    g_autoptr(GArray) words = split(it);
    const tl_word *id = tl_words_find(words, TL_WORD_ID);
    gsize at = find_end(it, words, id && is_last(words, id) ? words->len - 1 : words->len);
    g_autofree char *added = g_strconcat(" ", word, NULL);
    g_string_insert(it->line, (gssize)at, added);
}

/* The offset of the white space character that ends at offset end. */
static gsize find_blank_before(const item *it, gsize end)
{
    const char *text = it->line->str;
    for (gsize size = 1; size <= 3 && size <= end; size++)
        if (tl_blank_length(text + end - size, text + end) == size)
            return end - size;
    return end;
}

/* Takes a word out with the blank before it, but not the one that the mark needs. */
static void remove_word(item *it, gsize start, gsize end)
{
    gsize blank = find_blank_before(it, start);
    char behind = end < it->line->len ? it->line->str[end] : '\0';
    gboolean is_needed = blank == it->rest && behind != ' ' && behind != '\t';
    g_string_erase(it->line, (gssize)(is_needed ? start : blank),
                   (gssize)(end - (is_needed ? start : blank)));
}

static void set_date(item *it, tl_word_kind kind, const char *key, tl_date date)
{
    if (date == TL_DATE_NONE)
        return;
    char day[TL_DATE_SIZE];
    tl_date_format(date, day);
    g_autoptr(GArray) words = split(it);
    const tl_word *word = tl_words_find(words, kind);
    if (word && word->date != TL_DATE_NONE) {
        replace(it, word->value, word->end, day);
        return;
    }
    g_autofree char *added = g_strconcat(key, day, NULL);
    add_word(it, added);
}

static gboolean clear_one(item *it, tl_word_kind kind)
{
    g_autoptr(GArray) words = split(it);
    const tl_word *word = tl_words_find(words, kind);
    if (word)
        remove_word(it, word->start, word->end);
    return word != NULL;
}

static void set_id(item *it, const char *id)
{
    g_autoptr(GArray) words = split(it);
    const tl_word *word = tl_words_find(words, TL_WORD_ID);
    if (word && is_last(words, word)) {
        replace(it, word->value, word->end, id);
        return;
    }
    if (word)
        remove_word(it, word->start, word->end);
    g_autofree char *added = g_strconcat("^", id, NULL);
    add_word(it, added);
}

/* A reason's words must not be taken for the item's owner, dates or id. */
static char *make_harmless(const char *reason)
{
    g_autofree char *folded = tl_blank_fold(reason, strlen(reason));
    g_autoptr(GArray) words = tl_words_split(folded, strlen(folded), 0, ANY_DAY);
    GString *harmless = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++) {
        const tl_word *word = &g_array_index(words, tl_word, i);
        if (harmless->len > 0)
            g_string_append_c(harmless, ' ');
        gboolean is_sign = word->kind == TL_WORD_OWNER || word->kind == TL_WORD_ID;
        if (!is_sign && word->value > word->start)
            g_string_append_printf(harmless, "%.*s ", (int)(word->value - word->start),
                                   folded + word->start);
        g_string_append_len(harmless, folded + word->value, (gssize)(word->tail - word->value));
    }
    return g_string_free(harmless, FALSE);
}

/* A date that counts, with nothing of the text behind it. */
static gboolean is_dated(const tl_word *word)
{
    return word->kind != TL_WORD_OWNER && word->is_used && word->date != TL_DATE_NONE &&
           word->end == word->tail;
}

/* Behind the text, before the id and the dates that stand right before it. */
static void add_reason(item *it, const char *reason)
{
    g_autoptr(GArray) words = split(it);
    g_autofree char *harmless = make_harmless(reason);
    if (*harmless == '\0')
        return;
    const tl_word *first = (const tl_word *)(void *)words->data;
    const tl_word *id = tl_words_find(words, TL_WORD_ID);
    guint count = id ? (guint)(id - first) : words->len;
    while (count > 0 && is_dated(first + count - 1))
        count--;
    g_autofree char *added = g_strconcat(count == 0 ? " : " : ": ", harmless, NULL);
    g_string_insert(it->line, (gssize)find_end(it, words, count), added);
}

static void set_mark(item *it, gsize mark, char to)
{
    g_string_erase(it->line, (gssize)mark, (gssize)(it->rest - 1 - mark));
    g_string_insert_c(it->line, (gssize)mark, to);
    it->rest = mark + 2;
}

static void change_item(item *it, gsize mark, const tl_followup_change *change)
{
    if (change->set_mark)
        set_mark(it, mark, change->mark);
    if (change->reason)
        add_reason(it, change->reason);
    set_date(it, TL_WORD_DUE, "due:", change->set_due);
    set_date(it, TL_WORD_FROM, "from:", change->set_from);
    if (change->set_done != TL_DATE_NONE)
        set_date(it, TL_WORD_DONE, "done:", change->set_done);
    else if (change->clear_done)
        while (clear_one(it, TL_WORD_DONE))
            continue;
    if (change->clear_due)
        clear_one(it, TL_WORD_DUE);
    if (change->set_id)
        set_id(it, change->set_id);
}

static void append_changed(GString *out, const char *line, gsize length, gsize mark,
                           const tl_followup_change *change)
{
    g_autoptr(GString) copy = g_string_new_len(line, (gssize)length);
    gsize size = tl_mark_measure(line + mark - 1, length - mark + 1);
    item it = {copy, mark + size + 1};
    change_item(&it, mark, change);
    g_string_append_len(out, copy->str, (gssize)copy->len);
}

/* The item on line, from *next on, which moves behind it. */
static const tl_followup *find_item(const GPtrArray *followups, guint line, guint *next)
{
    while (*next < followups->len) {
        const tl_followup *followup = g_ptr_array_index(followups, *next);
        if (followup->line > line)
            return NULL;
        ++*next;
        if (followup->line == line)
            return followup;
    }
    return NULL;
}

GBytes *tl_followup_edit(GBytes *content, const GPtrArray *followups,
                         const tl_followup_change *changes, gsize count)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    GString *out = g_string_sized_new(length + count * 32);
    gsize copied = 0;
    guint next = 0;
    for (gsize i = 0; i < count; i++) {
        const tl_followup *followup = find_item(followups, changes[i].line, &next);
        if (!followup)
            continue;
        gsize size = 0;
        const char *line = tl_lines_get(lines, followup->line, &size);
        gsize start = (gsize)(line - text);
        g_string_append_len(out, text + copied, (gssize)(start - copied));
        append_changed(out, line, size, followup->mark - start, &changes[i]);
        copied = start + size;
    }
    if (copied < length)
        g_string_append_len(out, text + copied, (gssize)(length - copied));
    return g_string_free_to_bytes(out);
}
