/*
 * Any bytes as an INI file, and as a section, key and value to set in one: what
 * is set reads back, and nothing else changes.
 *
 * The first three lines of the input are section, key and value; the rest is
 * the file. Without three lines all of it is the file.
 */
#include "tl11/ini.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first line of *text, which moves behind it; NULL: there is none. */
static char *cut_line(const char **text, gsize *length)
{
    const char *end = *length == 0 ? NULL : memchr(*text, '\n', *length);
    if (end == NULL)
        return NULL;
    char *line = g_strndup(*text, (gsize)(end - *text));
    *length -= (gsize)(end - *text) + 1;
    *text = end + 1;
    return line;
}

static gboolean is_entry(const tl_ini_entry *entry, const char *section, const char *key)
{
    return strcmp(entry->section, section) == 0 && strcmp(entry->key, key) == 0;
}

/* All entries of one but section.key are those of the other, in the same order. */
static void compare_rest(const tl_ini *before, const tl_ini *after, const char *section,
                         const char *key)
{
    const GPtrArray *old = tl_ini_entries(before), *new = tl_ini_entries(after);
    guint i = 0, j = 0;
    for (;; i++, j++) {
        while (i < old->len && is_entry(old->pdata[i], section, key))
            i++;
        while (j < new->len && is_entry(new->pdata[j], section, key))
            j++;
        if (i == old->len || j == new->len)
            break;
        const tl_ini_entry *a = old->pdata[i], *b = new->pdata[j];
        g_assert_cmpstr(a->section, ==, b->section);
        g_assert_cmpstr(a->key, ==, b->key);
        g_assert_cmpstr(a->value, ==, b->value);
    }
    g_assert_true(i == old->len && j == new->len);
}

static void check_entries(const tl_ini *ini)
{
    const GPtrArray *entries = tl_ini_entries(ini);
    for (guint i = 0; i < entries->len; i++) {
        const tl_ini_entry *entry = entries->pdata[i];
        g_assert_cmpstr(tl_ini_find(ini, entry->section, entry->key), ==, entry->value);
        g_assert_cmpuint(tl_ini_line(ini, entry->section, entry->key), ==, entry->line);
        g_assert_true(g_utf8_validate(entry->value, -1, NULL));
    }
}

static void check_set(GBytes *content, const tl_ini *before, const char *section, const char *key,
                      const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) changed = tl_ini_set(content, "a.ini", section, key, value, &error);
    g_assert_true((changed == NULL) == (error != NULL));
    if (changed == NULL)
        return;
    g_autoptr(tl_ini) after = tl_ini_parse(changed, "a.ini", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(tl_ini_find(after, section, key), ==, value);
    compare_rest(before, after, section, key);
    if (tl_ini_find(before, section, key) == NULL && value == NULL)
        g_assert_true(g_bytes_equal(content, changed));
}

static void check_content(GBytes *content, const char *section, const char *key, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_ini) ini = tl_ini_parse(content, "a.ini", &error);
    g_assert_true((ini == NULL) == (error != NULL));
    /* What the gate lets pass, inih reads as the gate does. */
    if (error != NULL)
        g_assert_false(g_str_has_suffix(error->message, ": this cannot be read"));
    if (ini == NULL)
        return;
    check_entries(ini);
    if (value == NULL)
        return;
    check_set(content, ini, section, key, value);
    check_set(content, ini, section, key, NULL);
    const GPtrArray *entries = tl_ini_entries(ini);
    for (guint i = 0; i < MIN(entries->len, 4); i++) {
        const tl_ini_entry *entry = entries->pdata[i];
        check_set(content, ini, entry->section, entry->key, value);
        check_set(content, ini, entry->section, key, value);
        check_set(content, ini, entry->section, entry->key, NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    gsize length = size;
    g_autofree char *section = cut_line(&text, &length);
    g_autofree char *key = cut_line(&text, &length);
    g_autofree char *value = cut_line(&text, &length);
    g_autoptr(GBytes) whole = g_bytes_new(data, size);
    g_autoptr(GBytes) rest = g_bytes_new(text, length);
    check_content(whole, NULL, NULL, NULL);
    if (value != NULL)
        check_content(rest, section, key, value);
    return 0;
}
