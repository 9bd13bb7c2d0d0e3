/*
 * A notebook: which one, opened, made.
 */
#ifndef TL11_NOTEBOOK_H
#define TL11_NOTEBOOK_H

#include "tl11/git_program.h"
#include "tl11/guide.h"
#include "tl11/repository.h"
#include "tl11/settings.h"

#include <glib.h>

/* The file whose presence at the root marks a notebook. */
#define TL_NOTEBOOK_MARKER "tl11.ini"

/* To be read, not changed, by whoever has one. */
typedef struct {
    char *root;  /* absolute, no '/' at the end */
    int root_fd; /* the repository's */
    tl_repository *repository;
    tl_settings *settings;
    tl_guide *guide; /* with the notebook's own chapters */
} tl_notebook;

/*
 * Where the notebook is: directory (-C) if not NULL, else $TL11_DIR, else the
 * notebook that encloses the working directory, else [notebook] path of
 * $XDG_CONFIG_HOME/tl11/config.ini, else $XDG_DATA_HOME/tl11.
 *
 * is_default tells that it is one of the last two, which may be made when
 * missing. Nothing is opened: the folder need not exist.
 * Owns: the caller frees the path. NULL on error.
 */
char *tl_notebook_find(const char *directory, gboolean *is_default, GError **error);

/* Whether a notebook is at path: a folder with the marker. */
gboolean tl_notebook_exists(const char *path);

/*
 * Opens the notebook at path.
 *
 * Errors: TL_EXIT_FAILED: no notebook there, with what to do; what
 * tl_repository_open() refuses; a tl11.ini or a chapter of its guide that cannot be read, by line.
 * Owns: the caller closes it. NULL on error.
 */
tl_notebook *tl_notebook_open(const char *path, GError **error);

void tl_notebook_close(tl_notebook *notebook);

/*
 * Makes a notebook at path, its folder (0700) and repository too where missing, and
 * commits its first files: tl11.ini, .gitattributes, .gitignore. Those that are there are left
 * alone, so an existing repository of Markdown becomes a notebook.
 *
 * language NULL: none is written, the locale decides on each machine.
 * ensure is called when the repository is there and nothing is committed yet: it sees to
 * it that git knows who commits; FALSE from it ends all (error set).
 * Errors: TL_EXIT_REFUSED where a notebook is already, and in a bare repository; what tl_commit()
 * gives.
 */
typedef gboolean (*tl_notebook_ensure)(tl_repository *repository, gpointer data, GError **error);
tl_notebook *tl_notebook_create(const char *path, const tl_language *language,
                                tl_notebook_ensure ensure, gpointer data, GError **error);

/*
 * Sets up what no clone brings, in the repository's own config: the merge driver, and what lets
 * git follow a person that was renamed. Done again, it puts this program in the former's place.
 */
gboolean tl_notebook_configure(tl_repository *repository, GError **error);

/* Whether that was done. */
gboolean tl_notebook_has_driver(tl_repository *repository);

/* What a new notebook's .gitattributes says. Owns: the caller frees it. */
char *tl_notebook_attributes(void);

/*
 * The lines that .gitattributes lacks for notes and person.ini to be merged by the driver, as in
 * notebooks of an older tl11; "" where nothing is missing. Where some line gives them another merge
 * it is the user's, and nothing is missing.
 *
 * Owns: the caller frees it. NULL on error.
 */
char *tl_notebook_missing_attributes(const tl_notebook *notebook, GError **error);

/* The same in two steps, of which the second frees the errand (see tl_git_ask_begin()). */
tl_git_errand *tl_notebook_ask_attributes(const tl_notebook *notebook, GError **error);
char *tl_notebook_hear_attributes(tl_git_errand *errand, GError **error);

/* Such lines for a message: in quotes, with commas. Owns: the caller frees it. */
char *tl_notebook_quote_attributes(const char *lines);

/* That they are lacking, as a message about .gitattributes. Owns: the caller frees it. */
char *tl_notebook_tell_attributes(const char *lines);

/*
 * Appends lines to .gitattributes and commits that. commit as in tl_commit().
 *
 * Errors: TL_EXIT_REFUSED where the file has changes that are not committed; as tl_commit().
 */
gboolean tl_notebook_add_attributes(const tl_notebook *notebook, const char *lines,
                                    char commit[TL_OBJECT_NAME_SIZE], GError **error);

/* The language of notes with a person: the person's (if has_language), the notebook's, the
 * program's. */
tl_language tl_notebook_language(const tl_notebook *notebook, gboolean has_language,
                                 tl_language language);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_notebook, tl_notebook_close)

#endif
