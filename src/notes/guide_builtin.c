#include "guide_data_internal.h"
#include "guide_internal.h"

#include <string.h>

const char *const tl_guide_builtin_keys[] = {"team", "manager", "peer", "cross-functional", NULL};

static const tl_guide_file *find_file(const char *key, tl_language language)
{
    const char *code = tl_language_code(language);
    for (gsize i = 0; i < tl_guide_files_count; i++) {
        const tl_guide_file *file = &tl_guide_files[i];
        if (strcmp(file->key, key) == 0 && strcmp(file->language, code) == 0)
            return file;
    }
    g_error("built-in guide: no %s/%s.md", code, key);
}

tl_chapter *tl_guide_builtin(const char *key, tl_language language)
{
    const tl_guide_file *file = find_file(key, language);
    g_autoptr(GBytes) content = g_bytes_new_static(file->data, file->size);
    g_autoptr(GError) error = NULL;
    tl_chapter *chapter = tl_chapter_parse(key, content, key, &error);
    if (chapter == NULL)
        g_error("built-in guide: %s", error->message);
    return chapter;
}

tl_chapter *tl_guide_builtin_outline(const char *key, tl_language language)
{
    const tl_guide_file *file = find_file(key, language);
    return tl_chapter_outline(key, (const char *)file->data, file->size);
}
