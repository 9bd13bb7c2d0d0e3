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

Test(date, every_day_1900_to_2200_agrees_with_the_c_library)
{
    time_t first = timegm(&(struct tm){.tm_year = 0, .tm_mon = 0, .tm_mday = 1});
    time_t last = timegm(&(struct tm){.tm_year = 300, .tm_mon = 11, .tm_mday = 31});
    gsize days = 0;
    for (time_t now = first; now <= last; now += 86400, days++) {
        struct tm utc;
        char iso[TL_DATE_SIZE], formatted[TL_DATE_SIZE];
        gmtime_r(&now, &utc);
        strftime(iso, sizeof iso, "%Y-%m-%d", &utc);
        tl_date date = tl_date_parse_iso(iso, -1);
        cr_assert_eq(date, (tl_date)(now / 86400 + EPOCH_DAY), "%s", iso);
        cr_assert_str_eq(tl_date_format(date, formatted), iso);
        cr_assert_eq(tl_date_weekday(date), utc.tm_wday == 0 ? 7 : utc.tm_wday, "%s", iso);
    }
    cr_assert_eq(days, 109938);
}

Test(date, ends_of_the_calendar)
{
    char text[TL_DATE_SIZE];
    cr_assert_eq(day("0001-01-01"), 1);
    cr_assert_eq(day("9999-12-31"), TL_DATE_MAX);
    cr_assert_str_eq(tl_date_format(1, text), "0001-01-01");
    cr_assert_str_eq(tl_date_format(TL_DATE_MAX, text), "9999-12-31");
    cr_assert_str_eq(tl_date_format(TL_DATE_NONE, text), "");
    cr_assert_str_eq(tl_date_format(TL_DATE_MAX + 1, text), "");
    cr_assert_eq(tl_date_weekday(TL_DATE_NONE), 0);
}

/* Every YYYY-MM-DD from day 00 to 39 and month 00 to 19: refused or kept. */
Test(date, every_combination_is_a_day_or_refused)
{
    static const int years[] = {0, 1, 1900, 2000, 2023, 2024, 2100, 9999};
    gsize accepted = 0;
    for (gsize y = 0; y < G_N_ELEMENTS(years); y++) {
        for (int n = 0; n < 800; n++) {
            char iso[32], again[TL_DATE_SIZE];
            g_snprintf(iso, sizeof iso, "%04d-%02d-%02d", years[y], n / 40, n % 40);
            tl_date date = tl_date_parse_iso(iso, -1);
            accepted += date != TL_DATE_NONE;
            cr_assert(date == TL_DATE_NONE || strcmp(tl_date_format(date, again), iso) == 0, "%s",
                      iso);
        }
    }
    /* seven years, of them 2000 and 2024 leap */
    cr_assert_eq(accepted, 7 * 365 + 2);
}

static const char *const not_iso[] = {
    "",
    "2026-02-30",
    "2026-02-29",
    "2100-02-29",
    "1900-02-29",
    "2026-1-1",
    " 2026-01-01",
    "2026-01-01 ",
    "2026-11-24x",
    "2026-11-24.md",
    "2026-11-2",
    "0000-01-01",
    "2026-00-10",
    "2026-13-01",
    "2026-01-00",
    "2026-01-32",
    "2026-04-31",
    "2026/01/01",
    "20260101",
    "+026-01-01",
    "-026-01-01",
    "2026-+1-01",
    "2026-01--1",
    "2026-01-1 ",
    "2026- 1-01",
    "02026-01-01",
    "26-01-01",
    "2026-01-01\n",
    "２０２６-01-01",
    "abcd-ef-gh",
    "2026-0x-01",
    "2026-01-0:",
    "2026-W4901",
};

Test(date, iso_refuses_all_else)
{
    for (gsize i = 0; i < G_N_ELEMENTS(not_iso); i++) {
        cr_expect_eq(tl_date_parse_iso(not_iso[i], -1), TL_DATE_NONE, "%s", not_iso[i]);
        cr_expect_eq(tl_date_parse(not_iso[i], 1, NULL), TL_DATE_NONE, "%s", not_iso[i]);
    }
}

Test(date, iso_looks_at_length_bytes)
{
    cr_assert_eq(tl_date_parse_iso("2026-11-24.md", 10), day("2026-11-24"));
    cr_assert_eq(tl_date_parse_iso("2026-11-24.md", 11), TL_DATE_NONE);
    cr_assert_eq(tl_date_parse_iso("2026-11-24", 9), TL_DATE_NONE);
    cr_assert_eq(tl_date_parse_iso("2026-11-24", 0), TL_DATE_NONE);
    cr_assert_eq(tl_date_parse_iso("2026-11\0"
                                   "24",
                                   10),
                 TL_DATE_NONE);
}

Test(date, add_clamps_to_the_month)
{
    static const struct {
        const char *from;
        tl_span span;
        const char *wanted;
    } cases[] = {
        {"2026-01-31", {.months = 1}, "2026-02-28"},
        {"2024-01-31", {.months = 1}, "2024-02-29"},
        {"2024-02-29", {.months = 12}, "2025-02-28"},
        {"2024-02-29", {.months = -12}, "2023-02-28"},
        {"2026-03-31", {.months = -1}, "2026-02-28"},
        {"2026-12-31", {.months = 2}, "2027-02-28"},
        {"2026-01-15", {.months = -1}, "2025-12-15"},
        {"2026-01-31", {.days = 1, .months = 1}, "2026-03-01"},
        {"2026-10-25", {.days = 1}, "2026-10-26"},
        {"0001-02-01", {.months = -1}, "0001-01-01"},
        {"9999-11-30", {.months = 1}, "9999-12-30"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        char text[TL_DATE_SIZE];
        tl_date_format(tl_date_add(day(cases[i].from), cases[i].span), text);
        cr_expect_str_eq(text, cases[i].wanted, "case %zu gives %s", i, text);
    }
}

Test(date, add_leaves_the_calendar_as_none)
{
    g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL);
    static const tl_span out[] = {{.days = -1},         {.months = -1},       {.days = G_MININT},
                                  {.months = G_MININT}, {.months = G_MAXINT}, {.days = G_MAXINT}};
    for (gsize i = 0; i < G_N_ELEMENTS(out); i++) {
        tl_date from = out[i].days + out[i].months < 0 ? 1 : TL_DATE_MAX;
        cr_expect_eq(tl_date_add(from, out[i]), TL_DATE_NONE, "case %zu", i);
    }
    cr_expect_eq(tl_date_add(TL_DATE_NONE, (tl_span){.days = 5}), TL_DATE_NONE);
    cr_expect_eq(tl_date_add(TL_DATE_NONE, (tl_span){.months = 5}), TL_DATE_NONE);
}

Test(date, span)
{
    static const struct {
        const char *text;
        tl_span span;
    } cases[] = {
        {"1w", {.days = 7}},       {"10d", {.days = 10}},    {"2W", {.days = 14}},
        {"1m", {.months = 1}},     {"1y", {.months = 12}},   {"120m", {.months = 120}},
        {"3653d", {.days = 3653}}, {"10y", {.months = 120}}, {"2mg", {.days = 14}},
    };
    static const char *const bad[] = {"",    "w",    "1",           "0w",    "-1w",  "+1w",  "1x",
                                      "1w ", " 1w",  "1 w",         "3654d", "522w", "121m", "11y",
                                      "1ww", "1.5w", "9999999999d", "today", "1w1d"};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        tl_span span = {-1, -1};
        g_autoptr(GError) error = NULL;
        cr_expect(tl_span_parse(cases[i].text, &span, &error), "%s", cases[i].text);
        cr_expect_eq(span.days, cases[i].span.days, "%s", cases[i].text);
        cr_expect_eq(span.months, cases[i].span.months, "%s", cases[i].text);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        tl_span span = {-1, -1};
        g_autoptr(GError) error = NULL;
        cr_expect_not(tl_span_parse(bad[i], &span, &error), "%s", bad[i]);
        cr_assert(g_error_matches(error, TL_ERROR, TL_EXIT_USAGE), "%s", bad[i]);
    }
}

Test(date, today_is_the_local_day)
{
    static const char *const zones[] = {"UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago",
                                        "Asia/Jakarta"};
    g_unsetenv("TL11_TODAY");
    for (gsize i = 0; i < G_N_ELEMENTS(zones); i++) {
        char before[TL_DATE_SIZE], text[TL_DATE_SIZE], after[TL_DATE_SIZE];
        g_setenv("TZ", zones[i], TRUE);
        tzset();
        time_t now = time(NULL);
        strftime(before, sizeof before, "%Y-%m-%d", localtime(&now));
        tl_date_format(tl_date_today(), text);
        now = time(NULL);
        strftime(after, sizeof after, "%Y-%m-%d", localtime(&now));
        cr_expect(strcmp(text, before) == 0 || strcmp(text, after) == 0, "%s: %s", zones[i], text);
    }
}

Test(date, today_may_be_given)
{
    g_unsetenv("TL11_TODAY");
    tl_date clock = tl_date_today();
    g_setenv("TL11_TODAY", "2024-02-29", TRUE);
    cr_assert_eq(tl_date_today(), day("2024-02-29"));
    g_setenv("TL11_TODAY", "yesterday", TRUE);
    cr_assert_geq(tl_date_today(), clock);
    cr_assert_leq(tl_date_today(), clock + 1);
}
