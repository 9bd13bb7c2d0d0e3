/*
 * Random histories of notes, made by git fast-import from a model that the
 * tests keep, and what is true of them, worked out from the model by brute force:
 * commit by commit, path by path, line by line.
 */
#ifndef TL11_HISTORY_FIXTURE_H
#define TL11_HISTORY_FIXTURE_H

#include "tl11/cache.h"
#include "tl11/process.h"
#include "tl11/repository.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
    GArray *parents;   /* guint */
    GHashTable *files; /* char * path to char * content, owned */
    gint64 time;
    char id[TL_OBJECT_NAME_SIZE];
} model_commit;

typedef struct {
    char *root;  /* the repository's work tree */
    char *cache; /* XDG_CACHE_HOME */
    GRand *rand;
    GPtrArray *commits; /* model_commit, each after its parents */
    guint written;      /* how many are in the repository */
} model;

static const char *const SLUGS[] = {"al", "bo", "bo-2", "cy"};
static const char *const KINDS[] = {"team", "manager", "peer"};
static const char *const TEXTS[] = {"- [ ] call ^aaaaaa",
                                    "- [x] call ^aaaaaa",
                                    "- [ ] plan ^dddddd",
                                    "- [ ] rota",
                                    "- red",
                                    "- blue",
                                    "- green",
                                    "- none",
                                    "plain",
                                    "caf\xc3\xa9",
                                    "bad \xff byte",
                                    "  indented",
                                    "- zebra budget",
                                    "x"};
static const char *const HEADS[] = {"## A. Trust", "## B. Goals", "## Follow-ups", "## Other",
                                    "## Private"};
static const char *const HEAD_KEYS[] = {"@a", "@b", "@followups", "=Other", "@private"};

static inline void free_commit(gpointer data)
{
    model_commit *commit = data;
    g_array_unref(commit->parents);
    g_hash_table_unref(commit->files);
    g_free(commit);
}

static inline void run_git(const model *m, const char *input, const char *first, ...)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autoptr(GString) errors = g_string_new(NULL);
    g_autoptr(GBytes) bytes = input ? g_bytes_new(input, strlen(input)) : NULL;
    va_list rest;
    g_ptr_array_add(argv, (gpointer) "git");
    va_start(rest, first);
    for (const char *word = first; word; word = va_arg(rest, const char *))
        g_ptr_array_add(argv, (gpointer)word);
    va_end(rest);
    g_ptr_array_add(argv, NULL);
    int status = -1;
    cr_assert(tl_process_capture((const char *const *)argv->pdata, m->root, NULL, bytes, NULL,
                                 errors, &status, NULL));
    cr_assert_eq(status, 0, "git %s: %s", first, errors->str);
}

static inline model *model_new(guint32 seed)
{
    model *m = g_new0(model, 1);
    g_autofree char *base = g_dir_make_tmp("tl11-history-XXXXXX", NULL);
    m->root = g_build_filename(base, "notes", NULL);
    m->cache = g_build_filename(base, "cache", NULL);
    m->rand = g_rand_new_with_seed(seed);
    m->commits = g_ptr_array_new_with_free_func(free_commit);
    cr_assert_eq(g_mkdir(m->root, 0700), 0);
    g_setenv("GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
    g_setenv("GIT_CONFIG_SYSTEM", "/dev/null", TRUE);
    g_setenv("XDG_CACHE_HOME", m->cache, TRUE);
    g_setenv("TZ", "UTC", TRUE);
    run_git(m, NULL, "init", "-q", "-b", "main", "--template=", ".", NULL);
    return m;
}

static inline void remove_tree(const char *path)
{
    const char *argv[] = {"rm", "-rf", path, NULL};
    int status;
    cr_assert(tl_process_capture(argv, NULL, NULL, NULL, NULL, NULL, &status, NULL));
}

static inline void model_free(model *m)
{
    g_autofree char *base = g_path_get_dirname(m->root);
    remove_tree(base);
    g_ptr_array_unref(m->commits);
    g_rand_free(m->rand);
    g_free(m->root);
    g_free(m->cache);
    g_free(m);
}

static inline guint roll(model *m, guint below)
{
    return (guint)g_rand_int_range(m->rand, 0, (gint32)below);
}

static inline char *random_path(model *m)
{
    if (roll(m, 12) == 0)
        return g_strdup_printf("%s/%s/next.md", KINDS[roll(m, 3)], SLUGS[roll(m, 4)]);
    if (roll(m, 15) == 0)
        return g_strdup_printf("%s/%s/%s", KINDS[roll(m, 3)], SLUGS[roll(m, 4)],
                               roll(m, 2) ? "person.ini" : "2026-01-01-1.md");
    return g_strdup_printf("%s/%s/2026-0%u-01%s.md", KINDS[roll(m, 3)], SLUGS[roll(m, 4)],
                           1 + roll(m, 3), roll(m, 6) ? "" : "-2");
}

static inline char *random_text(model *m)
{
    GString *out = g_string_new(roll(m, 2) ? "# Title\n" : "");
    const char *end = roll(m, 6) == 0 ? "\r\n" : "\n";
    for (guint i = roll(m, 8); i > 0; i--)
        g_string_append_printf(out, "%s%s",
                               roll(m, 4) == 0 ? HEADS[roll(m, G_N_ELEMENTS(HEADS))]
                                               : TEXTS[roll(m, G_N_ELEMENTS(TEXTS))],
                               end);
    if (roll(m, 4) == 0 && out->len > 0 && out->str[out->len - 1] == '\n')
        g_string_truncate(out, out->len - strlen(end));
    return g_string_free(out, FALSE);
}

/* A line more, a line less, or another. */
static inline char *edit_text(model *m, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines), at = roll(m, MAX(count, 1)), kind = roll(m, 3);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        if (i == at && kind < 2)
            g_string_append_printf(out, "%s\n", TEXTS[roll(m, G_N_ELEMENTS(TEXTS))]);
        if (i != at || kind == 0)
            g_string_append_printf(out, "%s%s", lines[i], i + 1 < count ? "\n" : "");
    }
    return g_string_free(out, FALSE);
}

static inline GPtrArray *paths_of(GHashTable *files)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(files), (GCompareFunc)strcmp);
    for (GList *k = keys; k; k = k->next)
        g_ptr_array_add(paths, g_strdup(k->data));
    return paths;
}

static inline void move_folder(model *m, GHashTable *files)
{
    g_autofree char *from = g_strdup_printf("%s/%s/", KINDS[roll(m, 3)], SLUGS[roll(m, 4)]);
    g_autofree char *to = g_strdup_printf("%s/%s/", KINDS[roll(m, 3)], SLUGS[roll(m, 4)]);
    g_autoptr(GPtrArray) paths = paths_of(files);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (!g_str_has_prefix(path, from) || strcmp(from, to) == 0)
            continue;
        g_autofree char *content = g_strdup(g_hash_table_lookup(files, path));
        g_hash_table_replace(files, g_strconcat(to, path + strlen(from), NULL),
                             g_steal_pointer(&content));
        g_hash_table_remove(files, path);
    }
}

static inline void change_files(model *m, GHashTable *files)
{
    g_autoptr(GPtrArray) paths = paths_of(files);
    guint kind = roll(m, 12);
    const char *some = paths->len ? g_ptr_array_index(paths, roll(m, paths->len)) : NULL;
    if (kind < 4 || !some) {
        g_hash_table_replace(files, random_path(m), random_text(m));
    } else if (kind < 9) {
        g_hash_table_replace(files, g_strdup(some), edit_text(m, g_hash_table_lookup(files, some)));
    } else if (kind == 9) {
        g_hash_table_remove(files, some);
    } else if (kind == 10) {
        g_autofree char *content = g_strdup(g_hash_table_lookup(files, some));
        g_hash_table_remove(files, some);
        g_hash_table_replace(files, random_path(m), g_steal_pointer(&content));
    } else {
        move_folder(m, files);
    }
}

static inline model_commit *commit_at(const model *m, guint i)
{
    return g_ptr_array_index(m->commits, i);
}

static inline GHashTable *copy_files(GHashTable *files)
{
    GHashTable *copy = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    GHashTableIter iter;
    gpointer path, content;
    g_hash_table_iter_init(&iter, files);
    while (g_hash_table_iter_next(&iter, &path, &content))
        g_hash_table_insert(copy, g_strdup(path), g_strdup(content));
    return copy;
}

/* Files of a merge: each path as in one of the parents, now and then changed by hand. */
static inline void merge_files(model *m, GHashTable *files, GHashTable *other)
{
    g_autoptr(GPtrArray) paths = paths_of(other);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (roll(m, 2))
            g_hash_table_replace(files, g_strdup(path), g_strdup(g_hash_table_lookup(other, path)));
    }
    if (roll(m, 3) == 0)
        change_files(m, files);
}

/* One more commit, on parent; parent == the number of commits: a root. */
static inline guint model_commit_on(model *m, guint parent)
{
    model_commit *commit = g_new0(model_commit, 1);
    guint count = m->commits->len;
    commit->parents = g_array_new(FALSE, FALSE, sizeof(guint));
    commit->time = 1700000000 + (roll(m, 4) ? count * 100 : roll(m, 3000));
    if (parent < count) {
        g_array_append_val(commit->parents, parent);
        commit->files = copy_files(commit_at(m, parent)->files);
    } else {
        commit->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    }
    for (guint more = 0; parent < count && more < 2 && roll(m, 5) == 0; more++) {
        guint other = roll(m, count);
        gboolean is_new = TRUE;
        for (guint i = 0; i < commit->parents->len; i++)
            is_new = is_new && g_array_index(commit->parents, guint, i) != other;
        if (is_new) {
            g_array_append_val(commit->parents, other);
            merge_files(m, commit->files, commit_at(m, other)->files);
        }
    }
    for (guint i = commit->parents->len > 1 ? 0 : 1 + roll(m, 2); i > 0; i--)
        change_files(m, commit->files);
    g_ptr_array_add(m->commits, commit);
    return count;
}

static inline void append_commit(const model *m, GString *out, guint i)
{
    const model_commit *commit = commit_at(m, i);
    GHashTableIter iter;
    gpointer path, content;
    g_string_append_printf(out,
                           "commit refs/heads/n%u\nmark :%u\ncommitter T <t@t> %" G_GINT64_FORMAT
                           " +0000\ndata <<E\nn\nE\n",
                           i, i + 1, commit->time);
    for (guint p = 0; p < commit->parents->len; p++)
        g_string_append_printf(out, "%s :%u\n", p ? "merge" : "from",
                               g_array_index(commit->parents, guint, p) + 1);
    g_string_append(out, "deleteall\n");
    g_hash_table_iter_init(&iter, commit->files);
    while (g_hash_table_iter_next(&iter, &path, &content))
        g_string_append_printf(out, "M 100644 inline %s\ndata %zu\n%s\n", (const char *)path,
                               strlen(content), (const char *)content);
    g_string_append_c(out, '\n');
}

/* Brings the repository up to the model, and HEAD's branch to a commit. */
static inline void model_write(model *m, guint tip)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *marks = g_build_filename(m->root, ".git", "marks", NULL);
    g_autofree char *import = g_strconcat("--import-marks-if-exists=", marks, NULL);
    g_autofree char *export = g_strconcat("--export-marks=", marks, NULL);
    g_autofree char *text = NULL;
    for (; m->written < m->commits->len; m->written++)
        append_commit(m, out, m->written);
    run_git(m, out->str, "fast-import", "--quiet", "--force", import, export, NULL);
    cr_assert(g_file_get_contents(marks, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; lines[i] && *lines[i]; i++) {
        guint mark = (guint)g_ascii_strtoull(lines[i] + 1, NULL, 10);
        g_strlcpy(commit_at(m, mark - 1)->id, strchr(lines[i], ' ') + 1, TL_OBJECT_NAME_SIZE);
    }
    run_git(m, NULL, "update-ref", "refs/heads/main", commit_at(m, tip)->id, NULL);
}

/* -- the truth ------------------------------------------------------------------------------ */

static inline gboolean is_note_path(const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    return strcmp(name, "next.md") == 0 ||
           (g_str_has_prefix(name, "2026-") && strcmp(name, "2026-01-01-1.md") != 0);
}

/* "section\tline" for each line that counts, once. */
static inline GPtrArray *cells_of(const char *content)
{
    GPtrArray *cells = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *text = g_strdup(content);
    const char *section = "";
    for (char *line = text, *next; line && *line; line = next) {
        gsize length = strcspn(line, "\r\n");
        next = line + length;
        next += *next == '\r' && next[1] == '\n' ? 2 : *next ? 1 : 0;
        line[length] = '\0';
        for (gsize i = 0; i < G_N_ELEMENTS(HEADS); i++)
            section = strcmp(line, HEADS[i]) == 0 ? HEAD_KEYS[i] : section;
        g_autofree char *cell = g_strdup_printf("%s\t%s", section, line);
        if (length && !g_ptr_array_find_with_equal_func(cells, cell, g_str_equal, NULL))
            g_ptr_array_add(cells, g_steal_pointer(&cell));
    }
    return cells;
}

static inline char *folder_of(const char *path)
{
    return g_strndup(path, (gsize)(strrchr(path, '/') + 1 - path));
}

static inline gboolean has_folder(GHashTable *files, const char *folder)
{
    GHashTableIter iter;
    gpointer path;
    g_hash_table_iter_init(&iter, files);
    while (g_hash_table_iter_next(&iter, &path, NULL))
        if (g_str_has_prefix(path, folder))
            return TRUE;
    return FALSE;
}

static inline gboolean may_go_on(GHashTable *before, GHashTable *after, const char *from,
                                 const char *to)
{
    g_autofree char *a = folder_of(from), *b = folder_of(to);
    return strcmp(strchr(a, '/'), strchr(b, '/')) == 0 ||
           (!has_folder(after, a) && !has_folder(before, b));
}

/* Notes that went, each with the first that came of the same bytes, or else of the same name. */
static inline void continue_moved(GHashTable *before, GHashTable *after, gboolean by_name,
                                  GHashTable *map, GHashTable *taken)
{
    g_autoptr(GPtrArray) old = paths_of(before), new = paths_of(after);
    for (guint i = 0; i < old->len; i++) {
        const char *from = g_ptr_array_index(old, i);
        for (guint k = 0; is_note_path(from) && !g_hash_table_contains(map, from) && k < new->len;
             k++) {
            char *to = g_ptr_array_index(new, k);
            gboolean is_same = by_name ? strcmp(strrchr(from, '/'), strrchr(to, '/')) == 0
                                       : strcmp(g_hash_table_lookup(before, from),
                                                g_hash_table_lookup(after, to)) == 0;
            if (is_same && is_note_path(to) && !g_hash_table_contains(before, to) &&
                !g_hash_table_contains(taken, to) && may_go_on(before, after, from, to)) {
                g_hash_table_add(taken, g_strdup(to));
                g_hash_table_insert(map, g_strdup(from), g_strdup(to));
            }
        }
    }
}

/* Where each note of before goes on in after. */
static inline GHashTable *continuations(GHashTable *before, GHashTable *after)
{
    GHashTable *map = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) old = paths_of(before);
    for (guint i = 0; i < old->len; i++) {
        const char *from = g_ptr_array_index(old, i);
        if (is_note_path(from) && g_hash_table_contains(after, from))
            g_hash_table_insert(map, g_strdup(from), g_strdup(from));
    }
    continue_moved(before, after, FALSE, map, taken);
    continue_moved(before, after, TRUE, map, taken);
    return map;
}

/* A line at a place in a commit, and what is known of all that it is one with. */
typedef struct place {
    struct place *same;
    guint added; /* the best commit so far */
    guint removed;
    gboolean has_added, has_removed;
    char *path; /* where it stood when it was removed */
    const char *cell;
    GPtrArray *standing;
} place;

static inline place *place_root(place *p)
{
    while (p->same != p)
        p = p->same;
    return p;
}

static inline int compare_models(const model *m, guint a, guint b)
{
    const model_commit *x = commit_at(m, a), *y = commit_at(m, b);
    return x->time != y->time ? (x->time < y->time ? -1 : 1) : strcmp(x->id, y->id);
}

static inline void offer_added(const model *m, place *p, guint commit)
{
    if (!p->has_added || compare_models(m, commit, p->added) < 0)
        p->added = commit;
    p->has_added = TRUE;
}

static inline void offer_removed(const model *m, place *p, guint commit, const char *path)
{
    gboolean is_better = !p->has_removed;
    if (p->has_removed) {
        gboolean merge = commit_at(m, commit)->parents->len > 1;
        gboolean known = commit_at(m, p->removed)->parents->len > 1;
        int order = compare_models(m, commit, p->removed);
        is_better = commit == p->removed ? strcmp(path, p->path) < 0
                    : merge != known     ? known
                                         : order > 0;
    }
    if (!is_better)
        return;
    p->removed = commit;
    p->has_removed = TRUE;
    g_free(p->path);
    p->path = g_strdup(path);
}

static inline void unite_places(const model *m, place *a, place *b)
{
    a = place_root(a);
    b = place_root(b);
    if (a == b)
        return;
    b->same = a;
    if (b->has_added)
        offer_added(m, a, b->added);
    if (b->has_removed)
        offer_removed(m, a, b->removed, b->path);
}

static inline void free_place(gpointer data)
{
    place *p = data;
    g_free(p->path);
    if (p->standing)
        g_ptr_array_unref(p->standing);
    g_free(p);
}

typedef struct {
    const model *m;
    GHashTable *places; /* "commit path\ncell" to place */
    GStringChunk *strings;
} truth_maker;

static inline place *find_place(truth_maker *t, guint commit, const char *path, const char *cell,
                                gboolean make)
{
    g_autofree char *key = g_strdup_printf("%u %s\n%s", commit, path, cell);
    place *p = g_hash_table_lookup(t->places, key);
    if (!p && make) {
        p = g_new0(place, 1);
        p->same = p;
        p->cell = g_string_chunk_insert_const(t->strings, cell);
        g_hash_table_insert(t->places, g_steal_pointer(&key), p);
    }
    return p;
}

static inline void add_places(truth_maker *t, guint commit)
{
    g_autoptr(GPtrArray) paths = paths_of(commit_at(t->m, commit)->files);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (!is_note_path(path))
            continue;
        g_autoptr(GPtrArray) cells =
            cells_of(g_hash_table_lookup(commit_at(t->m, commit)->files, path));
        for (guint k = 0; k < cells->len; k++)
            find_place(t, commit, path, g_ptr_array_index(cells, k), TRUE);
    }
}

/* What goes on from one parent; comers has the places that do. */
static inline void join_parent(truth_maker *t, guint commit, guint parent, GHashTable *comers)
{
    GHashTable *before = commit_at(t->m, parent)->files;
    g_autoptr(GHashTable) map = continuations(before, commit_at(t->m, commit)->files);
    g_autoptr(GPtrArray) paths = paths_of(before);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        const char *to = g_hash_table_lookup(map, path);
        if (!is_note_path(path))
            continue;
        g_autoptr(GPtrArray) cells = cells_of(g_hash_table_lookup(before, path));
        for (guint k = 0; k < cells->len; k++) {
            const char *cell = g_ptr_array_index(cells, k);
            place *old = find_place(t, parent, path, cell, FALSE);
            place *new = to ? find_place(t, commit, to, cell, FALSE) : NULL;
            if (new) {
                unite_places(t->m, new, old);
                g_hash_table_add(comers, new);
            } else {
                offer_removed(t->m, place_root(old), commit, path);
            }
        }
    }
}

static inline void follow_commit(truth_maker *t, guint commit)
{
    g_autoptr(GHashTable) comers = g_hash_table_new(NULL, NULL);
    const model_commit *c = commit_at(t->m, commit);
    add_places(t, commit);
    for (guint p = 0; p < c->parents->len; p++)
        join_parent(t, commit, g_array_index(c->parents, guint, p), comers);
    g_autoptr(GPtrArray) paths = paths_of(c->files);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        g_autoptr(GPtrArray) cells =
            is_note_path(path) ? cells_of(g_hash_table_lookup(c->files, path)) : g_ptr_array_new();
        for (guint k = 0; k < cells->len; k++) {
            place *p = find_place(t, commit, path, g_ptr_array_index(cells, k), FALSE);
            if (!g_hash_table_contains(comers, p))
                offer_added(t->m, place_root(p), commit);
        }
    }
}

static inline guint8 *reach(const model *m, guint tip)
{
    guint8 *reached = g_new0(guint8, m->commits->len);
    reached[tip] = 1;
    for (guint i = tip + 1; i > 0; i--)
        for (guint p = 0; reached[i - 1] && p < commit_at(m, i - 1)->parents->len; p++)
            reached[g_array_index(commit_at(m, i - 1)->parents, guint, p)] = 1;
    return reached;
}

static inline void note_standing(truth_maker *t, guint tip)
{
    GHashTableIter iter;
    gpointer key, value;
    g_autofree char *prefix = g_strdup_printf("%u ", tip);
    g_hash_table_iter_init(&iter, t->places);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        if (!g_str_has_prefix(key, prefix))
            continue;
        place *root = place_root(value);
        if (!root->standing)
            root->standing = g_ptr_array_new_with_free_func(g_free);
        const char *path = (const char *)key + strlen(prefix);
        g_ptr_array_add(root->standing, g_strndup(path, strcspn(path, "\n")));
    }
}

static inline int compare_strings(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static inline char *join_sorted(GPtrArray *rows)
{
    g_ptr_array_sort(rows, compare_strings);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++)
        g_string_append_printf(out, "%s\n", (const char *)g_ptr_array_index(rows, i));
    return g_string_free(out, FALSE);
}

/* Rows "section\tline\tpath\tadded\tremoved", sorted: all that ever stood, as seen from tip. */
static inline char *model_truth(const model *m, guint tip)
{
    truth_maker t = {m, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_place),
                     g_string_chunk_new(1024)};
    g_autofree guint8 *reached = reach(m, tip);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer value;
    for (guint i = 0; i <= tip; i++)
        if (reached[i])
            follow_commit(&t, i);
    note_standing(&t, tip);
    g_hash_table_iter_init(&iter, t.places);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        place *p = value;
        if (place_root(p) != p)
            continue;
        for (guint i = 0; p->standing && i < p->standing->len; i++)
            g_ptr_array_add(rows, g_strdup_printf("%s\t%s\t%s\t-", p->cell,
                                                  (char *)g_ptr_array_index(p->standing, i),
                                                  commit_at(m, p->added)->id));
        if (!p->standing)
            g_ptr_array_add(rows, g_strdup_printf("%s\t%s\t%s\t%s", p->cell, p->path,
                                                  commit_at(m, p->added)->id,
                                                  commit_at(m, p->removed)->id));
    }
    g_hash_table_unref(t.places);
    g_string_chunk_free(t.strings);
    return join_sorted(rows);
}

/* -- what the cache says ------------------------------------------------------------------------
 */

static inline gboolean take_row(const tl_cache_line *line, gpointer rows)
{
    char added[TL_OBJECT_NAME_SIZE], removed[TL_OBJECT_NAME_SIZE];
    tl_cache_commit_name(&line->added, added);
    tl_cache_commit_name(&line->removed, removed);
    g_ptr_array_add(rows, g_strdup_printf("%s\t%.*s\t%s\t%s\t%s", line->section, (int)line->length,
                                          line->text, line->path, added, *removed ? removed : "-"));
    return TRUE;
}

static inline char *cache_rows(const model *m)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(tl_repository) repository = tl_repository_open(m->root, &error);
    cr_assert_not_null(repository, "%s", error ? error->message : "");
    tl_cache *cache = tl_cache_open(repository, TL_CACHE_MAKE, &error);
    cr_assert_not_null(cache, "%s", error ? error->message : "");
    cr_assert(tl_cache_each_line(cache, NULL, "", take_row, rows, &error));
    cr_assert_null(tl_cache_gap(cache), "%s", tl_cache_gap(cache));
    tl_cache_close(cache);
    return join_sorted(rows);
}

/* The one folder in the cache: that of the model's repository. */
static inline char *cache_folder(const model *m)
{
    g_autofree char *outer = g_build_filename(m->cache, "tl11", NULL);
    g_autoptr(GDir) stream = g_dir_open(outer, 0, NULL);
    cr_assert_not_null(stream);
    const char *name = g_dir_read_name(stream);
    cr_assert_not_null(name);
    return g_build_filename(outer, name, NULL);
}

static inline GPtrArray *cache_files(const model *m)
{
    g_autofree char *folder = cache_folder(m);
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) stream = g_dir_open(folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(stream)))
        g_ptr_array_add(files, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(files, compare_strings);
    cr_assert_gt(files->len, 2u);
    return files;
}

static inline void expect_truth(const model *m, guint tip, const char *when)
{
    g_autofree char *truth = model_truth(m, tip);
    g_autofree char *found = cache_rows(m);
    cr_assert_str_eq(found, truth, "%s\nfound:\n%s\ntrue:\n%s", when, found, truth);
}

static inline gboolean is_torture(void)
{
    return g_strcmp0(g_getenv("TL11_TORTURE"), "1") == 0;
}

#endif
