#include "mend_internal.h"

#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/git_merge.h"
#include "tl11/git_program.h"
#include "tl11/merge.h"
#include "tl11/note.h"
#include "tl11/revision.h"

#include <string.h>

/* -- what moved ----------------------------------------------------------------------------- */

/* A move that goes on where another ended is one with it. */
static void take_move(GHashTable *moves, const char *from, const char *to)
{
    GHashTableIter iter;
    gpointer path, place;
    gboolean is_known = FALSE;
    g_hash_table_iter_init(&iter, moves);
    while (g_hash_table_iter_next(&iter, &path, &place)) {
        if (strcmp(place, from) != 0)
            continue;
        g_hash_table_iter_replace(&iter, g_strdup(to));
        is_known = TRUE;
    }
    if (!is_known)
        g_hash_table_replace(moves, g_strdup(from), g_strdup(to));
}

/*
 * Commit by commit: a person's files are renamed as they are, and only what is done to them
 * before and after makes two ends of a branch look unlike.
 */
static GHashTable *list_moves(const tl_notebook *notebook, const char *base, const char *tip,
                              GError **error)
{
    g_autofree char *range = g_strdup_printf("%s..%s", base, tip);
    const char *const arguments[] = {"log", "--reverse",     "--topo-order",    "--format=", "-z",
                                     "-M",  "--name-status", "--diff-filter=R", range,       "--",
                                     NULL};
    g_autoptr(GString) said = g_string_new(NULL);
    if (!tl_git_capture(notebook->root, arguments, said, NULL, error))
        return NULL;
    GHashTable *moves = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *end = said->str + said->len;
    for (const char *word = said->str; word < end;) {
        const char *from = word + strlen(word) + 1;
        if (*word == 'R' && from < end) {
            const char *to = from + strlen(from) + 1;
            if (to < end)
                take_move(moves, from, to);
            word = to;
        }
        word += word < end ? strlen(word) + 1 : 0;
    }
    return moves;
}

static gboolean load_moves(tl_mending *m, GError **error)
{
    char tips[2][TL_OBJECT_NAME_SIZE];
    static const char *const arguments[] = {"merge-base", "HEAD", "MERGE_HEAD", NULL};
    g_autoptr(GString) base = g_string_new(NULL);
    tl_repository *repository = m->notebook->repository;
    if (!tl_revision_resolve(repository, "HEAD", tips[TL_MEND_OURS]) ||
        !tl_revision_resolve(repository, "MERGE_HEAD", tips[TL_MEND_THEIRS]) ||
        !tl_git_capture(m->notebook->root, arguments, base, NULL, NULL))
        return TRUE;
    g_strchomp(base->str);
    for (guint side = TL_MEND_OURS; side <= TL_MEND_THEIRS; side++)
        if (!(m->moves[side] = list_moves(m->notebook, base->str, tips[side], error)))
            return FALSE;
    return TRUE;
}

/* -- one file that two sides have in two places ------------------------------------------ */

static GBytes *read_stage(const tl_mending *m, char stage, const char *path)
{
    g_autofree char *object = g_strdup_printf(":%c:%s", stage, path);
    const char *const arguments[] = {"show", "--no-textconv", object, NULL};
    g_autoptr(GString) said = g_string_new(NULL);
    if (!tl_git_capture(m->notebook->root, arguments, said, NULL, NULL))
        return NULL;
    return g_bytes_new(said->str, said->len);
}

GBytes *tl_mend_merge(const char *path, GBytes *base, GBytes *ours, GBytes *theirs)
{
    guint conflicts = 0;
    g_autoptr(GBytes) merged = g_str_has_suffix(path, ".ini")
                                   ? tl_merge_ini(base, ours, theirs, NULL, &conflicts)
                                   : tl_merge_note(base, ours, theirs, NULL, &conflicts);
    return conflicts == 0 ? g_steal_pointer(&merged) : NULL;
}

static gboolean stage(const tl_mending *m, const char *from, const char *to, GError **error)
{
    const char *const add[] = {"--literal-pathspecs", "add", "-f", "--", to, NULL};
    const char *const drop[] = {"--literal-pathspecs", "rm", "-q", "-f",
                                "--ignore-unmatch",    "--", from, NULL};
    return tl_git_capture(m->notebook->root, add, NULL, NULL, error) &&
           tl_git_capture(m->notebook->root, drop, NULL, NULL, error);
}

gboolean tl_mend_settle(tl_mending *m, const char *from, const char *to, GBytes *expected,
                        GBytes *content, GError **error)
{
    int root = m->notebook->root_fd;
    gboolean is_written = expected ? tl_file_replace(root, to, expected, content, error)
                                   : tl_file_create(root, to, content, error);
    if (!is_written || !stage(m, from, to, error))
        return FALSE;
    m->mended++;
    return TRUE;
}

/* Changed on one side, on the other changed and moved so that git did not know it again. */
static gboolean mend_unmerged(tl_mending *m, const tl_unmerged *unmerged, GError **error)
{
    if (unmerged->is_ours == unmerged->is_theirs)
        return TRUE;
    guint mover = unmerged->is_ours ? TL_MEND_THEIRS : TL_MEND_OURS;
    const char *to = g_hash_table_lookup(m->moves[mover], unmerged->path);
    if (!to || tl_file_kind_of(m->notebook->root_fd, to) != TL_FILE_REGULAR)
        return TRUE;
    g_autoptr(GBytes) base = read_stage(m, '1', unmerged->path);
    g_autoptr(GBytes) changed = read_stage(m, mover == TL_MEND_THEIRS ? '2' : '3', unmerged->path);
    g_autoptr(GBytes) there = tl_file_read(m->notebook->root_fd, to, TL_FILE_MAX, NULL);
    g_autoptr(GBytes) merged =
        base && changed && there ? tl_mend_merge(to, base, mover == TL_MEND_OURS ? there : changed,
                                                 mover == TL_MEND_OURS ? changed : there)
                                 : NULL;
    return !merged || tl_mend_settle(m, unmerged->path, to, there, merged, error);
}

/* -- what was added in a folder that is somebody's no more ------------------------------- */

gboolean tl_mend_is_unmerged(const tl_mending *m, const char *path)
{
    for (guint i = 0; i < m->unmerged->len; i++)
        if (strcmp(((const tl_unmerged *)g_ptr_array_index(m->unmerged, i))->path, path) == 0)
            return TRUE;
    return FALSE;
}

static gboolean mend_stray(tl_mending *m, const char *from, const char *to, GError **error)
{
    int root = m->notebook->root_fd;
    g_autoptr(tl_note_name) name = tl_note_name_parse(from);
    if ((!name && !g_str_has_suffix(from, "/next.md")) || tl_mend_is_unmerged(m, from))
        return TRUE;
    g_autoptr(GBytes) content = tl_file_read(root, from, TL_FILE_MAX, NULL);
    g_autoptr(GBytes) there = tl_file_kind_of(root, to) == TL_FILE_REGULAR
                                  ? tl_file_read(root, to, TL_FILE_MAX, NULL)
                                  : NULL;
    g_autoptr(GBytes) both = NULL;
    if (content)
        both = there ? tl_mend_merge(to, NULL, there, content) : g_bytes_ref(content);
    return !both || tl_mend_settle(m, from, to, there, both, error);
}

static gboolean mend_folder(tl_mending *m, const char *from, const char *to, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_file_list(m->notebook->root_fd, from, error);
    for (guint i = 0; entries && i < entries->len; i++) {
        const tl_file_entry *entry = g_ptr_array_index(entries, i);
        g_autofree char *old = g_strconcat(from, "/", entry->name, NULL);
        g_autofree char *new = g_strconcat(to, "/", entry->name, NULL);
        if (entry->kind == TL_FILE_REGULAR && !mend_stray(m, old, new, error))
            return FALSE;
    }
    return entries != NULL;
}

/* The folders of a person's former short name, in every relationship. */
static gboolean mend_person(tl_mending *m, const char *slug, const char *new_slug, GError **error)
{
    g_autoptr(GPtrArray) relationships = tl_people_relationships(m->notebook, error);
    for (guint i = 0; relationships && i < relationships->len; i++) {
        g_autofree char *ini =
            g_strdup_printf("%s/%s/person.ini", (char *)g_ptr_array_index(relationships, i), slug);
        if (tl_file_kind_of(m->notebook->root_fd, ini) != TL_FILE_MISSING)
            return TRUE;
    }
    for (guint i = 0; relationships && i < relationships->len; i++) {
        const char *relationship = g_ptr_array_index(relationships, i);
        g_autofree char *from = g_strconcat(relationship, "/", slug, NULL);
        g_autofree char *to = g_strconcat(relationship, "/", new_slug, NULL);
        if (!mend_folder(m, from, to, error))
            return FALSE;
    }
    return relationships != NULL;
}

static gboolean mend_people(tl_mending *m, GHashTable *moves, GError **error)
{
    GHashTableIter iter;
    gpointer from, to;
    g_hash_table_iter_init(&iter, moves);
    while (g_hash_table_iter_next(&iter, &from, &to)) {
        g_auto(GStrv) old = g_strsplit(from, "/", -1);
        g_auto(GStrv) new = g_strsplit(to, "/", -1);
        if (g_strv_length(old) == 3 && g_strv_length(new) == 3 &&
            strcmp(old[2], "person.ini") == 0 && strcmp(new[2], "person.ini") == 0 &&
            strcmp(old[1], new[1]) != 0 && !mend_person(m, old[1], new[1], error))
            return FALSE;
    }
    return TRUE;
}

static gboolean mend_all(tl_mending *m, GError **error)
{
    for (guint i = 0; i < m->unmerged->len; i++)
        if (!mend_unmerged(m, g_ptr_array_index(m->unmerged, i), error))
            return FALSE;
    return tl_mend_homes(m, error) && mend_people(m, m->moves[TL_MEND_OURS], error) &&
           mend_people(m, m->moves[TL_MEND_THEIRS], error);
}

gboolean tl_mend(const tl_notebook *notebook, guint *mended, GString *apart, GError **error)
{
    tl_mending m = {.notebook = notebook,
                    .apart = apart,
                    .unmerged = tl_git_merge_unmerged(notebook->repository, error)};
    gboolean done = m.unmerged && load_moves(&m, error) &&
                    (!m.moves[TL_MEND_OURS] || !m.moves[TL_MEND_THEIRS] || mend_all(&m, error));
    g_clear_pointer(&m.unmerged, g_ptr_array_unref);
    g_clear_pointer(&m.moves[TL_MEND_OURS], g_hash_table_unref);
    g_clear_pointer(&m.moves[TL_MEND_THEIRS], g_hash_table_unref);
    *mended = m.mended;
    return done;
}
