/*
 * Saving as 'tl11 save' does, for other commands too.
 */
#ifndef TL11_SAVE_INTERNAL_H
#define TL11_SAVE_INTERNAL_H

#include "tl11/command.h"

/*
 * Commits what was edited of the people that words (NULL: of everybody) name, and tells
 * what. message NULL: made from what is in it.
 *
 * Errors: TL_EXIT_NEGATIVE where all is committed.
 */
gboolean tl_call_save(tl_call *call, char *const *words, const char *message, gboolean drop_missing,
                      GError **error);

#endif
