/*
 * News between two commits, told.
 */
#ifndef TL11_NEWS_INTERNAL_H
#define TL11_NEWS_INTERNAL_H

#include "tl11/news.h"

/* "  Alice Ng: 1 new note, 2 changed", and their follow-ups, at most ten, each in a line. */
void tl_call_append_news(GString *out, const tl_news *news);

#endif
