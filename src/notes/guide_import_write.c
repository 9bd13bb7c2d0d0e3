#include "guide_import_internal.h"

#include <string.h>

/* Whether a '&' begins what reads as an entity. */
static gboolean is_entity(const char *text)
{
    const char *at = text + 1;
    if (*at == '#')
        at++;
    const char *name = at;
    while (g_ascii_isalnum(*at))
        at++;
    return at > name && *at == ';';
}

static gboolean is_heading_mark(const char *text, const char *at)
{
    if (at > text && at[-1] != ' ')
        return FALSE;
    while (*at == '#')
        at++;
    return *at == '\0' || *at == ' ';
}

/* "12." and "12)" at the start of a text would begin a list. */
static gboolean is_number_mark(const char *text, const char *at)
{
    if (at == text)
        return FALSE;
    for (; text < at; text++) {
        if (!g_ascii_isdigit(*text))
            return FALSE;
    }
    return TRUE;
}

static gboolean needs_escape(const char *text, const char *at)
{
    switch (*at) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '<':
        return TRUE;
    case '_':
        return at == text || !g_ascii_isalnum(at[-1]) || !g_ascii_isalnum(at[1]);
    case '&':
        return is_entity(at);
    case '#':
        return is_heading_mark(text, at);
    case '>':
    case '-':
    case '+':
    case '~':
        return at == text;
    case '.':
    case ')':
        return is_number_mark(text, at);
    default:
        return FALSE;
    }
}

void tl_import_append_text(GString *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (needs_escape(text, at))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *at);
    }
}

static void separate(GString *out)
{
    if (out->len > 0)
        g_string_append_c(out, '\n');
}

void tl_import_append_paragraph(GString *out, const char *text)
{
    separate(out);
    tl_import_append_text(out, text);
    g_string_append_c(out, '\n');
}

void tl_import_append_prompt(GString *out, const tl_prompt *prompt, gboolean follows)
{
    static const char *const kinds[] = {[TL_PROMPT_CORE] = "",
                                        [TL_PROMPT_ROTATE] = " (rotate)",
                                        [TL_PROMPT_PROGRAM] = " (program)"};
    if (!follows)
        separate(out);
    g_string_append(out, "- ");
    tl_import_append_text(out, prompt->text);
    g_string_append(out, kinds[prompt->kind]);
    for (guint i = 0; i < prompt->tags->len; i++)
        g_string_append_printf(out, " #%s", (const char *)prompt->tags->pdata[i]);
    if (prompt->key != NULL)
        g_string_append_printf(out, " ^%s", prompt->key);
    g_string_append_c(out, '\n');
}
