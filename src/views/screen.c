#include "screen_internal.h"

#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

/* The columns of a label, and the blanks around it; the text has some in any case. */
enum { LABEL = 11, INDENT = 2, GAP = 2, TEXT = 8 };

/* A title, and what stands under it. */
typedef struct {
    char *title;
    GPtrArray *lines; /* char * */
    guint shown;
} block;

struct tl_screen {
    int width;
    gboolean colour;
    GArray *blocks; /* block */
};

static void clear_block(gpointer data)
{
    block *b = data;
    g_free(b->title);
    g_ptr_array_unref(b->lines);
}

tl_screen *tl_screen_new(int width, gboolean colour)
{
    tl_screen *screen = g_new0(tl_screen, 1);
    screen->width = width;
    screen->colour = colour;
    screen->blocks = g_array_new(FALSE, FALSE, sizeof(block));
    g_array_set_clear_func(screen->blocks, clear_block);
    return screen;
}

void tl_screen_free(tl_screen *screen)
{
    if (!screen)
        return;
    g_array_unref(screen->blocks);
    g_free(screen);
}

void tl_screen_append_styled(const tl_screen *screen, tl_style_name style, const char *text,
                             GString *out)
{
    gboolean styled = screen->colour && style != TL_STYLE_RESET;
    g_string_append(out, styled ? tl_style(TRUE, style) : "");
    g_string_append(out, text);
    g_string_append(out, styled ? tl_style(TRUE, TL_STYLE_RESET) : "");
}

void tl_screen_begin(tl_screen *screen, const char *title)
{
    block b = {.title = g_strdup(title), .lines = g_ptr_array_new_with_free_func(g_free)};
    g_array_append_val(screen->blocks, b);
}

void tl_screen_add(tl_screen *screen, char *line)
{
    block *last = &g_array_index(screen->blocks, block, screen->blocks->len - 1);
    g_ptr_array_add(last->lines, line);
}

static char *make_harmless(const char *text)
{
    g_autofree char *line = g_strdelimit(g_strdup(text), "\t\r\n", ' ');
    return tl_text_escape(line, -1);
}

/* The columns that are left for text. */
static gsize measure_room(const tl_screen *screen, const char *tail)
{
    gsize taken = INDENT + LABEL + GAP + (*tail ? tl_text_width(tail, -1) + GAP : 0);
    if (screen->width <= 0)
        return G_MAXINT;
    return (gsize)screen->width > taken + TEXT ? (gsize)screen->width - taken : TEXT;
}

void tl_screen_add_row(tl_screen *screen, const char *label, tl_style_name style, const char *text,
                       const char *tail)
{
    gboolean is_wide = screen->width <= 0 || screen->width >= TL_SCREEN_WIDE;
    g_autofree char *first = make_harmless(label);
    g_autofree char *second = make_harmless(text);
    g_autofree char *last = make_harmless(tail && is_wide ? tail : "");
    g_autoptr(GString) cell = g_string_new(NULL);
    GString *line = g_string_new(NULL);
    tl_text_append_fitted(cell, first, LABEL, TRUE);
    g_string_append_printf(line, "%*s", INDENT, "");
    tl_screen_append_styled(screen, style, cell->str, line);
    g_string_append_printf(line, "%*s", GAP, "");
    tl_text_append_fitted(line, second, measure_room(screen, last), FALSE);
    if (*last) {
        g_string_append_printf(line, "%*s", GAP, "");
        tl_screen_append_styled(screen, TL_STYLE_DIM, last, line);
    }
    tl_screen_add(screen, g_string_free(line, FALSE));
}

/* The lines that a block takes with what it shows: title, lines, and how many more there are. */
static guint measure(const block *b)
{
    return 1 + b->shown + (b->shown < b->lines->len);
}

/* The longest list that can be cut with some gain; of equal ones the later. */
static block *find_longest(const tl_screen *screen)
{
    block *longest = NULL;
    for (guint i = 0; i < screen->blocks->len; i++) {
        block *b = &g_array_index(screen->blocks, block, i);
        if (b->shown > 1 && b->lines->len > 2 && (!longest || b->shown >= longest->shown))
            longest = b;
    }
    return longest;
}

static void fit(tl_screen *screen, int height)
{
    guint total = 0;
    for (guint i = 0; i < screen->blocks->len; i++) {
        block *b = &g_array_index(screen->blocks, block, i);
        b->shown = b->lines->len;
        total += measure(b);
    }
    block *longest;
    while (height > 0 && total > (guint)height && (longest = find_longest(screen)) != NULL) {
        total -= measure(longest);
        /* The line that tells of the rest takes one as well. */
        longest->shown -= longest->shown == longest->lines->len ? 2 : 1;
        total += measure(longest);
    }
}

static void append_block(const tl_screen *screen, const block *b, GString *out)
{
    tl_screen_append_styled(screen, TL_STYLE_BOLD, b->title, out);
    g_string_append_c(out, '\n');
    for (guint i = 0; i < b->shown; i++)
        g_string_append_printf(out, "%s\n", (char *)g_ptr_array_index(b->lines, i));
    guint rest = b->lines->len - b->shown;
    if (rest == 0)
        return;
    g_autofree char *more = g_strdup_printf(Q_("  … %u more", "  … %u more", rest), rest);
    tl_screen_append_styled(screen, TL_STYLE_DIM, more, out);
    g_string_append_c(out, '\n');
}

void tl_screen_append(tl_screen *screen, int height, GString *out)
{
    fit(screen, height);
    for (guint i = 0; i < screen->blocks->len; i++)
        append_block(screen, &g_array_index(screen->blocks, block, i), out);
}
