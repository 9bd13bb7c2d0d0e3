#include "history_fixture.h"

#include "tl11/lost.h"

#include <unistd.h>

static char *describe(const model *m, gboolean agenda)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *gap = NULL;
    g_autoptr(tl_repository) repository = tl_repository_open(m->root, &error);
    cr_assert_not_null(repository, "%s", error ? error->message : "");
    tl_notebook notebook = {
        .root = m->root, .root_fd = tl_repository_root_fd(repository), .repository = repository};
    g_autoptr(GPtrArray) found = tl_lost_find(&notebook, agenda, &gap, &error);
    cr_assert_not_null(found, "%s", error ? error->message : "");
    cr_assert_null(gap, "%s", gap);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const tl_lost *l = g_ptr_array_index(found, i);
        const tl_followup *f = l->followup;
        g_string_append_printf(out, "%s %s %s %s %s %u %u %u %s %u %u:%u %d %d %d %s %d %u\n",
                               f->id ? f->id : "-", f->text, l->path, l->person, l->relationship,
                               l->note, l->born, l->carried, l->removed_in, l->removed_on, f->line,
                               f->lines, (int)f->state, (int)f->section_kind, f->is_private,
                               f->owner ? f->owner : "-", f->letter, f->tags->len);
    }
    return g_string_free(out, FALSE);
}

/* The first time, from what is kept, and by reading everything: the same. */
static guint expect_same(const model *m, guint seed, const char *when)
{
    guint length = 0;
    for (int agenda = 0; agenda < 2; agenda++) {
        g_autofree char *first = describe(m, agenda);
        g_autofree char *kept = describe(m, agenda);
        g_setenv("XDG_CACHE_HOME", "/dev/null", TRUE);
        g_autofree char *wanted = describe(m, agenda);
        g_setenv("XDG_CACHE_HOME", m->cache, TRUE);
        cr_assert_str_eq(first, wanted, "%u, %s:\n%s\nwanted:\n%s", seed, when, first, wanted);
        cr_assert_str_eq(kept, wanted, "%u, %s, kept:\n%s\nwanted:\n%s", seed, when, kept, wanted);
        length += (guint)strlen(wanted);
    }
    return length;
}

static void edit(const model *m, const char *text)
{
    g_autofree char *folder = g_build_filename(m->root, "team", "al", NULL);
    g_autofree char *file = g_build_filename(folder, "2026-12-01.md", NULL);
    cr_assert_eq(g_mkdir_with_parents(folder, 0700), 0);
    cr_assert(g_file_set_contents(file, text, -1, NULL));
}

Test(lost, is_the_same_from_the_cache)
{
    guint models = is_torture() ? 500 : 8, length = 0;
    for (guint seed = 1; seed <= models; seed++) {
        model *m = model_new(9000 + seed);
        guint tip = model_commit_on(m, G_MAXUINT);
        for (guint i = 1; i < 20; i++)
            tip = model_commit_on(m, tip);
        for (guint i = 0; i < 3; i++) {
            model_write(m, tip);
            run_git(m, NULL, "reset", "-q", "--hard", NULL);
            length += expect_same(m, seed, "at HEAD");
            edit(m, "# T\n\n- [ ] call\n\n- [x] call ^aaaaaa\n\n- [ ] more ^bbbbbb\n");
            length += expect_same(m, seed, "edited");
            edit(m, "# T\n\n## Agenda\n\n- [>] call ^aaaaaa\n");
            length += expect_same(m, seed, "edited again");
            tip = model_commit_on(m, tip);
        }
        model_free(m);
    }
    cr_expect_gt(length, 200u, "hardly anything was lost: %u", length);
}
