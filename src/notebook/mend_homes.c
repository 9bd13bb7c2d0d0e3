#include "mend_internal.h"

#include "sync_internal.h"
#include "tl11/file.h"
#include "tl11/language.h"
#include "tl11/people.h"
#include "tl11/text.h"

#include <string.h>

/* Relationship, slug, file. */
enum { RELATIONSHIP, SLUG, FILE_NAME, PARTS };

#define HOME_FILE "person.ini"

/* A person whom both sides took somewhere. */
typedef struct {
    char **base;
    char **sides[2];
    const char *relationship; /* where both together lead; NULL: to two places */
    const char *slug;
} journey;

static gboolean is_home(char *const *parts)
{
    return g_strv_length((char **)parts) == PARTS && strcmp(parts[FILE_NAME], HOME_FILE) == 0;
}

/* What three say of one thing: who changed it is right, and two who changed it must agree. */
static const char *agree(const char *base, const char *ours, const char *theirs)
{
    if (strcmp(ours, base) == 0 || strcmp(ours, theirs) == 0)
        return theirs;
    return strcmp(theirs, base) == 0 ? ours : NULL;
}

static char *place(const char *relationship, const char *slug, const char *name)
{
    return g_strdup_printf("%s/%s/%s", relationship, slug, name);
}

static GBytes *read_if_there(const tl_mending *m, const char *path)
{
    int root = m->notebook->root_fd;
    return tl_file_kind_of(root, path) == TL_FILE_REGULAR
               ? tl_file_read(root, path, TL_FILE_MAX, NULL)
               : NULL;
}

/*
 * Where git asks about a rename it leaves in both places what it made of the two sides. Points
 * that were too unlike for it come together as two files do. NULL: that takes a decision.
 */
static GBytes *bring_together(const tl_mending *m, const char *path, GBytes *ours, GBytes *theirs)
{
    g_autoptr(GString) markers = g_string_new(NULL);
    g_autoptr(GBytes) both = NULL;
    if (!ours || !theirs)
        both = g_bytes_ref(ours ? ours : theirs);
    else if (g_bytes_equal(ours, theirs))
        both = g_bytes_ref(ours);
    else
        both = tl_mend_merge(path, NULL, ours, theirs);
    return both && !tl_conflicts_describe(m->notebook, path, both, markers) ? g_steal_pointer(&both)
                                                                            : NULL;
}

/* *done: FALSE where the two sides' content needs a decision. */
static gboolean mend_file(tl_mending *m, const journey *j, const char *name, gboolean *done,
                          GError **error)
{
    g_autofree char *to = place(j->relationship, j->slug, name);
    g_autofree char *from = place(j->base[RELATIONSHIP], j->base[SLUG], name);
    g_autofree char *ours = place(j->sides[0][RELATIONSHIP], j->sides[0][SLUG], name);
    g_autofree char *theirs = place(j->sides[1][RELATIONSHIP], j->sides[1][SLUG], name);
    g_autoptr(GBytes) here = read_if_there(m, ours);
    g_autoptr(GBytes) there = read_if_there(m, theirs);
    g_autoptr(GBytes) present = read_if_there(m, to);
    *done = TRUE;
    if (!here && !there)
        return TRUE;
    g_autoptr(GBytes) both = bring_together(m, to, here, there);
    *done = both != NULL;
    if (!both)
        return TRUE;
    const char *const left[] = {from, ours, theirs};
    for (gsize i = 0; i < G_N_ELEMENTS(left); i++)
        if (strcmp(left[i], to) != 0 &&
            !tl_mend_settle(m, left[i], to, i == 0 ? present : both, both, error))
            return FALSE;
    return TRUE;
}

/* The commands that take the person from one place to the other. */
static void append_way(GString *text, char *const *from, char *const *to, const char *between)
{
    const char *gap = "";
    if (strcmp(from[SLUG], to[SLUG]) != 0) {
        g_string_append_printf(text, "tl11 rename %s %s", from[SLUG], to[SLUG]);
        gap = between;
    }
    if (strcmp(from[RELATIONSHIP], to[RELATIONSHIP]) != 0)
        g_string_append_printf(text, "%stl11 move %s --to %s", gap, to[SLUG], to[RELATIONSHIP]);
}

static void tell_apart(const tl_mending *m, const journey *j)
{
    char *const *ours = j->sides[TL_MEND_OURS];
    char *const *theirs = j->sides[TL_MEND_THEIRS];
    g_autoptr(tl_people) people = tl_people_load(m->notebook, NULL);
    g_autofree char *name = g_strdup(people ? tl_people_name(people, ours[SLUG]) : ours[SLUG]);
    g_autofree char *safe = tl_text_escape(name, -1);
    g_autoptr(GString) there = g_string_new(NULL);
    g_autoptr(GString) back = g_string_new(NULL);
    append_way(there, ours, theirs, "\n  ");
    append_way(back, theirs, ours, " && ");
    g_string_append_printf(
        m->apart,
        _("\n%s (%s/%s): now %s/%s here, and %s/%s there\n"
          "do here what was done there, then 'tl11 sync' goes on:\n"
          "  tl11 git merge --abort\n  %s\n  tl11 sync\n"
          "if it is to be as it is here: after that '%s', and 'tl11 sync' again"),
        safe, j->base[RELATIONSHIP], j->base[SLUG], ours[RELATIONSHIP], ours[SLUG],
        theirs[RELATIONSHIP], theirs[SLUG], there->str, back->str);
}

static gboolean mend_journey(tl_mending *m, journey *j, GError **error)
{
    gboolean done = FALSE;
    j->relationship = agree(j->base[RELATIONSHIP], j->sides[TL_MEND_OURS][RELATIONSHIP],
                            j->sides[TL_MEND_THEIRS][RELATIONSHIP]);
    j->slug = agree(j->base[SLUG], j->sides[TL_MEND_OURS][SLUG], j->sides[TL_MEND_THEIRS][SLUG]);
    if (j->relationship && j->slug) {
        if (!mend_file(m, j, "next.md", &done, error) ||
            (done && !mend_file(m, j, HOME_FILE, &done, error)))
            return FALSE;
    }
    if (!done)
        tell_apart(m, j);
    return TRUE;
}

static gboolean mend_home(tl_mending *m, const char *from, const char *ours, const char *theirs,
                          GError **error)
{
    g_auto(GStrv) base = g_strsplit(from, "/", -1);
    g_auto(GStrv) here = g_strsplit(ours, "/", -1);
    g_auto(GStrv) there = g_strsplit(theirs, "/", -1);
    journey j = {.base = base, .sides = {here, there}};
    return !is_home(base) || !is_home(here) || !is_home(there) || mend_journey(m, &j, error);
}

gboolean tl_mend_homes(tl_mending *m, GError **error)
{
    GHashTableIter iter;
    gpointer from, ours;
    g_hash_table_iter_init(&iter, m->moves[TL_MEND_OURS]);
    while (g_hash_table_iter_next(&iter, &from, &ours)) {
        const char *theirs = g_hash_table_lookup(m->moves[TL_MEND_THEIRS], from);
        /* What git does not ask about any more is decided. */
        if (theirs && strcmp(ours, theirs) != 0 && tl_mend_is_unmerged(m, ours) &&
            tl_mend_is_unmerged(m, theirs) && !mend_home(m, from, ours, theirs, error))
            return FALSE;
    }
    return TRUE;
}
