/*
 * Merging against its laws, over random notes and edits of them. A note is a
 * list of lines in sections here; words are never used twice, so that each line
 * can be told again wherever it went.
 */
#include "tl11/merge.h"

#include "random_markdown.h"
#include "tl11/followup.h"
#include "tl11/lines.h"

#include <criterion/criterion.h>
#include <string.h>

#define ROUNDS 1500
#define SECTIONS 5

static const char *const HEADINGS[SECTIONS] = {"## Follow-ups", "## A. Trust", "## My own",
                                               "## Decisions", "## Private"};

typedef struct {
    GPtrArray *lines[SECTIONS]; /* char * */
    gboolean has[SECTIONS];
} draft;

typedef struct {
    GRand *rand;
    guint words;
    guint ids;
} maker;

static guint roll(maker *m, guint below)
{
    return (guint)g_rand_int_range(m->rand, 0, (gint32)below);
}

static char *new_line(maker *m, guint section)
{
    guint word = ++m->words;
    if (section == 0 || roll(m, 4) == 0)
        return g_strdup_printf("- [ ] promise%u to keep%u ^%06u", word, word, ++m->ids);
    if (roll(m, 8) == 0)
        return g_strdup_printf("paragraph%u standing%u alone%u", word, word, word);
    return g_strdup_printf("- point%u that was%u", word, word);
}

static draft new_draft(maker *m)
{
    draft d = {{NULL}, {FALSE}};
    for (guint i = 0; i < SECTIONS; i++) {
        d.lines[i] = g_ptr_array_new_with_free_func(g_free);
        d.has[i] = roll(m, 4) > 0;
        for (guint n = d.has[i] ? roll(m, 5) : 0; n > 0; n--)
            g_ptr_array_add(d.lines[i], new_line(m, i));
    }
    return d;
}

static gpointer copy_line(gconstpointer line, gpointer data)
{
    (void)data;
    return g_strdup(line);
}

static draft copy_draft(const draft *d)
{
    draft copy = *d;
    for (guint i = 0; i < SECTIONS; i++) {
        copy.lines[i] = g_ptr_array_copy(d->lines[i], copy_line, NULL);
        g_ptr_array_set_free_func(copy.lines[i], g_free);
    }
    return copy;
}

static void clear_draft(draft *d)
{
    for (guint i = 0; i < SECTIONS; i++)
        g_ptr_array_unref(d->lines[i]);
}

static gboolean is_item(const char *line)
{
    return g_str_has_prefix(line, "- [");
}

static GBytes *write_draft(const draft *d, gboolean is_loose)
{
    GString *out = g_string_new("# Alice Ng, 2026-11-24\n");
    for (guint i = 0; i < SECTIONS; i++) {
        if (!d->has[i] && d->lines[i]->len == 0)
            continue;
        g_string_append_printf(out, "\n%s\n", HEADINGS[i]);
        gboolean was_list = FALSE;
        for (guint n = 0; n < d->lines[i]->len; n++) {
            const char *line = g_ptr_array_index(d->lines[i], n);
            gboolean is_list = *line == '-';
            if (is_loose || !was_list || !is_list)
                g_string_append_c(out, '\n');
            g_string_append_printf(out, "%s\n", line);
            was_list = is_list;
        }
    }
    return g_string_free_to_bytes(out);
}

/* -- edits ---------------------------------------------------------------------------------- */

static void mark(maker *m, char *line)
{
    line[3] = "x->  "[roll(m, 4)];
}

/* One side rewords, the other does not: that the same line gets two texts is a conflict. */
static void reword(maker *m, GPtrArray *lines, guint at)
{
    const char *line = g_ptr_array_index(lines, at);
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    guint last = g_strv_length(words) - 1;
    guint changed = is_item(line) ? last - 1 : last;
    g_free(words[changed]);
    words[changed] = g_strdup_printf("reworded%u", ++m->words);
    char *text = g_strjoinv(" ", words);
    g_free(g_ptr_array_index(lines, at));
    g_ptr_array_index(lines, at) = text;
}

static void move(maker *m, draft *d, guint section, guint at)
{
    guint target = roll(m, SECTIONS);
    char *line = g_ptr_array_steal_index(d->lines[section], at);
    g_ptr_array_insert(d->lines[target], (gint)roll(m, d->lines[target]->len + 1), line);
}

static void edit(maker *m, draft *d, gboolean may_reword)
{
    guint section = roll(m, SECTIONS), count = d->lines[section]->len, what = roll(m, 10);
    if (count == 0 || what < 4) {
        g_ptr_array_insert(d->lines[section], (gint)roll(m, count + 1), new_line(m, section));
        return;
    }
    guint at = roll(m, count);
    char *line = g_ptr_array_index(d->lines[section], at);
    if (what < 6 && is_item(line))
        mark(m, line);
    else if (what < 8 && may_reword)
        reword(m, d->lines[section], at);
    else if (what == 8)
        move(m, d, section, at);
    else if (what == 9)
        g_ptr_array_remove_index(d->lines[section], at);
}

/* -- what a text holds ---------------------------------------------------------------------- */

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *lines_of(GBytes *content)
{
    gsize length = 0;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_lines) lines = tl_lines_new(text, length);
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 1; i <= tl_lines_count(lines); i++) {
        gsize size = 0;
        const char *line = tl_lines_get(lines, i, &size);
        if (!tl_lines_is_blank(lines, i))
            g_ptr_array_add(list, g_strndup(line, size));
    }
    g_ptr_array_sort(list, compare_texts);
    return list;
}

static gboolean holds(const GPtrArray *lines, const char *line)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)lines, line, g_str_equal, NULL);
}

/* The line of an item, by its id; NULL. */
static const char *find_id(const GPtrArray *lines, const char *line)
{
    const char *id = strrchr(line, '^');
    for (guint i = 0; i < lines->len; i++)
        if (g_str_has_suffix(g_ptr_array_index(lines, i), id))
            return g_ptr_array_index(lines, i);
    return NULL;
}

static char *join(const GPtrArray *lines)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++)
        g_string_append_printf(text, "%s\n", (char *)g_ptr_array_index(lines, i));
    return g_string_free(text, FALSE);
}

static const char *text_of(GBytes *content)
{
    return content ? g_bytes_get_data(content, NULL) : "(none)";
}

/* -- the laws ------------------------------------------------------------------------------- */

typedef struct {
    guint round;
    GBytes *base, *ours, *theirs, *merged;
    GPtrArray *b, *o, *t, *m; /* their lines */
} trial;

static void complain(const trial *t, const char *law, const char *line)
{
    cr_assert(FALSE, "round %u: %s: %s\n--- base\n%s--- ours\n%s--- theirs\n%s--- merged\n%s",
              t->round, law, line, text_of(t->base), text_of(t->ours), text_of(t->theirs),
              text_of(t->merged));
}

static GBytes *merge(GBytes *base, GBytes *ours, GBytes *theirs)
{
    guint conflicts = 0;
    GBytes *merged = tl_merge_note(base, ours, theirs, NULL, &conflicts);
    if (conflicts == 0)
        return merged;
    g_clear_pointer(&merged, g_bytes_unref);
    return NULL;
}

static void expect_text(const trial *t, const char *law, GBytes *base, GBytes *ours, GBytes *theirs,
                        GBytes *wanted)
{
    g_autoptr(GBytes) merged = merge(base, ours, theirs);
    if (!merged || !g_bytes_equal(merged, wanted))
        complain(t, law, text_of(merged));
}

static guint weight(const char *line)
{
    return (guint)(strchr("> -x", line[3]) - "> -x");
}

/* The mark that an item must have: the changed one, and of two changed ones the weightier. */
static char merged_mark(const char *base, const char *ours, const char *theirs)
{
    if (base && ours[3] == base[3])
        return theirs[3];
    if (base && theirs[3] == base[3])
        return ours[3];
    return weight(ours) >= weight(theirs) ? ours[3] : theirs[3];
}

static void check_item(const trial *t, const char *line)
{
    const char *base = find_id(t->b, line), *ours = find_id(t->o, line),
               *theirs = find_id(t->t, line), *merged = find_id(t->m, line);
    if (ours && theirs) {
        if (!merged || merged[3] != merged_mark(base, ours, theirs))
            complain(t, "the mark", line);
        return;
    }
    const char *left = ours ? ours : theirs;
    gboolean stays = !base || strcmp(base, left) != 0;
    if (stays != (merged != NULL))
        complain(t, stays ? "an item is lost" : "an item is back", line);
}

/* What a side has and base has not is merged whole, or as the item that it is. */
static void check_lines(const trial *t, const GPtrArray *side)
{
    for (guint i = 0; i < side->len; i++) {
        const char *line = g_ptr_array_index(side, i);
        if (is_item(line))
            check_item(t, line);
        else if (!holds(t->b, line) && !holds(t->m, line))
            complain(t, "a line is lost", line);
        else if (holds(t->b, line) && holds(t->o, line) && holds(t->t, line) && !holds(t->m, line))
            complain(t, "a line that all have is lost", line);
    }
}

static void check_once(const trial *t)
{
    for (guint i = 1; i < t->m->len; i++)
        if (strcmp(g_ptr_array_index(t->m, i - 1), g_ptr_array_index(t->m, i)) == 0)
            complain(t, "a line stands twice", g_ptr_array_index(t->m, i));
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < t->m->len; i++) {
        const char *line = g_ptr_array_index(t->m, i);
        if (is_item(line) && !g_hash_table_add(ids, strrchr(line, '^')))
            complain(t, "an item stands twice", line);
        if (!is_item(line) && *line == '-' && holds(t->b, line) &&
            holds(t->o, line) != holds(t->t, line))
            complain(t, "what one side took away is back", line);
    }
}

static void check_symmetry(const trial *t)
{
    g_autoptr(GBytes) other = merge(t->base, t->theirs, t->ours);
    g_autoptr(GPtrArray) lines = other ? lines_of(other) : g_ptr_array_new();
    g_autofree char *one = join(t->m);
    g_autofree char *two = join(lines);
    if (strcmp(one, two) != 0)
        complain(t, "the other way round", two);
    g_autoptr(GBytes) again = merge(t->base, t->merged, t->theirs);
    g_autoptr(GPtrArray) again_lines = again ? lines_of(again) : g_ptr_array_new();
    g_autofree char *three = join(again_lines);
    if (strcmp(one, three) != 0)
        complain(t, "merged again", three);
}

static void check_laws(trial *t)
{
    expect_text(t, "ours alone", t->base, t->ours, t->base, t->ours);
    expect_text(t, "theirs alone", t->base, t->base, t->theirs, t->theirs);
    expect_text(t, "both the same", t->base, t->ours, t->ours, t->ours);
    t->merged = merge(t->base, t->ours, t->theirs);
    if (!t->merged) {
        complain(t, "no conflict was made", "");
        return;
    }
    t->m = lines_of(t->merged);
    check_lines(t, t->o);
    check_lines(t, t->t);
    check_once(t);
    check_symmetry(t);
    g_ptr_array_unref(t->m);
    g_bytes_unref(t->merged);
}

static void try_round(guint round)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(round);
    maker m = {rand, 0, 100000};
    gboolean is_loose = roll(&m, 2) == 0;
    draft base = new_draft(&m), ours = copy_draft(&base), theirs = copy_draft(&base);
    for (guint n = roll(&m, 6); n > 0; n--)
        edit(&m, &ours, TRUE);
    for (guint n = roll(&m, 6); n > 0; n--)
        edit(&m, &theirs, FALSE);
    trial t = {.round = round,
               .base = write_draft(&base, is_loose),
               .ours = write_draft(&ours, is_loose),
               .theirs = write_draft(&theirs, is_loose)};
    t.b = lines_of(t.base);
    t.o = lines_of(t.ours);
    t.t = lines_of(t.theirs);
    check_laws(&t);
    g_ptr_array_unref(t.b);
    g_ptr_array_unref(t.o);
    g_ptr_array_unref(t.t);
    g_bytes_unref(t.base);
    g_bytes_unref(t.ours);
    g_bytes_unref(t.theirs);
    clear_draft(&base);
    clear_draft(&ours);
    clear_draft(&theirs);
}

Test(merge_random, laws)
{
    for (guint round = 0; round < ROUNDS; round++)
        try_round(round);
}

/* Whatever Markdown it is: what one side alone changed is taken to the byte. */
Test(merge_random, any_markdown)
{
    guint taken = 0;
    for (guint seed = 0; seed < ROUNDS; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        g_autoptr(GBytes) base = g_string_free_to_bytes(random_markdown(rand));
        g_autoptr(GBytes) side = g_string_free_to_bytes(random_markdown(rand));
        g_autoptr(GBytes) ours = merge(base, side, base);
        g_autoptr(GBytes) theirs = merge(base, base, side);
        taken += ours != NULL && theirs != NULL;
        cr_assert(!ours || g_bytes_equal(ours, side), "seed %u, ours\n%s\n---\n%s", seed,
                  text_of(base), text_of(side));
        cr_assert(!theirs || g_bytes_equal(theirs, side), "seed %u, theirs\n%s\n---\n%s", seed,
                  text_of(base), text_of(side));
    }
    cr_assert_gt(taken, ROUNDS / 2);
}
