/*
 * Any bytes as a whole guide: what is imported reads as chapters, with the same
 * title, and imports again.
 */
#include "tl11/guide.h"
#include "tl11/guide_import.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_prompts(const tl_guide_section *section)
{
    for (guint i = 0; i < section->prompts->len; i++) {
        const tl_prompt *prompt = section->prompts->pdata[i];
        g_assert_true(tl_guide_section_find_prompt(section, prompt->key) == prompt);
        g_assert_null(strstr(prompt->text, "-->"));
        g_assert_null(strpbrk(prompt->text, "\r\n"));
    }
}

static void check_chapter(const tl_imported_chapter *imported)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_chapter) chapter =
        tl_chapter_parse(imported->key, imported->content, "a.md", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(chapter->title, ==, imported->title);
    for (guint i = 0; i < chapter->sections->len; i++)
        check_prompts(chapter->sections->pdata[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GBytes) content = g_bytes_new(data, size);
    g_autoptr(GError) error = NULL;
    g_autoptr(tl_chapter) chapter = tl_chapter_parse("team", content, "a.md", &error);
    g_assert_true((chapter == NULL) == (error != NULL));
    g_clear_error(&error);
    g_autoptr(tl_guide_import) import = tl_guide_import_parse(content, "a.md", &error);
    g_assert_true((import == NULL) == (error != NULL));
    /* An error names the source: what is written itself is never at fault. */
    if (import == NULL)
        g_assert_true(g_str_has_prefix(error->message, "'a.md':"));
    for (guint i = 0; import != NULL && i < import->chapters->len; i++)
        check_chapter(import->chapters->pdata[i]);
    return 0;
}
