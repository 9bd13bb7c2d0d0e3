#ifndef TL11_CHECK_INTERNAL_H
#define TL11_CHECK_INTERNAL_H

#include <glib.h>

/* Appends a problem. Owns: takes message; code is static. */
void tl_check_report(GPtrArray *problems, const char *path, guint line, const char *code,
                     gboolean is_fatal, char *message);

#endif
