#include "timeline_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"

#include <git2/sys/alloc.h>
#include <stdlib.h>
#include <string.h>

/* A commit above it is no person's. */
#define COMMIT_MAX ((gsize)16 * 1024 * 1024)

/* Room for libgit2's own needs beside the largest object. */
#define ALLOCATION_MAX (TL_TIMELINE_TREE_MAX + (gsize)16 * 1024 * 1024)

/*
 * 4 MB in a pack may be an object of 1 GB. Asking for its size first costs as
 * much as reading a small one, so libgit2 is refused the memory for it instead.
 */
static void *refuse_malloc(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return size > ALLOCATION_MAX ? NULL : malloc(MAX(size, 1));
}

static void *refuse_calloc(size_t count, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return size && count > ALLOCATION_MAX / size ? NULL : calloc(MAX(count, 1), MAX(size, 1));
}

static void *refuse_realloc(void *old, size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return size > ALLOCATION_MAX ? NULL : realloc(old, MAX(size, 1));
}

static void *refuse_reallocarray(void *old, size_t count, size_t size, const char *file, int line)
{
    return size && count > ALLOCATION_MAX / size ? NULL
                                                 : refuse_realloc(old, count * size, file, line);
}

static void *refuse_mallocarray(size_t count, size_t size, const char *file, int line)
{
    return refuse_reallocarray(NULL, count, size, file, line);
}

static char *copy_part(const char *text, size_t length, const char *file, int line)
{
    char *copy = refuse_malloc(length + 1, file, line);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

static char *copy_start(const char *text, size_t most, const char *file, int line)
{
    return copy_part(text, strnlen(text, most), file, line);
}

static char *copy_text(const char *text, const char *file, int line)
{
    return copy_part(text, strlen(text), file, line);
}

static void limit_memory(void)
{
    static git_allocator allocator = {
        .gmalloc = refuse_malloc,
        .gcalloc = refuse_calloc,
        .gstrdup = copy_text,
        .gstrndup = copy_start,
        .gsubstrdup = copy_part,
        .grealloc = refuse_realloc,
        .greallocarray = refuse_reallocarray,
        .gmallocarray = refuse_mallocarray,
        .gfree = free,
    };
    git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, &allocator);
}

gboolean tl_timeline_reader_open(tl_timeline_reader *reader, tl_repository *repository,
                                 GError **error)
{
    reader->odb = NULL;
    if (git_repository_odb(&reader->odb, repository->handle) < 0)
        return tl_libgit2_fail(error, _("cannot open git's objects"));
    tl_index_await(&repository->index); /* libgit2 is as these say in all threads */
    tl_git_check_objects(FALSE);
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
    limit_memory();
    return TRUE;
}

void tl_timeline_reader_clear(tl_timeline_reader *reader)
{
    if (!reader->odb)
        return;
    tl_git_check_objects(TRUE);
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 1);
    git_libgit2_opts(GIT_OPT_SET_ALLOCATOR, NULL);
    g_clear_pointer(&reader->odb, git_odb_free);
}

git_odb_object *tl_timeline_read(tl_timeline_reader *reader, const git_oid *id, git_object_t type,
                                 gsize max)
{
    git_odb_object *object = NULL;
    if (git_odb_read(&object, reader->odb, id) < 0)
        return NULL;
    if (git_odb_object_type(object) == type && git_odb_object_size(object) <= max)
        return object;
    git_odb_object_free(object);
    return NULL;
}

/* "parent <hex>\n" at *at. */
static gboolean take_id(const char *text, gsize length, gsize *at, const char *name, git_oid *id)
{
    gsize prefix = strlen(name);
    if (length - *at < prefix + GIT_OID_HEXSZ + 1 || memcmp(text + *at, name, prefix) != 0 ||
        text[*at + prefix + GIT_OID_HEXSZ] != '\n' ||
        git_oid_fromstrn(id, text + *at + prefix, GIT_OID_HEXSZ) < 0)
        return FALSE;
    *at += prefix + GIT_OID_HEXSZ + 1;
    return TRUE;
}

/* The seconds behind the last '>' of the committer's line; 0 where there are none. */
static gint64 read_time(const char *text, gsize length)
{
    static const char name[] = "committer ";
    for (const char *line = text, *end; line < text + length; line = end + 1) {
        end = memchr(line, '\n', (gsize)(text + length - line));
        if (!end || end == line)
            return 0;
        if ((gsize)(end - line) <= strlen(name) || memcmp(line, name, strlen(name)) != 0)
            continue;
        const char *mail = memrchr(line, '>', (gsize)(end - line));
        gint64 seconds = 0;
        for (const char *c = mail ? mail + 1 : end; c < end; c++) {
            if (g_ascii_isdigit(*c) && seconds < G_MAXINT64 / 100)
                seconds = seconds * 10 + (*c - '0');
            else if (*c != ' ' || seconds > 0)
                break;
        }
        return seconds;
    }
    return 0;
}

gboolean tl_timeline_parse_commit(const char *text, gsize length, tl_timeline_raw *raw)
{
    gsize at = 0;
    git_oid parent;
    if (length > COMMIT_MAX || !take_id(text, length, &at, "tree ", &raw->tree))
        return FALSE;
    while (take_id(text, length, &at, "parent ", &parent))
        g_array_append_val(raw->parents, parent);
    raw->time = read_time(text + at, length - at);
    return TRUE;
}

gboolean tl_timeline_parse_entry(const char *tree, gsize size, gsize offset,
                                 tl_timeline_entry *entry)
{
    const char *at = tree + offset;
    const char *end = tree + size;
    guint32 mode = 0;
    while (at < end && *at >= '0' && *at <= '7')
        mode = (mode << 3) | (guint32)(*at++ - '0');
    if (at >= end || *at != ' ')
        return FALSE;
    const char *name = at + 1;
    const char *stop = memchr(name, '\0', (gsize)(end - name));
    if (!stop || end - stop - 1 < GIT_OID_RAWSZ)
        return FALSE;
    entry->mode = mode;
    entry->name = name;
    entry->id = (const guint8 *)stop + 1;
    entry->end = (gsize)(stop + 1 + GIT_OID_RAWSZ - tree);
    return TRUE;
}

static gsize name_length(const tl_timeline_entry *entry)
{
    return (gsize)(entry->id - (const guint8 *)entry->name) - 1;
}

int tl_timeline_compare_entries(const tl_timeline_entry *a, const tl_timeline_entry *b)
{
    gsize left = name_length(a), right = name_length(b);
    gsize common = MIN(left, right);
    int order = memcmp(a->name, b->name, common);
    if (order != 0)
        return order;
    char x = left > common ? a->name[common] : '\0', y = right > common ? b->name[common] : '\0';
    if (left == common && (a->mode & 0170000) == GIT_FILEMODE_TREE)
        x = '/';
    if (right == common && (b->mode & 0170000) == GIT_FILEMODE_TREE)
        y = '/';
    return (guchar)x - (guchar)y;
}

gboolean tl_timeline_is_blob(guint32 mode)
{
    return (mode & 0170000) == 0100000;
}

void tl_timeline_set_gap(tl_timeline *timeline, const char *reason)
{
    char *copy = g_strdup(reason);
    if (!g_atomic_pointer_compare_and_exchange(&timeline->gap, NULL, copy))
        g_free(copy);
}
