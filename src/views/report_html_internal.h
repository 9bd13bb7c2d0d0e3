/*
 * The HTML page of a report, part by part.
 */
#ifndef TL11_REPORT_HTML_INTERNAL_H
#define TL11_REPORT_HTML_INTERNAL_H

#include "report_internal.h"

/*
 * Appends text so that it is text and nothing else, in an element as in a quoted
 * attribute: all that comes from notes or names goes this way. Control characters,
 * bidirectional ones too, are left out; what is no UTF-8 becomes U+FFFD.
 */
void tl_html_text(GString *out, const char *text);

/* The style sheet; its hash stands in the page's Content-Security-Policy. */
extern const char tl_report_css[];

/* The charts, as inline SVG, each with a title that says the same in words. */
void tl_report_svg_weeks(GString *out, const tl_report_person *person);
void tl_report_svg_promises(GString *out, const tl_report_promises *promises, const char *title);
void tl_report_svg_bar(GString *out, guint mine, guint theirs, guint most);
/* The swatch of a legend: "met", "quiet", "overdue", "done", "dropped", "lost". */
void tl_report_svg_swatch(GString *out, const char *kind);

#endif
