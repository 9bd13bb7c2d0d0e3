#include "digest_internal.h"

#include "checksum_internal.h"
#include "tl11/hash.h"

#include <string.h>

const tl_flat_format tl_digest_format = {
    .magic = {'T', 'L', '1', '1', 'D', 'I', 'G', '5'},
    .parts = TL_DIGEST_PARTS,
    .sizes = {[TL_DIGEST_FOLDERS] = sizeof(tl_digest_folder),
              [TL_DIGEST_NOTES] = sizeof(tl_digest_note),
              [TL_DIGEST_OCCURRENCES] = 1,
              [TL_DIGEST_STRINGS] = 1,
              [TL_DIGEST_NAMES] = 1},
};

void tl_digest_key(const char *name, guint64 key[2])
{
    /* Another version may read notes otherwise. */
    key[0] = tl_checksum(name, strlen(name), 301);
    key[1] = tl_checksum(TL_VERSION, strlen(TL_VERSION), 302);
}

guint32 tl_digest_sum_key(const char *key)
{
    return tl_hash_line(key, strlen(key));
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

/* Seven bits a byte, the lowest first; the last byte has its highest bit clear. */
static guint32 read_number(const char *bytes, gsize length, guint32 *at)
{
    guint32 number = 0;
    for (guint shift = 0; *at < length && shift < 32; shift += 7) {
        guint8 byte = (guint8)bytes[(*at)++];
        number |= (guint32)(byte & 0x7f) << shift;
        if (byte < 0x80)
            break;
    }
    return number;
}

tl_digest_occurrence tl_digest_next(const tl_flat *flat, guint32 *at)
{
    tl_digest_occurrence o = {0};
    const char *bytes = flat->parts[TL_DIGEST_OCCURRENCES];
    gsize length = flat->lengths[TL_DIGEST_OCCURRENCES];
    if (*at > length || length - *at < 2 * sizeof(guint32))
        return o;
    memcpy(&o.key, bytes + *at, sizeof(o.key));
    memcpy(&o.link, bytes + *at + sizeof(o.key), sizeof(o.link));
    *at += 2 * (guint32)sizeof(guint32);
    guint32 *const numbers = &o.text;
    for (gsize i = 0; i < TL_DIGEST_NUMBERS; i++)
        if (*at < length && (guint8)bytes[*at] < 0x80)
            numbers[i] = (guint8)bytes[(*at)++];
        else
            numbers[i] = read_number(bytes, length, at);
    return o;
}

const char *tl_digest_string(const tl_flat *flat, guint32 i)
{
    return tl_flat_string(flat, TL_DIGEST_STRINGS, i);
}

const char *tl_digest_name(const tl_flat *flat, guint32 i)
{
    return tl_flat_string(flat, TL_DIGEST_NAMES, i);
}

void tl_digest_lend(const tl_flat *flat, const tl_digest_occurrence *o, tl_followup *followup,
                    char id[static TL_ID_LENGTH + 1])
{
    const char *text = tl_digest_string(flat, o->text);
    followup->line = o->line;
    followup->lines = o->lines;
    followup->mark = o->mark;
    followup->mark_is_known = (o->flags & TL_OCCURRENCE_KNOWN) != 0;
    followup->state = (tl_state)(o->state & 3);
    followup->text = (char *)(text ? text : "");
    followup->owner = (char *)tl_digest_string(flat, o->owner);
    followup->due_text = (char *)tl_digest_string(flat, o->due_text);
    followup->due = o->due;
    followup->from = o->from;
    followup->done = o->done;
    followup->depth = o->depth;
    followup->parent = (int)o->parent - 1;
    followup->section = (int)o->section - 1;
    followup->section_kind = (tl_section_kind)o->kind;
    followup->letter = (char)o->letter;
    followup->is_private = (o->flags & TL_OCCURRENCE_PRIVATE) != 0;
    if (!(o->flags & TL_OCCURRENCE_HAS_ID))
        return;
    tl_id_unpack(o->link, id);
    followup->id = id;
}

tl_followup *tl_digest_followup(const tl_flat *flat, const tl_digest_occurrence *o)
{
    char id[TL_ID_LENGTH + 1];
    tl_followup *followup = g_new0(tl_followup, 1);
    const char *joined = tl_digest_string(flat, o->tags);
    tl_digest_lend(flat, o, followup, id);
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
