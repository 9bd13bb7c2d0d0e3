#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <fcntl.h>
#include <git2/sys/repository.h>
#include <string.h>
#include <unistd.h>

enum { TEXT, EOL, CRLF, IDENT, FILTER, ENCODING, ATTRIBUTES };

static const char *const NAMES[ATTRIBUTES] = {"text",  "eol",    "crlf",
                                              "ident", "filter", "working-tree-encoding"};

static gboolean has_carriage_return(GBytes *content)
{
    gsize length;
    const void *bytes = g_bytes_get_data(content, &length);
    return length > 0 && memchr(bytes, '\r', length) != NULL;
}

static gboolean converts_by_config(tl_repository *repository)
{
    g_autofree char *setting = tl_repository_config(repository, "core.autocrlf");
    return (setting && g_ascii_strcasecmp(setting, "input") == 0) ||
           tl_repository_config_bool(repository, "core.autocrlf", FALSE);
}

/* Source: git's convert.c: what goes into history loses only carriage returns. */
static gboolean converts_lines(tl_repository *repository, const char *const values[ATTRIBUTES],
                               GBytes *content)
{
    gboolean has_text = !GIT_ATTR_IS_UNSPECIFIED(values[TEXT]);
    const char *text = has_text ? values[TEXT] : values[CRLF];
    if (!has_carriage_return(content) || GIT_ATTR_IS_FALSE(text))
        return FALSE;
    return !GIT_ATTR_IS_UNSPECIFIED(text) || !GIT_ATTR_IS_UNSPECIFIED(values[EOL]) ||
           converts_by_config(repository);
}

static gboolean is_set(tl_repository *repository, const char *driver, const char *variable)
{
    g_autofree char *key = g_strdup_printf("filter.%s.%s", driver, variable);
    g_autofree char *value = tl_repository_config(repository, key);
    return value != NULL;
}

static gboolean check_filter(tl_repository *repository, const char *path, const char *driver,
                             GError **error)
{
    g_autofree char *quoted = tl_text_quote(path);
    g_autofree char *name = tl_text_quote(driver);
    if (is_set(repository, driver, "clean") || is_set(repository, driver, "process") ||
        is_set(repository, driver, "smudge"))
        return TRUE;
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("cannot commit %s: .gitattributes asks for the filter %s, which is not "
                          "set up here\nset it up (git-crypt unlock, git lfs install, …), or its "
                          "text would get into history as it is"),
                        quoted, name);
}

static gboolean check_attributes(tl_repository *repository, const tl_change *change,
                                 gboolean *needs, GError **error)
{
    const char *values[ATTRIBUTES] = {NULL};
    if (git_attr_get_many(values, repository->handle, GIT_ATTR_CHECK_FILE_THEN_INDEX, change->path,
                          ATTRIBUTES, (const char **)NAMES) < 0)
        return tl_libgit2_fail(error, _("cannot read .gitattributes"));
    gboolean has_filter = GIT_ATTR_HAS_VALUE(values[FILTER]);
    if (has_filter && !check_filter(repository, change->path, values[FILTER], error))
        return FALSE;
    *needs = *needs || has_filter || GIT_ATTR_IS_TRUE(values[IDENT]) ||
             GIT_ATTR_HAS_VALUE(values[ENCODING]) ||
             converts_lines(repository, values, change->content);
    return TRUE;
}

/* git then takes the attributes from the index, which is not read for that here. */
static gboolean lacks_attributes_file(tl_repository *repository, const char *path)
{
    gsize length = 0; /* of the folder with its '/' */
    do {
        g_autofree char *file = g_strdup_printf("%.*s.gitattributes", (int)length, path);
        if (repository->index.handle && git_index_get_bypath(repository->index.handle, file, 0) &&
            faccessat(repository->root_fd, file, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
            return TRUE;
        const char *slash = strchr(path + length, '/');
        length = slash ? (gsize)(slash - path) + 1 : 0;
    } while (length > 0);
    return FALSE;
}

static gboolean is_sparse(tl_repository *repository, const char *path)
{
    const git_index_entry *entry =
        repository->index.handle ? git_index_get_bypath(repository->index.handle, path, 0) : NULL;
    return entry && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

/*
 * libgit2 would read the index once more to look for .gitattributes in it; an
 * empty one spares it that.
 */
static gboolean check_paths(tl_repository *repository, const GPtrArray *changes, gboolean *needs,
                            GError **error)
{
    g_autoptr(git_index) empty = NULL;
    gboolean ok = TRUE;
    if (git_index_new(&empty) < 0 || git_repository_set_index(repository->handle, empty) < 0)
        return tl_libgit2_fail(error, _("cannot read .gitattributes"));
    git_attr_cache_flush(repository->handle);
    for (guint i = 0; ok && i < changes->len; i++) {
        const tl_change *change = g_ptr_array_index(changes, i);
        *needs = *needs || is_sparse(repository, change->path) ||
                 lacks_attributes_file(repository, change->path);
        ok = !change->content || check_attributes(repository, change, needs, error);
    }
    git_repository_set_index(repository->handle, NULL);
    git_attr_cache_flush(repository->handle);
    return ok;
}

/* A setting that makes no sense is git's to complain of: never unsigned by mistake. */
static gboolean may_sign(tl_repository *repository)
{
    g_autofree char *setting = tl_repository_config(repository, "commit.gpgsign");
    int value;
    return setting && (!*setting || git_config_parse_bool(&value, setting) < 0 || value);
}

gboolean tl_changes_need_git(tl_repository *repository, const GPtrArray *changes, gboolean *needs,
                             GError **error)
{
    g_auto(tl_head) head = {.branch = NULL};
    g_autofree char *hook = tl_hooks_find(repository);
    gboolean is_foreign;
    GError *failure = NULL;
    if (!tl_head_read(repository, &head, error))
        return FALSE;
    if (!tl_index_load(repository, &is_foreign, &failure) && !is_foreign) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_clear_error(&failure);
    *needs = hook != NULL || is_foreign || head.is_indirect || may_sign(repository) ||
             g_hash_table_contains(repository->sayings, "core.attributesfile");
    return check_paths(repository, changes, needs, error);
}
