#include "tl11/recent.h"

#include "people_internal.h"
#include "tl11/file.h"
#include "tl11/meeting.h"

#include <string.h>

/* How many notes are looked for at first; each time that they are all told, eight times as many. */
#define WINDOW 16
#define GROWTH 8
#define DAY_LENGTH (TL_DATE_SIZE - 1)

static tl_names_source kept;

struct tl_recent {
    const tl_notebook *notebook;
    GPtrArray *folders; /* char *: "team/alice" */
    tl_date until;
    guint size;       /* of the window */
    GPtrArray *names; /* tl_note_name, all that were found so far, the newest first */
    guint told;       /* how many of them */
    guint count;      /* notes in the folders */
    gboolean is_whole;
};

/* A folder that is being looked through for the newest notes before the last one told. */
typedef struct {
    const char *folder;
    const tl_note_name *bound; /* or NULL */
    char newest[TL_DATE_SIZE]; /* the first day that is too late, as text; or "" */
    char oldest[TL_DATE_SIZE]; /* the day of the oldest in a window that is full; or "" */
    guint size;
    guint count;       /* of notes, whether wanted or not */
    GPtrArray *window; /* tl_note_name, the newest first */
} search;

static int compare_newest_first(gconstpointer a, gconstpointer b)
{
    const tl_note_name *const *left = a, *const *right = b;
    return tl_note_name_compare(*right, *left);
}

/* By the bytes of the name: most are of other days, and cost no more. */
static gboolean may_be_wanted(const search *s, const char *name)
{
    if (!g_ascii_isdigit(*name) || strlen(name) < DAY_LENGTH)
        return FALSE;
    return (!*s->newest || strncmp(name, s->newest, DAY_LENGTH) < 0) &&
           (!*s->oldest || strncmp(name, s->oldest, DAY_LENGTH) >= 0);
}

/* The newest of what was found; the rest goes. */
static void trim(search *s)
{
    g_ptr_array_sort(s->window, compare_newest_first);
    if (s->window->len < s->size)
        return;
    g_ptr_array_set_size(s->window, (gint)s->size);
    const tl_note_name *last = g_ptr_array_index(s->window, s->size - 1);
    tl_date_format(last->date, s->oldest);
}

static void visit(const char *file, tl_file_kind kind, gpointer data)
{
    search *s = data;
    s->count += kind == TL_FILE_REGULAR && tl_note_name_is_file(file);
    if (kind != TL_FILE_REGULAR || !may_be_wanted(s, file))
        return;
    g_autofree char *path = g_strconcat(s->folder, "/", file, NULL);
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    if (name && (!s->bound || tl_note_name_compare(name, s->bound) < 0))
        g_ptr_array_add(s->window, g_steal_pointer(&name));
    if (s->window->len >= 2 * s->size)
        trim(s);
}

static gboolean fill(tl_recent *recent, GError **error)
{
    search s = {.size = recent->size, .window = g_ptr_array_new()};
    g_autoptr(GPtrArray) window = s.window;
    g_ptr_array_set_free_func(window, (GDestroyNotify)tl_note_name_free);
    if (recent->names->len > 0)
        s.bound = g_ptr_array_index(recent->names, recent->names->len - 1);
    /* Two notes of a day are told apart by bound, not by this. */
    tl_date newest = s.bound ? s.bound->date : recent->until;
    if (newest != TL_DATE_NONE && newest < TL_DATE_MAX)
        tl_date_format(newest + 1, s.newest);
    for (guint i = 0; i < recent->folders->len; i++) {
        s.folder = g_ptr_array_index(recent->folders, i);
        if (!(kept && kept(recent->notebook, s.folder, visit, &s)) &&
            !tl_file_each(recent->notebook->root_fd, s.folder, visit, &s, error))
            return FALSE;
    }
    trim(&s);
    recent->count = s.count;
    recent->is_whole = window->len < recent->size;
    recent->size *= GROWTH;
    g_ptr_array_set_free_func(window, NULL);
    g_ptr_array_extend(recent->names, window, NULL, NULL);
    return TRUE;
}

tl_recent *tl_recent_new(const tl_notebook *notebook, const char *slug, const char *relationship,
                         tl_date until, GError **error)
{
    g_autoptr(GPtrArray) relationships =
        relationship ? g_ptr_array_new() : tl_people_relationships(notebook, error);
    if (!relationships)
        return NULL;
    if (relationship)
        g_ptr_array_add(relationships, (gpointer)relationship);
    tl_recent *recent = g_new0(tl_recent, 1);
    recent->notebook = notebook;
    recent->until = until;
    recent->size = WINDOW;
    recent->names = g_ptr_array_new_with_free_func((GDestroyNotify)tl_note_name_free);
    recent->folders = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < relationships->len; i++) {
        const char *folder = g_ptr_array_index(relationships, i);
        g_ptr_array_add(recent->folders, g_strconcat(folder, "/", slug, NULL));
    }
    return recent;
}

void tl_recent_free(tl_recent *recent)
{
    if (!recent)
        return;
    g_ptr_array_unref(recent->folders);
    g_ptr_array_unref(recent->names);
    g_free(recent);
}

guint tl_recent_count(const tl_recent *recent)
{
    return recent->count;
}

void tl_recent_use(tl_names_source source)
{
    kept = source;
}

const tl_note_name *tl_recent_next(tl_recent *recent, GError **error)
{
    if (recent->told == recent->names->len && !recent->is_whole && !fill(recent, error))
        return NULL;
    return recent->told < recent->names->len ? g_ptr_array_index(recent->names, recent->told++)
                                             : NULL;
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
