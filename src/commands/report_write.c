#include "report_write_internal.h"

#include "tl11/file.h"
#include "tl11/report.h"
#include "tl11/text.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file opened to everybody would stay so when it is replaced. */
static gboolean close_to_others(int folder, const char *name, GError **error)
{
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    gboolean is_done = file >= 0 && fchmod(file, S_IRUSR | S_IWUSR) == 0;
    if (!is_done) {
        g_autofree char *quoted = tl_text_quote(name);
        tl_error_set_errno(error, "%s", quoted);
    }
    if (file >= 0)
        close(file);
    return is_done;
}

static gboolean replace(int folder, const char *name, GBytes *page, gboolean force, GError **error)
{
    gsize length;
    g_autoptr(GBytes) former = tl_file_read(folder, name, TL_FILE_MAX, error);
    if (!former)
        return FALSE;
    const char *text = g_bytes_get_data(former, &length);
    if (!force && !tl_report_is_page(text, length)) {
        g_autofree char *quoted = tl_text_quote(name);
        return tl_error_set(error, TL_EXIT_REFUSED,
                            _("%s is there already, and is no report\n"
                              "'--force' replaces it"),
                            quoted);
    }
    return close_to_others(folder, name, error) &&
           tl_file_replace(folder, name, former, page, error);
}

static gboolean write_in(int folder, const char *name, GBytes *page, gboolean force, GError **error)
{
    switch (tl_file_kind_of(folder, name)) {
    case TL_FILE_MISSING:
        return tl_file_create(folder, name, page, error);
    case TL_FILE_REGULAR:
        return replace(folder, name, page, force, error);
    default:
        break;
    }
    g_autofree char *quoted = tl_text_quote(name);
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("%s is no file that a report may be written to\n"
                          "'--html -' writes to standard output"),
                        quoted);
}

gboolean tl_report_write(tl_call *call, const char *path, const char *page, gboolean force,
                         GError **error)
{
    if (strcmp(path, "-") == 0) {
        g_string_append(call->out, page);
        return TRUE;
    }
    g_autofree char *parent = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    g_autoptr(GBytes) bytes = g_bytes_new(page, strlen(page));
    int folder = tl_file_open_root(parent, error);
    if (folder < 0)
        return FALSE;
    gboolean is_written = write_in(folder, name, bytes, force, error);
    close(folder);
    if (is_written) {
        g_autofree char *shown = tl_text_escape(path, -1);
        g_string_append_printf(call->out, _("%s: written\n"), shown);
    }
    return is_written;
}
