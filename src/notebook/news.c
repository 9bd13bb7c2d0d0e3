#include "tl11/news.h"

#include "tl11/file.h"
#include "tl11/followup.h"
#include "tl11/people.h"
#include "tl11/revision.h"

#include <string.h>

static char *key_of(const tl_followup *followup)
{
    return followup->id ? g_strconcat("^", followup->id, NULL) : tl_followup_key(followup);
}

/* The state of each item before, by id and by text: an id may be new in this save. */
static GHashTable *index_states(const GPtrArray *followups)
{
    GHashTable *states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; followups && i < followups->len; i++) {
        tl_followup *followup = g_ptr_array_index(followups, i);
        g_hash_table_insert(states, tl_followup_key(followup), followup);
        g_hash_table_insert(states, key_of(followup), followup);
    }
    return states;
}

static const tl_followup *find_before(GHashTable *states, const tl_followup *followup)
{
    g_autofree char *key = key_of(followup);
    const tl_followup *before = g_hash_table_lookup(states, key);
    if (before || !followup->id)
        return before;
    g_autofree char *text = tl_followup_key(followup);
    before = g_hash_table_lookup(states, text);
    return before && !before->id ? before : NULL;
}

/* Points of the agenda are to be talked of, not kept. */
void tl_news_compare(const char *path, GBytes *former, GBytes *content, GPtrArray *opened,
                     GPtrArray *closed)
{
    g_autoptr(GPtrArray) now = tl_followup_parse_file(path, content);
    g_autoptr(GPtrArray) before = former ? tl_followup_parse_file(path, former) : NULL;
    g_autoptr(GHashTable) states = index_states(before);
    for (guint i = 0; i < now->len; i++) {
        const tl_followup *followup = g_ptr_array_index(now, i);
        const tl_followup *earlier = find_before(states, followup);
        if (followup->section_kind == TL_SECTION_AGENDA)
            continue;
        if (tl_state_is_closed(followup->state) && !(earlier && tl_state_is_closed(earlier->state)))
            g_ptr_array_add(closed, tl_followup_copy(followup));
        if (followup->state == TL_STATE_OPEN && followup->from == TL_DATE_NONE &&
            (!earlier || tl_state_is_closed(earlier->state)))
            g_ptr_array_add(opened, tl_followup_copy(followup));
    }
}

static void free_person(tl_news_person *person)
{
    g_free(person->slug);
    g_free(person->name);
    g_ptr_array_unref(person->opened);
    g_ptr_array_unref(person->closed);
    g_free(person);
}

void tl_news_free(tl_news *news)
{
    if (!news)
        return;
    g_ptr_array_unref(news->persons);
    g_free(news);
}

/* What is being read. */
typedef struct {
    const tl_notebook *notebook;
    const char *from;
    const char *to;
    tl_news *news;
    GHashTable *gone; /* ids in notes that went away: it may have been a move */
} reading;

static tl_news_person *get_person(tl_news *news, const char *slug)
{
    for (guint i = 0; i < news->persons->len; i++) {
        tl_news_person *person = g_ptr_array_index(news->persons, i);
        if (strcmp(person->slug, slug) == 0)
            return person;
    }
    tl_news_person *person = g_new0(tl_news_person, 1);
    person->slug = g_strdup(slug);
    person->opened = g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    person->closed = g_ptr_array_new_with_free_func((GDestroyNotify)tl_followup_free);
    g_ptr_array_add(news->persons, person);
    return person;
}

/* What a filter of the user's keeps in another form than text has no follow-ups to read. */
static GBytes *read_text(const reading *r, const char *commit, const char *path)
{
    GBytes *content =
        *commit ? tl_revision_read(r->notebook->repository, commit, path, TL_FILE_MAX, NULL) : NULL;
    gsize length = 0;
    const void *text = content ? g_bytes_get_data(content, &length) : NULL;
    if (length > 0 && memchr(text, 0, length))
        g_clear_pointer(&content, g_bytes_unref);
    return content;
}

static void read_removed(const reading *r, const tl_status_entry *entry)
{
    g_autoptr(GBytes) former = read_text(r, r->from, entry->path);
    g_autoptr(GPtrArray) followups = former ? tl_followup_parse_file(entry->path, former) : NULL;
    for (guint i = 0; followups && i < followups->len; i++) {
        const tl_followup *followup = g_ptr_array_index(followups, i);
        if (followup->id)
            g_hash_table_add(r->gone, g_strdup(followup->id));
    }
}

static void read_note(const reading *r, const tl_status_entry *entry, const tl_note_name *name)
{
    tl_news_person *person = get_person(r->news, name->person);
    person->added += entry->kind == TL_CHANGE_ADDED;
    person->changed += entry->kind == TL_CHANGE_MODIFIED && !entry->former;
    person->moved += entry->former != NULL;
    person->removed += entry->kind == TL_CHANGE_DELETED;
    if (entry->kind == TL_CHANGE_DELETED) {
        read_removed(r, entry);
        return;
    }
    g_autoptr(GBytes) content = read_text(r, r->to, entry->path);
    g_autoptr(GBytes) former =
        entry->kind == TL_CHANGE_MODIFIED
            ? read_text(r, r->from, entry->former ? entry->former : entry->path)
            : NULL;
    if (content)
        tl_news_compare(entry->path, former, content, person->opened, person->closed);
}

static void read_other(const reading *r, const tl_status_entry *entry)
{
    g_auto(GStrv) parts = g_strsplit(entry->path, "/", 4);
    gboolean is_persons = g_strv_length(parts) == 3 &&
                          (strcmp(parts[2], "person.ini") == 0 || strcmp(parts[2], "next.md") == 0);
    if (is_persons)
        get_person(r->news, parts[1])->is_changed = TRUE;
    else
        r->news->others++;
}

static void forget_moved(GPtrArray *followups, GHashTable *gone)
{
    for (guint i = followups->len; i-- > 0;) {
        const tl_followup *followup = g_ptr_array_index(followups, i);
        if (followup->id && g_hash_table_contains(gone, followup->id))
            g_ptr_array_remove_index(followups, i);
    }
}

static gint compare_persons(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const tl_news_person *const *)a)->slug,
                  (*(const tl_news_person *const *)b)->slug);
}

/* The names are the work tree's: they are for showing alone. */
static void finish(const reading *r)
{
    g_autoptr(tl_people) people = tl_people_load(r->notebook, NULL);
    for (guint i = 0; i < r->news->persons->len; i++) {
        tl_news_person *person = g_ptr_array_index(r->news->persons, i);
        const tl_person *known = people ? tl_people_get(people, person->slug) : NULL;
        person->name = g_strdup(known ? tl_person_name(known) : person->slug);
        forget_moved(person->opened, r->gone);
        forget_moved(person->closed, r->gone);
    }
    g_ptr_array_sort(r->news->persons, compare_persons);
}

tl_news *tl_news_load(const tl_notebook *notebook, const char *from, const char *to, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_revision_compare_moved(notebook->repository, from, to, error);
    if (!entries)
        return NULL;
    tl_news *news = g_new0(tl_news, 1);
    news->persons = g_ptr_array_new_with_free_func((GDestroyNotify)free_person);
    g_autoptr(GHashTable) gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    reading r = {notebook, from, to, news, gone};
    for (guint i = 0; i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        g_autoptr(tl_note_name) name = tl_note_name_parse(entry->path);
        if (name)
            read_note(&r, entry, name);
        else
            read_other(&r, entry);
    }
    finish(&r);
    return news;
}
