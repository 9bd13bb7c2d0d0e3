#include "book.h"

static void commit_index(book *b, git_index *index, const git_oid *parents, guint count)
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

static git_index *open_index(const book *b)
{
    git_index *index;
    demand(git_repository_index(&index, b->repository), "index");
    demand(git_index_read(index, 1), "index");
    return index;
}

gboolean commit_all(book *b, gboolean amend)
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

static void check_out(book *b)
{
    git_checkout_options options;
    demand(git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION), "options");
    options.checkout_strategy = GIT_CHECKOUT_FORCE | GIT_CHECKOUT_REMOVE_UNTRACKED;
    git_index *index = open_index(b);
    git_index_free(index);
    demand(git_checkout_head(b->repository, &options), "checkout");
    take_head(b);
}

void switch_to(book *b, const char *branch)
{
    g_autofree char *name = g_strconcat("refs/heads/", branch, NULL);
    demand(git_repository_set_head(b->repository, name), "switch");
    check_out(b);
}

void set_branch(book *b, const char *branch, const git_oid *oid)
{
    git_reference *reference;
    g_autofree char *name = g_strconcat("refs/heads/", branch, NULL);
    demand(git_reference_create(&reference, b->repository, name, oid, 1, "branch"), "branch");
    git_reference_free(reference);
}

gboolean find_branch(const book *b, const char *branch, git_oid *oid)
{
    g_autofree char *name = g_strconcat("refs/heads/", branch, NULL);
    return git_reference_name_to_id(oid, b->repository, name) == 0;
}

/* A conflict: one side as it is, by chance; keep: the one that is there. */
static void resolve_conflicts(book *b, git_index *index, gboolean keep)
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

void merge(book *b, const git_oid *other, gboolean is_union, gboolean renames)
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
