/*
 * Civil dates, without time or zone: a day is a number, so no summer time can
 * bend the arithmetic.
 */
#ifndef TL11_DATE_H
#define TL11_DATE_H

#include <glib.h>

/* A day: GDate's Julian day number, 1 = 0001-01-01; TL_DATE_NONE is no day. */
typedef guint32 tl_date;
#define TL_DATE_NONE ((tl_date)0)
#define TL_DATE_MAX ((tl_date)3652059) /* 9999-12-31 */

/* Bytes that tl_date_format() needs, the NUL included. */
#define TL_DATE_SIZE 11

/* The span of an interval such as "2w": months count apart from days. */
typedef struct {
    gint days;
    gint months;
} tl_span;

/*
 * Today by the local clock. $TL11_TODAY, an ISO date, takes its place (tests,
 * and notes written after midnight); another value there is ignored.
 */
tl_date tl_date_today(void);

/*
 * Reads exactly YYYY-MM-DD, a day of the calendar from 0001 on. The text
 * need not end there: length bytes are looked at (-1: all).
 *
 * Returns TL_DATE_NONE when it is anything else.
 */
tl_date tl_date_parse_iso(const char *text, gssize length);

/*
 * Reads a date as people write it, relative to today: ISO; an ISO week
 * (2026-W49: its Monday; 2026-W49-5); today, tomorrow, yesterday; a weekday
 * (mon, monday, any beginning of three letters or more: the next one, today
 * excluded), "last mon", "next mon"; "last week", "next month"; +3d, -2w, +1m,
 * +1y, 3d; and in Indonesian hari ini, besok, lusa, kemarin, senin, "senin
 * lalu", "senin depan", +3h (hari), +2mg (minggu), +1bl (bulan), +1th (tahun).
 * Case is ignored.
 *
 * "minggu" is Sunday, as "hari minggu" and "ahad"; but "minggu lalu" and
 * "minggu depan" are last and next week, seven days away, as Indonesian has it.
 *
 * Errors: TL_EXIT_USAGE, naming the text and the forms that are understood.
 * Returns TL_DATE_NONE then.
 */
tl_date tl_date_parse(const char *text, tl_date today, GError **error);

/*
 * Writes YYYY-MM-DD into buffer and returns buffer.
 * State after a failure: TL_DATE_NONE gives an empty string.
 */
char *tl_date_format(tl_date date, char buffer[static TL_DATE_SIZE]);

/*
 * Reads a cadence: "1w", "10d", "2w", "1m" ("1y" too). It must be positive,
 * and at most ten years.
 *
 * Errors: TL_EXIT_USAGE.
 */
gboolean tl_span_parse(const char *text, tl_span *span, GError **error);

/* A cadence as tl_span_parse() takes it: "2w", "10d", "1m". Owns: the caller frees it. */
char *tl_span_format(tl_span span);

/* Days from which on an age is told in weeks. */
#define TL_AGE_WEEKS 14

/*
 * How long ago, for people: days up to a fortnight ("12d"), then whole weeks
 * ("7w"), in the language of messages. Owns: the caller frees it.
 */
char *tl_age_format(guint days);

/*
 * date moved by the months of span, then by its days; a day that the month
 * lacks becomes its last one. TL_DATE_NONE where that leaves 0001 to 9999.
 */
tl_date tl_date_add(tl_date date, tl_span span);

/* The weekday, 1 Monday to 7 Sunday; 0 of TL_DATE_NONE. */
int tl_date_weekday(tl_date date);

#endif
