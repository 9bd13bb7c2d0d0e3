/*
 * What flows to somebody (flow.h), to be read: as Markdown, line by line, as JSON.
 */
#ifndef TL11_FLOW_LIST_H
#define TL11_FLOW_LIST_H

#include "tl11/flow.h"

#include <glib.h>
#include <jansson.h>

/* What flows of a kind are called: "Open blockers". Translated, borrowed. */
const char *tl_flow_title(tl_flow_kind kind);

/*
 * A flow in a line: "Alice Ng, 12 days: waiting for the cluster"; the tags that
 * its text begins and ends with are left out. Harmless to a terminal.
 *
 * Owns: the caller frees it.
 */
char *tl_flow_line(const tl_flow *flow, const tl_people *people);

/*
 * All that flows to a person, with a title, since when, and a heading a kind.
 * Nothing in it but harmless text. Owns: the caller frees it.
 */
char *tl_flow_markdown(const tl_flows *flows, const tl_person *person, const tl_people *people,
                       tl_date day);

/* One flow with the fields of brief. Owns: a new reference. */
json_t *tl_flow_to_json(const tl_flow *flow);

#endif
