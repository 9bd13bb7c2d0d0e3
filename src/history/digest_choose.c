#include "digest_items_internal.h"

#include <string.h>

/* An item and all that it leads to. Its texts are the digest's. */
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

static void free_chosen(gpointer data)
{
    chosen *c = data;
    g_ptr_array_unref(c->item.occurrences);
    g_free(c);
}

static const tl_digest_person *person_of(const cursor *c)
{
    return g_ptr_array_index(c->digest->persons, c->person);
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
    c->path = g_string_chunk_insert(c->digest->texts, path);
    c->relationship = g_string_chunk_insert(c->digest->texts, relationship ? relationship : "");
    c->name = tl_note_name_parse(path);
    if (c->name)
        g_ptr_array_add(c->digest->names, c->name);
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

static chosen *take_item(const cursor *c, const tl_digest_occurrence *o, const tl_items_item *known)
{
    chosen *found = g_new0(chosen, 1);
    const tl_digest_person *person = person_of(c);
    tl_digest_lend(&person->flat, o, &found->followup, found->own_id);
    found->newest = (tl_occurrence){.path = c->path,
                                    .name = c->name,
                                    .person = person->slug,
                                    .relationship = c->relationship,
                                    .followup = &found->followup,
                                    .index = o->index,
                                    .is_former = (o->flags & TL_OCCURRENCE_FORMER) != 0};
    tl_digest_id(known->id, found->id);
    found->item = (tl_item){.id = known->flags & TL_ITEM_HAS_ID ? found->id : NULL,
                            .person = person->slug,
                            .relationship = c->relationship,
                            .state = (tl_state)(known->state & 3),
                            .occurrences = g_ptr_array_sized_new(1),
                            .born = known->born,
                            .carried = known->carried,
                            .closed = known->closed,
                            .is_agenda = (known->flags & TL_ITEM_AGENDA) != 0,
                            .is_lost = (known->flags & TL_ITEM_LOST) != 0};
    g_ptr_array_add(found->item.occurrences, &found->newest);
    return found;
}

GPtrArray *tl_digest_items(tl_digest *digest, guint states, gboolean agenda)
{
    cursor c = {.digest = digest};
    tl_digest_occurrence o = {.key = 0};
    GPtrArray *found = g_ptr_array_new_with_free_func(free_chosen);
    if (!digest->items.bytes)
        tl_items_load(digest);
    for (guint32 i = 0; i < tl_items_count(&digest->items); i++) {
        const tl_items_item *item = tl_items_at(&digest->items, i);
        gboolean is_agenda = (item->flags & TL_ITEM_AGENDA) != 0;
        if ((states >> (item->state & 3) & 1) && is_agenda == !!agenda &&
            find(&c, item->newest, &o))
            g_ptr_array_add(found, take_item(&c, &o, item));
    }
    return found;
}
