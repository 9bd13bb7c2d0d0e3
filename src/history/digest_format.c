#include "digest_internal.h"

#include "checksum_internal.h"

#include <string.h>

const tl_flat_format tl_digest_format = {
    .magic = {'T', 'L', '1', '1', 'D', 'I', 'G', '2'},
    .parts = TL_DIGEST_PARTS,
    .sizes = {[TL_DIGEST_FOLDERS] = sizeof(tl_digest_folder),
              [TL_DIGEST_NOTES] = sizeof(tl_digest_note),
              [TL_DIGEST_OCCURRENCES] = sizeof(tl_digest_occurrence),
              [TL_DIGEST_STRINGS] = sizeof(guint32),
              [TL_DIGEST_STRING_TEXT] = 1},
};

void tl_digest_key(const char *name, guint64 key[2])
{
    /* Another version may read notes otherwise. */
    key[0] = tl_checksum(name, strlen(name), 301);
    key[1] = tl_checksum(TL_VERSION, strlen(TL_VERSION), 302);
}

/* -- reading ----------------------------------------------------------------------- */

guint32 tl_digest_count(const tl_flat *flat, tl_digest_part part)
{
    return (guint32)(flat->lengths[part] / tl_digest_format.sizes[part]);
}

static void read_at(const tl_flat *flat, tl_digest_part part, guint32 i, gpointer element)
{
    gsize size = tl_digest_format.sizes[part];
    if (i < tl_digest_count(flat, part))
        memcpy(element, flat->parts[part] + i * size, size);
    else
        memset(element, 0, size);
}

tl_digest_folder tl_digest_folder_at(const tl_flat *flat, guint32 i)
{
    tl_digest_folder folder;
    read_at(flat, TL_DIGEST_FOLDERS, i, &folder);
    return folder;
}

tl_digest_note tl_digest_note_at(const tl_flat *flat, guint32 i)
{
    tl_digest_note note;
    read_at(flat, TL_DIGEST_NOTES, i, &note);
    return note;
}

tl_digest_occurrence tl_digest_occurrence_at(const tl_flat *flat, guint32 i)
{
    tl_digest_occurrence occurrence;
    read_at(flat, TL_DIGEST_OCCURRENCES, i, &occurrence);
    return occurrence;
}

const char *tl_digest_string(const tl_flat *flat, guint32 i)
{
    gsize length;
    return i ? tl_flat_text(flat, TL_DIGEST_STRINGS, TL_DIGEST_STRING_TEXT, i, &length) : NULL;
}

static const char *string_or_empty(const tl_flat *flat, guint32 i)
{
    const char *text = tl_digest_string(flat, i);
    return text ? text : "";
}

void tl_digest_lend(const tl_flat *flat, const tl_digest_occurrence *o, tl_followup *followup)
{
    followup->line = o->line;
    followup->lines = o->lines;
    followup->mark = o->mark;
    followup->mark_is_known = (o->flags & TL_OCCURRENCE_KNOWN) != 0;
    followup->state = (tl_state)(o->state & 3);
    followup->text = (char *)string_or_empty(flat, o->text);
    followup->owner = (char *)tl_digest_string(flat, o->owner);
    followup->due_text = (char *)tl_digest_string(flat, o->due_text);
    followup->id = (char *)tl_digest_string(flat, o->id);
    followup->due = o->due;
    followup->from = o->from;
    followup->done = o->done;
    followup->depth = o->depth;
    followup->parent = o->parent;
    followup->section = o->section;
    followup->section_kind = (tl_section_kind)o->kind;
    followup->letter = (char)o->letter;
    followup->is_private = (o->flags & TL_OCCURRENCE_PRIVATE) != 0;
}

tl_followup *tl_digest_followup(const tl_flat *flat, const tl_digest_occurrence *o)
{
    tl_followup *followup = g_new0(tl_followup, 1);
    const char *joined = tl_digest_string(flat, o->tags);
    tl_digest_lend(flat, o, followup);
    followup->text = g_strdup(followup->text);
    followup->owner = g_strdup(followup->owner);
    followup->due_text = g_strdup(followup->due_text);
    followup->id = g_strdup(followup->id);
    followup->tags = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) tags = joined ? g_strsplit(joined, " ", -1) : NULL;
    for (gsize i = 0; tags && tags[i]; i++)
        g_ptr_array_add(followup->tags, g_steal_pointer(&tags[i]));
    return followup;
}

/* -- writing ----------------------------------------------------------------------------- */

void tl_digest_writer_init(tl_digest_writer *writer)
{
    for (guint i = 0; i < TL_DIGEST_PARTS; i++)
        writer->parts[i] = g_byte_array_new();
    writer->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    writer->texts = g_string_chunk_new(4096);
    guint32 start = 0;
    tl_digest_put(writer, TL_DIGEST_STRINGS, &start, sizeof(start));
    /* String 0. */
    tl_digest_put(writer, TL_DIGEST_STRING_TEXT, "", 1);
}

void tl_digest_writer_clear(tl_digest_writer *writer)
{
    if (!writer->numbers)
        return;
    for (guint i = 0; i < TL_DIGEST_PARTS; i++)
        g_byte_array_unref(writer->parts[i]);
    g_string_chunk_free(writer->texts);
    g_clear_pointer(&writer->numbers, g_hash_table_unref);
}

void tl_digest_put(tl_digest_writer *writer, tl_digest_part part, gconstpointer element, gsize size)
{
    g_byte_array_append(writer->parts[part], element, (guint)size);
}

guint32 tl_digest_put_string(tl_digest_writer *writer, const char *text)
{
    if (!text)
        return 0;
    guint32 number = GPOINTER_TO_UINT(g_hash_table_lookup(writer->numbers, text));
    if (number)
        return number;
    guint32 start = writer->parts[TL_DIGEST_STRING_TEXT]->len;
    tl_digest_put(writer, TL_DIGEST_STRINGS, &start, sizeof(start));
    tl_digest_put(writer, TL_DIGEST_STRING_TEXT, text, strlen(text) + 1);
    number = g_hash_table_size(writer->numbers) + 1;
    g_hash_table_insert(writer->numbers, g_string_chunk_insert(writer->texts, text),
                        GUINT_TO_POINTER(number));
    return number;
}

GBytes *tl_digest_writer_finish(tl_digest_writer *writer, const char *slug)
{
    guint64 key[2];
    guint32 end = writer->parts[TL_DIGEST_STRING_TEXT]->len;
    tl_digest_put(writer, TL_DIGEST_STRINGS, &end, sizeof(end));
    tl_digest_key(slug, key);
    return tl_flat_write(&tl_digest_format, key, 0, (const GByteArray *const *)writer->parts);
}

static char *link_of(const char *path, tl_followup *followup)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 3);
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    tl_occurrence occurrence = {.name = name, .person = parts[1], .followup = followup};
    return followup->id ? g_strdup(followup->id) : tl_occurrence_next_id(&occurrence);
}

static void put_followup(tl_digest_writer *writer, const char *path, tl_followup *followup,
                         guint index, gboolean is_former)
{
    g_autofree char *link = link_of(path, followup);
    g_autofree char *key = tl_followup_key(followup);
    g_ptr_array_add(followup->tags, NULL);
    g_autofree char *tags = g_strjoinv(" ", (char **)followup->tags->pdata);
    g_ptr_array_set_size(followup->tags, (int)followup->tags->len - 1);
    tl_digest_occurrence o = {
        .mark = followup->mark,
        .text = tl_digest_put_string(writer, followup->text),
        .key = tl_digest_put_string(writer, key),
        .owner = tl_digest_put_string(writer, followup->owner),
        .due_text = tl_digest_put_string(writer, followup->due_text),
        .id = tl_digest_put_string(writer, followup->id),
        .tags = tl_digest_put_string(writer, *tags ? tags : NULL),
        .link = tl_digest_put_string(writer, link),
        .due = followup->due,
        .from = followup->from,
        .done = followup->done,
        .line = followup->line,
        .lines = followup->lines,
        .index = index,
        .depth = followup->depth,
        .parent = followup->parent,
        .section = followup->section,
        .state = (guint8)followup->state,
        .kind = (guint8)followup->section_kind,
        .letter = (guint8)followup->letter,
        .flags = (guint8)((followup->mark_is_known ? TL_OCCURRENCE_KNOWN : 0) |
                          (followup->is_private ? TL_OCCURRENCE_PRIVATE : 0) |
                          (is_former ? TL_OCCURRENCE_FORMER : 0)),
    };
    tl_digest_put(writer, TL_DIGEST_OCCURRENCES, &o, sizeof(o));
}

static guint32 count_occurrences(const tl_digest_writer *writer)
{
    return writer->parts[TL_DIGEST_OCCURRENCES]->len / (guint32)sizeof(tl_digest_occurrence);
}

char *tl_digest_sections(const tl_note *note)
{
    GString *letters = g_string_new(NULL);
    for (guint i = 0; i < note->sections->len; i++) {
        const tl_section *section = g_ptr_array_index(note->sections, i);
        int top = tl_note_top_section(note, (int)i);
        const tl_section *guide = g_ptr_array_index(note->sections, (guint)top);
        if (section->is_filled && guide->kind == TL_SECTION_GUIDE &&
            !strchr(letters->str, guide->letter))
            g_string_append_c(letters, guide->letter);
    }
    return g_string_free(letters, FALSE);
}

static GPtrArray *parse(const char *path, GBytes *content, tl_note **note)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) read = tl_note_parse(text, length);
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    GPtrArray *followups =
        tl_followup_parse(text, length, read, name ? name->date : tl_date_today());
    if (note)
        *note = g_steal_pointer(&read);
    return followups;
}

void tl_digest_read_note(tl_digest_writer *writer, tl_digest_note *note, const char *path,
                         GBytes *content)
{
    g_autoptr(tl_note) read = NULL;
    g_autoptr(GPtrArray) followups = parse(path, content, &read);
    g_autofree char *sections = tl_digest_sections(read);
    note->title = tl_digest_put_string(writer, read->title);
    note->sections = tl_digest_put_string(writer, sections);
    note->first = count_occurrences(writer);
    note->open = note->closed = 0;
    for (guint i = 0; i < followups->len; i++) {
        tl_followup *followup = g_ptr_array_index(followups, i);
        put_followup(writer, path, followup, i, FALSE);
        if (followup->section_kind == TL_SECTION_AGENDA)
            continue;
        note->open += followup->state == TL_STATE_OPEN;
        note->closed += tl_state_is_closed(followup->state) ? 1 : 0;
    }
    note->count = followups->len;
}

void tl_digest_read_former(tl_digest_writer *writer, tl_digest_note *note, const char *path,
                           GBytes *former, GBytes *content)
{
    g_autoptr(GPtrArray) before = parse(path, former, NULL);
    g_autoptr(GPtrArray) now = content ? parse(path, content, NULL) : g_ptr_array_new();
    if (!content)
        note->first = count_occurrences(writer);
    for (guint i = 0; i < before->len; i++)
        if (!tl_ledger_supersedes(now, g_ptr_array_index(before, i)))
            put_followup(writer, path, g_ptr_array_index(before, i), i, TRUE);
    note->count = count_occurrences(writer) - note->first;
}

void tl_digest_copy_note(tl_digest_writer *writer, tl_digest_note *note, const tl_flat *from,
                         const tl_digest_note *known)
{
    note->title = tl_digest_put_string(writer, tl_digest_string(from, known->title));
    note->sections = tl_digest_put_string(writer, tl_digest_string(from, known->sections));
    note->open = known->open;
    note->closed = known->closed;
    note->first = count_occurrences(writer);
    for (guint32 i = 0; i < known->count; i++) {
        tl_digest_occurrence o = tl_digest_occurrence_at(from, known->first + i);
        if (o.flags & TL_OCCURRENCE_FORMER)
            continue;
        guint32 *const strings[] = {&o.text, &o.key,  &o.owner, &o.due_text,
                                    &o.id,   &o.tags, &o.link};
        for (gsize s = 0; s < G_N_ELEMENTS(strings); s++)
            *strings[s] = tl_digest_put_string(writer, tl_digest_string(from, *strings[s]));
        tl_digest_put(writer, TL_DIGEST_OCCURRENCES, &o, sizeof(o));
    }
    note->count = count_occurrences(writer) - note->first;
}
