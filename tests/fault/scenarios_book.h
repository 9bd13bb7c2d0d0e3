/*
 * The notebook of scenarios.c: tl11's commands run in a child of this process,
 * plain git by libgit2, and each commit read into the model.
 */
#ifndef SCENARIOS_BOOK_H
#define SCENARIOS_BOOK_H

#include "scenarios_model.h"

#include "tl11/command.h"
#include "tl11/date.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    char *folder; /* holds the notebook and what the child says */
    char *root;
    git_repository *repository;
    GRand *random;
    guint seed;
    guint step;
    tl_date day;
    guint words; /* 1 … words */
    guint ids;
    GPtrArray *records;
    guint head;        /* record */
    gboolean is_aside; /* on the branch side */
    GString *steps;
    GString *failure;
    guint split; /* words that were not told */
} book;

static inline guint roll(book *b, guint below)
{
    return below ? (guint)g_rand_int_range(b->random, 0, (gint32)below) : 0;
}

G_GNUC_PRINTF(2, 3) static inline void tell(book *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(b->steps, format, arguments);
    va_end(arguments);
}

G_GNUC_PRINTF(2, 3) static inline void mismatch(book *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append(b->failure, "  ");
    g_string_append_vprintf(b->failure, format, arguments);
    g_string_append_c(b->failure, '\n');
    va_end(arguments);
}

static inline void demand(int got, const char *what)
{
    if (got >= 0)
        return;
    const git_error *error = git_error_last();
    fprintf(stderr, "scenarios: %s: %s\n", what, error ? error->message : "?");
    abort();
}

/* -- files ---------------------------------------------------------------------------- */

static inline void remove_tree(const char *path)
{
    GDir *folder = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *below = g_build_filename(path, name, NULL);
        remove_tree(below);
    }
    if (folder)
        g_dir_close(folder);
    g_remove(path);
}

static inline void copy_tree(const char *from, const char *to)
{
    g_autofree char *content = NULL;
    gsize length;
    GDir *folder = g_dir_open(from, 0, NULL);
    if (!folder) {
        if (g_file_get_contents(from, &content, &length, NULL))
            g_file_set_contents(to, content, (gssize)length, NULL);
        return;
    }
    g_mkdir(to, 0700);
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *source = g_build_filename(from, name, NULL);
        g_autofree char *target = g_build_filename(to, name, NULL);
        copy_tree(source, target);
    }
    g_dir_close(folder);
}

static inline char *read_note(const book *b, const char *path)
{
    g_autofree char *full = g_build_filename(b->root, path, NULL);
    char *text = NULL;
    g_file_get_contents(full, &text, NULL, NULL);
    return text;
}

static inline void write_note(const book *b, const char *path, const char *text)
{
    g_autofree char *full = g_build_filename(b->root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(full);
    g_mkdir_with_parents(folder, 0700);
    g_file_set_contents(full, text, -1, NULL);
}

/* -- tl11 ------------------------------------------------------------------------------ */

static inline char *file_of(const book *b, const char *name)
{
    return g_build_filename(b->folder, name, NULL);
}

static inline void redirect(const book *b, const char *name, int flags, int target)
{
    g_autofree char *path = file_of(b, name);
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd < 0 || dup2(fd, target) < 0)
        _exit(99);
}

static inline void be_tl11(const book *b, char **words)
{
    char day[TL_DATE_SIZE];
    g_setenv("TL11_TODAY", tl_date_format(b->day, day), TRUE);
    g_autofree char *now = g_strdup_printf("%sT%02u:%02u:00Z", day, b->step / 60, b->step % 60);
    g_setenv("GIT_AUTHOR_DATE", now, TRUE);
    g_setenv("GIT_COMMITTER_DATE", now, TRUE);
    g_setenv("TL11_DIR", b->root, TRUE);
    redirect(b, "in", O_RDONLY, 0);
    redirect(b, "out", O_WRONLY | O_CREAT | O_TRUNC, 1);
    redirect(b, "err", O_WRONLY | O_CREAT | O_TRUNC, 2);
    /* The ids that are drawn are the same when the scenario is run again. */
    g_random_set_seed(b->seed * 1000 + b->step);
    int status = tl_command_main((int)g_strv_length(words), words);
    fflush(NULL);
    _exit(status);
}

/* Runs "tl11 …"; input may be NULL. What it printed is in the files out and err. */
static inline int run_tl11(book *b, const char *input, const char *const *arguments)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    g_strv_builder_add(builder, "tl11");
    for (guint i = 0; arguments[i]; i++)
        g_strv_builder_add(builder, arguments[i]);
    g_auto(GStrv) words = g_strv_builder_end(builder);
    g_autofree char *in = file_of(b, "in");
    g_file_set_contents(in, input ? input : "", -1, NULL);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        be_tl11(b, words);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child)
        abort();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#define TL11(b, input, ...) run_tl11((b), (input), (const char *const[]){__VA_ARGS__, NULL})

/* A step that may end only so; with what it said where it does not. */
static inline gboolean expect_status(book *b, const char *what, int got, int wanted)
{
    tell(b, " = %d\n", got);
    if (got == wanted)
        return TRUE;
    g_autofree char *path = file_of(b, "err"), *said = NULL;
    g_file_get_contents(path, &said, NULL, NULL);
    mismatch(b, "step %u: %s ends with %d, not %d: %s", b->step, what, got, wanted, said);
    return FALSE;
}

/* -- commits, read into the model --------------------------------------------------------- */

static inline gboolean is_note_path(const char *path)
{
    return g_str_has_suffix(path, ".md") && !g_str_has_prefix(path, "guide/") &&
           strchr(path, '/') != strrchr(path, '/');
}

static inline int read_entry(const char *folder, const git_tree_entry *entry, void *data)
{
    gpointer *pair = data;
    g_autofree char *path = g_strconcat(folder, git_tree_entry_name(entry), NULL);
    git_blob *blob;
    if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB || !is_note_path(path))
        return 0;
    demand(git_blob_lookup(&blob, pair[0], git_tree_entry_id(entry)), "a note");
    g_autofree char *text = g_strndup(git_blob_rawcontent(blob), (gsize)git_blob_rawsize(blob));
    parse_file(pair[1], path, text);
    git_blob_free(blob);
    return 0;
}

static inline int find_record(const book *b, const git_oid *oid)
{
    for (guint i = 0; i < b->records->len; i++)
        if (git_oid_equal(&((record *)g_ptr_array_index(b->records, i))->oid, oid))
            return (int)i;
    return -1;
}

static inline guint take_commit(book *b, const git_oid *oid)
{
    int known = find_record(b, oid);
    git_commit *commit;
    git_tree *tree;
    if (known >= 0)
        return (guint)known;
    record *r = new_record();
    demand(git_commit_lookup(&commit, b->repository, oid), "a commit");
    for (guint i = 0; i < git_commit_parentcount(commit); i++)
        r->parents |= 1ull << take_commit(b, git_commit_parent_id(commit, i));
    demand(git_commit_tree(&tree, commit), "a tree");
    git_tree_walk(tree, GIT_TREEWALK_PRE, read_entry, (gpointer[]){b->repository, r});
    git_tree_free(tree);
    git_commit_free(commit);
    r->oid = *oid;
    r->ancestors = 1ull << b->records->len;
    for (guint i = 0; i < b->records->len; i++)
        if (r->parents >> i & 1)
            r->ancestors |= ((record *)g_ptr_array_index(b->records, i))->ancestors;
    for (guint w = 1; w <= b->words; w++)
        judge_word(r, w);
    g_ptr_array_add(b->records, r);
    g_assert(b->records->len < RECORDS_MAX);
    return b->records->len - 1;
}

static inline record *take_head(book *b)
{
    git_oid oid;
    demand(git_reference_name_to_id(&oid, b->repository, "HEAD"), "HEAD");
    b->head = take_commit(b, &oid);
    return g_ptr_array_index(b->records, b->head);
}

static inline record *head_of(const book *b)
{
    return g_ptr_array_index(b->records, b->head);
}

static inline void read_folder(const book *b, record *r, const char *path, guint depth)
{
    g_autofree char *full = g_build_filename(b->root, path, NULL);
    GDir *folder = g_dir_open(full, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *below = *path ? g_strconcat(path, "/", name, NULL) : g_strdup(name);
        g_autofree char *text = depth == 2 && is_note_path(below) ? read_note(b, below) : NULL;
        if (text)
            parse_file(r, below, text);
        else if (depth < 2 && *name != '.')
            read_folder(b, r, below, depth + 1);
    }
    if (folder)
        g_dir_close(folder);
}

/* The work tree as it would be if all of it were committed. */
static inline record *read_work_tree(const book *b)
{
    record *r = new_record();
    read_folder(b, r, "", 0);
    for (guint w = 1; w <= b->words; w++)
        judge_word(r, w);
    return r;
}

/* -- plain git ------------------------------------------------------------------------------ */

static inline void commit_index(book *b, git_index *index, const git_oid *parents, guint count)
{
    git_oid tree_oid, oid;
    git_tree *tree;
    git_signature *who;
    git_commit *list[2] = {NULL, NULL};
    demand(git_index_write_tree_to(&tree_oid, index, b->repository), "write tree");
    demand(git_tree_lookup(&tree, b->repository, &tree_oid), "tree");
    for (guint i = 0; i < count; i++)
        demand(git_commit_lookup(&list[i], b->repository, &parents[i]), "parent");
    gint64 time =
        ((gint64)b->day - (gint64)tl_date_parse_iso("1970-01-01", -1)) * 86400 + b->step * 60;
    demand(git_signature_new(&who, "git", "git@example.org", time, 0), "signature");
    demand(git_commit_create(&oid, b->repository, NULL, who, who, NULL, "by git", tree, count,
                             (const git_commit **)list),
           "commit");
    git_reference *head, *moved;
    demand(git_repository_head(&head, b->repository), "head");
    demand(git_reference_set_target(&moved, head, &oid, "by git"), "update");
    git_reference_free(head);
    git_reference_free(moved);
    git_signature_free(who);
    git_tree_free(tree);
    for (guint i = 0; i < count; i++)
        git_commit_free(list[i]);
}

static inline git_index *open_index(const book *b)
{
    git_index *index;
    demand(git_repository_index(&index, b->repository), "index");
    demand(git_index_read(index, 1), "index");
    return index;
}

/* git add -A && git commit, with --amend. Nothing where nothing changed. */
static inline gboolean commit_all(book *b, gboolean amend)
{
    git_index *index = open_index(b);
    const record *before = head_of(b);
    git_oid parents[2];
    guint count = 0;
    demand(git_index_add_all(index, NULL, GIT_INDEX_ADD_DEFAULT, NULL, NULL), "add");
    demand(git_index_write(index), "index");
    for (guint i = 0; amend && i < b->records->len && count < 2; i++)
        if (before->parents >> i & 1)
            parents[count++] = ((record *)g_ptr_array_index(b->records, i))->oid;
    if (!amend)
        parents[count++] = before->oid;
    commit_index(b, index, parents, count);
    git_index_free(index);
    take_head(b);
    return TRUE;
}

static inline void check_out(book *b)
{
    git_checkout_options options;
    demand(git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION), "options");
    options.checkout_strategy = GIT_CHECKOUT_FORCE | GIT_CHECKOUT_REMOVE_UNTRACKED;
    git_index *index = open_index(b);
    git_index_free(index);
    demand(git_checkout_head(b->repository, &options), "checkout");
    take_head(b);
}

static inline void switch_to(book *b, const char *branch)
{
    g_autofree char *name = g_strconcat("refs/heads/", branch, NULL);
    demand(git_repository_set_head(b->repository, name), "switch");
    check_out(b);
}

static inline void set_branch(book *b, const char *branch, const git_oid *oid)
{
    git_reference *reference;
    g_autofree char *name = g_strconcat("refs/heads/", branch, NULL);
    demand(git_reference_create(&reference, b->repository, name, oid, 1, "branch"), "branch");
    git_reference_free(reference);
}

static inline gboolean find_branch(const book *b, const char *branch, git_oid *oid)
{
    g_autofree char *name = g_strconcat("refs/heads/", branch, NULL);
    return git_reference_name_to_id(oid, b->repository, name) == 0;
}

/* A conflict: one side as it is, by chance; keep: the one that is there. */
static inline void resolve_conflicts(book *b, git_index *index, gboolean keep)
{
    git_index_conflict_iterator *each;
    const git_index_entry *base, *ours, *theirs;
    g_autoptr(GPtrArray) taken = g_ptr_array_new_with_free_func(g_free);
    demand(git_index_conflict_iterator_new(&each, index), "conflicts");
    while (git_index_conflict_next(&base, &ours, &theirs, each) == 0) {
        const git_index_entry *side = roll(b, 2) ? ours : theirs;
        if (keep)
            side = ours ? ours : theirs;
        if (!side)
            continue;
        git_index_entry *copy = g_memdup2(side, sizeof *side);
        g_ptr_array_add(taken, copy);
        copy->path = g_intern_string(side->path);
        copy->flags &= (guint16)~GIT_INDEX_ENTRY_STAGEMASK;
        tell(b, "  conflict in %s: %s\n", copy->path, side == ours ? "ours" : "theirs");
    }
    git_index_conflict_iterator_free(each);
    git_index_conflict_cleanup(index);
    for (guint i = 0; i < taken->len; i++)
        demand(git_index_add(index, g_ptr_array_index(taken, i)), "resolve");
}

static inline void merge(book *b, const git_oid *other, gboolean is_union, gboolean renames)
{
    git_merge_options options;
    git_commit *ours, *theirs;
    git_index *index;
    const git_oid parents[2] = {head_of(b)->oid, *other};
    demand(git_merge_options_init(&options, GIT_MERGE_OPTIONS_VERSION), "options");
    options.file_favor = is_union ? GIT_MERGE_FILE_FAVOR_UNION : GIT_MERGE_FILE_FAVOR_NORMAL;
    if (!renames)
        options.flags = 0;
    demand(git_commit_lookup(&ours, b->repository, &parents[0]), "ours");
    demand(git_commit_lookup(&theirs, b->repository, &parents[1]), "theirs");
    demand(git_merge_commits(&index, b->repository, ours, theirs, &options), "merge");
    if (git_index_has_conflicts(index))
        resolve_conflicts(b, index, !renames);
    commit_index(b, index, parents, 2);
    git_index_free(index);
    git_commit_free(ours);
    git_commit_free(theirs);
    check_out(b);
}

/* -- a scenario's notebook --------------------------------------------------------------------- */

static inline void open_book(book *b, const char *work, guint seed)
{
    g_autofree char *template = g_build_filename(work, "template", NULL);
    *b = (book){.folder = g_strdup_printf("%s/%u", work, seed), .seed = seed};
    b->root = g_build_filename(b->folder, "book", NULL);
    b->random = g_rand_new_with_seed(seed);
    b->day = tl_date_parse_iso("2026-11-02", -1);
    b->records = g_ptr_array_new_with_free_func((GDestroyNotify)free_record);
    b->steps = g_string_new(NULL);
    b->failure = g_string_new(NULL);
    remove_tree(b->folder);
    g_mkdir_with_parents(b->folder, 0700);
    if (!g_file_test(template, G_FILE_TEST_IS_DIR)) {
        if (TL11(b, NULL, "init", b->root) != 0)
            abort();
        copy_tree(b->root, template);
    } else {
        copy_tree(template, b->root);
    }
    demand(git_repository_open(&b->repository, b->root), "open");
    take_head(b);
}

static inline void close_book(book *b)
{
    if (!g_getenv("KEEP"))
        remove_tree(b->folder);
    git_repository_free(b->repository);
    g_ptr_array_unref(b->records);
    g_string_free(b->steps, TRUE);
    g_string_free(b->failure, TRUE);
    g_rand_free(b->random);
    g_free(b->root);
    g_free(b->folder);
}

#endif
