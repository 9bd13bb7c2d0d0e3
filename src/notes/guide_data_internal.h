/* The guide that is compiled in: guide/LANGUAGE/KEY.md, made into C by embed.sh. */
#ifndef TL11_GUIDE_DATA_INTERNAL_H
#define TL11_GUIDE_DATA_INTERNAL_H

#include <glib.h>

typedef struct {
    const char *language; /* its code: "en" */
    const char *key;      /* of the chapter: "team" */
    const unsigned char *data;
    gsize size;
} tl_guide_file;

extern const tl_guide_file tl_guide_files[];
extern const gsize tl_guide_files_count;

#endif
