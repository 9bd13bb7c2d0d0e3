/*
 * What is open in a notebook, a line each: the library in a program of one's own.
 *
 *   embed DIR
 */
#include "tl11/error.h"
#include "tl11/followup_list.h"
#include "tl11/notebook.h"
#include "tl11/text.h"

#include <stdio.h>

static void print_item(const tl_item *item)
{
    const tl_followup *followup = item->newest->followup;
    char due[TL_DATE_SIZE];
    /* Notes may come from anywhere: nothing in them gets to the terminal as it is. */
    g_autofree char *text = tl_text_escape(followup->text, -1);
    printf("%s\t%s\t%s\n", item->person, tl_date_format(followup->due, due), text);
}

static gboolean list_open(const char *folder, GError **error)
{
    g_autoptr(tl_notebook) notebook = tl_notebook_open(folder, error);
    g_autoptr(tl_ledger) ledger = notebook ? tl_ledger_load(notebook, NULL, NULL, error) : NULL;
    if (!ledger)
        return FALSE;
    tl_list_filter filter = {.state = TL_LIST_OPEN, .today = tl_date_today()};
    g_autoptr(GPtrArray) items = tl_list_select(tl_ledger_items(ledger), &filter);
    for (guint i = 0; i < items->len; i++)
        print_item(g_ptr_array_index(items, i));
    return TRUE;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    if (argc != 2) {
        fputs("usage: embed DIR\n", stderr);
        return TL_EXIT_USAGE;
    }
    if (list_open(argv[1], &error))
        return TL_EXIT_OK;
    fprintf(stderr, "embed: %s\n", error->message);
    return (int)tl_error_status(error);
}
