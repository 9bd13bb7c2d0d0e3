#include "tl11/date.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

#define DAYS_MAX 3653 /* ten years */
#define MONTHS_MAX 120
#define NUMBER_DIGITS 6
#define WEEKDAY_PREFIX 3

static const struct {
    const char *name; /* after a number */
    tl_span span;
} units[] = {
    {"d", {.days = 1}}, {"w", {.days = 7}},  {"m", {.months = 1}},  {"y", {.months = 12}},
    {"h", {.days = 1}}, {"mg", {.days = 7}}, {"bl", {.months = 1}}, {"th", {.months = 12}},
};

/* What is the same distance away whatever day it is. */
static const struct {
    const char *phrase;
    tl_span span;
} phrases[] = {
    {"today", {0}},
    {"tomorrow", {.days = 1}},
    {"yesterday", {.days = -1}},
    {"last week", {.days = -7}},
    {"next week", {.days = 7}},
    {"last month", {.months = -1}},
    {"next month", {.months = 1}},
    {"last year", {.months = -12}},
    {"next year", {.months = 12}},
    {"hari ini", {0}},
    {"besok", {.days = 1}},
    {"lusa", {.days = 2}},
    {"kemarin", {.days = -1}},
    {"minggu lalu", {.days = -7}},
    {"minggu depan", {.days = 7}},
    {"bulan lalu", {.months = -1}},
    {"bulan depan", {.months = 1}},
    {"tahun lalu", {.months = -12}},
    {"tahun depan", {.months = 12}},
};

static const struct {
    const char *name;
    int weekday;
} weekdays[] = {
    {"monday", 1},   {"tuesday", 2}, {"wednesday", 3}, {"thursday", 4}, {"friday", 5},
    {"saturday", 6}, {"sunday", 7},  {"senin", 1},     {"selasa", 2},   {"rabu", 3},
    {"kamis", 4},    {"jumat", 5},   {"jum'at", 5},    {"jum’at", 5},   {"sabtu", 6},
    {"minggu", 7},   {"ahad", 7},
};

/* Reads digits and a unit, "10d"; the whole of text or nothing. */
static gboolean read_amount(const char *text, tl_span *span)
{
    gsize digits = strspn(text, "0123456789");
    if (digits == 0 || digits > NUMBER_DIGITS)
        return FALSE;
    int number = 0;
    for (gsize i = 0; i < digits; i++)
        number = number * 10 + g_ascii_digit_value(text[i]);
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
        if (g_ascii_strcasecmp(text + digits, units[i].name) == 0) {
            *span = (tl_span){.days = number * units[i].span.days,
                              .months = number * units[i].span.months};
            return TRUE;
        }
    }
    return FALSE;
}

static tl_date parse_offset(const char *text, tl_date today)
{
    tl_span span;
    gboolean backward = *text == '-';
    if (!read_amount(text + (*text == '-' || *text == '+' ? 1 : 0), &span))
        return TL_DATE_NONE;
    if (backward)
        span = (tl_span){.days = -span.days, .months = -span.months};
    return tl_date_add(today, span);
}

static tl_date parse_phrase(const char *text, tl_date today)
{
    for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++) {
        if (strcmp(text, phrases[i].phrase) == 0)
            return tl_date_add(today, phrases[i].span);
    }
    return TL_DATE_NONE;
}

/* The weekday that the length bytes at text name or begin, 0 for none. */
static int find_weekday(const char *text, gsize length)
{
    for (gsize i = 0; length >= WEEKDAY_PREFIX && i < G_N_ELEMENTS(weekdays); i++) {
        if (length <= strlen(weekdays[i].name) && memcmp(text, weekdays[i].name, length) == 0)
            return weekdays[i].weekday;
    }
    return 0;
}

/* Takes "last", "next", "lalu" or "depan" from the length bytes at *text; TRUE for the past. */
static gboolean strip_direction(const char **text, gsize *length)
{
    if (g_str_has_prefix(*text, "last ") || g_str_has_prefix(*text, "next ")) {
        gboolean past = **text == 'l';
        *text += strlen("last ");
        *length -= strlen("last ");
        return past;
    }
    gboolean past = g_str_has_suffix(*text, " lalu");
    if (past)
        *length -= strlen(" lalu");
    else if (g_str_has_suffix(*text, " depan"))
        *length -= strlen(" depan");
    return past;
}

static tl_date parse_weekday(const char *text, tl_date today)
{
    if (g_str_has_prefix(text, "hari "))
        text += strlen("hari ");
    gsize length = strlen(text);
    gboolean past = strip_direction(&text, &length);
    int weekday = find_weekday(text, length);
    if (weekday == 0)
        return TL_DATE_NONE;
    int ahead = (weekday - tl_date_weekday(today) + 6) % 7 + 1;
    int back = (tl_date_weekday(today) - weekday + 6) % 7 + 1;
    return tl_date_add(today, (tl_span){.days = past ? -back : ahead});
}

/* Reads 2026-w49 and 2026-w49-5, folded; a year has the weeks whose Thursday is in it. */
static tl_date parse_week(const char *text)
{
    static const char pattern[] = "0000-w00-0";
    gsize length = strlen(text);
    if (length != strlen("0000-w00") && length != strlen(pattern))
        return TL_DATE_NONE;
    for (gsize i = 0; i < length; i++) {
        if (pattern[i] == '0' ? !g_ascii_isdigit(text[i]) : text[i] != pattern[i])
            return TL_DATE_NONE;
    }
    int week = g_ascii_digit_value(text[6]) * 10 + g_ascii_digit_value(text[7]);
    int weekday = length == strlen(pattern) ? g_ascii_digit_value(text[9]) : 1;
    char fourth[TL_DATE_SIZE] = "0000-01-04", thursday[TL_DATE_SIZE];
    memcpy(fourth, text, 4);
    tl_date first = tl_date_parse_iso(fourth, -1);
    if (first == TL_DATE_NONE || weekday < 1 || weekday > 7)
        return TL_DATE_NONE;
    int monday = (week - 1) * 7 + 1 - tl_date_weekday(first);
    tl_date_format(tl_date_add(first, (tl_span){.days = monday + 3}), thursday);
    if (strncmp(thursday, text, 4) != 0)
        return TL_DATE_NONE;
    return tl_date_add(first, (tl_span){.days = monday + weekday - 1});
}

static gboolean has_blanks_around(const char *text)
{
    gsize length = strlen(text);
    return length > 0 && (g_ascii_isspace(text[0]) || g_ascii_isspace(text[length - 1]));
}

/* Tries every form on text, which is folded. */
static tl_date parse_words(const char *text, tl_date today)
{
    static tl_date (*const forms[])(const char *, tl_date) = {parse_phrase, parse_offset,
                                                              parse_weekday};
    tl_date date = parse_week(text);
    for (gsize i = 0; date == TL_DATE_NONE && i < G_N_ELEMENTS(forms); i++)
        date = forms[i](text, today);
    return date;
}

tl_date tl_date_parse(const char *text, tl_date today, GError **error)
{
    tl_date date = tl_date_parse_iso(text, -1);
    if (date == TL_DATE_NONE && !has_blanks_around(text)) {
        g_autofree char *folded = tl_text_fold(text, -1);
        date = parse_words(folded, today);
    }
    if (date == TL_DATE_NONE) {
        g_autofree char *quoted = tl_text_quote(text);
        tl_error_set(error, TL_EXIT_USAGE,
                     _("no such date: %s\n"
                       "write a day of the calendar as 2026-11-24 or 2026-W48-2, or today, "
                       "yesterday, fri, last mon, +3d, -2w, +1m"),
                     quoted);
    }
    return date;
}

gboolean tl_span_parse(const char *text, tl_span *span, GError **error)
{
    tl_span read = {0};
    gboolean good = read_amount(text, &read) && (read.days > 0 || read.months > 0) &&
                    read.days <= DAYS_MAX && read.months <= MONTHS_MAX;
    if (!good) {
        g_autofree char *quoted = tl_text_quote(text);
        return tl_error_set(error, TL_EXIT_USAGE,
                            _("no such interval: %s\n"
                              "write a number and d, w, m or y, at most ten years: 10d, 2w, 1m"),
                            quoted);
    }
    *span = read;
    return TRUE;
}
