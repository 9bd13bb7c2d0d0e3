#include "lost_internal.h"

#include <string.h>

/*
 * Text, owner, due as written, id, tags; mark, due, from, done, line, lines; whether the mark is
 * known, state, depth, parent, section, its kind and letter, whether it is private.
 */
#define FOLLOWUP "(smsaymsstuuuuubyuiiyyb)"
/* Id, folded text, whether it was open, path, birth, who has it at HEAD; the commit, its time; its
 * part. */
#define TRACE "(mssbsumsayxu" FOLLOWUP ")"
#define ANSWERS "a(uu)" /* a candidate, and how often it was carried */
/* Names of groups, key, ids. */
#define PARTS "a(asttat)"
/* HEAD and version, the candidates; of the digests' sum: promises, talking points; the parts. */
#define KEPT "(sa" TRACE "t" ANSWERS ANSWERS PARTS ")"
#define FILE_NAME "lost"
/* Raised with every change of the format. */
#define SEED 502

/* -- writing ----------------------------------------------------------------------- */

static GVariant *pack_followup(const tl_followup *f)
{
    g_autoptr(GString) tags = g_string_new(NULL);
    for (guint i = 0; f->tags && i < f->tags->len; i++)
        g_string_append_printf(tags, "%s%s", i ? " " : "", (char *)g_ptr_array_index(f->tags, i));
    return g_variant_new("(sms@aymsstuuuuubyuiiyyb)", f->text, f->owner,
                         g_variant_new_bytestring(f->due_text ? f->due_text : ""), f->id, tags->str,
                         (guint64)f->mark, f->due, f->from, f->done, f->line, f->lines,
                         f->mark_is_known, (guchar)f->state, f->depth, f->parent, f->section,
                         (guchar)f->section_kind, (guchar)f->letter, f->is_private);
}

static GVariant *pack_trace(const tl_trace *t)
{
    GVariant *commit =
        g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, t->commit, TL_OBJECT_BYTES, 1);
    return g_variant_new("(mssbsums@ayxu@" FOLLOWUP ")", t->id, t->text, t->was_open, t->path,
                         t->born, t->standing, commit, t->time, t->part,
                         pack_followup(t->followup));
}

static GVariant *pack_answers(const GArray *answers)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE(ANSWERS));
    for (guint i = 0; i < answers->len; i++) {
        const tl_lost_answer *answer = &g_array_index(answers, tl_lost_answer, i);
        g_variant_builder_add(&builder, "(uu)", answer->candidate, answer->carried);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *pack_parts(const GPtrArray *parts)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE(PARTS));
    for (guint i = 0; i < parts->len; i++) {
        const tl_lost_part *part = g_ptr_array_index(parts, i);
        g_variant_builder_add(
            &builder, "(@astt@at)",
            g_variant_new_strv((const char *const *)part->groups->pdata, part->groups->len),
            part->key[0], part->key[1],
            g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64, part->ids->data, part->ids->len,
                                      sizeof(guint64)));
    }
    return g_variant_builder_end(&builder);
}

#define VERSION " " TL_VERSION

static char *name_state(const char *head)
{
    return g_strconcat(head, VERSION, NULL);
}

void tl_lost_keep(int folder, const char *head, guint64 sum, const tl_lost_history *history,
                  const GArray *const answers[2])
{
    GVariantBuilder builder;
    const GPtrArray *candidates = history->candidates;
    g_autofree char *state = name_state(head);
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a" TRACE));
    for (guint i = 0; i < candidates->len; i++)
        g_variant_builder_add_value(&builder, pack_trace(g_ptr_array_index(candidates, i)));
    g_autoptr(GVariant) kept = g_variant_ref_sink(g_variant_new(
        "(s@a" TRACE "t@" ANSWERS "@" ANSWERS "@" PARTS ")", state, g_variant_builder_end(&builder),
        sum, pack_answers(answers[0]), pack_answers(answers[1]), pack_parts(history->parts)));
    g_autoptr(GBytes) bytes = g_variant_get_data_as_bytes(kept);
    g_autoptr(GBytes) sealed = tl_cache_seal(bytes, SEED);
    (void)tl_cache_folder_write(folder, FILE_NAME, sealed);
}

/* -- reading ------------------------------------------------------------------------- */

static tl_followup *unpack_followup(GVariant *packed)
{
    tl_followup *f = g_new0(tl_followup, 1);
    g_autoptr(GVariant) due = NULL;
    g_autofree char *joined = NULL;
    guint64 mark;
    guchar state, kind, letter;
    g_variant_get(packed, "(sms@aymsstuuuuubyuiiyyb)", &f->text, &f->owner, &due, &f->id, &joined,
                  &mark, &f->due, &f->from, &f->done, &f->line, &f->lines, &f->mark_is_known,
                  &state, &f->depth, &f->parent, &f->section, &kind, &letter, &f->is_private);
    f->mark = (gsize)mark;
    f->state = (tl_state)state;
    f->section_kind = (tl_section_kind)kind;
    f->letter = (char)letter;
    f->due_text = *g_variant_get_bytestring(due) ? g_variant_dup_bytestring(due, NULL) : NULL;
    f->tags = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) tags = g_strsplit(joined, " ", -1);
    for (gsize i = 0; tags[i]; i++)
        g_ptr_array_add(f->tags, g_strdup(tags[i]));
    return f;
}

static tl_trace *unpack_trace(GVariant *packed)
{
    tl_trace *t = g_new0(tl_trace, 1);
    g_autoptr(GVariant) commit = NULL, followup = NULL;
    gsize length;
    g_variant_get(packed, "(mssbsums@ayxu@" FOLLOWUP ")", &t->id, &t->text, &t->was_open, &t->path,
                  &t->born, &t->standing, &commit, &t->time, &t->part, &followup);
    const guint8 *id = g_variant_get_fixed_array(commit, &length, 1);
    if (length == TL_OBJECT_BYTES)
        memcpy(t->commit, id, length);
    t->followup = unpack_followup(followup);
    return t;
}

GVariant *tl_lost_read(int folder, const char *head)
{
    const char *found;
    g_autofree char *state = head ? name_state(head) : NULL;
    g_autoptr(GBytes) sealed = tl_cache_folder_read(folder, FILE_NAME);
    g_autoptr(GBytes) bytes = tl_cache_unseal(sealed, SEED);
    if (!bytes)
        return NULL;
    /* The seal tells that it is what was written: it need not be looked through. */
    g_autoptr(GVariant) kept =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(KEPT), bytes, TRUE));
    g_variant_get_child(kept, 0, "&s", &found);
    gboolean is_wanted = state ? strcmp(found, state) == 0 : g_str_has_suffix(found, VERSION);
    return is_wanted ? g_steal_pointer(&kept) : NULL;
}

static GPtrArray *unpack_parts(GVariant *kept)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)tl_lost_part_free);
    g_autoptr(GVariant) all = g_variant_get_child_value(kept, 5);
    for (gsize i = 0; i < g_variant_n_children(all); i++) {
        g_autoptr(GVariant) packed = g_variant_get_child_value(all, i);
        g_autoptr(GVariant) groups = NULL, ids = NULL;
        tl_lost_part *part = tl_lost_part_new();
        g_variant_get(packed, "(@astt@at)", &groups, &part->key[0], &part->key[1], &ids);
        gsize count;
        for (gsize n = 0; n < g_variant_n_children(groups); n++) {
            char *name;
            g_variant_get_child(groups, n, "s", &name);
            g_ptr_array_add(part->groups, name);
        }
        const guint64 *letters = g_variant_get_fixed_array(ids, &count, sizeof(guint64));
        g_array_append_vals(part->ids, letters, (guint)count);
        g_ptr_array_add(parts, part);
    }
    return parts;
}

static GPtrArray *unpack_candidates(GVariant *kept)
{
    GPtrArray *candidates = g_ptr_array_new_with_free_func((GDestroyNotify)tl_trace_free);
    g_autoptr(GVariant) all = g_variant_get_child_value(kept, 1);
    for (gsize i = 0; i < g_variant_n_children(all); i++) {
        g_autoptr(GVariant) packed = g_variant_get_child_value(all, i);
        g_ptr_array_add(candidates, unpack_trace(packed));
    }
    return candidates;
}

static gpointer borrow(gconstpointer trace, gpointer data)
{
    (void)data;
    return (gpointer)trace;
}

void tl_lost_unpack(GVariant *kept, tl_lost_history *history)
{
    history->former = unpack_candidates(kept);
    history->candidates = g_ptr_array_copy(history->former, borrow, NULL);
    g_ptr_array_set_free_func(history->candidates, NULL);
    history->parts = unpack_parts(kept);
}

gboolean tl_lost_has_answers(GVariant *kept, guint64 sum)
{
    guint64 found;
    g_variant_get_child(kept, 2, "t", &found);
    return found == sum;
}

GPtrArray *tl_lost_answers(GVariant *kept, gboolean agenda)
{
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)tl_lost_free);
    g_autoptr(GVariant) all = g_variant_get_child_value(kept, 1);
    g_autoptr(GVariant) answers = g_variant_get_child_value(kept, agenda ? 4 : 3);
    for (gsize i = 0; i < g_variant_n_children(answers); i++) {
        guint candidate, carried;
        g_variant_get_child(answers, i, "(uu)", &candidate, &carried);
        g_autoptr(GVariant) packed = g_variant_get_child_value(all, candidate);
        tl_trace *trace = unpack_trace(packed);
        g_ptr_array_add(found, tl_lost_make(trace, carried));
        tl_trace_free(trace);
    }
    return found;
}
