/*
 * What the git floor shares: the opened repository, libgit2 as GLib likes it,
 * config and identity.
 */
#ifndef TL11_GIT_INTERNAL_H
#define TL11_GIT_INTERNAL_H

#include "tl11/remote.h"
#include "tl11/repository.h"

#include <errno.h>
#include <sys/stat.h>

#ifdef TL_LIBGIT2_SONAME
#include "shared/libgit2_late_internal.h"
#else
#include <git2.h>
#define tl_libgit2_load() NULL /* linked */
#endif

typedef struct tl_index_ahead tl_index_ahead;
typedef struct tl_index_aside tl_index_aside;

/* An index as it was read, and what tells whether it is still that one. */
typedef struct {
    git_index *handle; /* NULL: not read yet; its file is <git dir>/tl11/index.PID */
    int fd;            /* of the file that was read, so that its inode is not used again; -1 */
    struct stat stamp; /* of that file */
    gboolean is_rebuilt;
    gboolean has_conflicts; /* as it was read */
    gboolean is_written;    /* with the edits that tl_index_write_aside() got */
    tl_index_ahead *ahead;  /* NULL: it is not being read */
    tl_index_aside *aside;  /* NULL: it is not being written, and no file is being closed */
} tl_index;

struct tl_repository {
    git_repository *handle;
    char *root;
    char *git_dir;
    char *common_dir;
    int root_fd;
    char *branch;        /* what tl_repository_branch() lent last */
    git_config *config;  /* NULL: not read yet */
    GHashTable *sayings; /* what the environment sets: key to value; with config */
    GString *notices;
    tl_index index;
    gboolean is_check_due; /* tl_repository_check_end() has something to do */
    git_index *staged;     /* what is staged, in a hook too; NULL: not read yet */
    gint64 writing_since;  /* microseconds since 1970: objects born later are our own */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_reference_iterator, git_reference_iterator_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_config, git_config_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb, git_odb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_odb_object, git_odb_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree, git_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_tree_entry, git_tree_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_treebuilder, git_treebuilder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_blob, git_blob_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_index, git_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_diff, git_diff_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_revwalk, git_revwalk_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(git_status_list, git_status_list_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(git_buf, git_buf_dispose)

/* A call begun again as long as a signal interrupts it. */
#define TL_GIT_RETRY(call)                                                                         \
    __extension__({                                                                                \
        __typeof__(call) tl_git_result;                                                            \
        do {                                                                                       \
            tl_git_result = (call);                                                                \
        } while (tl_git_result < 0 && errno == EINTR);                                             \
        tl_git_result;                                                                             \
    })

/* Closes fd unless it is negative, and keeps errno. */
void tl_git_close(int fd);

typedef int tl_git_fd;
G_DEFINE_AUTO_CLEANUP_FREE_FUNC(tl_git_fd, tl_git_close, -1)

/*
 * Starts libgit2, once, and takes out of the environment what would lead git
 * to another repository than the one that is named by its folder (GIT_DIR and
 * the like; GIT_INDEX_FILE stays, for hooks).
 */
gboolean tl_git_start(GError **error);

/* The environment part alone. */
void tl_git_scrub_environment(void);

/*
 * Whether the SHA-1 of each object that is read from now on is made and compared with its name, as
 * it is from the start: half of what reading takes. git does not when it reads either.
 */
void tl_git_check_objects(gboolean check);

/*
 * Whether trees that are read from now on stay in memory, so that the same folder of HEAD is read,
 * and its SHA-1 checked, once. What was kept before stays.
 */
void tl_git_keep_trees(gboolean keep);

/*
 * What libgit2 said last, escaped; only right after it returned an error.
 *
 * Owns: the caller frees it.
 */
char *tl_libgit2_reason(void);

/* "<what>: <what libgit2 said>", TL_EXIT_FAILED. Returns FALSE. */
gboolean tl_libgit2_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* For tables whose keys are git_oid *. */
guint tl_oid_hash(gconstpointer oid);
gboolean tl_oid_equal(gconstpointer a, gconstpointer b);

/*
 * An error about one path or name: format holds one %s for the quoted subject.
 * Returns FALSE.
 */
gboolean tl_git_refuse(GError **error, const char *format, const char *subject);
gboolean tl_git_fail(GError **error, const char *format, const char *subject);
gboolean tl_git_fail_errno(GError **error, const char *format, const char *subject);

/* Whether the repository that libgit2 opened is one that tl11 can work with at root. */
gboolean tl_repository_check_shape(git_repository *handle, const char *root, GError **error);

/* The error for a root that libgit2 could not open, from its return code. Returns FALSE. */
gboolean tl_repository_explain(const char *root, int code, GError **error);

/* Adds a line for the user that is no error; format as for g_strdup_printf(). */
void tl_repository_notice(tl_repository *repository, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * Config of the system and the user (GIT_CONFIG_SYSTEM, GIT_CONFIG_NOSYSTEM and
 * GIT_CONFIG_GLOBAL honoured) with the file local on top; it and repository,
 * which is for conditional includes, may be NULL.
 *
 * Owns: the caller frees it. NULL on error, one file that cannot be read included.
 */
git_config *tl_config_open(const git_repository *repository, const char *local, GError **error);

/* Adds the config of handle's work tree alone, where extensions.worktreeConfig says there is one.
 */
gboolean tl_config_add_worktree(git_config *config, git_repository *handle, GError **error);

/*
 * Reads the repository's config unless it was read. The functions that look a
 * value up take a failure for an unset value: ask here first where that matters.
 */
gboolean tl_config_load(tl_repository *repository, GError **error);

/*
 * What GIT_CONFIG_COUNT and GIT_CONFIG_PARAMETERS set, the latter first.
 *
 * Shape: normalised key to value, NULL for a key without '='.
 */
GHashTable *tl_config_sayings(void);

/* A value from sayings, else from config. Owns: the caller frees it. NULL: unset. */
char *tl_config_find(const git_config *config, GHashTable *sayings, const char *key);

/* FALSE: no filter is set up, so that whatever .gitattributes names makes nothing of a blob. */
gboolean tl_repository_may_filter(tl_repository *repository);

/* FALSE: nothing of git's config is included under a condition, some of which git alone knows. */
gboolean tl_repository_has_conditions(tl_repository *repository);

/* As git reads a boolean; fallback where it is unset or makes no sense. */
gboolean tl_repository_config_bool(tl_repository *repository, const char *key, gboolean fallback);

/* Whether what is written to the git folder is made durable: not when core.fsync is "none". */
gboolean tl_repository_is_durable(tl_repository *repository);

/*
 * "Name <mail> seconds zone", as a commit object has it.
 *
 * Owns: the caller frees it. NULL on error: nobody is named (with what to do), or
 * a date that git cannot read.
 */
char *tl_identity_format(tl_repository *repository, gboolean is_committer, GError **error);

/*
 * HEAD as it stands: the full name of the branch that it is on, and the commit.
 */
typedef struct {
    char *branch; /* "refs/heads/main"; NULL when HEAD is detached */
    gboolean is_born;
    gboolean is_indirect; /* the branch is a symbolic reference itself */
    git_oid commit;
} tl_head;

void tl_head_clear(tl_head *head);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(tl_head, tl_head_clear)

/* Reads HEAD from the disk. */
gboolean tl_head_read(tl_repository *repository, tl_head *head, GError **error);

/*
 * The tree of HEAD's commit.
 *
 * Owns: the caller frees it. NULL without an error when HEAD is not born yet.
 */
git_tree *tl_head_tree(tl_repository *repository, GError **error);

/* The tree of the commit of this name (hexadecimal). Owns: the caller frees it. NULL on error. */
git_tree *tl_revision_tree(tl_repository *repository, const char *name, GError **error);

/* Whether this is a file, executable or not: no link, no submodule. */
gboolean tl_git_is_file_mode(git_filemode_t mode);

/*
 * The bytes of a blob; path is for messages. Owns: the caller unrefs them. NULL
 * on error, more than max bytes included.
 */
GBytes *tl_blob_read(tl_repository *repository, const git_oid *id, const char *path, gsize max,
                     GError **error);

/* As tl_repository_list_head() and tl_repository_read_head(), of any tree. */
GPtrArray *tl_tree_list(tl_repository *repository, const git_tree *tree, const char *prefix,
                        GError **error);
GBytes *tl_tree_read(tl_repository *repository, const git_tree *tree, const char *path, gsize max,
                     GError **error);

/* What git ends with when it dies by itself; with more, a signal ended it, wherever it was. */
#define TL_GIT_DIES 128

/* The commit of that name. Owns: the caller frees it. NULL on error. */
git_commit *tl_revision_commit(tl_repository *repository, const char *name, GError **error);

/*
 * The commit that two have in common, the nearest where there are several. Returns 0 with *base,
 * which the caller frees, or git's exit status: 1 where there is none, more where it cannot tell,
 * without an error; -1 when it cannot be run (error set).
 */
int tl_git_base(tl_repository *repository, const char *first, const char *second, char **base,
                GError **error);

/*
 * The reference in which git keeps what it fetches of the branch there, below refs/remotes. Owns:
 * the caller frees it. NULL: it is not HEAD's branch's upstream, or kept nowhere.
 */
char *tl_remote_tracking(tl_repository *repository, const tl_remote *remote);

/*
 * All that git status names of these files and folders, "." for all, by what HEAD, the index and
 * the work tree say: more than what tl_repository_status() lists.
 *
 * Shape: a set of paths. NULL on error.
 */
GHashTable *tl_status_list(tl_repository *repository, const char *const *below, GError **error);

/*
 * Those of paths, a set, that may have been changed: HEAD, the index and lstat(2) alone do not tell
 * that they were not, neither in the work tree nor staged. Reads the index, if it was not read yet,
 * as tl_index_load() does; where it cannot be, all of them.
 *
 * Shape: a set of paths.
 */
GHashTable *tl_status_unsure(tl_repository *repository, GHashTable *paths);

/* tl_repository_status() one way or the other; what libgit2 cannot read is git's in any case. */
GPtrArray *tl_status_find(tl_repository *repository, const char *prefix, gboolean by_git,
                          GError **error);

/* Reads what tl_repository_check_put_off() left to be read; what is wrong with it is told later. */
void tl_repository_check_meanwhile(tl_repository *repository);

/* Where git's index is. Owns: the caller frees it. */
char *tl_index_path(const tl_repository *repository);

/*
 * Reads the index anew unless it is the one that was read last. A missing one
 * of a born HEAD is made from HEAD.
 *
 * Errors: TL_EXIT_FAILED with how to mend it; *is_foreign gets TRUE when
 * only git itself can read it (a split or sparse index, or one without a sum).
 */
gboolean tl_index_load(tl_repository *repository, gboolean *is_foreign, GError **error);

/*
 * Whether libgit2's reason for not reading the index at path is that it is split, sparse or without
 * a sum, which git can read. Source: libgit2's index.c, read_extension() and parse_index().
 */
gboolean tl_index_is_foreign(const char *reason, const char *path);

/*
 * As git_index_open(), git_repository_index() and git_index_write(); the sum at the file's end may
 * be made another way.
 */
int tl_index_open_file(git_index **handle, const char *path);
int tl_index_open_of(git_index **handle, git_repository *repository);
int tl_index_write_file(git_index *handle);

/* Whether this thread is in one of them just now. */
gboolean tl_index_is_at_file(void);

/* Reads what the file holds now into index, which is empty. As tl_index_load(). */
gboolean tl_index_read(const tl_repository *repository, tl_index *index, gboolean *is_foreign,
                       GError **error);

/*
 * Begins to read the index, a large one in a thread of its own: it is a third of what a commit
 * takes. Signals that would end the process wait until tl_index_await(), which whoever uses the
 * index calls first: nobody else is at it then.
 */
void tl_index_begin(tl_repository *repository);
void tl_index_await(tl_index *index);

/* Waits for what tl_index_write_aside() or tl_index_close_aside() began. */
void tl_index_aside_finish(tl_index *index);

/* Whether an index of that status is worth a thread. */
gboolean tl_index_is_large(const struct stat *status);

/* Forgets what was read; the memory of the last one is left to the end of the process, which is
 * near. */
void tl_index_retire(tl_index *index);

/* Forgets what was read. */
void tl_index_clear(tl_index *index);

/* The same, and removes what may have been written beside it. errno stays. */
void tl_index_discard(tl_index *index);

/* Runs git as tl_git_capture() does, with nothing of a config's own programs. */
gboolean tl_git_ask(const char *folder, const char *const *arguments, GString *output, int *status,
                    GError **error);

/* What git lists with -z: char *, in its order, with a free function. NULL on error. */
GPtrArray *tl_git_split_list(const GString *output);
GPtrArray *tl_git_ask_list(const char *folder, const char *const *arguments, GError **error);

/* Adds a tl_status_entry to an array of them; former as there. */
void tl_status_add(GPtrArray *entries, const char *path, const char *former, tl_change_kind kind);

/* By path. */
void tl_status_sort(GPtrArray *entries);

/*
 * What ends a connection that hangs, for a git that goes out to the network from the repository
 * (NULL: from the working directory): options to stand before its arguments, and its environment.
 * Where the user has set something of the kind, or how ssh is run, that is left alone.
 *
 * Owns: the caller frees environment with g_strfreev(); the options are static.
 */
const char *const *tl_git_stall_options(tl_repository *repository, char ***environment);

#endif
