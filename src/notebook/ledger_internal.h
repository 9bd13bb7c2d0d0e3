/*
 * What the files of the ledger share.
 */
#ifndef TL11_LEDGER_INTERNAL_H
#define TL11_LEDGER_INTERNAL_H

#include "tl11/ledger.h"

/* Its note's date; next.md comes after every note: it is for the next meeting. */
tl_date tl_occurrence_date(const tl_occurrence *occurrence);

/* The earlier of from: and its note's date; TL_DATE_NONE in next.md without from:. */
tl_date tl_occurrence_birth(const tl_occurrence *occurrence);

/*
 * The items of occurrences that are sorted, the oldest note first: by id or, lacking one, by
 * tl_item_has(), then by person and text. Only id and occurrences are set.
 * Owns: the caller unrefs it, the items with it; the occurrences are borrowed.
 */
GPtrArray *tl_ledger_group(const GPtrArray *occurrences);

#endif
