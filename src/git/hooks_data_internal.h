/* The hooks that are compiled in: hooks/NAME, made into C by embed.sh. */
#ifndef TL11_HOOKS_DATA_INTERNAL_H
#define TL11_HOOKS_DATA_INTERNAL_H

#include <glib.h>

typedef struct {
    const char *folder; /* "hooks" */
    const char *name;   /* "pre-commit" */
    const unsigned char *data;
    gsize size;
} tl_hooks_file;

extern const tl_hooks_file tl_hooks_files[];
extern const gsize tl_hooks_files_count;

#endif
