#include "check_internal.h"

#include "tl11/language.h"
#include "tl11/note.h"
#include "tl11/text.h"

#include <string.h>

/* An id is the notebook's only one: nobody has two notes with it, but under two names. */
static gboolean has_id(GBytes *content)
{
    gsize length;
    const char *text = g_bytes_get_data(content, &length);
    g_autoptr(GRegex) id = g_regex_new(" \\^[0-9a-hjkmnp-tv-z]{6}[ \\t]*\\r?$",
                                       G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
    return g_regex_match_full(id, text, (gssize)length, 0, 0, NULL, NULL);
}

/* Reports each pair of names once. */
static void meet(GHashTable *seen, char *key, const char *path, const char *slug,
                 GPtrArray *problems)
{
    const char *other = g_hash_table_lookup(seen, key);
    if (!other) {
        g_hash_table_insert(seen, key, g_strdup(slug));
        return;
    }
    g_free(key);
    if (strcmp(other, slug) == 0)
        return;
    g_autofree char *pair = g_strdup_printf("%s %s", other, slug);
    g_autofree char *first = g_strdup(other);
    if (g_hash_table_contains(seen, pair))
        return;
    g_hash_table_insert(seen, g_steal_pointer(&pair), g_strdup(slug));
    tl_check_report(problems, path, 0, "two-names", FALSE,
                    g_strdup_printf(_("'%s' and '%s' look like one person, renamed on two "
                                      "machines: keep one; 'tl11 git mv' takes over what only "
                                      "the other has, 'tl11 git rm -r' lets the other go"),
                                    first, slug));
}

void tl_check_note_names(GHashTable *seen, const char *path, GBytes *content, GPtrArray *problems)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    g_autoptr(tl_note_name) name = tl_note_name_parse(path);
    if (!name || !has_id(content))
        return;
    g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, content);
    meet(seen, g_strdup_printf("%s/%s %s", parts[0], parts[2], sum), path, parts[1], problems);
}

void tl_check_person_names(GHashTable *seen, const char *path, const tl_person *person,
                           GPtrArray *problems)
{
    if (person->email)
        meet(seen, g_ascii_strdown(person->email, -1), path, person->slug, problems);
}
