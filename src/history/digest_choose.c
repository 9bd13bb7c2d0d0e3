#include "digest_items_internal.h"

#include <string.h>

/* An item and all that it leads to. Its texts are copies: what the digests are read for is little,
 * and they need not stay in memory for it. */
typedef struct {
    tl_item item;
    tl_occurrence newest;
    tl_followup followup;
    char id[TL_ID_LENGTH + 1];
    char own_id[TL_ID_LENGTH + 1]; /* of the newest occurrence */
} chosen;

/* Where in the digests a reader is that goes through them once. */
typedef struct {
    const tl_digest *digest;
    guint person;
    guint32 before; /* occurrences of the persons before */
    guint32 note, folder;
    /* Of the note, once something is found in it. */
    guint32 at, next; /* the occurrence that stands there */
    char *path;
    char *relationship;
    tl_note_name *name; /* NULL: next.md */
} cursor;

static const tl_digest_person *person_of(const cursor *c)
{
    return g_ptr_array_index(c->digest->persons, c->person);
}

/* The name of a note, which shares its words with all others. */
static tl_note_name *lend_name(const cursor *c, const char *file)
{
    tl_date date;
    guint number;
    if (!file || !tl_note_name_read_file(file, &date, &number))
        return NULL;
    tl_note_name *name = g_new(tl_note_name, 1);
    *name = (tl_note_name){c->relationship, person_of(c)->slug, date, number};
    g_ptr_array_add(c->digest->lent, name);
    return name;
}

static char *keep(const cursor *c, const char *text)
{
    return text ? g_string_chunk_insert(c->digest->texts, text) : NULL;
}

static char *keep_once(const cursor *c, const char *text)
{
    return text ? g_string_chunk_insert_const(c->digest->texts, text) : NULL;
}

static void take_path(cursor *c, const tl_digest_note *note)
{
    const tl_digest_person *person = person_of(c);
    tl_digest_folder folder = tl_digest_folder_at(&person->flat, c->folder);
    while (c->note >= folder.first + folder.count &&
           c->folder + 1 < tl_digest_count(&person->flat, TL_DIGEST_FOLDERS))
        folder = tl_digest_folder_at(&person->flat, ++c->folder);
    const char *relationship = tl_digest_string(&person->flat, folder.relationship);
    const char *name = tl_digest_string(&person->flat, note->name);
    g_autofree char *path =
        g_strconcat(relationship ? relationship : "", "/", person->slug, "/", name, NULL);
    c->path = keep(c, path);
    c->relationship = keep_once(c, relationship ? relationship : "");
    c->name = lend_name(c, name);
    c->at = note->at;
    c->next = note->first;
}

/* The person and the note that have an occurrence. FALSE: none has. */
static gboolean find_note(cursor *c, guint32 number, tl_digest_note *note)
{
    const GPtrArray *persons = c->digest->persons;
    for (; c->person < persons->len; c->person++) {
        const tl_flat *flat = &person_of(c)->flat;
        guint32 count = tl_digest_occurrences(flat);
        if (number - c->before < count)
            break;
        tl_digest_person_forget(person_of(c));
        c->before += count;
        c->note = c->folder = 0;
        c->path = NULL;
    }
    if (c->person == persons->len)
        return FALSE;
    const tl_flat *flat = &person_of(c)->flat;
    for (; c->note < tl_digest_count(flat, TL_DIGEST_NOTES); c->note++) {
        *note = tl_digest_note_at(flat, c->note);
        if (number - c->before - note->first < note->count)
            return TRUE;
        c->path = NULL;
    }
    return FALSE;
}

static gboolean find(cursor *c, guint32 number, tl_digest_occurrence *occurrence)
{
    tl_digest_note note;
    if (!find_note(c, number, &note))
        return FALSE;
    if (!c->path)
        take_path(c, &note);
    while (c->next <= number - c->before) {
        *occurrence = tl_digest_next(&person_of(c)->flat, &c->at);
        c->next++;
    }
    return TRUE;
}

static void take_item(const cursor *c, const tl_digest_occurrence *o, const tl_items_item *known,
                      chosen *found)
{
    const tl_digest_person *person = person_of(c);
    tl_followup *followup = &found->followup;
    tl_digest_lend(&person->flat, o, followup, found->own_id);
    followup->text = keep(c, followup->text);
    followup->owner = keep_once(c, followup->owner);
    followup->due_text = keep(c, followup->due_text);
    found->newest = (tl_occurrence){.path = c->path,
                                    .name = c->name,
                                    .person = person->slug,
                                    .relationship = c->relationship,
                                    .followup = followup,
                                    .index = o->index,
                                    .is_former = (o->flags & TL_OCCURRENCE_FORMER) != 0};
    if (known->flags & TL_ITEM_HAS_ID)
        tl_digest_id(known->id, found->id);
    found->item = (tl_item){.id = known->flags & TL_ITEM_HAS_ID ? found->id : NULL,
                            .person = person->slug,
                            .relationship = c->relationship,
                            .state = (tl_state)(known->state & 3),
                            .newest = &found->newest,
                            .born = known->born,
                            .carried = known->carried,
                            .closed = known->closed,
                            .is_agenda = (known->flags & TL_ITEM_AGENDA) != 0,
                            .is_lost = (known->flags & TL_ITEM_LOST) != 0};
}

static gboolean is_asked(const tl_items_item *item, guint states, gboolean agenda)
{
    gboolean is_agenda = (item->flags & TL_ITEM_AGENDA) != 0;
    return (states >> (item->state & 3) & 1) && is_agenda == !!agenda;
}

GPtrArray *tl_digest_items(tl_digest *digest, guint states, gboolean agenda)
{
    cursor c = {.digest = digest};
    tl_digest_occurrence o = {.key = 0};
    guint32 count = 0;
    if (!digest->items.bytes)
        tl_items_load(digest);
    for (guint32 i = 0; i < tl_items_count(&digest->items); i++)
        count += is_asked(tl_items_at(&digest->items, i), states, agenda) ? 1 : 0;
    GPtrArray *found = g_ptr_array_sized_new(count);
    chosen *block = g_new0(chosen, count + 1);
    g_ptr_array_add(digest->lent, block);
    for (guint32 i = 0; i < tl_items_count(&digest->items); i++) {
        const tl_items_item *item = tl_items_at(&digest->items, i);
        if (!is_asked(item, states, agenda) || !find(&c, item->newest, &o))
            continue;
        take_item(&c, &o, item, block);
        g_ptr_array_add(found, &block++->item);
    }
    if (c.person < digest->persons->len)
        tl_digest_person_forget(person_of(&c));
    tl_items_forget(digest);
    return found;
}
