#include "tl11/followup.h"
#include "tl11/lines.h"

#include "random_markdown.h"

#include <criterion/criterion.h>
#include <string.h>

/*
 * Random notes, random changes: only the named lines differ, the number of
 * lines and items stays, and what is read again differs by just the change.
 */

#define ROUNDS 20000
#define TODAY 740000

/* A reason, and what is written of it. */
static const struct {
    const char *reason;
    const char *written;
} REASONS[] = {
    {NULL, ""},
    {"", ""},
    {"no need", ": no need"},
    {" two\n lines ", ": two lines"},
    {"@bob has it", ": bob has it"},
    {"due:fri from:2026-01-01 ^k3f9q2", ": due: fri from: 2026-01-01 k3f9q2"},
};

static void append_words(GString *out, GRand *rand)
{
    static const char *const words[] = {
        "a",         "words to say",   "@me",           "@bob:",
        "@Alice",    "x@y.z",          "due:fri",       "due:soon",
        "due:+7d,",  "due:2026-12-01", "tenggat:jumat", "from:2026-11-10",
        "from:then", "#goal",          "^k3f9q2",       "^toolong1",
        "[x]",       "\xFF\xC3",       "\xC3\xA9.",     "<!-- c -->",
        "\\",
    };
    static const char *const blanks[] = {" ", " ", " ", "  ", "\t", "\xC2\xA0"};
    gboolean is_done = FALSE;
    for (int i = g_rand_int_range(rand, 0, 6); i > 0; i--) {
        g_string_append(out, PICK(rand, words));
        if (!is_done && random_chance(rand, 10)) {
            g_string_append_printf(out, "%sdone:2026-11-11", PICK(rand, blanks));
            is_done = TRUE;
        }
        g_string_append(out, PICK(rand, blanks));
    }
    if (random_chance(rand, 40))
        g_string_append(out, "^m2h8xp");
}

static GString *random_note(GRand *rand)
{
    static const char *const heads[] = {"- [ ] ",   "* [x]\t", "  - [>] ",      "1. [-] ",
                                        "> - [~] ", "- [?] ",  "- [\xC2\xA0] ", "    + [ ]  "};
    static const char *const ends[] = {"\n", "\n", "\n", "\r\n", "\r", "\n\n"};
    GString *out = random_chance(rand, 30) ? random_markdown(rand) : g_string_new(NULL);
    for (int i = g_rand_int_range(rand, 1, 6); i > 0; i--) {
        g_string_append(out, PICK(rand, heads));
        append_words(out, rand);
        if (i > 1 || random_chance(rand, 50))
            g_string_append(out, PICK(rand, ends));
    }
    return out;
}

static tl_followup_change random_change(GRand *rand, guint line, guint *reason)
{
    tl_followup_change change = {.line = line};
    *reason = random_chance(rand, 40) ? (guint)g_rand_int_range(rand, 0, G_N_ELEMENTS(REASONS)) : 0;
    change.reason = REASONS[*reason].reason;
    change.set_mark = random_chance(rand, 60);
    change.mark = " x->"[g_rand_int_range(rand, 0, 4)];
    change.set_done = random_chance(rand, 30) ? 740001 : TL_DATE_NONE;
    change.clear_done = random_chance(rand, 30);
    change.set_due = random_chance(rand, 30) ? 740002 : TL_DATE_NONE;
    change.set_from = random_chance(rand, 30) ? 740003 : TL_DATE_NONE;
    change.set_id = random_chance(rand, 30) ? "z0z0z0" : NULL;
    return change;
}

static tl_state state_of(char mark)
{
    switch (mark) {
    case 'x':
        return TL_STATE_DONE;
    case '-':
        return TL_STATE_DROPPED;
    case '>':
        return TL_STATE_CARRIED;
    default:
        return TL_STATE_OPEN;
    }
}

/* What the item is to be read as after the change. */
static void foresee(tl_followup *item, const tl_followup_change *change, guint reason)
{
    if (change->set_mark) {
        item->state = state_of(change->mark);
        item->mark_is_known = TRUE;
    }
    char *text = g_strconcat(item->text, REASONS[reason].written, NULL);
    g_free(item->text);
    item->text = text;
    if (change->set_due) {
        item->due = change->set_due;
        g_clear_pointer(&item->due_text, g_free);
    }
    if (change->set_from)
        item->from = change->set_from;
    if (change->set_done || change->clear_done)
        item->done = change->set_done;
    if (change->set_id) {
        g_free(item->id);
        item->id = g_strdup(change->set_id);
    }
}

static char *show(const GPtrArray *items)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < items->len; i++) {
        const tl_followup *f = g_ptr_array_index(items, i);
        g_string_append_printf(out, "%u+%u d%u p%d %s%d |%s| @%s due %u %s from %u done %u ^%s",
                               f->line, f->lines, f->depth, f->parent, tl_state_name(f->state),
                               f->mark_is_known, f->text, f->owner ? f->owner : "", f->due,
                               f->due_text ? f->due_text : "", f->from, f->done,
                               f->id ? f->id : "");
        for (guint j = 0; j < f->tags->len; j++)
            g_string_append_printf(out, " #%s", (char *)g_ptr_array_index(f->tags, j));
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

static GPtrArray *parse(const char *text, gsize length)
{
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    return tl_followup_parse(text, length, note, TODAY);
}

static gboolean is_changed(const GArray *changes, guint line)
{
    for (guint i = 0; i < changes->len; i++)
        if (g_array_index(changes, tl_followup_change, i).line == line)
            return TRUE;
    return FALSE;
}

static void expect_same_lines(const GString *before, const char *after, gsize length,
                              const GArray *changes)
{
    g_autoptr(tl_lines) old = tl_lines_new(before->str, before->len);
    g_autoptr(tl_lines) new = tl_lines_new(after, length);
    cr_assert_eq(tl_lines_count(old), tl_lines_count(new));
    for (guint number = 1; number <= tl_lines_count(old); number++) {
        gsize old_full, new_full, old_bare, new_bare;
        const char *a = tl_lines_get_full(old, number, &old_full);
        const char *b = tl_lines_get_full(new, number, &new_full);
        tl_lines_get(old, number, &old_bare);
        tl_lines_get(new, number, &new_bare);
        cr_assert_eq(old_full - old_bare, new_full - new_bare);
        cr_assert_eq(memcmp(a + old_bare, b + new_bare, old_full - old_bare), 0);
        if (!is_changed(changes, number))
            cr_assert(old_full == new_full && memcmp(a, b, old_full) == 0);
    }
}

/* Changes about half of the items; returns how many. */
static guint change_some(GRand *rand, const GString *text)
{
    g_autoptr(GPtrArray) items = parse(text->str, text->len);
    g_autoptr(GPtrArray) foreseen = parse(text->str, text->len);
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(tl_followup_change));
    for (guint i = 0; i < items->len; i++) {
        guint reason = 0;
        tl_followup *item = g_ptr_array_index(foreseen, i);
        tl_followup_change change = random_change(rand, item->line, &reason);
        if (random_chance(rand, 50))
            continue;
        foresee(item, &change, reason);
        g_array_append_val(changes, change);
    }
    g_autoptr(GBytes) content = g_bytes_new(text->str, text->len);
    g_autoptr(GBytes) edited = tl_followup_edit(
        content, items, (const tl_followup_change *)(void *)changes->data, changes->len);
    gsize length = 0;
    const char *after = g_bytes_get_data(edited, &length);
    expect_same_lines(text, after, length, changes);
    g_autoptr(GPtrArray) reread = parse(after, length);
    g_autofree char *wanted = show(foreseen);
    g_autofree char *got = show(reread);
    cr_assert_str_eq(got, wanted, "before:\n%s\nafter:\n%.*s", text->str, (int)length, after);
    return changes->len;
}

Test(followup_edit, random_changes)
{
    GRand *rand = g_rand_new_with_seed(48);
    guint changed = 0;
    for (int round = 0; round < ROUNDS; round++) {
        GString *text = random_note(rand);
        changed += change_some(rand, text);
        g_string_free(text, TRUE);
    }
    g_rand_free(rand);
    cr_expect_gt(changed, ROUNDS);
}
