#include "sections_internal.h"

#include "tl11/note.h"

#include <string.h>

void tl_section_keys_init(tl_section_keys *keys)
{
    keys->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void tl_section_keys_clear(tl_section_keys *keys)
{
    g_clear_pointer(&keys->keys, g_hash_table_unref);
}

static char *make_key(const char *title)
{
    static const char *const names[] = {
        [TL_SECTION_FOLLOWUPS] = "@followups",
        [TL_SECTION_AGENDA] = "@agenda",
        [TL_SECTION_DECISIONS] = "@decisions",
        [TL_SECTION_PRIVATE] = "@private",
    };
    char letter = '\0';
    tl_section_kind kind = tl_section_kind_of(title, &letter);
    if (kind == TL_SECTION_GUIDE)
        return g_strdup_printf("@%c", letter);
    return kind == TL_SECTION_OTHER ? g_strconcat("=", title, NULL) : g_strdup(names[kind]);
}

static const char *find_key(tl_section_keys *keys, const char *title, gsize length)
{
    g_autofree char *text = g_utf8_make_valid(title, (gssize)length);
    g_strstrip(text);
    const char *key = g_hash_table_lookup(keys->keys, text);
    if (key)
        return key;
    char *made = make_key(text);
    g_hash_table_insert(keys->keys, g_steal_pointer(&text), made);
    return made;
}

void tl_sections_begin(tl_sections *sections, tl_section_keys *keys)
{
    *sections = (tl_sections){.keys = keys, .key = ""};
}

static gsize count_blanks(const char *line, gsize length)
{
    gsize at = 0;
    while (at < length && line[at] == ' ')
        at++;
    return at;
}

/* The nearest guide section at or above, else the nearest known one, else the topmost. */
static const char *choose(const tl_sections *s)
{
    const char *known = NULL, *top = NULL;
    for (guint level = TL_SECTIONS_LEVELS - 1; level > 0; level--) {
        const char *key = s->by_level[level];
        if (!key)
            continue;
        if (key[0] == '@' && key[2] == '\0')
            return key;
        if (!known && key[0] == '@')
            known = key;
        top = key;
    }
    return known ? known : top ? top : "";
}

static void set_heading(tl_sections *s, guint level, const char *title, gsize length)
{
    const char *key = find_key(s->keys, title, length);
    for (guint below = level; below < TL_SECTIONS_LEVELS; below++)
        s->by_level[below] = NULL;
    gboolean is_title = level == 1 && !s->has_title && (key[0] == '=' || key[2] == '\0');
    if (is_title)
        s->has_title = TRUE;
    else
        s->by_level[level] = key;
    s->key = choose(s);
}

/* "## Title ##". FALSE when it is none. */
static gboolean take_heading(tl_sections *s, const char *line, gsize length, gsize at)
{
    gsize level = 0, end = length;
    while (at + level < length && line[at + level] == '#')
        level++;
    gsize start = at + level;
    if (level == 0 || level > 6 || (start < length && line[start] != ' ' && line[start] != '\t'))
        return FALSE;
    while (end > start && (line[end - 1] == ' ' || line[end - 1] == '\t'))
        end--;
    gsize closing = end;
    while (closing > start && line[closing - 1] == '#')
        closing--;
    if (closing == start || line[closing - 1] == ' ' || line[closing - 1] == '\t')
        end = closing;
    set_heading(s, (guint)level, line + start, end - start);
    return TRUE;
}

/* A line of nothing but "=" or "-" under text. */
static guint underline_level(const char *line, gsize length, gsize at)
{
    char mark = at < length ? line[at] : '\0';
    if (mark != '=' && mark != '-')
        return 0;
    while (at < length && line[at] == mark)
        at++;
    while (at < length && (line[at] == ' ' || line[at] == '\t'))
        at++;
    return at < length ? 0 : mark == '=' ? 1 : 2;
}

/* Whether the line belongs to a fenced block. */
static gboolean take_fence(tl_sections *s, const char *line, gsize length, gsize at)
{
    char mark = at < length ? line[at] : '\0';
    gsize run = 0;
    while (at + run < length && line[at + run] == mark)
        run++;
    if (!s->fence) {
        if ((mark != '`' && mark != '~') || run < 3 ||
            (mark == '`' && memchr(line + at + run, '`', length - at - run)))
            return FALSE;
        s->fence = mark;
        s->fence_length = run;
        return TRUE;
    }
    gsize rest = at + run;
    while (rest < length && (line[rest] == ' ' || line[rest] == '\t'))
        rest++;
    if (mark == s->fence && run >= s->fence_length && rest == length)
        s->fence = '\0';
    return TRUE;
}

static gboolean take_comment(tl_sections *s, const char *line, gsize length, gsize at)
{
    gboolean opens = !s->in_comment && length - at >= 4 && memcmp(line + at, "<!--", 4) == 0;
    if (!opens && !s->in_comment)
        return FALSE;
    gsize from = opens ? at + 4 : 0;
    s->in_comment = !g_strstr_len(line + from, (gssize)(length - from), "-->");
    return TRUE;
}

static gboolean take_front_matter(tl_sections *s, const char *line, gsize length)
{
    gboolean is_rule = length >= 3 && memcmp(line, "---", 3) == 0 &&
                       count_blanks(line + 3, length - 3) == length - 3;
    if (s->line == 1)
        return s->in_front_matter = is_rule;
    if (!s->in_front_matter)
        return FALSE;
    s->in_front_matter = !is_rule && !(length >= 3 && memcmp(line, "...", 3) == 0);
    return TRUE;
}

const char *tl_sections_next(tl_sections *s, const char *line, gsize length)
{
    s->line++;
    gsize skip = s->line == 1 && length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    gsize at = skip + count_blanks(line + skip, length - skip);
    gboolean after_text = s->after_text;
    s->after_text = FALSE;
    if (at == length || take_front_matter(s, line, length))
        return s->key;
    char first = line[at];
    if (s->in_comment && !s->fence) {
        take_comment(s, line, length, at);
        return s->key;
    }
    if (at - skip > 3)
        return s->key;
    if ((s->fence || first == '`' || first == '~') && take_fence(s, line, length, at))
        return s->key;
    if (first == '<' && take_comment(s, line, length, at))
        return s->key;
    if (first == '#' && take_heading(s, line, length, at))
        return s->key;
    guint level = after_text ? underline_level(line, length, at) : 0;
    if (level > 0) {
        set_heading(s, level, s->text, s->length);
    } else {
        s->after_text = !strchr("-*+>|", first) && !g_ascii_isdigit(first);
        s->text = line;
        s->length = length;
    }
    return s->key;
}
