#include "commands_internal.h"

#include "tl11/git_program.h"
#include "tl11/merge.h"
#include "tl11/note.h"
#include "tl11/text.h"

#include <string.h>

#define MARKER_SIZE 7

/* What git gives, in the order of the line that tl_notebook_configure() sets up. */
enum { SIZE, PATH, BASE, OURS, THEIRS, OURS_LABEL, THEIRS_LABEL, ARGUMENTS };

typedef GBytes *(*merge_function)(GBytes *base, GBytes *ours, GBytes *theirs,
                                  const tl_merge_style *style, guint *conflicts);

/* What kind of file it is, by its path; NULL: none of the notebook's. */
static merge_function choose_merge(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *file = slash ? slash + 1 : path;
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    if (name || strcmp(file, "next.md") == 0)
        return tl_merge_note;
    gboolean is_settings = strcmp(file, "person.ini") == 0 || strcmp(path, TL_NOTEBOOK_MARKER) == 0;
    return is_settings ? tl_merge_ini : NULL;
}

static GBytes *read_file(const char *path, GError **error)
{
    char *text = NULL;
    gsize length = 0;
    return g_file_get_contents(path, &text, &length, error) ? g_bytes_new_take(text, length) : NULL;
}

/* A git that does not fill in labels yet leaves their sign. Owns: the caller frees it. */
static char *make_label(const char *label)
{
    return *label == '\0' || *label == '%' ? NULL : tl_text_escape(label, -1);
}

/*
 * Git merges what several common ancestors have into one, with longer markers
 * than the path's attribute asks for.
 */
static gboolean is_virtual(guint size, const char *path)
{
    if (size <= MARKER_SIZE)
        return FALSE;
    const char *const arguments[] = {"check-attr", "-z", "conflict-marker-size", "--", path, NULL};
    g_autoptr(GString) said = g_string_new(NULL);
    if (!tl_git_capture(".", arguments, said, NULL, NULL))
        return TRUE;
    /* "path NUL attribute NUL value NUL" */
    const char *value = said->str + strlen(said->str) + 1;
    value += value < said->str + said->len ? strlen(value) + 1 : 0;
    guint64 wanted = value < said->str + said->len ? g_ascii_strtoull(value, NULL, 10) : 0;
    return size > (wanted > 0 ? wanted : MARKER_SIZE);
}

static int merge(char *const *arguments, merge_function function, GError **error)
{
    g_autoptr(GBytes) base = read_file(arguments[BASE], error);
    g_autoptr(GBytes) ours = base ? read_file(arguments[OURS], error) : NULL;
    g_autoptr(GBytes) theirs = ours ? read_file(arguments[THEIRS], error) : NULL;
    if (!theirs)
        return TL_EXIT_FAILED;
    g_autofree char *ours_label = make_label(arguments[OURS_LABEL]);
    g_autofree char *theirs_label = make_label(arguments[THEIRS_LABEL]);
    guint size = (guint)g_ascii_strtoull(arguments[SIZE], NULL, 10);
    tl_merge_style style = {ours_label, theirs_label, size, is_virtual(size, arguments[PATH])};
    guint conflicts = 0;
    g_autoptr(GBytes) merged = function(base, ours, theirs, &style, &conflicts);
    if (!merged)
        return TL_EXIT_FAILED;
    if (!g_file_set_contents(arguments[OURS], g_bytes_get_data(merged, NULL),
                             (gssize)g_bytes_get_size(merged), error))
        return TL_EXIT_FAILED;
    return conflicts > 0 ? TL_EXIT_NEGATIVE : TL_EXIT_OK;
}

static int run(tl_call *call, GError **error)
{
    if (call->count != ARGUMENTS)
        return TL_EXIT_USAGE;
    merge_function function = choose_merge(call->arguments[PATH]);
    return function ? merge(call->arguments, function, error) : TL_EXIT_FAILED;
}

const tl_command tl_command_merge_driver = {
    .name = "merge-driver",
    .arguments = N_("SIZE PATH BASE OURS THEIRS OURS-LABEL THEIRS-LABEL"),
    .most = -1,
    .summary = N_("merge a note for git"),
    .details = N_("Git runs this with the temporary files that it merges. The result is in OURS; "
                  "the exit status is 1 where conflicts are left, and above where another merge "
                  "has to do."),
    .flags = TL_COMMAND_RAW,
    .run = run,
};
