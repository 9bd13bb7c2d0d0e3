#include "common_internal.h"

#include "tl11/guard.h"
#include "tl11/text.h"

#include <stdio.h>

/* What a person answers, in either language: keep, done, dropped. '\0': nothing. */
static char read_answer(const char *answer)
{
    switch (answer ? g_ascii_tolower(answer[0]) : '\0') {
    case 'k': /* keep */
    case 's': /* simpan */
        return ' ';
    case 'd': /* done */
    case 'b': /* beres */
        return 'x';
    case 'r': /* dropped */
    case 'l': /* lepas */
        return '-';
    default:
        return '\0';
    }
}

/* Asks until there is an answer; '\0' when whoever was asked went away. */
static char ask(const tl_missing *missing)
{
    g_autofree char *text = tl_text_escape(missing->text, -1);
    g_autofree char *question = g_strdup_printf(
        _("gone from %s, and still open: %s\n  (k)eep, (d)one, d(r)opped? "), missing->path, text);
    for (;;) {
        g_autofree char *answer = tl_terminal_ask(question);
        if (!answer)
            return '\0';
        char mark = read_answer(g_strstrip(answer));
        if (mark)
            return mark;
    }
}

static gboolean refuse(const GPtrArray *found, GError **error)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const tl_missing *missing = g_ptr_array_index(found, i);
        g_string_append_printf(list, "\n%s: %s%s%s", missing->path, missing->text,
                               missing->id ? " ^" : "", missing->id ? missing->id : "");
    }
    return tl_error_set(error, TL_EXIT_REFUSED,
                        _("an open follow-up would be gone, so nothing was committed; the text is "
                          "as you left it%s\n"
                          "put the line back, or tick it [x] or drop it [-] in place; "
                          "--drop-missing drops what is gone"),
                        list->str);
}

gboolean tl_call_guard(tl_call *call, tl_save *save, gboolean drop_missing, GError **error)
{
    GPtrArray *changes = tl_save_changes(save);
    g_autoptr(GPtrArray) found = tl_guard_find(call->notebook, changes, error);
    if (!found)
        return FALSE;
    gboolean can_ask = tl_terminal_can_ask();
    if (found->len > 0 && !drop_missing && !can_ask)
        return refuse(found, error);
    for (guint i = 0; i < found->len; i++) {
        const tl_missing *missing = g_ptr_array_index(found, i);
        char mark = drop_missing ? '-' : ask(missing);
        if (!mark)
            return refuse(found, error);
        if (!tl_guard_restore(call->notebook, changes, missing, mark, call->today,
                              tl_language_current(), error))
            return FALSE;
    }
    return TRUE;
}
