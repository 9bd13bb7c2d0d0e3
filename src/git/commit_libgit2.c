#include "commit_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>
#include <unistd.h>

#define ATTEMPTS 100

/* What all attempts have in common. */
typedef struct {
    GArray *edits; /* NULL: not made yet */
    char *author;
    char *committer;
    tl_lock gc; /* holds git gc off, unless one runs already */
} work;

static void work_clear(work *all)
{
    tl_lock_clear(&all->gc);
    g_clear_pointer(&all->edits, g_array_unref);
    g_clear_pointer(&all->author, g_free);
    g_clear_pointer(&all->committer, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(work, work_clear)

/* One attempt to commit on top of what HEAD is now; locks go with it. */
typedef struct {
    tl_committing *now;
    const work *all;
    tl_head head;
    tl_lock index_lock;
    tl_lock ref_lock;
    gint64 until;     /* when waiting for others ends */
    gboolean is_late; /* HEAD moved, or a gc came: to be done again */
} attempt;

static void attempt_clear(attempt *try)
{
    tl_lock_clear(&try->ref_lock);
    tl_lock_clear(&try->index_lock);
    tl_index *index = &try->now->turn->repository->index;
    if (try->now->is_published)
        tl_index_clear(index);
    else
        tl_index_discard(index);
    tl_head_clear(&try->head);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(attempt, attempt_clear)

static gboolean take_lock(attempt *try, tl_lock *lock, const char *path, GError **error)
{
    g_autofree char *quoted = tl_text_quote(path);
    switch (tl_lock_take(lock, try->now->turn, path, try->until, error)) {
    case TL_LOCK_TAKEN:
        return TRUE;
    case TL_LOCK_BUSY:
        return tl_lock_refuse(try->now->turn->repository, path, error);
    case TL_LOCK_UNSUPPORTED:
        try->now->needs_git = TRUE;
        return tl_error_set(error, TL_EXIT_FAILED, _("cannot link %s"), quoted);
    default:
        return FALSE;
    }
}

static gboolean lock_index(attempt *try, GError **error)
{
    tl_repository *repository = try->now->turn->repository;
    g_autofree char *path = g_build_filename(repository->git_dir, "index.lock", NULL);
    gboolean is_foreign;
    return take_lock(try, &try->index_lock, path, error) &&
           tl_index_load(repository, &is_foreign, error) &&
           tl_index_check_merged(repository, error);
}

/* The branch's lock, and a look whether it is still what the commit was made for. */
static gboolean lock_branch(attempt *try, GError **error)
{
    tl_repository *repository = try->now->turn->repository;
    g_auto(tl_head) current = {.branch = NULL};
    g_autofree char *file = tl_branch_path(repository, try->head.branch);
    g_autofree char *path = g_strconcat(file, ".lock", NULL);
    if (!tl_branch_make_room(repository, &try->head, error) ||
        !take_lock(try, &try->ref_lock, path, error) || !tl_head_read(repository, &current, error))
        return FALSE;
    try->is_late = g_strcmp0(current.branch, try->head.branch) != 0 ||
                   current.is_born != try->head.is_born ||
                   !git_oid_equal(&current.commit, &try->head.commit) ||
                   (try->all->gc.path && !tl_lock_is_held(&try->all->gc));
    return TRUE;
}

static gboolean read_base(attempt *try, git_tree **base, GError **error)
{
    tl_repository *repository = try->now->turn->repository;
    g_autoptr(git_commit) commit = NULL;
    if (!tl_head_read(repository, &try->head, error))
        return FALSE;
    if (!try->head.branch)
        return tl_error_set(error, TL_EXIT_REFUSED, _("HEAD is on no branch any more"));
    if (!try->head.is_born)
        return TRUE;
    if (git_commit_lookup(&commit, repository->handle, &try->head.commit) == 0 &&
        git_commit_tree(base, commit) == 0)
        return TRUE;
    return tl_libgit2_fail(error, _("cannot read HEAD's commit"));
}

/*
 * The object's text by hand: git_commit_create() returns 0 when it could not
 * write (up to 1.9), and its dates are 32 bits wide.
 */
static gboolean write_commit(attempt *try, const git_oid *tree, GError **error)
{
    char name[TL_OBJECT_NAME_SIZE];
    g_autoptr(GString) text = g_string_new("tree ");
    g_string_append_printf(text, "%s\n", git_oid_tostr(name, sizeof name, tree));
    if (try->head.is_born)
        g_string_append_printf(text, "parent %s\n",
                               git_oid_tostr(name, sizeof name, &try->head.commit));
    g_string_append_printf(text, "author %s\ncommitter %s\n\n%s", try->all->author,
                           try->all->committer, try->now->message);
    tl_repository *repository = try->now->turn->repository;
    return tl_object_write(repository, text->str, text->len, GIT_OBJECT_COMMIT, &try->now->commit,
                           error) &&
           tl_objects_sync(repository, error);
}

/* Index first: a crash between the two leaves a staged change, never a staged deletion. */
static gboolean publish(attempt *try, GError **error)
{
    const tl_turn *turn = try->now->turn;
    tl_repository *repository = turn->repository;
    try->now->is_noted = TRUE;
    if (!tl_removals_note(turn, try->head.branch, try->now->changes, error) ||
        !tl_index_publish(repository, error) ||
        !tl_branch_publish(turn, &try->head, &try->now->commit, &try->now->is_published, error) ||
        !tl_commit_verify(repository, &try->now->commit, try->all->edits, error))
        return FALSE;
    tl_reflog_append(repository, &try->head, &try->now->commit, try->all->committer,
                     try->now->message);
    return TRUE;
}

static gboolean is_unchanged(const git_tree *base, const git_oid *tree)
{
    git_oid empty;
    if (base)
        return git_oid_equal(git_tree_id(base), tree);
    return git_odb_hash(&empty, "", 0, GIT_OBJECT_TREE) == 0 && git_oid_equal(&empty, tree);
}

static gboolean commit_once(attempt *try, GError **error)
{
    tl_repository *repository = try->now->turn->repository;
    g_autoptr(git_tree) base = NULL;
    git_oid tree;
    if (!lock_index(try, error) || !read_base(try, &base, error))
        return FALSE;
    tl_index_write_aside(repository, try->all->edits);
    if (!tl_tree_edit(repository, base, try->all->edits, &tree, error))
        return FALSE;
    if (is_unchanged(base, &tree))
        return !try->head.is_born || tl_branch_sync(repository, &try->head, error);
    if (!write_commit(try, &tree, error) || !tl_index_prepare(repository, try->all->edits, error) ||
        !lock_branch(try, error))
        return FALSE;
    try->now->is_made = !try->is_late;
    return try->is_late || publish(try, error);
}

/*
 * git gc deletes what no reference leads to yet; while gc.pid is there it
 * waits. One that runs already is waited for, then borne, as git bears it.
 */
static gboolean hold_gc(const tl_turn *turn, tl_lock *gc, GError **error)
{
    g_autofree char *path = g_build_filename(turn->repository->common_dir, "gc.pid", NULL);
    gint64 until = tl_git_patience();
    if (!tl_gc_is_running(turn->repository))
        until = 0;
    return tl_turn_sign(turn, error) &&
           tl_lock_take(gc, turn, path, until, error) != TL_LOCK_FAILED;
}

/* Objects that a gc may have seen before it was held off are written once more. */
static gboolean prepare(tl_committing *now, work *all, GError **error)
{
    if (all->edits && (!all->gc.path || tl_lock_is_held(&all->gc)))
        return TRUE;
    tl_lock_clear(&all->gc);
    g_clear_pointer(&all->edits, g_array_unref);
    if (!hold_gc(now->turn, &all->gc, error))
        return FALSE;
    all->edits = tl_edits_make(now->turn->repository, now->changes, error);
    if (!all->edits)
        return FALSE;
    tl_index_write_aside(now->turn->repository, all->edits);
    return tl_edits_write(now->turn->repository, all->edits, error);
}

static gboolean commit_now(tl_committing *now, const work *all, gboolean *again, GError **error)
{
    g_auto(attempt) try = {
        .now = now,
        .all = all,
        .until = tl_git_patience(),
    };
    gboolean done = commit_once(&try, error);
    *again = done && try.is_late;
    return done;
}

static gboolean commit_until_done(tl_committing *now, work *all, GError **error)
{
    gboolean again = TRUE;
    for (int i = 0; again && i < ATTEMPTS; i++)
        if (!prepare(now, all, error)) {
            tl_index_discard(&now->turn->repository->index);
            return FALSE;
        } else if (!commit_now(now, all, &again, error)) {
            return FALSE;
        }
    return !again || tl_error_set(error, TL_EXIT_REFUSED,
                                  _("the branch is moved by another git again and again"));
}

gboolean tl_commit_by_libgit2(tl_committing *now, GError **error)
{
    tl_repository *repository = now->turn->repository;
    g_auto(work) all = {.author = tl_identity_format(repository, FALSE, error)};
    all.committer = all.author ? tl_identity_format(repository, TRUE, error) : NULL;
    if (!all.committer)
        return FALSE;
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, tl_repository_is_durable(repository));
    tl_git_keep_trees(FALSE); /* what is written is read back from the disk */
    return commit_until_done(now, &all, error);
}
