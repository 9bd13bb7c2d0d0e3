/*
 * A notebook in the fixture's repository, for the tests of what is read from notes.
 */
#ifndef TL11_BOOK_FIXTURE_H
#define TL11_BOOK_FIXTURE_H

#include "git_fixture.h"

#include "tl11/notebook.h"

static tl_notebook *notebook;

/* A folder with a committed tl11.ini; what else is in the notebook is put there before it opens. */
static inline void begin_book(void)
{
    set_up_folder();
    run("git init -q . && : >tl11.ini && git add -A && git commit -qm first");
}

static inline void open_book(void)
{
    GError *error = NULL;
    notebook = tl_notebook_open(root, &error);
    cr_assert_not_null(notebook, "%s", error ? error->message : "");
}

static inline void tear_down_book(void)
{
    g_clear_pointer(&notebook, tl_notebook_close);
    tear_down();
}

static inline void note(const char *path, const char *text)
{
    g_autofree char *absolute = g_build_filename(root, path, NULL);
    cr_assert(g_file_set_contents(absolute, text, -1, NULL));
}

#endif
