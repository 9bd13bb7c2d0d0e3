#include "digest_internal.h"

#include "tl11/hash.h"
#include "tl11/text.h"

#include <string.h>

/* What is put of a line, wherever it stands. */
typedef struct {
    guint32 key, link; /* link: of the id that it has; 0: it has none */
    guint32 text, owner, due_text, tags;
} wording;

static guint hash_text(gconstpointer text)
{
    return tl_hash_line(text, strlen(text));
}

void tl_digest_writer_init(tl_digest_writer *writer)
{
    for (guint i = 0; i < TL_DIGEST_PARTS; i++)
        writer->parts[i] = g_byte_array_new();
    writer->strings = g_hash_table_new(hash_text, g_str_equal);
    writer->by_key = g_hash_table_new(NULL, NULL);
    writer->texts = g_string_chunk_new(4096);
    writer->note = tl_note_new();
    writer->key = g_string_new(NULL);
    writer->wordings = g_array_new(FALSE, TRUE, sizeof(wording));
    /* String 0. */
    tl_digest_put(writer, TL_DIGEST_STRINGS, "", 1);
    tl_digest_put(writer, TL_DIGEST_NAMES, "", 1);
}

void tl_digest_writer_clear(tl_digest_writer *writer)
{
    if (!writer->strings)
        return;
    for (guint i = 0; i < TL_DIGEST_PARTS; i++)
        g_byte_array_unref(writer->parts[i]);
    g_string_chunk_free(writer->texts);
    tl_note_free(writer->note);
    g_string_free(writer->key, TRUE);
    g_array_unref(writer->wordings);
    g_clear_pointer(&writer->by_key, g_hash_table_unref);
    g_clear_pointer(&writer->strings, g_hash_table_unref);
}

void tl_digest_put(tl_digest_writer *writer, tl_digest_part part, gconstpointer element, gsize size)
{
    g_byte_array_append(writer->parts[part], element, (guint)size);
}

static guint32 put_text(tl_digest_writer *writer, tl_digest_part part, const char *text)
{
    guint32 string = writer->parts[part]->len;
    if (!text)
        return 0;
    tl_digest_put(writer, part, text, strlen(text) + 1);
    return string;
}

guint32 tl_digest_put_own_string(tl_digest_writer *writer, const char *text)
{
    return put_text(writer, TL_DIGEST_STRINGS, text);
}

guint32 tl_digest_put_name(tl_digest_writer *writer, const char *name)
{
    return put_text(writer, TL_DIGEST_NAMES, name);
}

guint32 tl_digest_put_string(tl_digest_writer *writer, const char *text)
{
    if (!text)
        return 0;
    guint32 string = GPOINTER_TO_UINT(g_hash_table_lookup(writer->strings, text));
    if (string)
        return string;
    string = tl_digest_put_own_string(writer, text);
    g_hash_table_insert(writer->strings, g_string_chunk_insert(writer->texts, text),
                        GUINT_TO_POINTER(string));
    return string;
}

GBytes *tl_digest_writer_finish(tl_digest_writer *writer, const char *slug)
{
    guint64 key[2];
    tl_digest_key(slug, key);
    return tl_flat_write(&tl_digest_format, key, 0, (const GByteArray *const *)writer->parts);
}

static gsize pack_number(guint8 *out, guint32 number)
{
    gsize size = 0;
    for (; number >= 0x80; number >>= 7)
        out[size++] = (guint8)(number | 0x80);
    out[size++] = (guint8)number;
    return size;
}

static void put_occurrence(tl_digest_writer *writer, const tl_digest_occurrence *o)
{
    guint8 packed[2 * sizeof(guint32) + TL_DIGEST_NUMBERS * 5];
    const guint32 *const numbers = &o->text;
    gsize size = 2 * sizeof(guint32);
    memcpy(packed, &o->key, sizeof(o->key));
    memcpy(packed + sizeof(o->key), &o->link, sizeof(o->link));
    for (gsize i = 0; i < TL_DIGEST_NUMBERS; i++)
        size += pack_number(packed + size, numbers[i]);
    tl_digest_put(writer, TL_DIGEST_OCCURRENCES, packed, size);
    writer->count++;
}

/* The note that is read. */
typedef struct {
    char *person;
    tl_note_name *name; /* its day and number: read, or NULL for next.md */
    tl_note_name read;
} source;

static void open_source(source *s, const char *person, const char *file)
{
    gboolean is_note = tl_note_name_read_file(file, &s->read.date, &s->read.number);
    s->person = s->read.person = (char *)person;
    s->name = is_note && tl_text_is_slug(person) ? &s->read : NULL;
}

/* The id under which a line without one would go on. */
static guint32 derive_link(const tl_digest_writer *writer, const source *s, tl_followup *followup)
{
    tl_text_fold_into(writer->key, followup->text, strlen(followup->text));
    tl_occurrence occurrence = {
        .name = s->name, .person = s->person, .followup = followup, .key = writer->key->str};
    return tl_occurrence_next_id_packed(&occurrence);
}

/* A text that others with the same key most likely have too. */
static guint32 put_keyed_text(tl_digest_writer *writer, guint32 key, const char *text)
{
    gpointer sum = GUINT_TO_POINTER(key);
    guint32 string = GPOINTER_TO_UINT(g_hash_table_lookup(writer->by_key, sum));
    const char *strings = (const char *)writer->parts[TL_DIGEST_STRINGS]->data;
    if (string && strcmp(strings + string, text) == 0)
        return string;
    string = tl_digest_put_own_string(writer, text);
    g_hash_table_insert(writer->by_key, sum, GUINT_TO_POINTER(string));
    return string;
}

static guint32 put_tags(tl_digest_writer *writer, GPtrArray *tags)
{
    if (!tags || tags->len == 0)
        return 0;
    g_ptr_array_add(tags, NULL);
    g_autofree char *joined = g_strjoinv(" ", (char **)tags->pdata);
    g_ptr_array_set_size(tags, (int)tags->len - 1);
    return tl_digest_put_string(writer, joined);
}

static wording word_anew(tl_digest_writer *writer, const tl_followup *followup)
{
    tl_text_fold_into(writer->key, followup->text, strlen(followup->text));
    guint32 key = tl_digest_sum_key(writer->key->str);
    return (wording){
        .key = key,
        .link = followup->id ? tl_id_pack(followup->id) : 0,
        .text = put_keyed_text(writer, key, followup->text),
        .owner = tl_digest_put_string(writer, followup->owner),
        .due_text = tl_digest_put_string(writer, followup->due_text),
        .tags = put_tags(writer, followup->tags),
    };
}

/* Number known is the line's, as tl_followup_visitor has it. */
static wording word(tl_digest_writer *writer, const tl_followup *followup, guint known)
{
    if (known == 0)
        return word_anew(writer, followup);
    if (known >= writer->wordings->len)
        g_array_set_size(writer->wordings, known + 1);
    wording *kept = &g_array_index(writer->wordings, wording, known);
    if (kept->text == 0)
        *kept = word_anew(writer, followup);
    return *kept;
}

static void put_followup(tl_digest_writer *writer, const source *s, tl_followup *followup,
                         guint index, guint known, gboolean is_former)
{
    wording said = word(writer, followup, known);
    tl_digest_occurrence o = {
        .key = said.key,
        .link = followup->id ? said.link : derive_link(writer, s, followup),
        .text = said.text,
        .owner = said.owner,
        .due_text = said.due_text,
        .tags = said.tags,
        .due = followup->due,
        .from = followup->from,
        .done = followup->done,
        .mark = (guint32)followup->mark,
        .line = followup->line,
        .lines = followup->lines,
        .index = index,
        .depth = followup->depth,
        .parent = (guint32)(followup->parent + 1),
        .section = (guint32)(followup->section + 1),
        .state = (guint32)followup->state,
        .kind = (guint32)followup->section_kind,
        .letter = (guint8)followup->letter,
        .flags = (guint32)((followup->mark_is_known ? TL_OCCURRENCE_KNOWN : 0) |
                           (followup->is_private ? TL_OCCURRENCE_PRIVATE : 0) |
                           (is_former ? TL_OCCURRENCE_FORMER : 0) |
                           (followup->id ? TL_OCCURRENCE_HAS_ID : 0)),
    };
    put_occurrence(writer, &o);
}

void tl_digest_begin_note(const tl_digest_writer *writer, tl_digest_note *note)
{
    note->first = writer->count;
    note->at = writer->parts[TL_DIGEST_OCCURRENCES]->len;
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

static tl_date day_of(const source *s)
{
    return s->name ? s->name->date : tl_date_today();
}

static GPtrArray *parse(const source *s, GBytes *content)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    return tl_followup_parse(text, length, note, day_of(s));
}

typedef struct {
    tl_digest_writer *writer;
    const source *source;
    tl_digest_note *note;
} reading;

static void read_followup(tl_followup *followup, guint index, guint known, gpointer data)
{
    const reading *r = data;
    put_followup(r->writer, r->source, followup, index, known, FALSE);
    if (followup->section_kind == TL_SECTION_AGENDA)
        return;
    r->note->open += followup->state == TL_STATE_OPEN;
    r->note->closed += tl_state_is_closed(followup->state) ? 1 : 0;
}

void tl_digest_read_note(tl_digest_writer *writer, tl_digest_note *note, const char *person,
                         const char *file, GBytes *content)
{
    source s = {.name = NULL};
    open_source(&s, person, file);
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    tl_note_read(writer->note, text, length);
    g_autofree char *sections = tl_digest_sections(writer->note);
    note->title = tl_digest_put_own_string(writer, writer->note->title);
    note->sections = tl_digest_put_string(writer, sections);
    note->open = note->closed = 0;
    reading r = {writer, &s, note};
    note->count = tl_followup_visit(text, length, writer->note, day_of(&s), read_followup, &r);
}

void tl_digest_read_former(tl_digest_writer *writer, tl_digest_note *note, const char *person,
                           const char *file, GBytes *former, GBytes *content)
{
    source s = {.name = NULL};
    open_source(&s, person, file);
    g_autoptr(GPtrArray) before = parse(&s, former);
    g_autoptr(GPtrArray) now = content ? parse(&s, content) : g_ptr_array_new();
    for (guint i = 0; i < before->len; i++)
        if (!tl_ledger_supersedes(now, g_ptr_array_index(before, i)))
            put_followup(writer, &s, g_ptr_array_index(before, i), i, 0, TRUE);
    note->count = writer->count - note->first;
}

void tl_digest_copy_note(tl_digest_writer *writer, tl_digest_note *note, const tl_flat *from,
                         const tl_digest_note *known)
{
    guint32 at = known->at;
    note->title = tl_digest_put_own_string(writer, tl_digest_string(from, known->title));
    note->sections = tl_digest_put_string(writer, tl_digest_string(from, known->sections));
    note->open = known->open;
    note->closed = known->closed;
    for (guint32 i = 0; i < known->count; i++) {
        tl_digest_occurrence o = tl_digest_next(from, &at);
        if (o.flags & TL_OCCURRENCE_FORMER)
            continue;
        guint32 *const strings[] = {&o.owner, &o.due_text, &o.tags};
        const char *text = tl_digest_string(from, o.text);
        o.text = put_keyed_text(writer, o.key, text ? text : "");
        for (gsize s = 0; s < G_N_ELEMENTS(strings); s++)
            *strings[s] = tl_digest_put_string(writer, tl_digest_string(from, *strings[s]));
        put_occurrence(writer, &o);
    }
    note->count = writer->count - note->first;
}
