#include "steps.h"

#include <glib/gstdio.h>
#include <stdlib.h>

void step_close(book *b)
{
    static const char *const VERBS[] = {"done", "drop", "reopen"};
    static const state STATES[] = {DONE, DROPPED, OPEN};
    record *head = head_of(b);
    if (!head->lines->len)
        return;
    const line *l = g_ptr_array_index(head->lines, roll(b, head->lines->len));
    guint verb = roll(b, 3);
    if (!l->id || head->items[l->word] != 1)
        return;
    g_autofree char *id = g_strdup(l->id);
    guint word = l->word;
    state before = head->states[word];
    tell(b, "  tl11 %s %s (promise-%u)", VERBS[verb], id, word);
    int status = TL11(b, NULL, VERBS[verb], id);
    if (status == 1 &&
        (before == STATES[verb] || before == GONE || (verb == 1 && before == DONE))) {
        tell(b, " = 1\n");
        return;
    }
    if (expect_status(b, VERBS[verb], status, 0)) {
        take_head(b);
        state wanted = verb == 1 && before == DONE ? head_of(b)->states[word] : STATES[verb];
        expect_same(b, VERBS[verb], head, word, wanted);
    }
}

void step_jot(book *b)
{
    char letter = some_letter(b);
    g_autofree char *folder = find_folder(b, letter);
    if (!folder)
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    record *before = head_of(b);
    append_text(text, ++b->words);
    tell(b, "  tl11 jot %s %s", folder, text->str);
    int status = TL11(b, NULL, "jot", strchr(folder, '/') + 1, text->str);
    if (expect_status(b, "jot", status, 0)) {
        take_head(b);
        expect_same(b, "jot", before, b->words, OPEN);
    }
}

void step_delete(book *b)
{
    const char *path = some_note(b, NULL);
    if (!path)
        return;
    g_autofree char *full = g_build_filename(b->root, path, NULL);
    tell(b, "  rm %s\n", path);
    g_remove(full);
    if (roll(b, 3) == 0)
        save(b);
    else
        commit_by_git(b, "removed");
}

/* git mv of a whole folder: to another relationship, or to another name. */
static void move_by_git(book *b, const char *folder)
{
    static const char *const AS[] = {"team", "peer", "manager"};
    g_auto(GStrv) parts = g_strsplit(folder, "/", 2);
    g_autofree char *target = roll(b, 2)
                                  ? g_strdup_printf("%s/%s", AS[roll(b, 3)], parts[1])
                                  : g_strdup_printf("%s/%c%u", parts[0], parts[1][0], ++b->ids);
    g_autofree char *from = g_build_filename(b->root, folder, NULL);
    g_autofree char *to = g_build_filename(b->root, target, NULL);
    g_autofree char *above = g_path_get_dirname(to);
    if (g_file_test(to, G_FILE_TEST_EXISTS))
        return;
    g_mkdir_with_parents(above, 0700);
    tell(b, "  git mv %s %s\n", folder, target);
    if (g_rename(from, to) != 0)
        abort();
    commit_all(b, FALSE);
}

/* Of a line without an id the next id is made with its person's name: what already went on
 * under it, reworded and committed by git alone, is no more told to be that line's. */
static void forget_renamed(record *before, const record *after, guint words)
{
    for (guint i = 0; i < before->lines->len; i++) {
        const line *l = g_ptr_array_index(before->lines, i);
        if (!l->id && l->word <= words && after->items[l->word] > before->items[l->word])
            before->items[l->word] = after->items[l->word];
    }
}

void step_move(book *b)
{
    static const char *const AS[] = {"team", "peer", "manager"};
    g_autofree char *folder = find_folder(b, some_letter(b));
    record *before = head_of(b);
    if (!folder)
        return;
    guint kind = roll(b, 3);
    const char *slug = strchr(folder, '/') + 1;
    g_autofree char *name = g_strdup_printf("%c%u", slug[0], ++b->ids);
    if (kind == 0) {
        move_by_git(b, folder);
        return;
    }
    tell(b, "  tl11 %s %s", kind == 1 ? "rename" : "move", slug);
    int status = kind == 1 ? TL11(b, NULL, "rename", slug, name)
                           : TL11(b, NULL, "move", slug, "--to", AS[roll(b, 3)]);
    tell(b, " = %d\n", status);
    take_head(b);
    if (kind == 1)
        forget_renamed(before, head_of(b), b->words);
    expect_same(b, "rename or move", before, 0, GONE);
}

void step_branch(book *b)
{
    git_oid tip;
    b->is_aside = !b->is_aside;
    tell(b, "  git switch %s\n", b->is_aside ? "side" : "main");
    if (b->is_aside && !find_branch(b, "side", &tip))
        set_branch(b, "side", &head_of(b)->oid);
    switch_to(b, b->is_aside ? "side" : "main");
}

void step_merge(book *b)
{
    git_oid tip;
    b->is_aside = FALSE;
    switch_to(b, "main");
    if (!find_branch(b, "side", &tip))
        return;
    int other = find_record(b, &tip);
    gboolean is_union = roll(b, 2) == 0;
    if (other >= 0 && !(head_of(b)->ancestors >> other & 1)) {
        tell(b, "  git merge side%s\n", is_union ? " (union)" : "");
        merge(b, &tip, is_union, TRUE);
    }
    demand(git_reference_remove(b->repository, "refs/heads/side"), "remove a branch");
}
