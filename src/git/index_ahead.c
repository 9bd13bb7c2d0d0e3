#include "commit_internal.h"

#include "tl11/heap.h"

/* Bytes of an index from which on a thread is worth its start. */
#ifndef TL_INDEX_LARGE /* to be tried on small ones */
#define TL_INDEX_LARGE (256 * 1024)
#endif

#define HEAP_MAX (16 * 1024 * 1024)
#define MMAP_MAX (32 * 1024 * 1024)

/* An index that is being read while the work before the commit goes on. */
struct tl_index_ahead {
    GThread *thread;
    const tl_repository *repository; /* borrowed: what does not change of it */
    tl_signals signals;              /* held while a file of ours lies in <git dir>/tl11 */
    tl_index found;
    gboolean is_read;
};

static gpointer read_index(gpointer data)
{
    tl_index_ahead *ahead = data;
    gboolean is_foreign = FALSE;
    ahead->is_read = tl_index_read(ahead->repository, &ahead->found, &is_foreign, NULL);
    return NULL;
}

/*
 * The thread's own heap would grow by a page a call: it gets all that it needs at once, three
 * times the file for the file's bytes and the entries. Neither thread gives memory back meanwhile,
 * which would hold up the other.
 */
static void prepare_heap(const struct stat *status)
{
    gsize size = (gsize)MIN(status->st_size, HEAP_MAX) * 3;
    tl_heap_grow_by(size, 2 * size, MIN(size, MMAP_MAX));
}

gboolean tl_index_is_large(const struct stat *status)
{
    return status->st_size >= TL_INDEX_LARGE;
}

static void begin(tl_index_ahead *ahead, const struct stat *status)
{
    if (tl_index_is_large(status)) {
        prepare_heap(status);
        ahead->thread = g_thread_try_new("index", read_index, ahead, NULL);
    }
    if (!ahead->thread)
        read_index(ahead);
}

void tl_index_begin(tl_repository *repository)
{
    g_autofree char *file = tl_index_path(repository);
    tl_index *index = &repository->index;
    struct stat status;
    if (index->ahead || index->handle || TL_GIT_RETRY(lstat(file, &status)) < 0)
        return;
    tl_index_ahead *ahead = g_new0(tl_index_ahead, 1);
    ahead->repository = repository;
    ahead->found.fd = -1;
    tl_signals_hold(&ahead->signals);
    int folder = tl_turn_open_folder(repository, NULL);
    if (folder >= 0)
        begin(ahead, &status);
    tl_git_close(folder);
    index->ahead = ahead;
    if (!ahead->thread)
        tl_index_await(index);
}

/* What went wrong is found, and told, by who reads it then. */
void tl_index_await(tl_index *index)
{
    tl_index_ahead *ahead = g_steal_pointer(&index->ahead);
    tl_index_aside_finish(index);
    if (!ahead)
        return;
    if (ahead->thread)
        g_thread_join(ahead->thread);
    if (ahead->is_read)
        *index = ahead->found;
    else
        tl_index_clear(&ahead->found);
    tl_signals_clear(&ahead->signals);
    g_free(ahead);
}

void tl_index_retire(tl_index *index)
{
    static git_index *former;
    int fd = index->fd;
    struct stat stamp = index->stamp;
    g_clear_pointer(&former, git_index_free);
    former = g_steal_pointer(&index->handle);
    index->fd = -1;
    tl_index_clear(index);
    if (fd >= 0)
        tl_index_close_aside(index, fd, &stamp);
}
