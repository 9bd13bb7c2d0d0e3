/*
 * A temporary root for the tests of files, and short ways to look into it that
 * do not go through what is tested.
 */
#ifndef TL11_FILE_FIXTURE_H
#define TL11_FILE_FIXTURE_H

#include "expect.h"
#include "tl11/file.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char *base;    /* holds root/ and outside/ */
static int root = -1; /* base/root */

static inline void set_up(void)
{
    base = g_dir_make_tmp("tl11-file-XXXXXX", NULL);
    cr_assert_not_null(base);
    g_autofree char *inside = g_build_filename(base, "root", NULL);
    g_autofree char *outside = g_build_filename(base, "outside", NULL);
    cr_assert_eq(g_mkdir(inside, 0700), 0);
    cr_assert_eq(g_mkdir(outside, 0700), 0);
    root = tl_file_open_root(inside, NULL);
    cr_assert_geq(root, 0);
}

/* A test that skips itself calls it before, for Criterion does not then. */
static inline void tear_down(void)
{
    const char *argv[] = {"rm", "-rf", base, NULL};
    if (!base)
        return;
    close(root);
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_clear_pointer(&base, g_free);
}

/* base/name; the caller frees it. */
static inline char *in_base(const char *name)
{
    return g_build_filename(base, name, NULL);
}

static inline void put(const char *name, const char *text)
{
    g_autofree char *path = in_base(name);
    g_autofree char *folder = g_path_get_dirname(path);
    cr_assert_eq(g_mkdir_with_parents(folder, 0700), 0);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
}

static inline void link_to(const char *target, const char *name)
{
    g_autofree char *path = in_base(name);
    cr_assert_eq(symlink(target, path), 0);
}

static inline void expect_text(const char *name, const char *text)
{
    g_autofree char *path = in_base(name);
    g_autofree char *found = NULL;
    cr_assert(g_file_get_contents(path, &found, NULL, NULL), "%s cannot be read", name);
    cr_assert_str_eq(found, text, "%s holds '%s'", name, found);
}

/* The permission bits of base/name; 07777777 when it is missing. */
static inline guint mode_of(const char *name)
{
    struct stat status;
    g_autofree char *path = in_base(name);
    return lstat(path, &status) == 0 ? status.st_mode & 07777u : 07777777u;
}

static inline gboolean is_there(const char *name)
{
    return mode_of(name) != 07777777u;
}

/* How many entries base/name has, those with a dot too. */
static inline guint count_entries(const char *name)
{
    g_autofree char *path = in_base(name);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    guint count = 0;
    cr_assert_not_null(folder, "%s is no folder", name);
    while (g_dir_read_name(folder))
        count++;
    return count;
}

static inline gboolean replace_text(const char *path, const char *expected, const char *text,
                                    GError **error)
{
    g_autoptr(GBytes) before = expected ? bytes_of(expected) : NULL;
    g_autoptr(GBytes) content = bytes_of(text);
    return tl_file_replace(root, path, before, content, error);
}

static inline gboolean create_text(const char *path, const char *text, GError **error)
{
    g_autoptr(GBytes) content = bytes_of(text);
    return tl_file_create(root, path, content, error);
}

#endif
