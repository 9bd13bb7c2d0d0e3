#include "timeline_internal.h"

#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

/* How many listings are kept: those of a commit and its parents are asked for again at once. */
#define LISTINGS_MAX 4096
/* Folders in a folder: more are no people's. */
#define ENTRIES_MAX 20000
/* Folders that change in one commit: where there are more, nobody was renamed. */
#define RENAMES_MAX 1000

/* A folder in a tree. */
typedef struct {
    guint32 word;
    git_oid tree;
} child;

struct tl_timeline_scan {
    tl_timeline *timeline;
    tl_timeline_reader *reader;
    GHashTable *listings; /* git_oid * to GArray of child, by word */
};

tl_timeline_scan *tl_timeline_scan_new(tl_timeline *timeline, tl_timeline_reader *reader)
{
    tl_timeline_scan *scan = g_new(tl_timeline_scan, 1);
    scan->timeline = timeline;
    scan->reader = reader;
    scan->listings =
        g_hash_table_new_full(tl_oid_hash, tl_oid_equal, g_free, (GDestroyNotify)g_array_unref);
    return scan;
}

void tl_timeline_scan_free(tl_timeline_scan *scan)
{
    if (!scan)
        return;
    g_hash_table_unref(scan->listings);
    g_free(scan);
}

static int compare_children(gconstpointer a, gconstpointer b)
{
    const child *left = a, *right = b;
    return left->word < right->word ? -1 : left->word > right->word;
}

static void collect(tl_timeline_scan *scan, git_odb_object *object, GArray *children)
{
    const char *tree = git_odb_object_data(object);
    gsize size = git_odb_object_size(object);
    tl_timeline_entry entry;
    gsize at = 0;
    for (; at < size && tl_timeline_parse_entry(tree, size, at, &entry); at = entry.end) {
        if ((entry.mode & 0170000) != GIT_FILEMODE_TREE || !tl_text_is_slug(entry.name))
            continue;
        if (children->len == ENTRIES_MAX) {
            tl_timeline_set_gap(scan->timeline,
                                _("a folder of history has too many folders in it"));
            break;
        }
        child c = {.word = tl_timeline_word(scan->timeline, entry.name)};
        memcpy(c.tree.id, entry.id, GIT_OID_RAWSZ);
        g_array_append_val(children, c);
    }
    g_array_sort(children, compare_children);
}

/* The folders in a tree. Borrowed until the next but a few. */
static GArray *list(tl_timeline_scan *scan, const git_oid *id)
{
    GArray *children = g_hash_table_lookup(scan->listings, id);
    if (children)
        return g_array_ref(children);
    children = g_array_new(FALSE, FALSE, sizeof(child));
    git_odb_object *object =
        tl_timeline_read(scan->reader, id, GIT_OBJECT_TREE, TL_TIMELINE_TREE_MAX);
    if (object)
        collect(scan, object, children);
    else
        tl_timeline_set_gap(scan->timeline, _("a folder of history cannot be read"));
    git_odb_object_free(object);
    if (g_hash_table_size(scan->listings) >= LISTINGS_MAX)
        g_hash_table_remove_all(scan->listings);
    g_hash_table_insert(scan->listings, g_memdup2(id, sizeof(*id)), g_array_ref(children));
    return children;
}

/* A folder of people as it is in one commit and in a parent. */
typedef struct {
    guint32 folder;
    git_oid now;
    git_oid before;
} difference;

typedef void (*pair_visitor)(tl_timeline_scan *scan, guint32 word, const git_oid *now,
                             const git_oid *before, guint32 above, GArray *found);

static const git_oid ABSENT;

/* Calls visit for each word whose trees differ; duplicates (of a hostile tree) after the first are
 * passed over. */
static void compare(tl_timeline_scan *scan, const git_oid *now, const git_oid *before,
                    pair_visitor visit, guint32 above, GArray *found)
{
    if (git_oid_equal(now, before))
        return;
    g_autoptr(GArray) left =
        git_oid_is_zero(now) ? g_array_new(FALSE, FALSE, sizeof(child)) : list(scan, now);
    g_autoptr(GArray) right =
        git_oid_is_zero(before) ? g_array_new(FALSE, FALSE, sizeof(child)) : list(scan, before);
    guint i = 0, j = 0;
    while (i < left->len || j < right->len) {
        const child *a = i < left->len ? &g_array_index(left, child, i) : NULL;
        const child *b = j < right->len ? &g_array_index(right, child, j) : NULL;
        guint32 word = !a ? b->word : !b ? a->word : MIN(a->word, b->word);
        const git_oid *x = a && a->word == word ? &a->tree : &ABSENT;
        const git_oid *y = b && b->word == word ? &b->tree : &ABSENT;
        if (!git_oid_equal(x, y))
            visit(scan, word, x, y, above, found);
        while (i < left->len && g_array_index(left, child, i).word == word)
            i++;
        while (j < right->len && g_array_index(right, child, j).word == word)
            j++;
    }
}

static void take_person(tl_timeline_scan *scan, guint32 slug, const git_oid *now,
                        const git_oid *before, guint32 relationship, GArray *found)
{
    difference d = {tl_timeline_folder_number(scan->timeline, relationship, slug), *now, *before};
    g_array_append_val(found, d);
}

static void take_relationship(tl_timeline_scan *scan, guint32 word, const git_oid *now,
                              const git_oid *before, guint32 above, GArray *found)
{
    (void)above;
    if (strcmp(g_ptr_array_index(scan->timeline->words, word), "guide") != 0)
        compare(scan, now, before, take_person, word, found);
}

static gboolean is_linked(const tl_timeline *timeline, guint32 a, guint32 b)
{
    for (guint i = 0; i + 1 < timeline->links->len; i += 2)
        if (g_array_index(timeline->links, guint32, i) == a &&
            g_array_index(timeline->links, guint32, i + 1) == b)
            return TRUE;
    return FALSE;
}

/* A folder that went and one that came in the same commit: a person may have been renamed. */
static void link_slugs(tl_timeline *timeline, const GArray *found)
{
    for (guint i = 0; found->len <= RENAMES_MAX && i < found->len; i++) {
        const difference *gone = &g_array_index(found, difference, i);
        for (guint j = 0; git_oid_is_zero(&gone->now) && j < found->len; j++) {
            const difference *new = &g_array_index(found, difference, j);
            guint32 from = TL_TIMELINE_FOLDER(timeline, gone->folder)->slug;
            guint32 to = TL_TIMELINE_FOLDER(timeline, new->folder)->slug;
            if (!git_oid_is_zero(&new->before) || from == to || is_linked(timeline, from, to))
                continue;
            g_array_append_val(timeline->links, from);
            g_array_append_val(timeline->links, to);
        }
    }
}

static void add_events(tl_timeline *timeline, guint32 commit, const GArray *found, guint first)
{
    guint known = timeline->events->len;
    for (guint i = 0; i < found->len; i++) {
        const difference *d = &g_array_index(found, difference, i);
        tl_timeline_event event = {commit, d->folder, d->now};
        gboolean is_there = FALSE;
        for (guint e = first; !is_there && e < known; e++)
            is_there = TL_TIMELINE_EVENT(timeline, e)->folder == d->folder;
        if (!is_there)
            g_array_append_val(timeline->events, event);
    }
}

void tl_timeline_scan_commit(tl_timeline_scan *scan, guint32 commit, const git_oid *tree,
                             const git_oid *parents, guint count)
{
    guint first = scan->timeline->events->len;
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(difference));
    for (guint i = 0; i < MAX(count, 1); i++) {
        g_array_set_size(found, 0);
        compare(scan, tree, count ? &parents[i] : &ABSENT, take_relationship, 0, found);
        link_slugs(scan->timeline, found);
        add_events(scan->timeline, commit, found, first);
    }
}
