#include "tl11/followup.h"

static void append_date(GString *out, const char *key, tl_date date)
{
    char text[TL_DATE_SIZE];
    if (date != TL_DATE_NONE)
        g_string_append_printf(out, " %s%s", key, tl_date_format(date, text));
}

char *tl_followup_format(const tl_followup *followup, tl_date from, const char *id)
{
    GString *out = g_string_new("- [ ] ");
    g_string_append(out, followup->text);
    if (followup->owner)
        g_string_append_printf(out, " @%s", followup->owner);
    append_date(out, "due:", followup->due);
    append_date(out, "from:", from);
    if (id)
        g_string_append_printf(out, " ^%s", id);
    return g_string_free(out, FALSE);
}
