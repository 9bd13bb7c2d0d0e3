#include "tl11/meeting.h"

#include "meeting_internal.h"

#include <string.h>

/* What a line of a plain note is. */
typedef enum { EMPTY, HEADING, REMARK, WORDS, WITHIN, UNSURE } line_kind;

/* A note that is read line by line, as long as each line is one whose meaning is sure. */
typedef struct {
    guint32 letters; /* a bit each, 'a' the lowest */
    char letter;     /* of the section, or 0 */
    gboolean has_title;
    gboolean in_item; /* what is indented by two stands in a list item */
} scan;

static gboolean is_word(const char *text, gsize length)
{
    return length > 0 && g_ascii_isalnum(*text);
}

/* "- word", "- [x] word", "word": a paragraph, whatever follows. */
static gboolean holds_words(const char *line, gsize length)
{
    if (is_word(line, length))
        return TRUE;
    if (length < 3 || memcmp(line, "- ", 2) != 0)
        return FALSE;
    if (is_word(line + 2, length - 2))
        return TRUE;
    return length > 6 && line[2] == '[' && strchr(" xX>-~", line[3]) && line[4] == ']' &&
           line[5] == ' ' && is_word(line + 6, length - 6);
}

/* "## A. Words", with nothing that Markdown could make something of. */
static gboolean is_plain_heading(const char *line, gsize length)
{
    gsize marks = line[0] == '#' ? (length > 1 && line[1] == '#' ? 2 : 1) : 0;
    if (marks == 0 || length < marks + 2 || line[marks] != ' ' ||
        !is_word(line + marks + 1, length - marks - 1))
        return FALSE;
    for (gsize i = marks; i < length; i++)
        if (!g_ascii_isalnum(line[i]) && !strchr(" ,.-'/()", line[i]))
            return FALSE;
    return TRUE;
}

static gboolean is_one_remark(const char *line, gsize length)
{
    const char *end =
        length >= 7 && memcmp(line, "<!--", 4) == 0 ? memmem(line + 4, length - 4, "-->", 3) : NULL;
    return end && end + 3 == line + length;
}

static line_kind kind_of(const scan *s, const char *line, gsize length)
{
    if (length == 0)
        return EMPTY;
    if (memchr(line, '\r', length) || memchr(line, '\0', length))
        return UNSURE;
    if (is_plain_heading(line, length))
        return HEADING;
    if (is_one_remark(line, length))
        return REMARK;
    if (holds_words(line, length))
        return WORDS;
    /* What stands in an item cannot take in what is not indented. */
    return length > 2 && memcmp(line, "  ", 2) == 0 && s->in_item ? WITHIN : UNSURE;
}

/* FALSE where the order of headings would have to be looked at. */
static gboolean read_heading(scan *s, const char *line, gsize length)
{
    if (line[1] == ' ') {
        gboolean is_first = !s->has_title && s->letter == '\0' && s->letters == 0;
        char letter = '\0';
        g_autofree char *title = g_strndup(line + 2, length - 2);
        tl_section_kind kind = tl_section_kind_of(title, &letter);
        s->has_title = TRUE;
        return is_first && kind == TL_SECTION_OTHER;
    }
    gboolean is_guide =
        length > 4 && g_ascii_isalpha(line[3]) && line[4] == '.' && (length == 5 || line[5] == ' ');
    s->letter = is_guide ? g_ascii_tolower(line[3]) : '\0';
    return TRUE;
}

gboolean tl_meeting_scan_letters(const char *text, gsize length, guint32 *letters)
{
    scan s = {.letters = 0};
    const char *end = text + length;
    if (length > TL_MEETING_SCAN_MAX)
        return FALSE;
    for (const char *line = text; line < end;) {
        const char *stop = memchr(line, '\n', (gsize)(end - line));
        stop = stop ? stop : end;
        gsize size = (gsize)(stop - line);
        line_kind kind = kind_of(&s, line, size);
        if (kind == UNSURE || (kind == HEADING && !read_heading(&s, line, size)))
            return FALSE;
        if (kind == WORDS && s.letter)
            s.letters |= 1u << (s.letter - 'a');
        s.in_item =
            (kind == WORDS && *line == '-') || (s.in_item && (kind == WITHIN || kind == EMPTY));
        line = stop + 1;
    }
    *letters = s.letters;
    return TRUE;
}
