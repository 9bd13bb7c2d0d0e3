#include "tl11/date.h"

#include "tl11/error.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

static tl_date day(const char *iso)
{
    tl_date date = tl_date_parse_iso(iso, -1);
    cr_assert_neq(date, TL_DATE_NONE, "%s in the test is no day", iso);
    return date;
}

/* 1970-01-01 is day 719163 of the proleptic Gregorian calendar. */
#define EPOCH_DAY 719163

typedef struct {
    const char *text, *wanted;
} reading;

/* 2026-11-24 is a Tuesday. */
static void check_readings(const reading *cases, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autoptr(GError) error = NULL;
        char text[TL_DATE_SIZE];
        tl_date date = tl_date_parse(cases[i].text, day("2026-11-24"), &error);
        cr_expect_null(error, "%s", cases[i].text);
        cr_expect_str_eq(tl_date_format(date, text), cases[i].wanted, "%s gives %s", cases[i].text,
                         text);
    }
}

Test(date_words, words_in_english)
{
    static const reading cases[] = {
        {"2026-02-28", "2026-02-28"}, {"today", "2026-11-24"},        {"Tomorrow", "2026-11-25"},
        {"YESTERDAY", "2026-11-23"},  {"mon", "2026-11-30"},          {"tue", "2026-12-01"},
        {"tues", "2026-12-01"},       {"wed", "2026-11-25"},          {"Thu", "2026-11-26"},
        {"thurs", "2026-11-26"},      {"fri", "2026-11-27"},          {"saturday", "2026-11-28"},
        {"sun", "2026-11-29"},        {"monday", "2026-11-30"},       {"last mon", "2026-11-23"},
        {"last tue", "2026-11-17"},   {"last  WED", "2026-11-18"},    {"last sunday", "2026-11-22"},
        {"next mon", "2026-11-30"},   {"next tuesday", "2026-12-01"}, {"last week", "2026-11-17"},
        {"next week", "2026-12-01"},  {"last month", "2026-10-24"},   {"next year", "2027-11-24"},
    };
    check_readings(cases, G_N_ELEMENTS(cases));
}

Test(date_words, words_in_indonesian)
{
    static const reading cases[] = {
        {"hari ini", "2026-11-24"},
        {"besok", "2026-11-25"},
        {"lusa", "2026-11-26"},
        {"kemarin", "2026-11-23"},
        {"senin", "2026-11-30"},
        {"Selasa", "2026-12-01"},
        {"rabu", "2026-11-25"},
        {"kamis", "2026-11-26"},
        {"jumat", "2026-11-27"},
        {"Jum'at", "2026-11-27"},
        {"jum’at", "2026-11-27"},
        {"sabtu", "2026-11-28"},
        {"minggu", "2026-11-29"},
        {"ahad", "2026-11-29"},
        {"sen", "2026-11-30"},
        {"senin lalu", "2026-11-23"},
        {"selasa lalu", "2026-11-17"},
        {"ahad lalu", "2026-11-22"},
        {"senin depan", "2026-11-30"},
        {"selasa depan", "2026-12-01"},
        {"minggu lalu", "2026-11-17"},
        {"minggu depan", "2026-12-01"},
        {"hari minggu", "2026-11-29"},
        {"hari minggu lalu", "2026-11-22"},
        {"hari senin depan", "2026-11-30"},
        {"bulan depan", "2026-12-24"},
        {"tahun lalu", "2025-11-24"},
    };
    check_readings(cases, G_N_ELEMENTS(cases));
}

Test(date_words, offsets)
{
    static const reading cases[] = {
        {"+3d", "2026-11-27"},  {"3d", "2026-11-27"},   {"-3d", "2026-11-21"},
        {"+0d", "2026-11-24"},  {"-2w", "2026-11-10"},  {"+1m", "2026-12-24"},
        {"+2M", "2027-01-24"},  {"-11m", "2025-12-24"}, {"-12m", "2025-11-24"},
        {"+1y", "2027-11-24"},  {"-1y", "2025-11-24"},  {"+3h", "2026-11-27"},
        {"+2mg", "2026-12-08"}, {"+1bl", "2026-12-24"}, {"-1th", "2025-11-24"},
        {"+30d", "2026-12-24"},
    };
    check_readings(cases, G_N_ELEMENTS(cases));
}

/* Checked against the ISO week of every day by strftime's %G-W%V-%u. */
Test(date_words, every_iso_week_1900_to_2200_agrees_with_the_c_library)
{
    time_t first = timegm(&(struct tm){.tm_year = 0, .tm_mon = 0, .tm_mday = 1});
    time_t last = timegm(&(struct tm){.tm_year = 300, .tm_mon = 11, .tm_mday = 31});
    for (time_t now = first; now <= last; now += 86400) {
        struct tm utc;
        char week[16];
        gmtime_r(&now, &utc);
        strftime(week, sizeof week, "%G-W%V-%u", &utc);
        tl_date wanted = (tl_date)(now / 86400 + EPOCH_DAY);
        cr_assert_eq(tl_date_parse(week, 1, NULL), wanted, "%s", week);
        week[8] = '\0';
        cr_assert_eq(tl_date_parse(week, 1, NULL), wanted + 1 - (tl_date)tl_date_weekday(wanted),
                     "%s", week);
    }
}

static const char *const not_dates[] = {
    "2026-W54",
    "2026-W00",
    "2025-W53",
    "2026-W49-0",
    "2026-W49-8",
    "2026-W4",
    "2026-W049",
    "2026-W49-",
    "2026W49",
    "0000-W10",
    "9999-W52-6",
    "2026-W49-5x",
    "mo",
    "m",
    "monx",
    "last",
    "last ",
    "last last mon",
    "last mon lalu",
    "mon depan lalu",
    "next",
    "lalu",
    "hari",
    "hari lalu",
    "+",
    "-",
    "+d",
    "3",
    "+3",
    "+3x",
    "+-3d",
    "++3d",
    "+3dd",
    "3 d",
    "+9999999d",
    "+4294967297d",
    "-999999y",
    "+9000y",
    "-2026y",
    "+3.5d",
    "tod",
    "today!",
    "to day",
    "24/11/2026",
    " today",
    "today ",
    "mon\n",
    "11-24",
    "now",
};

Test(date_words, parse_refuses_all_else_and_names_it)
{
    for (gsize i = 0; i < G_N_ELEMENTS(not_dates); i++) {
        g_autoptr(GError) error = NULL;
        cr_expect_eq(tl_date_parse(not_dates[i], day("2026-11-24"), &error), TL_DATE_NONE, "%s",
                     not_dates[i]);
        cr_assert(g_error_matches(error, TL_ERROR, TL_EXIT_USAGE), "%s", not_dates[i]);
    }
}

Test(date_words, refusal_quotes_the_text_and_tells_the_forms)
{
    g_autoptr(GError) error = NULL;
    tl_date_parse("2026-02-30\033", day("2026-11-24"), &error);
    cr_assert_not_null(error);
    cr_assert(g_str_has_prefix(error->message, "no such date: '2026-02-30\\x1b'\n"));
    cr_assert_not_null(strstr(error->message, "last mon"));
}

/* A weekday is the nearest such day ahead or behind, and never today. */
Test(date_words, weekdays_from_every_day_of_a_fortnight)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (tl_date today = day("2026-12-25"); today < day("2027-01-08"); today++) {
        for (int weekday = 1; weekday <= 7; weekday++) {
            const char *name = names[weekday - 1];
            g_autofree char *past = g_strconcat("last ", name, NULL);
            tl_date ahead = tl_date_parse(name, today, NULL);
            tl_date behind = tl_date_parse(past, today, NULL);
            cr_assert(ahead > today && ahead <= today + 7 && tl_date_weekday(ahead) == weekday);
            cr_assert(behind < today && behind + 7 >= today && tl_date_weekday(behind) == weekday);
        }
    }
}
