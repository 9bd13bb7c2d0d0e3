#include "merge_internal.h"

#include "followup_internal.h"
#include "marker_internal.h"

#include <string.h>

/* An item's line, taken apart; what it has not is NULL. */
typedef struct {
    char *rest; /* all but mark, dates and id, white space folded */
    char *mark;
    char *due, *from, *done, *id;
    tl_state state;
} parts;

static void free_parts(parts *p)
{
    g_free(p->rest);
    g_free(p->mark);
    g_free(p->due);
    g_free(p->from);
    g_free(p->done);
    g_free(p->id);
}

/* The three lines. */
typedef struct {
    parts of[TL_MERGE_VERSIONS];
} apart;

static void clear_apart(apart *a)
{
    for (guint i = 0; i < TL_MERGE_VERSIONS; i++)
        free_parts(&a->of[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(apart, clear_apart)

/* The offset, in a unit's text, of the "[" of its mark. */
static gsize find_bracket(const tl_merge_unit *unit)
{
    gsize at = 0;
    while (tl_mark_measure(unit->text + at, unit->length - at) == 0 && at < unit->length)
        at++;
    return at;
}

static char **field_of(parts *p, tl_word_kind kind)
{
    switch (kind) {
    case TL_WORD_DUE:
        return &p->due;
    case TL_WORD_FROM:
        return &p->from;
    case TL_WORD_DONE:
        return &p->done;
    case TL_WORD_ID:
        return &p->id;
    default:
        return NULL;
    }
}

static void take_words(parts *p, GString *rest, const tl_merge_unit *unit, const GArray *words)
{
    for (guint i = 0; i < words->len; i++) {
        const tl_word *word = &g_array_index(words, tl_word, i);
        char **field = word->is_used ? field_of(p, word->kind) : NULL;
        gsize from = field ? word->end : word->start;
        if (field)
            *field = g_strndup(unit->text + word->value, word->end - word->value);
        if (!field)
            g_string_append_c(rest, ' ');
        g_string_append_len(rest, unit->text + from, (gssize)(word->tail - from));
    }
}

static parts take_apart(const tl_merge_unit *unit)
{
    parts p = {0};
    if (!unit)
        return p;
    gsize open = find_bracket(unit);
    gsize size = tl_mark_measure(unit->text + open, unit->length - open);
    gboolean is_known;
    p.mark = g_strndup(unit->text + open + 1, size);
    p.state = tl_mark_state(p.mark, size, &is_known);
    g_autoptr(GString) rest = g_string_new_len(unit->text, (gssize)open);
    g_autoptr(GArray) words =
        tl_words_split(unit->text, unit->length, open + size + 2, TL_DATE_NONE);
    take_words(&p, rest, unit, words);
    p.rest = g_strdup(rest->str);
    return p;
}

/* -- what becomes of each part -------------------------------------------------------------- */

/* One side's, where the other has base's. FALSE: both changed it. */
static gboolean take_changed(const char *base, const char *ours, const char *theirs,
                             gboolean has_base, const char **taken)
{
    *taken = ours;
    if (g_strcmp0(ours, theirs) == 0 || (has_base && g_strcmp0(base, theirs) == 0))
        return TRUE;
    *taken = theirs;
    return has_base && g_strcmp0(base, ours) == 0;
}

/* The smaller of two, as dates are written the earlier; what is there before what is not. */
static const char *earlier(const char *one, const char *two)
{
    if (!one || !two)
        return one ? one : two;
    return strcmp(one, two) <= 0 ? one : two;
}

static const char *merge_field(const char *base, const char *ours, const char *theirs,
                               gboolean has_base)
{
    const char *taken;
    return take_changed(base, ours, theirs, has_base, &taken) ? taken : earlier(ours, theirs);
}

static const char *merge_mark(const parts p[], gboolean has_base, tl_state *state)
{
    const char *mark;
    const parts *ours = &p[TL_MERGE_OURS], *theirs = &p[TL_MERGE_THEIRS];
    if (!take_changed(p[TL_MERGE_BASE].mark, ours->mark, theirs->mark, has_base, &mark))
        mark = theirs->state > ours->state ? theirs->mark : ours->mark;
    *state = mark == theirs->mark ? theirs->state : ours->state;
    return mark;
}

/* When it was closed: by the side whose mark it has. */
static const char *merge_done(const parts p[], gboolean has_base, tl_state state)
{
    const parts *ours = &p[TL_MERGE_OURS], *theirs = &p[TL_MERGE_THEIRS];
    const char *taken;
    if (take_changed(p[TL_MERGE_BASE].done, ours->done, theirs->done, has_base, &taken))
        return taken;
    if (ours->state != theirs->state)
        return ours->state == state ? ours->done : theirs->done;
    return earlier(ours->done, theirs->done);
}

static gboolean has_all_words(const char *many, const char *few)
{
    g_auto(GStrv) all = g_strsplit(many, " ", -1);
    g_auto(GStrv) some = g_strsplit(few, " ", -1);
    for (gsize i = 0; some[i]; i++)
        if (!g_strv_contains((const char *const *)all, some[i]))
            return FALSE;
    return TRUE;
}

/* The side whose text stands; TL_MERGE_BASE: that is for the user to decide. */
static tl_merge_which choose_text(const parts p[], gboolean has_base)
{
    const char *base = p[TL_MERGE_BASE].rest, *ours = p[TL_MERGE_OURS].rest,
               *theirs = p[TL_MERGE_THEIRS].rest;
    const char *taken;
    if (take_changed(base, ours, theirs, has_base, &taken))
        return taken == ours ? TL_MERGE_OURS : TL_MERGE_THEIRS;
    /* Both are new: who says all that the other says, and more, has it from there. */
    if (!has_base && has_all_words(ours, theirs))
        return TL_MERGE_OURS;
    if (!has_base && has_all_words(theirs, ours))
        return TL_MERGE_THEIRS;
    return TL_MERGE_BASE;
}

/* -- the line ----------------------------------------------------------------------------- */

static tl_date read_date(const char *text)
{
    return text ? tl_date_parse_iso(text, -1) : TL_DATE_NONE;
}

/* What is to change in a line that has had parts, so that it has those wanted. */
static tl_followup_change make_change(const parts *had, const parts *wanted)
{
    tl_followup_change change = {.line = 1};
    if (strcmp(had->mark, wanted->mark) != 0) {
        change.set_mark = TRUE;
        change.mark = wanted->mark[0];
    }
    if (g_strcmp0(had->due, wanted->due) != 0) {
        change.set_due = read_date(wanted->due);
        change.clear_due = wanted->due == NULL;
    }
    if (g_strcmp0(had->from, wanted->from) != 0)
        change.set_from = read_date(wanted->from);
    if (g_strcmp0(had->done, wanted->done) != 0) {
        change.set_done = read_date(wanted->done);
        change.clear_done = wanted->done == NULL;
    }
    if (g_strcmp0(had->id, wanted->id) != 0)
        change.set_id = wanted->id;
    return change;
}

/* Marks and dates that this program does not write it cannot put into another line. */
static gboolean can_change(const parts *had, const parts *wanted)
{
    gboolean is_mark = strcmp(had->mark, wanted->mark) == 0 || strlen(wanted->mark) == 1;
    gboolean is_due = g_strcmp0(had->due, wanted->due) == 0 || !wanted->due ||
                      read_date(wanted->due) != TL_DATE_NONE;
    return is_mark && is_due;
}

static char *change_line(const tl_merge_unit *unit, const tl_followup_change *change)
{
    g_autoptr(GBytes) line = g_bytes_new_static(unit->text, unit->length);
    g_autoptr(tl_lines) lines = tl_lines_new(unit->text, unit->length);
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    g_ptr_array_add(items, tl_followup_read(lines, 1, find_bracket(unit), TL_DATE_NONE));
    g_autoptr(GBytes) changed = tl_followup_edit(line, items, change, 1);
    gsize length = 0;
    const char *text = g_bytes_get_data(changed, &length);
    return g_strndup(text, length);
}

char *tl_merge_item(const tl_merger *merger, const tl_merge_unit *const units[])
{
    (void)merger;
    const tl_merge_unit *base = units[TL_MERGE_BASE];
    if (!units[TL_MERGE_OURS]->item || !units[TL_MERGE_THEIRS]->item || (base && !base->item))
        return NULL;
    g_auto(apart) a = {
        {take_apart(base), take_apart(units[TL_MERGE_OURS]), take_apart(units[TL_MERGE_THEIRS])}};
    const parts *old = &a.of[TL_MERGE_BASE], *one = &a.of[TL_MERGE_OURS],
                *two = &a.of[TL_MERGE_THEIRS];
    gboolean has_base = base != NULL;
    tl_merge_which side = choose_text(a.of, has_base);
    if (side == TL_MERGE_BASE)
        return NULL;
    /* Borrowed from the two. */
    parts wanted = {0};
    wanted.mark = (char *)merge_mark(a.of, has_base, &wanted.state);
    wanted.due = (char *)merge_field(old->due, one->due, two->due, has_base);
    wanted.from = (char *)merge_field(old->from, one->from, two->from, has_base);
    wanted.done = (char *)merge_done(a.of, has_base, wanted.state);
    wanted.id = (char *)merge_field(old->id, one->id, two->id, has_base);
    if (!can_change(&a.of[side], &wanted))
        return NULL;
    tl_followup_change change = make_change(&a.of[side], &wanted);
    return change_line(units[side], &change);
}
