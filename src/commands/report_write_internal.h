#ifndef TL11_REPORT_WRITE_INTERNAL_H
#define TL11_REPORT_WRITE_INTERNAL_H

#include "tl11/command.h"

/*
 * Writes a page to path ("-": to the output): 0600, whole or not at all.
 *
 * Errors: TL_EXIT_REFUSED for what is neither free nor a former report (unless
 * force), and for a link or anything else that is no regular file.
 */
gboolean tl_report_write(tl_call *call, const char *path, const char *page, gboolean force,
                         GError **error);

#endif
