#include "tl11/date.h"

#include "tl11/language.h"

#include <string.h>
#include <time.h>

#define ISO_LENGTH 10
#define YEAR_MAX 9999

/* The number is worked out here: by way of a GDate, the date in each note's name is as dear as the
 * rest of listing it. */
static tl_date make_date(gint64 year, gint64 month, gint64 day)
{
    static const guint16 before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    if (year < 1 || year > YEAR_MAX ||
        !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
        return TL_DATE_NONE;
    gint64 past = year - 1;
    gint64 leap_days = past / 4 - past / 100 + past / 400;
    if (month > G_DATE_FEBRUARY && g_date_is_leap_year((GDateYear)year))
        leap_days++;
    return (tl_date)(past * 365 + leap_days + before[month - 1] + day);
}

static GDate split_date(tl_date date)
{
    GDate split;
    g_date_clear(&split, 1);
    g_date_set_julian(&split, date);
    return split;
}

static gboolean is_day(tl_date date)
{
    return date != TL_DATE_NONE && date <= TL_DATE_MAX;
}

static tl_date read_clock(void)
{
    time_t now = time(NULL);
    struct tm local;
    if (localtime_r(&now, &local) == NULL)
        return TL_DATE_NONE;
    return make_date((gint64)local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

tl_date tl_date_today(void)
{
    const char *fixed = g_getenv("TL11_TODAY");
    tl_date date = fixed == NULL ? TL_DATE_NONE : tl_date_parse_iso(fixed, -1);
    return date == TL_DATE_NONE ? read_clock() : date;
}

static gint64 read_digits(const char *text, gsize count)
{
    gint64 number = 0;
    for (gsize i = 0; i < count; i++)
        number = number * 10 + (text[i] - '0');
    return number;
}

tl_date tl_date_parse_iso(const char *text, gssize length)
{
    gsize size = length < 0 ? strlen(text) : (gsize)length;
    if (size != ISO_LENGTH)
        return TL_DATE_NONE;
    for (gsize i = 0; i < ISO_LENGTH; i++) {
        gboolean good = i == 4 || i == 7 ? text[i] == '-' : g_ascii_isdigit(text[i]);
        if (!good)
            return TL_DATE_NONE;
    }
    return make_date(read_digits(text, 4), read_digits(text + 5, 2), read_digits(text + 8, 2));
}

static char *put_digits(char *out, guint number, gsize count)
{
    for (gsize i = count; i > 0; i--) {
        out[i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    return out + count;
}

char *tl_date_format(tl_date date, char buffer[static TL_DATE_SIZE])
{
    char *out = buffer;
    if (is_day(date)) {
        GDate split = split_date(date);
        out = put_digits(out, g_date_get_year(&split), 4);
        *out++ = '-';
        out = put_digits(out, (guint)g_date_get_month(&split), 2);
        *out++ = '-';
        out = put_digits(out, g_date_get_day(&split), 2);
    }
    *out = '\0';
    return buffer;
}

static tl_date add_months(tl_date date, gint64 months)
{
    GDate split = split_date(date);
    gint64 month = (gint64)g_date_get_year(&split) * 12 + g_date_get_month(&split) - 1 + months;
    gint64 year = month / 12;
    if (month < 12 || year > YEAR_MAX)
        return TL_DATE_NONE;
    guint8 last = g_date_get_days_in_month((GDateMonth)(month % 12 + 1), (GDateYear)year);
    return make_date(year, month % 12 + 1, MIN(g_date_get_day(&split), last));
}

tl_date tl_date_add(tl_date date, tl_span span)
{
    if (span.months != 0 && is_day(date))
        date = add_months(date, span.months);
    if (!is_day(date))
        return TL_DATE_NONE;
    gint64 moved = (gint64)date + span.days;
    return moved < 1 || moved > TL_DATE_MAX ? TL_DATE_NONE : (tl_date)moved;
}

int tl_date_weekday(tl_date date)
{
    return is_day(date) ? (int)((date - 1) % 7) + 1 : 0;
}

char *tl_span_format(tl_span span)
{
    if (span.months && span.months % 12 == 0)
        return g_strdup_printf("%dy", span.months / 12);
    if (span.months)
        return g_strdup_printf("%dm", span.months);
    return span.days % 7 == 0 ? g_strdup_printf("%dw", span.days / 7)
                              : g_strdup_printf("%dd", span.days);
}

char *tl_age_format(guint days)
{
    return days < TL_AGE_WEEKS ? g_strdup_printf(_("%ud"), days)
                               : g_strdup_printf(_("%uw"), days / 7);
}
