#include "grep_internal.h"

#include "common_internal.h"
#include "tl11/json.h"
#include "tl11/text.h"

#include <string.h>

static void append(tl_grep_printer *p, const char *text, gsize length)
{
    if (!p->is_shown) {
        g_string_append_len(p->call->out, text, (gssize)length);
        return;
    }
    g_autofree char *escaped = tl_text_escape(text, (gssize)length);
    g_string_append(p->call->out, escaped);
}

static void append_styled(tl_grep_printer *p, tl_style_name style, const char *text)
{
    gboolean colour = p->call->colour;
    g_string_append_printf(p->call->out, "%s%s%s", tl_style(colour, style), text,
                           tl_style(colour, TL_STYLE_RESET));
}

/* A line with each match marked. */
static void append_matches(tl_grep_printer *p, const char *text, gsize length)
{
    gsize at = 0, start, end;
    while (p->call->colour && at < length &&
           tl_pattern_match(p->pattern, text, length, at, &start, &end)) {
        if (end <= at || start >= end)
            break;
        start = MAX(start, at);
        append(p, text + at, start - at);
        g_string_append(p->call->out, tl_style(TRUE, TL_STYLE_MATCH));
        append(p, text + start, end - start);
        g_string_append(p->call->out, tl_style(TRUE, TL_STYLE_RESET));
        at = end;
    }
    append(p, text + at, length - at);
}

static void append_section(tl_grep_printer *p, const char *section, const char *path)
{
    g_autofree char *key = tl_cache_section_key(section, path);
    g_autofree char *shown = key ? tl_text_escape(key, -1) : NULL;
    if (!shown)
        return;
    g_string_append(p->call->out, "  ");
    append_styled(p, TL_STYLE_DIM, shown);
}

/* "alice, 2026-11-24 (team)" above the lines of a note. */
static void append_heading(tl_grep_printer *p, const char *path)
{
    char iso[TL_DATE_SIZE];
    if (g_strcmp0(p->path, path) == 0)
        return;
    guint number = 0;
    tl_date date = tl_search_date(path, &number);
    g_autofree char *slug = tl_search_slug(path);
    g_autofree char *relationship = g_strndup(path, strcspn(path, "/"));
    g_autofree char *day = date == TL_DATE_NONE ? g_strdup("next.md")
                           : number > 1
                               ? g_strdup_printf("%s-%u", tl_date_format(date, iso), number)
                               : g_strdup(tl_date_format(date, iso));
    if (p->path)
        g_string_append_c(p->call->out, '\n');
    append_styled(p, TL_STYLE_PERSON, slug);
    g_string_append_printf(p->call->out, ", %s ", day);
    g_autofree char *where = g_strdup_printf("(%s)", relationship);
    append_styled(p, TL_STYLE_DIM, where);
    g_string_append_c(p->call->out, '\n');
    g_free(p->path);
    p->path = g_strdup(path);
}

static json_t *make_object(const char *path, const char *section, guint number, const char *text,
                           gsize length)
{
    json_t *object = json_object();
    g_autofree char *slug = tl_search_slug(path);
    g_autofree char *relationship = g_strndup(path, strcspn(path, "/"));
    g_autofree char *key = tl_cache_section_key(section, path);
    g_autofree char *line = g_utf8_make_valid(text, (gssize)length);
    json_object_set_new(object, "person", tl_json_text(slug));
    json_object_set_new(object, "relationship", tl_json_text(relationship));
    json_object_set_new(object, "date", tl_json_date(tl_search_date(path, NULL)));
    json_object_set_new(object, "path", tl_json_text(path));
    json_object_set_new(object, "line", number ? json_integer(number) : json_null());
    json_object_set_new(object, "section", tl_json_text(key));
    json_object_set_new(object, "text", tl_json_text(line));
    return object;
}

/* -- notes as they stand -------------------------------------------------------------- */

/* "path:number:", without a format, which takes longer than to find the line. */
static void append_place(GString *out, const char *path, guint number, char mark)
{
    char digits[TL_NUMBER_SIZE];
    g_string_append(out, path);
    g_string_append_c(out, mark);
    g_string_append(out, tl_text_number(number, digits));
    g_string_append_c(out, mark);
}

static void print_line(tl_grep_printer *p, const tl_search_note *note, guint number,
                       gboolean is_hit)
{
    gsize length;
    const char *text = tl_search_line(note, number, &length);
    GString *out = p->call->out;
    if (p->is_shown) {
        g_string_append_printf(out, "%s%6u%s  ", tl_style(p->call->colour, TL_STYLE_DIM), number,
                               tl_style(p->call->colour, TL_STYLE_RESET));
    } else {
        append_place(out, note->path, number, is_hit ? ':' : '-');
    }
    if (is_hit)
        append_matches(p, text, length);
    else
        append(p, text, length);
    if (p->is_shown && is_hit)
        append_section(p, tl_search_section(note, number), note->path);
    g_string_append_c(out, '\n');
}

/* Groups of lines that do not touch have a line between them, as grep has it. */
static void print_gap(tl_grep_printer *p, guint first, guint last)
{
    if (p->context > 0 && p->count > 0 && (last == 0 || first > last + 1))
        g_string_append(p->call->out, p->is_shown ? (last ? "    --\n" : "") : "--\n");
}

static void print_lines(tl_grep_printer *p, const tl_search_note *note)
{
    guint last = 0;
    for (guint i = 0; i < note->count; i++) {
        guint hit = note->hits[i];
        guint first = MAX(hit > p->context ? hit - p->context : 1, last + 1);
        guint stop = i + 1 < note->count ? note->hits[i + 1] : note->lines + 1;
        print_gap(p, first, last);
        for (guint number = first; number < hit; number++)
            print_line(p, note, number, FALSE);
        print_line(p, note, hit, TRUE);
        last = MIN(MIN(hit + p->context, note->lines), stop - 1);
        for (guint number = hit + 1; number <= last; number++)
            print_line(p, note, number, FALSE);
        p->count++;
    }
}

gboolean tl_grep_print_note(const tl_search_note *note, gpointer printer)
{
    tl_grep_printer *p = printer;
    if (p->array) {
        for (guint i = 0; i < note->count; i++) {
            gsize length;
            const char *text = tl_search_line(note, note->hits[i], &length);
            json_array_append_new(p->array,
                                  make_object(note->path, tl_search_section(note, note->hits[i]),
                                              note->hits[i], text, length));
        }
        p->count += note->count;
        return TRUE;
    }
    if (p->is_shown)
        append_heading(p, note->path);
    print_lines(p, note);
    tl_call_spill(p->call);
    return TRUE;
}

/* -- lines that ever stood --------------------------------------------------------------- */

static char *format_commit(const tl_cache_commit *commit)
{
    char name[TL_OBJECT_NAME_SIZE], iso[TL_DATE_SIZE];
    return g_strdup_printf("%s %.7s", tl_date_format(tl_cache_commit_date(commit), iso),
                           tl_cache_commit_name(commit, name));
}

static void add_former(tl_grep_printer *p, const tl_cache_line *line, guint number)
{
    char added[TL_OBJECT_NAME_SIZE], removed[TL_OBJECT_NAME_SIZE];
    json_t *object = make_object(line->path, line->section, number, line->text, line->length);
    tl_cache_commit_name(&line->added, added);
    tl_cache_commit_name(&line->removed, removed);
    json_object_set_new(object, "since", tl_json_date(tl_cache_commit_date(&line->added)));
    json_object_set_new(object, "until", tl_json_date(tl_cache_commit_date(&line->removed)));
    json_object_set_new(object, "added_in", tl_json_text(added));
    json_object_set_new(object, "removed_in", tl_json_text(line->removed.id ? removed : NULL));
    json_array_append_new(p->array, object);
}

static void print_for_pipe(tl_grep_printer *p, const tl_cache_line *line, guint number)
{
    g_autofree char *added = format_commit(&line->added);
    g_string_append_printf(p->call->out, "%s:", line->path);
    if (number)
        g_string_append_printf(p->call->out, "%u", number);
    g_string_append_printf(p->call->out, ":+%s", added);
    if (line->removed.id) {
        g_autofree char *removed = format_commit(&line->removed);
        g_string_append_printf(p->call->out, " -%s", removed);
    }
    g_string_append_c(p->call->out, ':');
    append_matches(p, line->text, line->length);
    g_string_append_c(p->call->out, '\n');
}

static void print_for_person(tl_grep_printer *p, const tl_cache_line *line, guint number)
{
    g_autofree char *added = format_commit(&line->added);
    g_autofree char *removed = line->removed.id ? format_commit(&line->removed) : NULL;
    append_heading(p, line->path);
    if (number)
        g_string_append_printf(p->call->out, "%6u  ", number);
    else
        g_string_append(p->call->out, "        ");
    append_matches(p, line->text, line->length);
    append_section(p, line->section, line->path);
    g_string_append(p->call->out, "\n        ");
    append_styled(p, TL_STYLE_GOOD, "+");
    g_string_append_c(p->call->out, ' ');
    append_styled(p, TL_STYLE_DIM, added);
    if (removed) {
        g_string_append(p->call->out, "  ");
        append_styled(p, TL_STYLE_BAD, "-");
        g_string_append_c(p->call->out, ' ');
        append_styled(p, TL_STYLE_DIM, removed);
    }
    g_string_append_c(p->call->out, '\n');
}

gboolean tl_grep_print_former(const tl_cache_line *line, guint number, gpointer printer)
{
    tl_grep_printer *p = printer;
    if (p->array)
        add_former(p, line, number);
    else if (p->is_shown)
        print_for_person(p, line, number);
    else
        print_for_pipe(p, line, number);
    tl_call_spill(p->call);
    p->count++;
    return TRUE;
}
