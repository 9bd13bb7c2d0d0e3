#include "tl11/note.h"
#include "tl11/text.h"

#include <string.h>

/* The titles that mean something, in every language, folded. */
static const struct {
    const char *title;
    tl_section_kind kind;
} TITLES[] = {
    {"follow-ups", TL_SECTION_FOLLOWUPS},    {"followups", TL_SECTION_FOLLOWUPS},
    {"follow ups", TL_SECTION_FOLLOWUPS},    {"tindak lanjut", TL_SECTION_FOLLOWUPS},
    {"tindak-lanjut", TL_SECTION_FOLLOWUPS}, {"agenda", TL_SECTION_AGENDA},
    {"decisions", TL_SECTION_DECISIONS},     {"keputusan", TL_SECTION_DECISIONS},
    {"private", TL_SECTION_PRIVATE},         {"pribadi", TL_SECTION_PRIVATE},
};

static gboolean is_guide_title(const char *title)
{
    return g_ascii_isalpha(title[0]) && title[1] == '.' &&
           (title[2] == '\0' || g_unichar_isspace(g_utf8_get_char(title + 2)));
}

/* Nearly all titles tell by their first letters what they are not. */
static gboolean is_surely_other(const char *title)
{
    return g_ascii_isalpha(title[0]) && title[1] != '.' &&
           !strchr("fdtakp", g_ascii_tolower(title[0]));
}

/* Of a title that is folded, or is when its letters are small. */
static tl_section_kind find_kind(const char *title)
{
    gsize length = strlen(title);
    if (length > 0 && title[length - 1] == ':')
        length--;
    while (length > 0 && title[length - 1] == ' ')
        length--;
    for (gsize i = 0; length > 0 && i < G_N_ELEMENTS(TITLES); i++)
        if (TITLES[i].title[0] == (title[0] | 0x20) && strlen(TITLES[i].title) == length &&
            g_ascii_strncasecmp(title, TITLES[i].title, length) == 0)
            return TITLES[i].kind;
    return TL_SECTION_OTHER;
}

tl_section_kind tl_section_kind_of(const char *title, char *letter)
{
    *letter = '\0';
    if (g_ascii_isalpha(title[0]) && title[1] == '.' && (title[2] == ' ' || title[2] == '\0')) {
        *letter = g_ascii_tolower(title[0]);
        return TL_SECTION_GUIDE;
    }
    if (is_surely_other(title))
        return TL_SECTION_OTHER;
    if (tl_text_is_folded(title, strlen(title)))
        return find_kind(title);
    g_autofree char *folded = tl_text_fold(title, -1);
    if (is_guide_title(folded)) {
        *letter = folded[0];
        return TL_SECTION_GUIDE;
    }
    return find_kind(folded);
}

int tl_note_section_at(const tl_note *note, guint line)
{
    guint low = 0;
    guint high = note->sections->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        const tl_section *section = g_ptr_array_index(note->sections, middle);
        if (section->line <= line)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return -1;
    const tl_section *section = g_ptr_array_index(note->sections, low - 1);
    return line < section->end_line ? (int)low - 1 : -1;
}

static gboolean is_guide(const tl_section *section)
{
    return section->kind == TL_SECTION_GUIDE;
}

static gboolean is_known(const tl_section *section)
{
    return section->kind != TL_SECTION_OTHER;
}

/* The nearest at or above index that fits; -1: none. */
static int find_above(const tl_note *note, int index, gboolean (*fits)(const tl_section *))
{
    while (index >= 0) {
        const tl_section *section = g_ptr_array_index(note->sections, (guint)index);
        if (fits(section))
            return index;
        index = section->parent;
    }
    return -1;
}

static int find_root(const tl_note *note, int index)
{
    for (int above = index; above >= 0;) {
        const tl_section *section = g_ptr_array_index(note->sections, (guint)above);
        index = above;
        above = section->parent;
    }
    return index;
}

int tl_note_top_section(const tl_note *note, int index)
{
    int found = find_above(note, index, is_guide);
    if (found < 0)
        found = find_above(note, index, is_known);
    return found >= 0 ? found : find_root(note, index);
}

char *tl_section_key(tl_section_kind kind, char letter, const char *title, const char *relationship)
{
    static const char *const NAMES[] = {
        [TL_SECTION_FOLLOWUPS] = "followups",
        [TL_SECTION_AGENDA] = "agenda",
        [TL_SECTION_DECISIONS] = "decisions",
        [TL_SECTION_PRIVATE] = "private",
    };
    if (kind == TL_SECTION_GUIDE)
        return g_strdup_printf("%s.%c", relationship, letter);
    return g_strdup(kind == TL_SECTION_OTHER ? title : NAMES[kind]);
}
