#ifndef TL11_GUIDE_INTERNAL_H
#define TL11_GUIDE_INTERNAL_H

#include "tl11/command.h"

/* tl11 guide import FILE, in the open notebook. force replaces chapters. */
int tl_guide_run_import(tl_call *call, gboolean force, GError **error);

#endif
