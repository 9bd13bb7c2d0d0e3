#include "commit_internal.h"

/* What goes on beside the making of a commit: an index being written, or a file being closed. */
struct tl_index_aside {
    GThread *thread;
    tl_repository *repository; /* borrowed: nobody else uses its index meanwhile */
    GArray *edits;             /* NULL: fd is being closed */
    gboolean is_durable;
    gboolean is_written;
    int fd;
};

static gpointer work(gpointer data)
{
    tl_index_aside *aside = data;
    if (aside->edits)
        aside->is_written =
            tl_index_write(aside->repository, aside->edits, aside->is_durable, NULL);
    else
        tl_git_close(aside->fd);
    return NULL;
}

/* FALSE: there is no thread to be had. */
static gboolean begin(tl_index *index, const tl_index_aside *wanted)
{
    tl_index_aside *aside = g_memdup2(wanted, sizeof(*wanted));
    aside->thread = g_thread_try_new("index", work, aside, NULL);
    if (aside->thread)
        index->aside = aside;
    else
        g_free(aside);
    return index->aside != NULL;
}

/* The mode of one that the tree has yet to tell is not known to the index either. */
static gboolean has_all_modes(const GArray *edits)
{
    for (guint i = 0; i < edits->len; i++) {
        const tl_edit *edit = &g_array_index(edits, tl_edit, i);
        if (edit->change->content && edit->mode == GIT_FILEMODE_UNREADABLE)
            return FALSE;
    }
    return TRUE;
}

void tl_index_write_aside(tl_repository *repository, GArray *edits)
{
    tl_index *index = &repository->index;
    tl_index_aside wanted = {.repository = repository,
                             .edits = edits,
                             .is_durable = tl_repository_is_durable(repository)};
    gboolean is_begun = index->aside || index->is_written;
    if (index->handle && !is_begun && tl_index_is_large(&index->stamp) && has_all_modes(edits) &&
        begin(index, &wanted))
        g_array_ref(edits);
}

void tl_index_close_aside(tl_index *index, int fd, const struct stat *stamp)
{
    tl_index_aside wanted = {.fd = fd};
    tl_index_await(index);
    if (!tl_index_is_large(stamp) || !begin(index, &wanted))
        tl_git_close(fd);
}

void tl_index_aside_finish(tl_index *index)
{
    tl_index_aside *aside = g_steal_pointer(&index->aside);
    if (!aside)
        return;
    g_thread_join(aside->thread);
    index->is_written = aside->is_written;
    g_clear_pointer(&aside->edits, g_array_unref);
    g_free(aside);
}
