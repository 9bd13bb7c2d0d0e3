#include "tl11/git_merge.h"

#include "commit_internal.h"
#include "git_merge_internal.h"
#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/revision.h"
#include "tl11/text.h"

#include <string.h>
#include <unistd.h>

/* What git ends with when it has something to say. */
#define GIT_SAYS_NO 1

void tl_unmerged_free(tl_unmerged *unmerged)
{
    if (!unmerged)
        return;
    g_free(unmerged->path);
    g_free(unmerged);
}

gboolean tl_git_merge_is_open(const tl_repository *repository)
{
    g_autofree char *path = g_build_filename(repository->git_dir, "MERGE_HEAD", NULL);
    return access(path, F_OK) == 0;
}

static gboolean has_value(tl_repository *repository, const char *path, const char *attribute,
                          const char *wanted)
{
    const char *value = NULL;
    return git_attr_get(&value, repository->handle, GIT_ATTR_CHECK_FILE_THEN_INDEX, path,
                        attribute) == 0 &&
           (wanted ? GIT_ATTR_IS_FALSE(value) ||
                         (GIT_ATTR_HAS_VALUE(value) && strcmp(value, wanted) == 0)
                   : GIT_ATTR_HAS_VALUE(value));
}

/*
 * Of what a filter makes ciphertext, git merges the ciphertext: one side stays.
 * Source: git's ll-merge.c, ll_merge(): "-merge" and "merge=binary" keep one side as it is.
 */
static gboolean is_opaque(tl_repository *repository, const char *path)
{
    return has_value(repository, path, "merge", "binary") ||
           has_value(repository, path, "filter", NULL);
}

/* "<mode> <object> <stage>\t<path>": those of one path stand together. */
static void take_stage(tl_repository *repository, GPtrArray *all, const char *entry)
{
    const char *tab = strchr(entry, '\t');
    if (!tab || tab == entry)
        return;
    tl_unmerged *last = all->len > 0 ? g_ptr_array_index(all, all->len - 1) : NULL;
    if (!last || strcmp(last->path, tab + 1) != 0) {
        last = g_new0(tl_unmerged, 1);
        last->path = g_strdup(tab + 1);
        last->is_opaque = is_opaque(repository, last->path);
        g_ptr_array_add(all, last);
    }
    last->is_ours |= tab[-1] == '2';
    last->is_theirs |= tab[-1] == '3';
}

GPtrArray *tl_git_merge_unmerged(tl_repository *repository, GError **error)
{
    static const char *const arguments[] = {"ls-files", "-u", "-z", NULL};
    g_autoptr(GPtrArray) entries = tl_git_ask_list(repository->root, arguments, error);
    if (!entries)
        return NULL;
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)tl_unmerged_free);
    for (guint i = 0; i < entries->len; i++)
        take_stage(repository, all, g_ptr_array_index(entries, i));
    return all;
}

static const char *choose_sync(tl_repository *repository)
{
    return tl_repository_is_durable(repository) ? "core.fsync=all" : "core.fsync=none";
}

static gboolean fail_with_words(const char *what, GString *words, tl_exit code, GError **error)
{
    g_autofree char *escaped = tl_text_escape(g_strstrip(words->str), -1);
    return tl_error_set(error, code, "%s%s%s", what, *escaped ? ":\n" : "", escaped);
}

/* A merge that has no open question left, but no commit either: a hook or a signature failed. */
static tl_merge_result take_open_merge(tl_repository *repository, GString *words, GError **error)
{
    g_autoptr(GPtrArray) unmerged = tl_git_merge_unmerged(repository, error);
    if (!unmerged)
        return TL_MERGE_FAILED;
    if (unmerged->len > 0)
        return TL_MERGE_CONFLICT;
    fail_with_words(_("merged, but git would not commit it"), words, TL_EXIT_REFUSED, error);
    return TL_MERGE_FAILED;
}

static tl_merge_result take_refusal(tl_repository *repository, const char *base, const char *commit,
                                    GPtrArray *in_the_way, GString *words, GError **error)
{
    if (!tl_merge_in_the_way(repository, base, commit, in_the_way, error))
        return TL_MERGE_FAILED;
    if (in_the_way->len > 0)
        return TL_MERGE_IN_THE_WAY;
    fail_with_words(_("git could not merge"), words, TL_EXIT_FAILED, error);
    return TL_MERGE_FAILED;
}

/* What git writes at the markers: a name that leads to the commit, else the commit. */
static const char *choose_name(tl_repository *repository, const char *commit, const char *label)
{
    char found[TL_OBJECT_NAME_SIZE];
    tl_revision_resolve(repository, label, found);
    return strcmp(found, commit) == 0 ? label : commit;
}

/*
 * What the user set for merging is kept but for what would do less than a
 * merge, or put changes away that are not committed.
 */
static tl_merge_result merge_once(const tl_turn *turn, const char *base, const char *commit,
                                  const char *label, GPtrArray *in_the_way, GError **error)
{
    tl_repository *repository = turn->repository;
    const char *name = choose_name(repository, commit, label);
    g_autofree char *message = g_strdup_printf("sync: merge %s", label);
    const char *argv[] = {"git",
                          "-c",
                          choose_sync(repository),
                          "merge",
                          "--quiet",
                          "--no-edit",
                          "--ff",
                          "--commit",
                          "--no-squash",
                          "--no-autostash",
                          "--no-overwrite-ignore",
                          "-m",
                          message,
                          name,
                          NULL};
    g_autoptr(GString) words = g_string_new(NULL);
    int status = -1;
    gboolean has_unknown = FALSE;
    g_autoptr(GHashTable) apart =
        tl_merge_find_apart(repository, base, commit, &has_unknown, error);
    if (!apart)
        return TL_MERGE_FAILED;
    if (has_unknown)
        return take_refusal(repository, base, commit, in_the_way, words, error);
    if (!tl_merging_note(turn, apart, commit, name, error))
        return TL_MERGE_FAILED;
    gboolean has_run =
        tl_git_run_patiently(repository, argv, tl_git_patience(), words, &status, error);
    if (status <= TL_GIT_DIES)
        tl_merging_forget(turn);
    else if (has_run && !tl_merging_finish(turn, error))
        return TL_MERGE_FAILED;
    if (!has_run)
        return TL_MERGE_FAILED;
    if (status == 0)
        return TL_MERGE_DONE;
    if (tl_git_merge_is_open(repository))
        return take_open_merge(repository, words, error);
    return take_refusal(repository, base, commit, in_the_way, words, error);
}

tl_merge_result tl_git_merge(tl_repository *repository, const char *commit, const char *label,
                             GPtrArray *in_the_way, GError **error)
{
    g_auto(tl_signals) signals = {.is_held = FALSE};
    g_auto(tl_turn) turn = {.folder = -1, .lock = -1};
    g_autofree char *base = NULL;
    tl_signals_hold(&signals);
    if (!tl_turn_take(&turn, repository, error) || !tl_turn_heal(&turn, error))
        return TL_MERGE_FAILED;
    if (!tl_merge_base(repository, commit, &base, error))
        return TL_MERGE_FAILED;
    if (!base)
        return TL_MERGE_UNRELATED;
    tl_merge_result result = merge_once(&turn, base, commit, label, in_the_way, error);
    if (result != TL_MERGE_IN_THE_WAY || !tl_merge_clear_leftovers(repository, commit, in_the_way))
        return result;
    g_ptr_array_set_size(in_the_way, 0);
    return merge_once(&turn, base, commit, label, in_the_way, error);
}

static gboolean add_paths(tl_repository *repository, const GPtrArray *paths, GError **error)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autoptr(GString) words = g_string_new(NULL);
    const char *const leading[] = {"git", "--literal-pathspecs", "add", "-f", "--"};
    int status = -1;
    for (gsize i = 0; i < G_N_ELEMENTS(leading); i++)
        g_ptr_array_add(argv, (gpointer)leading[i]);
    for (guint i = 0; i < paths->len; i++)
        g_ptr_array_add(argv, g_ptr_array_index(paths, i));
    g_ptr_array_add(argv, NULL);
    return tl_git_run_patiently(repository, (const char *const *)argv->pdata, tl_git_patience(),
                                words, &status, error) &&
           (status == 0 ||
            fail_with_words(_("git could not take a file in"), words, TL_EXIT_FAILED, error));
}

/* A git that was killed before it wrote the message left none. */
static char *make_message(tl_repository *repository)
{
    g_autofree char *path = g_build_filename(repository->git_dir, "MERGE_MSG", NULL);
    g_autofree char *written = NULL;
    char name[TL_OBJECT_NAME_SIZE];
    if (g_file_get_contents(path, &written, NULL, NULL) && *g_strstrip(written))
        return NULL;
    return tl_revision_resolve(repository, "MERGE_HEAD", name)
               ? g_strdup_printf("sync: merge %s", name)
               : NULL;
}

gboolean tl_git_merge_conclude(tl_repository *repository, const GPtrArray *paths, GError **error)
{
    g_autofree char *message = make_message(repository);
    const char *argv[] = {"git",     "-c",        choose_sync(repository), "commit",
                          "--quiet", "--no-edit", "--allow-empty",         message ? "-m" : NULL,
                          message,   NULL};
    g_auto(tl_signals) signals = {.is_held = FALSE};
    g_auto(tl_turn) turn = {.folder = -1, .lock = -1};
    g_autoptr(GString) words = g_string_new(NULL);
    int status = -1;
    tl_signals_hold(&signals);
    if (!tl_turn_take(&turn, repository, error) || !tl_turn_heal(&turn, error) ||
        (paths->len > 0 && !add_paths(repository, paths, error)) ||
        !tl_git_run_patiently(repository, argv, tl_git_patience(), words, &status, error))
        return FALSE;
    return status == 0 ||
           fail_with_words(_("git could not commit the merge"), words,
                           status == GIT_SAYS_NO ? TL_EXIT_REFUSED : TL_EXIT_FAILED, error);
}
