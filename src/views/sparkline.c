#include "tl11/sparkline.h"

enum { HEIGHTS = 8 };

static int measure(double value, double least, double most)
{
    double share = most > least ? (value - least) / (most - least) : 0.5;
    return CLAMP((int)(share * HEIGHTS), 0, HEIGHTS - 1);
}

char *tl_sparkline(const double *values, gsize count, gboolean utf8)
{
    GString *line = g_string_new(NULL);
    double least = count ? values[0] : 0, most = least;
    for (gsize i = 0; i < count; i++) {
        least = MIN(least, values[i]);
        most = MAX(most, values[i]);
    }
    for (gsize i = 0; i < count; i++) {
        int height = measure(values[i], least, most);
        if (utf8)
            g_string_append_unichar(line, (gunichar)(0x2581 + height));
        else
            g_string_append_c(line, ".:-=+*#@"[height]);
    }
    return g_string_free(line, FALSE);
}
