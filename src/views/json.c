#include "tl11/json.h"

json_t *tl_json_text(const char *text)
{
    if (!text)
        return json_null();
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return json_string(valid);
}

json_t *tl_json_date(tl_date date)
{
    char text[TL_DATE_SIZE];
    return date == TL_DATE_NONE ? json_null() : json_string(tl_date_format(date, text));
}

void tl_json_append_element(GString *out, json_t *element, gboolean is_first)
{
    char *text = json_dumps(element, JSON_COMPACT);
    g_string_append(out, is_first ? "" : ",\n ");
    g_string_append(out, text);
    free(text);
    json_decref(element);
}

void tl_json_append(GString *out, json_t *array)
{
    g_string_append_c(out, '[');
    for (size_t i = 0; i < json_array_size(array); i++)
        tl_json_append_element(out, json_incref(json_array_get(array, i)), i == 0);
    g_string_append(out, "]\n");
    json_decref(array);
}
