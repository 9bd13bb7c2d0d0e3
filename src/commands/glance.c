#include "commands_internal.h"
#include "common_internal.h"

#include "tl11/glance.h"

/* What a pipe gets is one screen as well. */
#define WIDTH 80
#define HEIGHT 24

/* Notes and gathered points; what else differs is git's to tell. */
static GPtrArray *list_uncommitted(tl_call *call, GError **error)
{
    g_autoptr(GPtrArray) entries = tl_repository_status(call->notebook->repository, "", error);
    GPtrArray *paths = entries ? g_ptr_array_new_with_free_func(g_free) : NULL;
    for (guint i = 0; paths && i < entries->len; i++) {
        const tl_status_entry *entry = g_ptr_array_index(entries, i);
        if (tl_note_holds_items(entry->path))
            g_ptr_array_add(paths, g_strdup(entry->path));
    }
    return paths;
}

static void print(tl_call *call, const tl_glance *glance)
{
    gboolean is_screen = tl_terminal_is_output();
    int width = is_screen ? tl_terminal_width() : WIDTH;
    /* The shell's next prompt takes a line as well. */
    int height = is_screen ? MIN(tl_terminal_height() - 1, HEIGHT) : HEIGHT;
    g_autofree char *text = tl_glance_format(glance, width, height, call->colour);
    g_string_append(call->out, text);
}

static int run(tl_call *call, GError **error)
{
    g_auto(tl_call_items) all = {.items = NULL};
    g_auto(tl_upstream) upstream = {.name = NULL};
    g_autoptr(tl_people) people = tl_people_load(call->notebook, error);
    g_autoptr(GArray) due =
        people ? tl_due_load(call->notebook, people, call->today, people->problems, error) : NULL;
    if (!due || !tl_call_items_load(call, NULL, 1u << TL_STATE_OPEN, FALSE, &all, error) ||
        !tl_repository_upstream(call->notebook->repository, &upstream, error))
        return TL_EXIT_FAILED;
    g_autoptr(GPtrArray) uncommitted = list_uncommitted(call, error);
    if (!uncommitted)
        return TL_EXIT_FAILED;
    tl_glance glance = {call->today, due, all.items, uncommitted, &upstream};
    print(call, &glance);
    tl_call_warn(people->problems);
    return people->problems->len ? TL_EXIT_FAILED : TL_EXIT_OK;
}

const tl_command tl_command_glance = {
    .name = "tl11",
    .summary = N_("the day at a glance"),
    .flags = TL_COMMAND_NOTEBOOK,
    .run = run,
};
