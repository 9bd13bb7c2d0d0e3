#include "tl11/notebook.h"

#include "tl11/process.h"

#include <string.h>

/*
 * What git runs to merge a note, as a line for sh. Where tl11 is gone, or cannot read one of the
 * three, git's own text merge takes its place, with markers and status as git has them. What
 * git puts in for %P and the labels it quotes itself; %X and %Y are filled in since git 2.44.
 */
#define DRIVER                                                                                     \
    "tl11=$(command -v tl11) || tl11=%s; s=2; "                                                    \
    "[ ! -x \"$tl11\" ] || "                                                                       \
    "{ \"$tl11\" merge-driver %%L %%P %%O %%A %%B %%X %%Y; s=$?; }; "                              \
    "[ $s -lt 2 ] || { git merge-file --marker-size=%%L -L ours -L base -L theirs %%A %%O %%B; "   \
    "s=$?; [ $s -lt 128 ] || s=1; }; exit $s"

/* A word of the driver's line: for sh, and for git, to which '%' means something. */
static char *quote_word(const char *word)
{
    g_autofree char *quoted = g_shell_quote(word);
    g_auto(GStrv) parts = g_strsplit(quoted, "%", -1);
    return g_strjoinv("%%", parts);
}

static char *make_driver(void)
{
    g_autofree char *program = tl_process_self();
    g_autofree char *word = quote_word(program ? program : "");
    return g_strdup_printf(DRIVER, word);
}

gboolean tl_notebook_configure(tl_repository *repository, GError **error)
{
    g_autofree char *driver = make_driver();
    const struct {
        const char *key;
        const char *value;
    } settings[] = {
        {"transfer.fsckObjects", "true"},
        {"merge.tl11.name", "1:1 notes by section and item"},
        {"merge.tl11.driver", driver},
        /* A person renamed here, a note added there: git finds the note's new folder. */
        {"merge.renames", "true"},
        {"merge.directoryRenames", "true"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
        if (!tl_repository_set_config(repository, settings[i].key, settings[i].value, error))
            return FALSE;
    return TRUE;
}
