#include "followup_internal.h"

#include "blank_internal.h"
#include "tl11/tag.h"
#include "tl11/text.h"

void tl_followup_free(tl_followup *followup)
{
    if (!followup)
        return;
    g_free(followup->text);
    g_free(followup->owner);
    g_free(followup->due_text);
    g_free(followup->id);
    g_ptr_array_unref(followup->tags);
    g_free(followup);
}

char *tl_followup_key(const tl_followup *followup)
{
    return tl_text_fold(followup->text, -1);
}

static void read_owner(tl_followup *followup, const char *line, const tl_word *word)
{
    g_autofree char *name = g_ascii_strdown(line + word->value, (gssize)(word->end - word->value));
    const char *owner = tl_owner_canonical(name);
    followup->owner = owner == name ? g_steal_pointer(&name) : g_strdup(owner);
}

static void read_due(tl_followup *followup, const char *line, const tl_word *word)
{
    gsize length = word->end - word->value;
    followup->due = word->date;
    if (tl_date_parse_iso(line + word->value, (gssize)length) == TL_DATE_NONE)
        followup->due_text = g_utf8_make_valid(line + word->value, (gssize)length);
}

static void read_used(tl_followup *followup, const char *line, const tl_word *word)
{
    switch (word->kind) {
    case TL_WORD_OWNER:
        read_owner(followup, line, word);
        break;
    case TL_WORD_DUE:
        read_due(followup, line, word);
        break;
    case TL_WORD_FROM:
        followup->from = word->date;
        break;
    case TL_WORD_DONE:
        followup->done = word->date;
        break;
    case TL_WORD_ID:
        followup->id = g_ascii_strdown(line + word->value, (gssize)(word->end - word->value));
        break;
    case TL_WORD_TEXT:
        break;
    }
}

/* A date that is not understood is text too, so that nothing is lost. */
static gboolean is_text(const tl_word *word)
{
    gboolean is_date = word->kind != TL_WORD_OWNER && word->kind != TL_WORD_ID;
    return !word->is_used || (is_date && word->date == TL_DATE_NONE);
}

static void append_text(GString *text, const char *line, const tl_word *word)
{
    if (is_text(word)) {
        if (text->len > 0)
            g_string_append_c(text, ' ');
        g_string_append_len(text, line + word->start, (gssize)(word->tail - word->start));
    } else {
        g_string_append_len(text, line + word->end, (gssize)(word->tail - word->end));
    }
}

/* Takes text. */
static char *take_folded(GString *text)
{
    gboolean is_folded = tl_text_is_folded(text->str, text->len);
    char *folded = is_folded ? NULL : tl_blank_fold(text->str, text->len);
    char *taken = g_string_free(text, !is_folded);
    return is_folded ? taken : folded;
}

/* What the words say; what else they are, is text. */
static void read_words(tl_followup *followup, const char *line, const GArray *words)
{
    if (words->len == 1 && g_array_index(words, tl_word, 0).kind == TL_WORD_TEXT) {
        const tl_word *word = &g_array_index(words, tl_word, 0);
        followup->text = tl_blank_fold(line + word->start, word->tail - word->start);
        return;
    }
    GString *text = g_string_sized_new(128);
    for (guint i = 0; i < words->len; i++) {
        const tl_word *word = &g_array_index(words, tl_word, i);
        append_text(text, line, word);
        if (word->is_used)
            read_used(followup, line, word);
    }
    followup->text = take_folded(text);
}

tl_followup *tl_followup_read(const tl_lines *lines, guint number, gsize bracket, tl_date today)
{
    gsize length = 0;
    const char *line = tl_lines_get(lines, number, &length);
    gsize open = bracket - (gsize)(line - lines->text);
    g_autoptr(GArray) words = tl_words_new();
    return tl_followup_read_line(lines->text, line, length, number, open, words, today);
}

tl_followup *tl_followup_read_line(const char *text, const char *line, gsize length, guint number,
                                   gsize open, GArray *words, tl_date today)
{
    gsize mark = tl_mark_measure(line + open, length - open);
    gsize rest = open + mark + 2;
    tl_followup *followup = g_new0(tl_followup, 1);
    followup->line = number;
    followup->lines = 1;
    followup->mark = (gsize)(line - text) + open + 1;
    followup->state = tl_mark_state(line + open + 1, mark, &followup->mark_is_known);
    followup->parent = -1;
    followup->section = -1;
    followup->tags = g_ptr_array_new_with_free_func(g_free);
    tl_tag_collect(line + rest, length - rest, followup->tags);
    tl_words_read(words, line, length, rest, today);
    read_words(followup, line, words);
    return followup;
}
