#include "followup_internal.h"

#include "blank_internal.h"
#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

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

static char *read_owner(tl_room *room, const char *value, gsize length)
{
    char name[TL_SLUG_MAX + 1];
    for (gsize i = 0; i < length; i++)
        name[i] = g_ascii_tolower(value[i]);
    name[length] = '\0';
    const char *owner = tl_owner_canonical(name);
    return tl_room_copy(room, owner, strlen(owner));
}

static char *read_valid(tl_room *room, const char *value, gsize length)
{
    g_autofree char *valid = g_utf8_make_valid(value, (gssize)length);
    return room ? tl_room_copy(room, valid, strlen(valid)) : g_steal_pointer(&valid);
}

static char *read_id(tl_room *room, const char *value, gsize length)
{
    char *id = tl_room_copy(room, value, length);
    for (gsize i = 0; i < length; i++)
        id[i] = g_ascii_tolower(id[i]);
    return id;
}

static void read_used(tl_followup *followup, tl_room *room, const char *line, const tl_word *word)
{
    const char *value = line + word->value;
    gsize length = word->end - word->value;
    switch (word->kind) {
    case TL_WORD_OWNER:
        followup->owner = read_owner(room, value, length);
        break;
    case TL_WORD_DUE:
        followup->due = word->date;
        if (!word->is_iso)
            followup->due_text = read_valid(room, value, length);
        break;
    case TL_WORD_FROM:
        followup->from = word->date;
        break;
    case TL_WORD_DONE:
        followup->done = word->date;
        break;
    case TL_WORD_ID:
        followup->id = read_id(room, value, length);
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

/* Behind length bytes of text. Returns how many it has then: never more than the line had there. */
static gsize append_text(char *text, gsize length, const char *line, const tl_word *word)
{
    gsize from = is_text(word) ? word->start : word->end;
    if (is_text(word) && length > 0)
        text[length++] = ' ';
    memcpy(text + length, line + from, word->tail - from);
    return length + (word->tail - from);
}

/* What the words say; what else they are, is text. */
static void read_words(tl_followup *followup, tl_room *room, const tl_item_line *item,
                       const GArray *words)
{
    gsize length = 0;
    char *text = tl_room_take(room, item->length + 1);
    for (guint i = 0; i < words->len; i++) {
        const tl_word *word = &g_array_index(words, tl_word, i);
        length = append_text(text, length, item->line, word);
        if (word->is_used)
            read_used(followup, room, item->line, word);
    }
    text[length] = '\0';
    followup->text = text;
    if (tl_text_is_folded(text, length))
        return;
    followup->text = tl_blank_fold_in(room, text, length);
    if (!room)
        g_free(text);
}

tl_followup *tl_followup_read(const tl_lines *lines, guint number, gsize bracket, tl_date today)
{
    gsize length = 0;
    const char *line = tl_lines_get(lines, number, &length);
    gsize open = bracket - (gsize)(line - lines->text);
    tl_followup *followup = g_new(tl_followup, 1);
    g_autoptr(GArray) words = tl_words_new();
    tl_item_line item = {lines->text, line, length, number, open};
    tl_followup_read_line(followup, NULL, &item, words, today);
    return followup;
}

void tl_followup_read_line(tl_followup *followup, tl_room *room, const tl_item_line *item,
                           GArray *words, tl_date today)
{
    const char *open = item->line + item->open, *end = item->line + item->length;
    gsize mark = tl_mark_measure(open, (gsize)(end - open));
    const char *rest = open + mark + 2;
    *followup = (tl_followup){.line = item->number, .lines = 1, .parent = -1, .section = -1};
    followup->mark = (gsize)(open - item->text) + 1;
    followup->state = tl_mark_state(open + 1, mark, &followup->mark_is_known);
    if (!room || memchr(rest, '#', (gsize)(end - rest))) {
        followup->tags = g_ptr_array_new_with_free_func(g_free);
        tl_tag_collect(rest, (gsize)(end - rest), followup->tags);
    }
    tl_words_read(words, item->line, item->length, (gsize)(rest - item->line), today);
    read_words(followup, room, item, words);
}
