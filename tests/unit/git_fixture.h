/*
 * A repository in a temporary folder for the tests of the git floor, with
 * the git program as the judge of what was done to it.
 */
#ifndef TL11_GIT_FIXTURE_H
#define TL11_GIT_FIXTURE_H

#include "expect.h"
#include "tl11/commit.h"
#include "tl11/repository.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A line of shell that leaves the index without a sum, as git's index.skipHash does since 2.40. */
#define NO_SUM "perl -e 'open F, \"+<\", \".git/index\"; seek F, -20, 2; print F \"\\0\" x 20'"

static char *base; /* holds notes/, and whatever else a test needs */
static char *root; /* base/notes, which is the working folder */
static tl_repository *repository;

/* Runs a line of shell in the working folder; output is chomped. Owns: the caller frees it. */
static inline int try_shell(char **output, const char *line)
{
    char *argv[] = {(char *)"sh", (char *)"-c", (char *)line, NULL};
    g_autofree char *out = NULL;
    g_autofree char *err = NULL;
    int status = 0;
    cr_assert(
        g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, NULL));
    if (output)
        *output = g_strconcat(g_strchomp(out), g_strchomp(err), NULL);
    return status;
}

static inline char *shell(const char *format, ...) G_GNUC_PRINTF(1, 2);

static inline char *shell(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    char *output = NULL;
    int status = try_shell(&output, line);
    cr_assert_eq(status, 0, "'%s' ended with %d: %s", line, status, output);
    return output;
}

static inline void run(const char *format, ...) G_GNUC_PRINTF(1, 2);

static inline void run(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_free(shell("%s", line));
}

/* What the shell line prints. */
static inline void expect_shell(const char *line, const char *wanted)
{
    g_autofree char *output = shell("%s", line);
    cr_expect_str_eq(output, wanted, "'%s' says '%s', not '%s'", line, output, wanted);
}

/* Nothing of the user's own git matters, and nothing of a hook that runs the tests. */
static inline void clean_environment(void)
{
    static const char *const names[] = {"GIT_DIR",
                                        "GIT_INDEX_FILE",
                                        "GIT_WORK_TREE",
                                        "GIT_AUTHOR_NAME",
                                        "GIT_AUTHOR_EMAIL",
                                        "GIT_AUTHOR_DATE",
                                        "GIT_COMMITTER_NAME",
                                        "GIT_COMMITTER_EMAIL",
                                        "GIT_COMMITTER_DATE",
                                        "EMAIL",
                                        "GIT_EDITOR",
                                        "VISUAL",
                                        "EDITOR",
                                        "GIT_PAGER",
                                        "PAGER",
                                        "TL11_PAGER",
                                        "GIT_CONFIG_COUNT",
                                        "GIT_CONFIG_PARAMETERS",
                                        "GIT_CONFIG_SYSTEM",
                                        "XDG_CONFIG_HOME"};
    g_autofree char *config = g_build_filename(base, "gitconfig", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        g_unsetenv(names[i]);
    g_setenv("HOME", base, TRUE);
    g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
    g_setenv("GIT_CONFIG_GLOBAL", config, TRUE);
    g_setenv("LC_ALL", "C.UTF-8", TRUE);
    cr_assert(g_file_set_contents(config,
                                  "[user]\n\tname = Test Lead\n\temail = lead@example.org\n"
                                  "[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n"
                                  "[protocol \"file\"]\n\tallow = always\n",
                                  -1, NULL));
}

/* base and an empty root. */
static inline void set_up_folder(void)
{
    base = g_dir_make_tmp("tl11-git-XXXXXX", NULL);
    cr_assert_not_null(base);
    root = g_build_filename(base, "notes", NULL);
    cr_assert_eq(g_mkdir(root, 0700), 0);
    cr_assert_eq(g_chdir(root), 0);
    clean_environment();
    umask(022);
}

static inline void reopen(void)
{
    GError *error = NULL;
    g_clear_pointer(&repository, tl_repository_close);
    repository = tl_repository_open(root, &error);
    cr_assert_not_null(repository, "%s", error ? error->message : "no error");
}

/* An unborn repository, opened. */
static inline void set_up_unborn(void)
{
    set_up_folder();
    run("git init -q .");
    reopen();
}

/* One of two commits and some notes, opened. */
static inline void set_up(void)
{
    set_up_folder();
    run("git init -q . && mkdir -p team/alice team/bob && echo one >team/alice/2026-11-03.md &&"
        " echo two >team/alice/2026-11-10.md && echo bob >team/bob/2026-11-03.md &&"
        " echo root >top.md && git add -A && git commit -qm first &&"
        " echo changed >top.md && git commit -qam second");
    reopen();
}

static inline void tear_down(void)
{
    g_clear_pointer(&repository, tl_repository_close);
    if (!base)
        return;
    cr_assert_eq(g_chdir("/"), 0);
    run("chmod -R u+rwX '%s' && rm -rf '%s'", base, base);
    g_clear_pointer(&root, g_free);
    g_clear_pointer(&base, g_free);
}

static inline GPtrArray *new_changes(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)tl_change_free);
}

/* A change; text NULL is a removal, expected may be NULL. */
static inline tl_change *add_change(GPtrArray *changes, const char *path, const char *expected,
                                    const char *text)
{
    g_autoptr(GBytes) before = expected ? bytes_of(expected) : NULL;
    g_autoptr(GBytes) content = text ? bytes_of(text) : NULL;
    tl_change *change = tl_change_new(path, content, before);
    g_ptr_array_add(changes, change);
    return change;
}

/* One change, committed; name may be NULL. */
static inline gboolean try_commit(const char *path, const char *text, char *name, GError **error)
{
    g_autoptr(GPtrArray) changes = new_changes();
    add_change(changes, path, NULL, text);
    return tl_commit(repository, "note: a subject", changes, name, error);
}

/* The commit succeeds, is HEAD, and git finds nothing wrong. */
static inline void expect_sound(void)
{
    expect_shell("git fsck --strict --no-dangling 2>&1", "");
    expect_shell("ls .git 2>/dev/null | grep -F .lock || true", "");
}

static inline void commit_text(const char *path, const char *text)
{
    char name[TL_OBJECT_NAME_SIZE];
    GError *error = NULL;
    cr_assert(try_commit(path, text, name, &error), "%s", error ? error->message : "no error");
    expect_shell("git rev-parse HEAD", name);
    if (text) {
        g_autofree char *found = shell("git show 'HEAD:%s' && printf .", path);
        g_autofree char *wanted = g_strconcat(text, ".", NULL);
        cr_expect_str_eq(found, wanted);
    }
    expect_sound();
}

#endif
