#include "check_internal.h"
#include "tl11/commit.h"
#include "tl11/error.h"
#include "tl11/file.h"
#include "tl11/git_program.h"
#include "tl11/language.h"
#include "tl11/notebook.h"
#include "tl11/text.h"

#include <string.h>

#define ATTRIBUTES ".gitattributes"

/*
 * What a new notebook gives each kind of file, and a path that is one of its kind. Notes are kept
 * byte for byte whatever core.autocrlf says on a machine. The merge driver is one that each clone
 * sets up; where it is not, git's own text merge takes its place.
 */
static const struct {
    const char *pattern;
    const char *path;
    struct {
        const char *name;
        const char *setting;
    } wanted[3];
} KINDS[] = {
    {"*.md",
     "team/alice/2026-11-24.md",
     {{"text", "-text"}, {"diff", "diff=markdown"}, {"merge", "merge=tl11"}}},
    {"*.ini", "team/alice/person.ini", {{"text", "-text"}, {NULL, NULL}, {"merge", "merge=tl11"}}},
};

gboolean tl_notebook_has_driver(tl_repository *repository)
{
    g_autofree char *driver = tl_repository_config(repository, "merge.tl11.driver");
    return driver != NULL;
}

tl_git_errand *tl_notebook_ask_attributes(const tl_notebook *notebook, GError **error)
{
    /* What is set on this machine alone is not the notebook's. */
    const char *const arguments[] = {"-c",          "core.attributesFile=/dev/null",
                                     "check-attr",  "-z",
                                     "text",        "diff",
                                     "merge",       "--",
                                     KINDS[0].path, KINDS[1].path,
                                     NULL};
    G_STATIC_ASSERT(G_N_ELEMENTS(KINDS) == 2);
    return tl_git_ask_begin(notebook->root, arguments, error);
}

/* "path attribute" for each attribute of the kinds that nothing says anything about. */
static GHashTable *take_unspecified(const GString *said)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *end = said->str + said->len;
    /* "path NUL attribute NUL value NUL" */
    for (const char *word = said->str; word < end;) {
        const char *name = word + strlen(word) + 1;
        const char *value = name < end ? name + strlen(name) + 1 : end;
        if (value < end && strcmp(value, "unspecified") == 0)
            g_hash_table_add(names, g_strconcat(word, " ", name, NULL));
        word = value < end ? value + strlen(value) + 1 : end;
    }
    return names;
}

/* unspecified: NULL where nothing is said of any. */
static gboolean is_unspecified(GHashTable *unspecified, const char *path, const char *name)
{
    g_autofree char *key = g_strconcat(path, " ", name, NULL);
    return !unspecified || g_hash_table_contains(unspecified, key);
}

static char *format_attributes(GHashTable *unspecified)
{
    GString *lines = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        /* Any other merge is the user's choice. */
        if (!is_unspecified(unspecified, KINDS[i].path, "merge"))
            continue;
        g_string_append(lines, KINDS[i].pattern);
        for (gsize j = 0; j < G_N_ELEMENTS(KINDS[i].wanted); j++)
            if (KINDS[i].wanted[j].name &&
                is_unspecified(unspecified, KINDS[i].path, KINDS[i].wanted[j].name))
                g_string_append_printf(lines, " %s", KINDS[i].wanted[j].setting);
        g_string_append_c(lines, '\n');
    }
    return g_string_free(lines, FALSE);
}

char *tl_notebook_attributes(void)
{
    return format_attributes(NULL);
}

char *tl_notebook_hear_attributes(tl_git_errand *errand, GError **error)
{
    g_autoptr(GString) said = tl_git_ask_end(errand, error);
    if (!said)
        return NULL;
    g_autoptr(GHashTable) unspecified = take_unspecified(said);
    return format_attributes(unspecified);
}

char *tl_notebook_missing_attributes(const tl_notebook *notebook, GError **error)
{
    tl_git_errand *errand = tl_notebook_ask_attributes(notebook, error);
    return errand ? tl_notebook_hear_attributes(errand, error) : NULL;
}

static gboolean demand_clean(const tl_notebook *notebook, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_repository_status(notebook->repository, "", error);
    for (guint i = 0; entries && i < entries->len; i++)
        if (strcmp(((tl_status_entry *)g_ptr_array_index(entries, i))->path, ATTRIBUTES) == 0)
            return tl_error_set(error, TL_EXIT_REFUSED,
                                _("'%s' is not committed yet\n'tl11 git commit %s' commits it, "
                                  "then try again"),
                                ATTRIBUTES, ATTRIBUTES);
    return entries != NULL;
}

gboolean tl_notebook_add_attributes(const tl_notebook *notebook, const char *lines,
                                    char commit[TL_OBJECT_NAME_SIZE], GError **error)
{
    gboolean is_new = tl_file_kind_of(notebook->root_fd, ATTRIBUTES) == TL_FILE_MISSING;
    if (!demand_clean(notebook, error))
        return FALSE;
    g_autoptr(GBytes) before =
        is_new ? NULL : tl_file_read(notebook->root_fd, ATTRIBUTES, TL_FILE_MAX, error);
    if (!is_new && !before)
        return FALSE;
    gsize length = 0;
    const char *text = before ? g_bytes_get_data(before, &length) : "";
    GString *after = g_string_new_len(text, (gssize)length);
    if (length > 0 && text[length - 1] != '\n')
        g_string_append_c(after, '\n');
    g_string_append(after, lines);
    g_autoptr(GBytes) content = g_string_free_to_bytes(after);
    g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
    tl_change *change = tl_change_new(ATTRIBUTES, content, before);
    change->is_new = is_new;
    g_ptr_array_add(changes, change);
    return tl_commit(notebook->repository, "init: notes merge by section and item", changes, commit,
                     error);
}

char *tl_notebook_quote_attributes(const char *lines)
{
    g_auto(GStrv) each = g_strsplit(lines, "\n", -1);
    GString *all = g_string_new(NULL);
    for (gsize i = 0; each[i] && *each[i]; i++)
        g_string_append_printf(all, "%s'%s'", i ? ", " : "", each[i]);
    return g_string_free(all, FALSE);
}

char *tl_notebook_tell_attributes(const char *lines)
{
    g_autofree char *quoted = tl_notebook_quote_attributes(lines);
    return g_strdup_printf(_("lacks %s, so git merges such files without tl11: 'tl11 init' adds "
                             "that"),
                           quoted);
}

gboolean tl_check_setup(const tl_notebook *notebook, GPtrArray *problems, GError **error)
{
    g_autofree char *lines = tl_notebook_missing_attributes(notebook, error);
    if (!lines)
        return FALSE;
    if (*lines)
        tl_check_report(problems, ATTRIBUTES, 0, "no-attributes", FALSE,
                        tl_notebook_tell_attributes(lines));
    if (!tl_notebook_has_driver(notebook->repository))
        tl_check_report(problems, ".git/config", 0, "no-driver", FALSE,
                        g_strdup(_("git does not know tl11's merge driver here: 'tl11 init' sets "
                                   "it up")));
    return TRUE;
}
