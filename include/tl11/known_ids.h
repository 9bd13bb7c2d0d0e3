/*
 * The ids of follow-ups that history knows.
 */
#ifndef TL11_KNOWN_IDS_H
#define TL11_KNOWN_IDS_H

#include "tl11/identify.h"

/* For tl_identify_ask(): those that stood in a note that HEAD reaches. */
extern const tl_id_history tl_known_ids;

#endif
