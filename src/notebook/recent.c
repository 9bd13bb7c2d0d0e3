#include "tl11/recent.h"

#include "people_internal.h"
#include "tl11/file.h"
#include "tl11/meeting.h"
#include "tl11/memo.h"

#include <string.h>

/* How many notes are looked for at first; each time that they are all told, eight times as many. */
#define WINDOW 16u
#define GROWTH 8

/* Which note of a folder. */
typedef struct {
    tl_date date;
    guint32 number;
} moment;

/* What was found in a folder; its newest notes, the newest first, stand behind it. */
typedef struct {
    guint32 count; /* of notes in the folder */
    guint32 is_whole;
} found;

/* A folder that may hold notes of the person. */
typedef struct {
    char *relationship;
    char *path;   /* "team/alice" */
    GBytes *told; /* found; NULL: not looked at yet */
    gsize next;   /* in it */
    guint size;   /* how many were looked for */
    moment head;  /* the next one */
    gboolean has_head;
} place;

struct tl_recent {
    const tl_notebook *notebook;
    char *slug;
    GArray *places; /* place */
    tl_date until;
    GPtrArray *names; /* tl_note_name: what was told */
};

/* -- one folder -------------------------------------------------------------------- */

/* A folder that is being looked through for the newest notes before a bound. */
typedef struct {
    moment bound;
    moment oldest; /* in a window that is full; else zero */
    guint size;
    guint count; /* of notes, whether wanted or not */
    GArray *window;
} search;

static int compare_moments(const moment *a, const moment *b)
{
    if (a->date != b->date)
        return a->date < b->date ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static int compare_newest_first(gconstpointer a, gconstpointer b)
{
    return compare_moments(b, a);
}

/* The newest of what was found; the rest goes. */
static void trim(search *s)
{
    g_array_sort(s->window, compare_newest_first);
    if (s->window->len < s->size)
        return;
    g_array_set_size(s->window, s->size);
    s->oldest = g_array_index(s->window, moment, s->size - 1);
}

static void visit(const char *file, tl_file_kind kind, gpointer data)
{
    moment m;
    search *s = data;
    if (kind != TL_FILE_REGULAR || !tl_note_name_read_file(file, &m.date, &m.number))
        return;
    s->count++;
    if (compare_moments(&m, &s->bound) >= 0 || compare_moments(&m, &s->oldest) < 0)
        return;
    g_array_append_val(s->window, m);
    if (s->window->len >= 2 * s->size)
        trim(s);
}

static GBytes *look_through(const tl_notebook *notebook, const char *path, moment bound, guint size,
                            GError **error)
{
    g_autoptr(GArray) window = g_array_new(FALSE, FALSE, sizeof(moment));
    search s = {.bound = bound, .size = size, .window = window};
    if (!tl_file_each(notebook->root_fd, path, visit, &s, error))
        return NULL;
    trim(&s);
    found f = {s.count, window->len < size};
    GByteArray *out = g_byte_array_new();
    g_byte_array_append(out, (const guint8 *)&f, sizeof(f));
    if (window->len)
        g_byte_array_append(out, (const guint8 *)window->data, window->len * (guint)sizeof(moment));
    return g_byte_array_free_to_bytes(out);
}

static GBytes *make_names(const tl_notebook *notebook, const char *path, GError **error)
{
    return look_through(notebook, path, (moment){G_MAXUINT32, 0}, WINDOW, error);
}

static GBytes *find_names(const tl_notebook *notebook, const char *path, GError **error)
{
    return tl_memo_get(notebook, TL_MEMO_NAMES, path, make_names, error);
}

static found read_found(GBytes *told)
{
    gsize length;
    found f = {.is_whole = TRUE};
    const char *bytes = g_bytes_get_data(told, &length);
    if (length >= sizeof(f))
        memcpy(&f, bytes, sizeof(f));
    return f;
}

static gboolean read_moment(GBytes *told, gsize i, moment *m)
{
    gsize length;
    const char *bytes = g_bytes_get_data(told, &length);
    if (length < sizeof(found) || i >= (length - sizeof(found)) / sizeof(*m))
        return FALSE;
    memcpy(m, bytes + sizeof(found) + i * sizeof(*m), sizeof(*m));
    return TRUE;
}

tl_date tl_recent_newest(const tl_notebook *notebook, const char *folder)
{
    moment m = {.date = TL_DATE_NONE};
    g_autoptr(GBytes) told = find_names(notebook, folder, NULL);
    return told && read_moment(told, 0, &m) ? m.date : TL_DATE_NONE;
}

/* -- one person's ---------------------------------------------------------------------- */

static gboolean is_late(const tl_recent *recent, const moment *m)
{
    return recent->until != TL_DATE_NONE && m->date > recent->until;
}

/* More of a folder's notes than are known. */
static gboolean fill(const tl_recent *recent, place *p, GError **error)
{
    moment bound = {.date = TL_DATE_NONE};
    GBytes *more = NULL;
    if (!p->told) {
        more = find_names(recent->notebook, p->path, error);
    } else {
        (void)read_moment(p->told, p->next - 1, &bound);
        if (is_late(recent, &bound))
            bound = (moment){recent->until, G_MAXUINT32};
        p->size *= GROWTH;
        more = look_through(recent->notebook, p->path, bound, p->size, error);
    }
    if (!more)
        return FALSE;
    g_clear_pointer(&p->told, g_bytes_unref);
    p->told = more;
    p->next = 0;
    return TRUE;
}

/* Finds a folder's next note, if it has any more. FALSE on error. */
static gboolean find_head(const tl_recent *recent, place *p, GError **error)
{
    while (!p->has_head) {
        if (p->told && read_moment(p->told, p->next, &p->head)) {
            p->next++;
            p->has_head = !is_late(recent, &p->head);
        } else if (p->told && read_found(p->told).is_whole) {
            return TRUE;
        } else if (!fill(recent, p, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static void clear_place(gpointer data)
{
    place *p = data;
    g_free(p->relationship);
    g_free(p->path);
    g_clear_pointer(&p->told, g_bytes_unref);
}

static void add_place(tl_recent *recent, const char *relationship)
{
    place p = {.relationship = g_strdup(relationship), .size = WINDOW};
    p.path = g_strconcat(relationship, "/", recent->slug, NULL);
    g_array_append_val(recent->places, p);
}

static gboolean add_places(tl_recent *recent, const tl_people *people, GError **error)
{
    g_autoptr(GPtrArray) all = people ? NULL : tl_people_relationships(recent->notebook, error);
    const GPtrArray *relationships = people ? tl_people_homes(people, recent->slug) : all;
    for (guint i = 0; relationships && i < relationships->len; i++)
        add_place(recent, g_ptr_array_index(relationships, i));
    return people || all;
}

tl_recent *tl_recent_new(const tl_notebook *notebook, const tl_people *people, const char *slug,
                         const char *relationship, tl_date until, GError **error)
{
    g_autoptr(tl_recent) recent = g_new0(tl_recent, 1);
    recent->notebook = notebook;
    recent->slug = g_strdup(slug);
    recent->until = until;
    recent->names = g_ptr_array_new_with_free_func((GDestroyNotify)tl_note_name_free);
    recent->places = g_array_new(FALSE, FALSE, sizeof(place));
    g_array_set_clear_func(recent->places, clear_place);
    if (relationship)
        add_place(recent, relationship);
    else if (!add_places(recent, people, error))
        return NULL;
    return g_steal_pointer(&recent);
}

void tl_recent_free(tl_recent *recent)
{
    if (!recent)
        return;
    g_array_unref(recent->places);
    g_ptr_array_unref(recent->names);
    g_free(recent->slug);
    g_free(recent);
}

guint tl_recent_count(const tl_recent *recent)
{
    guint count = 0;
    for (guint i = 0; i < recent->places->len; i++) {
        const place *p = &g_array_index(recent->places, place, i);
        count += p->told ? read_found(p->told).count : 0;
    }
    return count;
}

static gboolean is_newer(const place *p, const place *other)
{
    int order = compare_moments(&p->head, &other->head);
    return order ? order > 0 : strcmp(p->relationship, other->relationship) > 0;
}

const tl_note_name *tl_recent_next(tl_recent *recent, GError **error)
{
    place *newest = NULL;
    for (guint i = 0; i < recent->places->len; i++) {
        place *p = &g_array_index(recent->places, place, i);
        if (!find_head(recent, p, error))
            return NULL;
        if (p->has_head && (!newest || is_newer(p, newest)))
            newest = p;
    }
    if (!newest)
        return NULL;
    tl_note_name *name = g_new0(tl_note_name, 1);
    *name = (tl_note_name){g_strdup(newest->relationship), g_strdup(recent->slug),
                           newest->head.date, newest->head.number};
    g_ptr_array_add(recent->names, name);
    newest->has_head = FALSE;
    return name;
}

const tl_note_name *tl_recent_next_held(tl_recent *recent, GPtrArray *problems, GError **error)
{
    const tl_note_name *name;
    while ((name = tl_recent_next(recent, error)) != NULL) {
        g_autoptr(GError) failure = NULL;
        if (tl_meeting_was_held(recent->notebook, name, &failure))
            return name;
        if (failure)
            g_ptr_array_add(problems, g_strdup(failure->message));
    }
    return NULL;
}
