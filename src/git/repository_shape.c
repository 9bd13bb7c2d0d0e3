#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <stdlib.h>
#include <string.h>

static gboolean explain_owner(const char *root, GError **error)
{
    g_autofree char *quoted = tl_text_quote(root);
    g_autofree char *word = g_shell_quote(root);
    g_autofree char *shown = tl_text_escape(word, -1);
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("cannot open %s: the folder belongs to another user\nif you trust what "
                          "is in it: git config --global --add safe.directory %s"),
                        quoted, shown);
}

/* What libgit2 does not say: the value, which tells SHA-256 from a mere mention of SHA-1. */
static gboolean explain_extension(const char *root, const char *extension, GError **error)
{
    g_autofree char *name = tl_text_quote(extension);
    g_autofree char *quoted = tl_text_quote(root);
    if (g_ascii_strcasecmp(extension, "extensions.objectformat") == 0)
        return tl_error_set(error, TL_EXIT_FAILED,
                            _("cannot open %s: it names an object format (SHA-256?), and tl11 "
                              "works with SHA-1 repositories that name none\nif 'git rev-parse "
                              "--show-object-format' says sha1: git config --unset %s"),
                            quoted, extension);
    if (g_ascii_strcasecmp(extension, "extensions.partialclone") == 0)
        return tl_error_set(error, TL_EXIT_FAILED,
                            _("cannot open %s: it is a partial clone, which has not all of the "
                              "notes' history\nclone it again without --filter"),
                            quoted);
    if (g_ascii_strcasecmp(extension, "extensions.refstorage") == 0)
        return tl_error_set(error, TL_EXIT_FAILED,
                            _("cannot open %s: its references are not kept as files\n'git refs "
                              "migrate --ref-format=files' converts them"),
                            quoted);
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("cannot open %s: it uses %s, which tl11 does not know\nclone it again "
                          "without, or: git config --unset %s"),
                        quoted, name, extension);
}

gboolean tl_repository_explain(const char *root, int code, GError **error)
{
    static const char marker[] = "unsupported extension name ";
    g_autofree char *reason = tl_libgit2_reason();
    g_autofree char *quoted = tl_text_quote(root);
    if (code == GIT_EOWNER || strstr(reason, "safe.directory"))
        return explain_owner(root, error);
    if (code == GIT_ENOTFOUND)
        return tl_error_set(error, TL_EXIT_FAILED, _("cannot open %s: no git repository"), quoted);
    const char *extension = strstr(reason, marker);
    if (extension)
        return explain_extension(root, extension + strlen(marker), error);
    return tl_error_set(error, TL_EXIT_FAILED, _("cannot open the git repository of %s: %s"),
                        quoted, reason);
}

static gboolean is_promisor(const char *name)
{
    static const char FIRST[] = "remote.", LAST[] = ".promisor";
    return strlen(name) >= strlen(FIRST) + strlen(LAST) && g_str_has_prefix(name, FIRST) &&
           g_str_has_suffix(name, LAST);
}

static const char *const KINDS[] = {"extensions.refstorage", "extensions.partialclone"};

typedef struct {
    gboolean is_used[G_N_ELEMENTS(KINDS)];
    gboolean has_promisor;
} extensions;

/* What is said last counts. */
static void take_entry(extensions *found, const git_config_entry *entry)
{
    const char *value = entry->value ? entry->value : "";
    int is_on = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (strcmp(entry->name, KINDS[i]) == 0)
            found->is_used[i] =
                g_ascii_strcasecmp(value, "files") != 0 && g_ascii_strcasecmp(value, "false") != 0;
    if (is_promisor(entry->name) && git_config_parse_bool(&is_on, entry->value) == 0 && is_on)
        found->has_promisor = TRUE;
}

/* Asked at each start: all at once, for to copy the config or to ask by a pattern takes longer than
 * all the rest. */
static gboolean find_extensions(git_repository *handle, extensions *found)
{
    g_autoptr(git_config) config = NULL;
    git_config_iterator *all = NULL;
    git_config_entry *entry;
    if (git_repository_config(&config, handle) < 0 || git_config_iterator_new(&all, config) < 0)
        return FALSE;
    int code;
    while ((code = git_config_next(&entry, all)) == 0)
        take_entry(found, entry);
    git_config_iterator_free(all);
    return code == GIT_ITEROVER;
}

/* Of a repository of version 0 libgit2 ignores these; git does not, or worse. A promisor is what
 * git clone --filter sets: no extension, so that older gits open it, and miss what is not there. */
static gboolean check_extensions(git_repository *handle, const char *root, GError **error)
{
    extensions found = {.has_promisor = FALSE};
    if (!find_extensions(handle, &found))
        return tl_libgit2_fail(error, _("cannot read git's config"));
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (found.is_used[i])
            return explain_extension(root, KINDS[i], error);
    return !found.has_promisor || explain_extension(root, "extensions.partialclone", error);
}

static gboolean is_same_path(const char *a, const char *b)
{
    char *real_a = realpath(a, NULL);
    char *real_b = realpath(b, NULL);
    gboolean same = real_a && real_b && strcmp(real_a, real_b) == 0;
    free(real_a);
    free(real_b);
    return same;
}

/* libgit2 puts a slash behind it. */
static gboolean is_work_tree(const char *workdir, const char *root)
{
    gsize length = strlen(root);
    gboolean is_alike = strncmp(workdir, root, length) == 0 && strcmp(workdir + length, "/") == 0;
    return is_alike || is_same_path(workdir, root);
}

static gboolean is_below(const char *path, const char *folder)
{
    char *real = realpath(path, NULL);
    gsize length = strlen(folder);
    gboolean below = real && strncmp(real, folder, length) == 0 &&
                     (real[length] == '/' || strcmp(folder, "/") == 0);
    free(real);
    return below;
}

/* A linked work tree's git folder names the .git file that leads to it. */
static gboolean is_linked_here(git_repository *handle, const char *root)
{
    g_autofree char *file = g_build_filename(git_repository_path(handle), "gitdir", NULL);
    g_autofree char *dot_git = g_build_filename(root, ".git", NULL);
    g_autofree char *back = NULL;
    if (!git_repository_is_worktree(handle) || !g_file_get_contents(file, &back, NULL, NULL))
        return FALSE;
    return is_same_path(g_strchomp(back), dot_git);
}

static gboolean has_explicit_worktree(git_repository *handle)
{
    g_autoptr(git_config) config = NULL;
    const char *value;
    return git_repository_config_snapshot(&config, handle) == 0 &&
           git_config_get_string(&value, config, "core.worktree") == 0;
}

/* A copied or forged .git file would have notes written into somebody else's repository. */
static gboolean check_place(git_repository *handle, const char *root, GError **error)
{
    g_autofree char *quoted = tl_text_quote(root);
    const char *workdir = git_repository_workdir(handle);
    if (!workdir || !is_work_tree(workdir, root)) {
        g_autofree char *elsewhere = tl_text_quote(workdir ? workdir : "");
        return tl_error_set(error, TL_EXIT_FAILED,
                            _("cannot open %s: its repository belongs to the work tree %s"), quoted,
                            elsewhere);
    }
    if (is_below(git_repository_path(handle), root) || is_linked_here(handle, root) ||
        has_explicit_worktree(handle))
        return TRUE;
    g_autofree char *git_dir = tl_text_quote(git_repository_path(handle));
    g_autofree char *word = g_shell_quote(root);
    g_autofree char *shown = tl_text_escape(word, -1);
    return tl_error_set(error, TL_EXIT_FAILED,
                        _("cannot open %s: its .git leads to %s, which does not name this "
                          "folder\nif they belong together: git config core.worktree %s"),
                        quoted, git_dir, shown);
}

gboolean tl_repository_check_shape(git_repository *handle, const char *root, GError **error)
{
    if (git_repository_is_bare(handle))
        return tl_git_fail(error,
                           _("cannot open %s: it is a bare repository\nclone it, and work in the "
                             "clone"),
                           root);
    return check_place(handle, root, error) && check_extensions(handle, root, error);
}
