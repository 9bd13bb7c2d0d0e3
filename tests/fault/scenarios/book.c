#include "book.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

guint roll(book *b, guint below)
{
    return below ? (guint)g_rand_int_range(b->random, 0, (gint32)below) : 0;
}

G_GNUC_PRINTF(2, 3) void tell(book *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(b->steps, format, arguments);
    va_end(arguments);
}

G_GNUC_PRINTF(2, 3) void mismatch(book *b, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append(b->failure, "  ");
    g_string_append_vprintf(b->failure, format, arguments);
    g_string_append_c(b->failure, '\n');
    va_end(arguments);
}

void demand(int got, const char *what)
{
    if (got >= 0)
        return;
    const git_error *error = git_error_last();
    fprintf(stderr, "scenarios: %s: %s\n", what, error ? error->message : "?");
    abort();
}

static gboolean is_note_path(const char *path)
{
    return g_str_has_suffix(path, ".md") && !g_str_has_prefix(path, "guide/") &&
           strchr(path, '/') != strrchr(path, '/');
}

static int read_entry(const char *folder, const git_tree_entry *entry, void *data)
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

int find_record(const book *b, const git_oid *oid)
{
    for (guint i = 0; i < b->records->len; i++)
        if (git_oid_equal(&((record *)g_ptr_array_index(b->records, i))->oid, oid))
            return (int)i;
    return -1;
}

static guint take_commit(book *b, const git_oid *oid)
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

record *take_head(book *b)
{
    git_oid oid;
    demand(git_reference_name_to_id(&oid, b->repository, "HEAD"), "HEAD");
    b->head = take_commit(b, &oid);
    return g_ptr_array_index(b->records, b->head);
}

record *head_of(const book *b)
{
    return g_ptr_array_index(b->records, b->head);
}

static void read_folder(const book *b, record *r, const char *path, guint depth)
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

record *read_work_tree(const book *b)
{
    record *r = new_record();
    read_folder(b, r, "", 0);
    for (guint w = 1; w <= b->words; w++)
        judge_word(r, w);
    return r;
}

void open_book(book *b, const char *work, guint seed)
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

void close_book(book *b)
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
