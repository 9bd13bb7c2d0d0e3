/*
 * tl11.ini, which travels with a notebook and so holds data only, and
 * config.ini, the user's own.
 *
 *   [notebook]
 *   language = id
 *   [cadence]
 *   team = 1w
 *   cross-functional = 1m
 */
#ifndef TL11_SETTINGS_H
#define TL11_SETTINGS_H

#include "tl11/date.h"
#include "tl11/language.h"

#include <glib.h>

typedef struct {
    gboolean has_language;
    tl_language language;
    GHashTable *cadences; /* relationship (char *) to tl_span *, both owned */
} tl_settings;

/*
 * Reads tl11.ini. Unknown keys are ignored, as a later version may know them; a
 * key whose value is empty counts as not given.
 *
 * Errors: TL_EXIT_FAILED with path and line. NULL then.
 * Owns: the caller frees it with tl_settings_free().
 */
tl_settings *tl_settings_parse(GBytes *content, const char *path, GError **error);

void tl_settings_free(tl_settings *settings);

/*
 * The cadence of a relationship where a person has none: the notebook's, else
 * the program's (team 1w, manager 2w, peer 1m, cross-functional 1m, any other 1m).
 */
tl_span tl_settings_cadence(const tl_settings *settings, const char *relationship);

/* The bytes of a new tl11.ini. */
GBytes *tl_settings_format(tl_language language);

/*
 * The path of the default notebook in the user's config.ini, [notebook] path;
 * NULL when it names none. "~/" at its start is the home folder; any other
 * relative path is an error.
 *
 * Owns: the caller frees it.
 */
char *tl_settings_notebook_path(GBytes *content, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(tl_settings, tl_settings_free)

#endif
