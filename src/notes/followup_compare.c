#include "tl11/followup.h"

gboolean tl_followup_is_rewording(const char *a, const char *b)
{
    g_auto(GStrv) one = g_strsplit(a, " ", -1);
    g_auto(GStrv) two = g_strsplit(b, " ", -1);
    guint shared = 0, shorter = MIN(g_strv_length(one), g_strv_length(two));
    for (gsize i = 0; one[i]; i++)
        shared += g_strv_contains((const char *const *)two, one[i]) ? 1 : 0;
    return shared * 2 >= shorter;
}

static gpointer copy_text(gconstpointer text, gpointer data)
{
    (void)data;
    return g_strdup(text);
}

tl_followup *tl_followup_copy(const tl_followup *followup)
{
    tl_followup *copy = g_new(tl_followup, 1);
    *copy = *followup;
    copy->text = g_strdup(followup->text);
    copy->owner = g_strdup(followup->owner);
    copy->due_text = g_strdup(followup->due_text);
    copy->id = g_strdup(followup->id);
    copy->tags = g_ptr_array_copy(followup->tags, copy_text, NULL);
    g_ptr_array_set_free_func(copy->tags, g_free);
    return copy;
}
