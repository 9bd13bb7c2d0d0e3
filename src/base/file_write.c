#include "file_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <stdio.h>

/* What stands at the target. */
typedef struct {
    int fd; /* -1: nothing */
    struct stat status;
    GBytes *bytes; /* NULL: nothing, or more than anybody would compare it with */
} standing;

static void standing_clear(standing *now)
{
    tl_file_close(now->fd);
    g_clear_pointer(&now->bytes, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(standing, standing_clear)

static gboolean look_at(const tl_file_place *place, gsize max, standing *now, GError **error)
{
    now->fd = tl_file_open_regular(place, &now->status);
    if (now->fd < 0)
        return errno == ENOENT || tl_file_read_error(error, place->path, max);
    now->bytes = tl_file_read_open(now->fd, &now->status, max);
    return now->bytes || errno == EFBIG || tl_file_read_error(error, place->path, max);
}

static gboolean holds(const standing *now, GBytes *bytes)
{
    return now->bytes && g_bytes_equal(now->bytes, bytes);
}

static gboolean refuse(GError **error, const char *format, const char *path)
{
    g_autofree char *quoted = tl_text_quote(path);
    return tl_error_set(error, TL_EXIT_REFUSED, format, quoted);
}

static gboolean refuse_changed(GError **error, const char *path)
{
    return refuse(error,
                  _("cannot write %s: it changed meanwhile\nit was left as it is now; try "
                    "again"),
                  path);
}

static gboolean check_expected(const tl_file_place *place, GBytes *expected, GError **error)
{
    g_auto(standing) now = {.fd = -1};
    if (!expected)
        return TRUE;
    if (!look_at(place, g_bytes_get_size(expected), &now, error))
        return FALSE;
    return holds(&now, expected) || refuse_changed(error, place->path);
}

/* The temporary file, complete and durable; it gets old's access, or 0600 with none. */
static gboolean prepare(tl_file_temp *temp, const tl_file_place *place, const standing *old,
                        GBytes *content, GError **error)
{
    gboolean done = tl_file_temp_open(temp, place->folder) && tl_file_temp_write(temp, content) &&
                    (old->fd < 0 ? TL_FILE_RETRY(fchmod(temp->fd, 0600)) == 0
                                 : tl_file_copy_access(old->fd, &old->status, temp->fd)) &&
                    tl_file_flush(temp->fd);
    return done || tl_file_fail(error, _("cannot write %s"), place->path);
}

static gboolean make_durable(int file, const tl_file_place *place, GError **error)
{
    return ((file < 0 || tl_file_flush(file)) && tl_file_flush_folder(place->folder)) ||
           tl_file_fail(error, _("cannot make %s durable"), place->path);
}

static gboolean put_in_place(const tl_file_place *place, const standing *old, GBytes *expected,
                             GBytes *content, GError **error)
{
    g_auto(tl_file_temp) temp = {.fd = -1};
    if (!prepare(&temp, place, old, content, error) || !check_expected(place, expected, error))
        return FALSE;
    if (TL_FILE_RETRY(renameat(place->folder, temp.name, place->folder, place->name)) < 0)
        return tl_file_fail(error, _("cannot write %s"), place->path);
    *temp.name = '\0';
    return make_durable(-1, place, error);
}

gboolean tl_file_replace(int root, const char *path, GBytes *expected, GBytes *content,
                         GError **error)
{
    g_auto(tl_file_place) place = {.folder = -1};
    g_auto(standing) old = {.fd = -1};
    if (expected && tl_file_kind_of(root, path) == TL_FILE_MISSING)
        return refuse_changed(error, path);
    if (!tl_file_place_open(&place, root, path, TRUE, error))
        return FALSE;
    gsize compared = MAX(g_bytes_get_size(content), expected ? g_bytes_get_size(expected) : 0);
    if (!look_at(&place, compared, &old, error))
        return FALSE;
    if (expected && !holds(&old, expected))
        return refuse_changed(error, path);
    if (holds(&old, content))
        return make_durable(old.fd, &place, error);
    return put_in_place(&place, &old, expected, content, error);
}

static gboolean refuse_existing(GError **error, const char *path)
{
    return refuse(error, _("cannot create %s: there is something of that name"), path);
}

gboolean tl_file_create(int root, const char *path, GBytes *content, GError **error)
{
    g_auto(tl_file_place) place = {.folder = -1};
    g_auto(tl_file_temp) temp = {.fd = -1};
    const standing nothing = {.fd = -1};
    if (!tl_file_place_open(&place, root, path, TRUE, error))
        return FALSE;
    if (tl_file_kind_of(place.folder, place.name) != TL_FILE_MISSING)
        return refuse_existing(error, path);
    if (!prepare(&temp, &place, &nothing, content, error))
        return FALSE;
    if (!tl_file_temp_publish(&temp, place.name))
        return errno == EEXIST ? refuse_existing(error, path)
                               : tl_file_fail(error, _("cannot write %s"), path);
    return make_durable(-1, &place, error);
}
