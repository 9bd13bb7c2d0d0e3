#include "report_html_internal.h"

#include <string.h>

/* What a page begins with, and by which the next one knows that it may take its place. */
#define HEAD                                                                                       \
    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"                      \
    "<meta name=\"generator\" content=\"tl11 report\">\n"
#define SIGN "<meta name=\"generator\" content=\"tl11 report\">"

/* Controls of C0 and C1, and what turns the direction of the text around it. */
static gboolean is_control(gunichar character)
{
    return g_unichar_iscntrl(character) || (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069) || character == 0x200E ||
           character == 0x200F || character == 0x061C;
}

void tl_html_text(GString *out, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) plain = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (!is_control(character))
            g_string_append_unichar(plain, character);
        else if (character == '\n' || character == '\t')
            g_string_append_c(plain, ' ');
    }
    g_autofree char *escaped = g_markup_escape_text(plain->str, (gssize)plain->len);
    g_string_append(out, escaped);
}

gboolean tl_report_is_page(const char *content, gsize length)
{
    return g_strstr_len(content, (gssize)MIN(length, 512), SIGN) != NULL;
}

static void append_element(GString *out, const char *open, const char *text, const char *close)
{
    g_string_append(out, open);
    tl_html_text(out, text);
    g_string_append(out, close);
}

/* Nothing may be loaded, sent, framed or run; the one style sheet is known by its hash. */
static void append_policy(GString *out)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize size = sizeof(digest);
    g_checksum_update(sum, (const guchar *)tl_report_css, -1);
    g_checksum_get_digest(sum, digest, &size);
    g_autofree char *hash = g_base64_encode(digest, size);
    g_string_append_printf(out,
                           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                           "'none'; style-src 'sha256-%s'; base-uri 'none'; form-action "
                           "'none'\">\n",
                           hash);
}

static void append_head(GString *out, const tl_report *report, tl_language language)
{
    char day[TL_DATE_SIZE];
    g_string_append_printf(out, HEAD, tl_language_code(language));
    append_policy(out);
    g_string_append(out,
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"referrer\" content=\"no-referrer\">\n"
                    "<meta name=\"color-scheme\" content=\"light dark\">\n");
    g_autofree char *title =
        g_strdup_printf(_("1:1s up to %s"), tl_date_format(report->today, day));
    append_element(out, "<title>", title, "</title>\n");
    g_string_append_printf(out, "<style>%s</style>\n</head>\n<body>\n<main>\n", tl_report_css);
}

static void append_card(GString *out, const char *name, const char *value)
{
    append_element(out, "<div><dt>", name, "</dt>");
    append_element(out, "<dd>", value, "</dd></div>\n");
}

static void append_count_card(GString *out, const char *name, guint count)
{
    g_autofree char *value = g_strdup_printf("%u", count);
    append_card(out, name, value);
}

static guint count_overdue(const tl_report *report)
{
    guint count = 0;
    for (guint i = 0; i < report->persons->len; i++) {
        const tl_report_person *person = g_ptr_array_index(report->persons, i);
        const tl_report_week *week =
            &g_array_index(person->weeks, tl_report_week, person->weeks->len - 1);
        count += tl_report_week_state(week) == TL_WEEK_OVERDUE;
    }
    return count;
}

static void append_summary(GString *out, const tl_report *report)
{
    char from[TL_DATE_SIZE], to[TL_DATE_SIZE];
    guint held = 0;
    for (guint i = 0; i < report->persons->len; i++)
        held += ((const tl_report_person *)g_ptr_array_index(report->persons, i))->held;
    append_element(out, "<h1>", _("1:1 report"), "</h1>\n");
    g_autofree char *period = g_strdup_printf(_("%s to %s"), tl_date_format(report->since, from),
                                              tl_date_format(report->today, to));
    append_element(out, "<p class=\"soft\">", period, "</p>\n<dl>\n");
    append_count_card(out, _("people"), report->persons->len);
    append_count_card(out, _("1:1s held"), held);
    append_count_card(out, _("1:1s overdue now"), count_overdue(report));
    g_autofree char *mine = tl_report_kept_text(&report->mine);
    g_autofree char *theirs = tl_report_kept_text(&report->theirs);
    append_card(out, _("I kept"), mine);
    append_card(out, _("they kept"), theirs);
    g_string_append(out, "</dl>\n");
}

/* kinds: pairs of a swatch and its meaning. */
static void append_legend(GString *out, const char *const *kinds)
{
    g_string_append(out, "<ul class=\"legend\">");
    for (; *kinds; kinds += 2) {
        g_string_append(out, "<li>");
        tl_report_svg_swatch(out, kinds[0]);
        append_element(out, "", kinds[1], "</li>");
    }
    g_string_append(out, "</ul>\n");
}

static void append_name(GString *out, const tl_report_person *person)
{
    g_string_append(out, "<th scope=\"row\"><bdi>");
    tl_html_text(out, person->name);
    append_element(out, "</bdi><small>", person->relationship, "</small></th>");
}

static void append_cadence(GString *out, const tl_report *report)
{
    char from[TL_DATE_SIZE], to[TL_DATE_SIZE];
    const char *const legend[] = {"met",     _("met"),     "quiet", _("not due"),
                                  "overdue", _("overdue"), NULL};
    append_element(out, "<section>\n<h2>", _("1:1s, week by week"), "</h2>\n");
    append_legend(out, legend);
    append_element(out, "<table>\n<thead><tr><th scope=\"col\" class=\"name\">", _("person"),
                   "</th><th scope=\"col\" class=\"strip\">");
    g_string_append_printf(out, "<span class=\"ends\"><span>%s</span><span>%s</span></span></th>",
                           tl_date_format(report->since, from), tl_date_format(report->today, to));
    append_element(out, "<th scope=\"col\" class=\"number\">", _("held"), "</th>");
    append_element(out, "<th scope=\"col\" class=\"number\">", _("longest gap"),
                   "</th></tr></thead>\n<tbody>\n");
    for (guint i = 0; i < report->persons->len; i++) {
        const tl_report_person *person = g_ptr_array_index(report->persons, i);
        g_string_append(out, "<tr>");
        append_name(out, person);
        g_string_append(out, "<td>");
        tl_report_svg_weeks(out, person);
        g_string_append_printf(out, "</td><td class=\"number\">%u</td><td class=\"number\">",
                               person->held);
        g_autofree char *gap = g_strdup_printf(_("%ud"), person->longest_gap);
        append_element(out, "", gap, "</td></tr>\n");
    }
    g_string_append(out, "</tbody></table>\n</section>\n");
}

static void append_promises_chart(GString *out, const char *whose,
                                  const tl_report_promises *promises)
{
    g_autofree char *title =
        g_strdup_printf(_("%s: %u done, %u dropped, %u lost, %u overdue"), whose, promises->done,
                        promises->dropped, promises->lost, promises->overdue);
    append_element(out, "<h3>", whose, "</h3>\n");
    tl_report_svg_promises(out, promises, title);
}

/* kind: of a swatch, which makes the table the charts' legend; or NULL. */
static void append_pair(GString *out, const char *kind, const char *name, const char *mine,
                        const char *theirs)
{
    g_string_append(out, "<tr><th scope=\"row\">");
    if (kind)
        tl_report_svg_swatch(out, kind);
    append_element(out, "<bdi>", name, "</bdi></th>");
    append_element(out, "<td class=\"number\">", mine, "</td>");
    append_element(out, "<td class=\"number\">", theirs, "</td></tr>\n");
}

static void append_counts(GString *out, const char *kind, const char *name, guint mine,
                          guint theirs)
{
    g_autofree char *one = g_strdup_printf("%u", mine);
    g_autofree char *two = g_strdup_printf("%u", theirs);
    append_pair(out, kind, name, one, two);
}

static void open_pairs(GString *out, const char *caption, const char *what)
{
    append_element(out, "<table>\n<caption>", caption, "</caption>\n<thead><tr>");
    append_element(out, "<th scope=\"col\">", what, "</th>");
    append_element(out, "<th scope=\"col\" class=\"number\">", _("mine"), "</th>");
    append_element(out, "<th scope=\"col\" class=\"number\">", _("theirs"),
                   "</th></tr></thead>\n<tbody>\n");
}

/* "67% (6 of 9)" */
static char *format_share(const tl_report_promises *promises)
{
    g_autofree char *kept = tl_report_kept_text(promises);
    guint all = promises->done + promises->dropped + promises->lost + promises->overdue;
    return all ? g_strdup_printf(_("%s (%u of %u)"), kept, promises->done, all)
               : g_steal_pointer(&kept);
}

static void append_promises_table(GString *out, const tl_report *report)
{
    const tl_report_promises *mine = &report->mine, *theirs = &report->theirs;
    g_autofree char *kept_mine = tl_report_kept_text(mine);
    g_autofree char *kept_theirs = tl_report_kept_text(theirs);
    open_pairs(out, _("kept = done of all that were done, dropped, lost or are overdue"),
               _("promises"));
    append_counts(out, "done", _("done"), mine->done, theirs->done);
    append_counts(out, "dropped", _("dropped"), mine->dropped, theirs->dropped);
    append_counts(out, "lost", _("lost"), mine->lost, theirs->lost);
    append_counts(out, "overdue", _("overdue"), mine->overdue, theirs->overdue);
    append_pair(out, NULL, _("kept"), kept_mine, kept_theirs);
    append_counts(out, NULL, _("open"), mine->open, theirs->open);
    g_string_append(out, "</tbody></table>\n");
}

static void append_promises(GString *out, const tl_report *report)
{
    append_element(out, "<section>\n<h2>", _("Promises"), "</h2>\n");
    append_promises_chart(out, _("mine"), &report->mine);
    append_promises_chart(out, _("theirs"), &report->theirs);
    append_promises_table(out, report);
    open_pairs(out, _("kept, by person"), _("person"));
    for (guint i = 0; i < report->persons->len; i++) {
        const tl_report_person *person = g_ptr_array_index(report->persons, i);
        g_autofree char *mine = format_share(&person->mine);
        g_autofree char *theirs = format_share(&person->theirs);
        append_pair(out, NULL, person->name, mine, theirs);
    }
    g_string_append(out, "</tbody></table>\n</section>\n");
}

static void append_ages(GString *out, const tl_report *report)
{
    const char *const legend[] = {"mine", _("mine"), "theirs", _("theirs"), NULL};
    guint most = 0;
    for (guint i = 0; i < TL_REPORT_AGES; i++)
        most = MAX(most, report->ages_mine[i] + report->ages_theirs[i]);
    append_element(out, "<section>\n<h2>", _("How long what is open has been so"), "</h2>\n");
    append_legend(out, legend);
    append_element(out, "<table>\n<thead><tr><th scope=\"col\">", _("open for"), "</th>");
    append_element(out, "<th scope=\"col\" class=\"number\">", _("mine"), "</th>");
    append_element(out, "<th scope=\"col\" class=\"number\">", _("theirs"),
                   "</th><td class=\"bar\"></td></tr></thead>\n<tbody>\n");
    for (guint i = 0; i < TL_REPORT_AGES; i++) {
        append_element(out, "<tr><th scope=\"row\">", tl_report_age_name(i), "</th>");
        g_string_append_printf(
            out, "<td class=\"number\">%u</td><td class=\"number\">%u</td><td class=\"bar\">",
            report->ages_mine[i], report->ages_theirs[i]);
        tl_report_svg_bar(out, report->ages_mine[i], report->ages_theirs[i], most);
        g_string_append(out, "</td></tr>\n");
    }
    g_string_append(out, "</tbody></table>\n</section>\n");
}

/* Four weeks, eight, a quarter: a shade for each, the number tells anyway. */
static void append_touch(GString *out, const tl_report *report, const tl_touch *touch)
{
    int weeks = tl_touch_weeks(touch, report->today);
    int heat = weeks < 0 ? 3 : weeks <= 4 ? 0 : weeks <= 8 ? 1 : weeks <= 13 ? 2 : 3;
    g_autofree char *text =
        weeks < 0 ? g_strdup(_("never")) : g_strdup_printf(_("%uw"), (guint)weeks);
    g_string_append_printf(out, "<td class=\"heat heat%d\">", heat);
    append_element(out, "", text, "</td>");
}

static const tl_touch *touch_at(const tl_report *report, guint index)
{
    return &g_array_index(report->touches, tl_touch, index);
}

/* The titles stand in the caption: in the columns there is no room for them on a phone. */
static void append_touches_head(GString *out, const tl_report *report, guint index)
{
    const tl_person *person = touch_at(report, index)->person;
    g_autoptr(GString) titles = g_string_new(NULL), heads = g_string_new(NULL);
    for (; index < report->touches->len && touch_at(report, index)->person == person; index++) {
        const tl_guide_section *section = touch_at(report, index)->section;
        char letter = g_ascii_toupper(section->letter);
        g_string_append_printf(titles, "%s%c. %s", titles->len ? " · " : "", letter,
                               section->title);
        g_string_append_printf(heads, "<th scope=\"col\" class=\"heat\">%c</th>", letter);
    }
    append_element(out, "<h3>", person->relationship, "</h3>\n<table>\n");
    append_element(out, "<caption>", titles->str, "</caption>\n<thead><tr>");
    append_element(out, "<th scope=\"col\">", _("person"), "</th>");
    g_string_append_printf(out, "%s</tr></thead>\n<tbody>\n", heads->str);
}

/* A table a relationship, for each has sections of its own; touches stand by person. */
static void append_touches(GString *out, const tl_report *report)
{
    const tl_person *former = NULL;
    append_element(out, "<section>\n<h2>", _("Weeks since a section was touched"), "</h2>\n");
    for (guint i = 0; i < report->touches->len; i++) {
        const tl_person *person = touch_at(report, i)->person;
        gboolean is_new = !former || strcmp(former->relationship, person->relationship) != 0;
        if (person != former && former)
            g_string_append(out, is_new ? "</tr>\n</tbody></table>\n" : "</tr>\n");
        if (is_new)
            append_touches_head(out, report, i);
        if (person != former)
            append_element(out, "<tr><th scope=\"row\"><bdi>", tl_person_name(person),
                           "</bdi></th>");
        append_touch(out, report, touch_at(report, i));
        former = person;
    }
    g_string_append(out, former ? "</tr>\n</tbody></table>\n</section>\n" : "</section>\n");
}

static void append_oldest(GString *out, const tl_report *report)
{
    char day[TL_DATE_SIZE];
    const char *const names[] = {_("since"), _("owner"), _("person"), _("promise")};
    if (report->oldest->len == 0)
        return;
    append_element(out, "<section>\n<h2>", _("Open the longest"), "</h2>\n<table>\n<thead><tr>");
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        append_element(out, "<th scope=\"col\">", names[i], "</th>");
    g_string_append(out, "</tr></thead>\n<tbody>\n");
    for (guint i = 0; i < report->oldest->len; i++) {
        const tl_report_open *open = g_ptr_array_index(report->oldest, i);
        g_string_append_printf(out, "<tr><td class=\"day\">%s</td>",
                               tl_date_format(open->born, day));
        append_element(out, "<td>", open->owner, "</td>");
        append_element(out, "<td>", open->person, "</td>");
        append_element(out, "<td><bdi>", open->text, "</bdi></td></tr>\n");
    }
    g_string_append(out, "</tbody></table>\n</section>\n");
}

char *tl_report_to_html(const tl_report *report, tl_language language)
{
    GString *out = g_string_new(NULL);
    append_head(out, report, language);
    append_summary(out, report);
    append_cadence(out, report);
    append_promises(out, report);
    append_ages(out, report);
    append_touches(out, report);
    append_oldest(out, report);
    append_element(out, "<footer><p>",
                   _("made by tl11 from the notes; what stands under Private is not in it"),
                   "</p></footer>\n</main>\n</body>\n</html>\n");
    return g_string_free(out, FALSE);
}
