#ifndef TL11_CHECK_INTERNAL_H
#define TL11_CHECK_INTERNAL_H

#include "tl11/notebook.h"
#include "tl11/person.h"

#include <glib.h>

/* Appends a problem. Owns: takes message; code is static. */
void tl_check_report(GPtrArray *problems, const char *path, guint line, const char *code,
                     gboolean is_fatal, char *message);

/*
 * One person under two short names: the same note with an id, the same address. seen maps what was
 * met to whose it is (both owned), and begins empty.
 */
void tl_check_note_names(GHashTable *seen, const char *path, GBytes *content, GPtrArray *problems);
void tl_check_person_names(GHashTable *seen, const char *path, const tl_person *person,
                           GPtrArray *problems);

/* What no clone brings, and notebooks of an older tl11 lack. FALSE on error. */
gboolean tl_check_setup(const tl_notebook *notebook, GPtrArray *problems, GError **error);

#endif
