#include "ids_internal.h"

#include "tl11/file.h"
#include "tl11/followup.h"
#include "tl11/people.h"

#include <string.h>

/* Every "^" and six of the alphabet: more than are ids, never less. */
static void collect(GHashTable *ids, const char *text, gsize length)
{
    const char *end = text + length;
    while ((text = memchr(text, '^', (gsize)(end - text))) != NULL) {
        text++;
        if (end - text >= TL_ID_LENGTH && tl_id_is_valid(text, TL_ID_LENGTH))
            g_hash_table_add(ids, g_strndup(text, TL_ID_LENGTH));
    }
}

GHashTable *tl_ids_standing(const tl_notebook *notebook)
{
    GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) notes = tl_people_all_notes(notebook, NULL);
    for (guint i = 0; notes && i < notes->len; i++) {
        const tl_note_name *name = g_ptr_array_index(notes, i);
        g_autofree char *path = tl_note_name_format(name);
        g_autoptr(GBytes) content = tl_file_read(notebook->root_fd, path, TL_FILE_MAX, NULL);
        gsize length;
        const char *text = content ? g_bytes_get_data(content, &length) : NULL;
        if (text)
            collect(ids, text, length);
    }
    return ids;
}
