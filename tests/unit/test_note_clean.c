#include "tl11/note.h"

#include "random_markdown.h"

#include <criterion/criterion.h>
#include <string.h>

/* A prompt is what begins with "p"; with data, only under that letter. */
static gboolean is_prompt(const char *text, char letter, gpointer data)
{
    const char *wanted = data;
    return *text == 'p' && (!wanted || *wanted == letter);
}

static gboolean is_none(const char *text, char letter, gpointer data)
{
    (void)text;
    (void)letter;
    (void)data;
    return FALSE;
}

static GBytes *clean(const char *text, gsize length)
{
    g_autoptr(GBytes) content = g_bytes_new(text, length);
    return tl_note_drop_unanswered(content, is_prompt, NULL);
}

static const struct {
    const char *text;
    const char *cleaned; /* NULL: as it was */
} CASES[] = {
    /* A blank line goes with it when there is one before it too. */
    {"## A\n\n<!-- p -->\n\n## B\n", "## A\n\n## B\n"},
    {"## A\n<!-- p -->\n\n## B\n", "## A\n## B\n"},
    {"## A\n\n<!-- p -->\n## B\n", "## A\n\n## B\n"},
    {"## A\n\n<!-- p -->\n\n\n\n## B\n", "## A\n\n\n\n## B\n"},
    {"text\n<!-- p -->\n\n## B\n", "text\n\n## B\n"},
    {"A\n===\n<!-- p -->\n\n## B\n", "A\n===\n## B\n"},
    {"<!-- p -->\n\n# T\n", "\n# T\n"},
    {"## A\n\n<!-- p -->\n \t\n## B\n", "## A\n\n \t\n## B\n"},
    {"## A\n \n<!-- p -->\n\n## B\n", "## A\n \n## B\n"},
    /* Ends of the text. */
    {"## A\n\n<!-- p -->", "## A\n\n"},
    {"## A\n\n<!-- p -->\n", "## A\n\n"},
    {"## A\n<!-- p -->", "## A\n"},
    {"<!-- p -->", ""},
    {"\xEF\xBB\xBF<!-- p -->\n# T\n", "\xEF\xBB\xBF# T\n"},
    {"<!-- p -->\n", ""},
    /* Line ends and white space of all kinds. */
    {"## A\r\n\r\n<!-- p -->\r\n\r\n## B\r\n", "## A\r\n\r\n## B\r\n"},
    {"## A\r\r<!-- p -->\r\r## B\r", "## A\r\r## B\r"},
    {"## A\n\n  <!--p\n more -->\t\n\n## B  \n", "## A\n\n## B  \n"},
    {"\xEF\xBB\xBF## A\n<!-- p -->\n\nx\xFF\0y", NULL},
    /* Several prompts. */
    {"## A\n\n<!-- p -->\n\n<!-- p2 -->\n\n## B\n", "## A\n\n## B\n"},
    {"## A\n<!-- p -->\n<!-- p2 -->\n\n## B\n", "## A\n## B\n"},
    {"## A\n\n<!-- p -->\n<!-- p2 -->\n\n\n## B\n", "## A\n\n\n## B\n"},
    {"## A\n\n<!-- p -->\n\n<!-- p2 -->\n\nyes\n", "## A\n\n<!-- p2 -->\n\nyes\n"},
    {"## A\n\n<!-- p -->\n\nyes\n\n<!-- p2 -->\n", "## A\n\n<!-- p -->\n\nyes\n\n"},
    {"## A\n<!-- p -->\nyes\n", NULL},
    /* The user's own comments stay, and answer nothing. */
    {"## A\n\n<!-- p -->\n\n<!-- mine -->\n\n## B\n", "## A\n\n<!-- mine -->\n\n## B\n"},
    {"## A\n\n<!-- mine -->\n\n<!-- p -->\n\n## B\n", "## A\n\n<!-- mine -->\n\n## B\n"},
    {"<!-- p -->\n<!-- mine -->\nyes\n", "<!-- mine -->\nyes\n"},
    {"<!-- mine -->\n", NULL},
    /* No comment of its own. */
    {"<!-- p --> <!-- p2 -->\n", NULL},
    {"<!-- p -->\n<!-- p2 --> <!-- p3 -->\n", NULL},
    {"- x\n\n  <!-- p -->\n", NULL},
    {"> <!-- p -->\n", NULL},
    {"```\n<!-- p -->\n```\n", NULL},
    {"    <!-- p -->\n", NULL},
    {"x <!-- p -->\n", NULL},
    {"<!-- p\n", NULL},
    {"---\n<!-- p -->\n---\n", NULL},
    {"\n", NULL},
    {"", NULL},
    /* It keeps apart what would join without it. */
    {"text\n<!-- p -->\nHead\n---\n", NULL},
    {"text\n<!-- p -->\n<!-- p2 -->\nHead\n---\n", "text\n<!-- p2 -->\nHead\n---\n"},
    {"text\n\n<!-- p -->\nHead\n---\n", "text\n\nHead\n---\n"},
    {"text\n<!-- p -->\n## Head\n", "text\n## Head\n"},
    {"- x\n\n<!-- p -->\n\n  ## Head\n", NULL},
    {"text\r<!-- p -->\n\nHead\n---\n", NULL},
    {"text\r<!-- p -->\n\r\nHead\n---\n", "text\r\r\nHead\n---\n"},
    {"- x\n\n<!-- p -->\n\n  <!-- mine -->\n", NULL},
};

static gsize measure(guint i, const char *text)
{
    return strstr(text, "\xFF") != NULL && i > 0 ? strlen(text) + 2 : strlen(text);
}

Test(note_clean, cases)
{
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const char *text = CASES[i].text;
        gsize size = measure(i, text);
        g_autoptr(GBytes) content = g_bytes_new(text, size);
        g_autoptr(GBytes) cleaned = tl_note_drop_unanswered(content, is_prompt, NULL);
        if (!CASES[i].cleaned) {
            cr_expect_eq(cleaned, content, "case %u is to stay: %s", i, text);
            continue;
        }
        gsize length = 0;
        const char *got = g_bytes_get_data(cleaned, &length);
        g_autofree char *shown = g_strndup(length > 0 ? got : "", length);
        cr_expect_str_eq(shown, CASES[i].cleaned, "case %u", i);
    }
}

Test(note_clean, letter_of_the_guide_section)
{
    const char text[] = "<!-- p0 -->\n## A. x\n<!-- p1 -->\n### own\n<!-- p2 -->\n## B. y\n"
                        "<!-- p3 -->\n## Agenda\n<!-- p4 -->\n";
    g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
    char letter[] = "a";
    g_autoptr(GBytes) cleaned = tl_note_drop_unanswered(content, is_prompt, letter);
    gsize length = 0;
    const char *got = g_bytes_get_data(cleaned, &length);
    g_autofree char *shown = g_strndup(got, length);
    cr_expect_str_eq(shown, "<!-- p0 -->\n## A. x\n### own\n## B. y\n<!-- p3 -->\n"
                            "## Agenda\n<!-- p4 -->\n");
}

Test(note_clean, complex_note_stays)
{
    g_autofree char *deep = g_strnfill(40, '>');
    g_autofree char *text = g_strconcat("<!-- p -->\n\n", deep, "\n", NULL);
    g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
    g_autoptr(GBytes) cleaned = tl_note_drop_unanswered(content, is_prompt, NULL);
    cr_expect_eq(cleaned, content);
}

static GString *random_note(GRand *rand)
{
    static const char *const lines[] = {
        "<!-- p -->",
        "<!-- p2 -->",
        "  <!-- p\n\n3 -->",
        "<!-- mine -->",
        "",
        "",
        "",
        "## A. x",
        "## B. y",
        "Head\n---",
        "  ## in",
        "text",
        "- item",
        "  more",
        "> q",
        "<div>",
        "```",
        "    code",
    };
    if (random_chance(rand, 20))
        return random_markdown(rand);
    GString *out = g_string_new(NULL);
    for (int i = g_rand_int_range(rand, 1, 14); i > 0; i--)
        g_string_append_printf(out, "%s%s", PICK(rand, lines), i > 1 ? "\n" : "");
    return out;
}

static char *show_structure(const char *text, gsize length)
{
    g_autoptr(tl_note) note = tl_note_parse(text, length);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < note->sections->len; i++) {
        const tl_section *section = g_ptr_array_index(note->sections, i);
        g_string_append_printf(out, "%u %s%s\n", section->level, section->title,
                               section->is_filled ? " filled" : "");
    }
    for (guint i = 0; i < note->comments->len; i++) {
        const tl_comment *comment = g_ptr_array_index(note->comments, i);
        if (comment->is_answered || *comment->text != 'p')
            g_string_append_printf(out, "%s %d\n", comment->text, comment->section);
    }
    return g_string_free(out, FALSE);
}

/* Sections, answered prompts and the user's comments are what they were; once is enough. */
Test(note_clean, keeps_the_rest)
{
    GRand *rand = g_rand_new_with_seed(5);
    guint changed = 0;
    for (int round = 0; round < 50000; round++) {
        GString *text = random_note(rand);
        g_autoptr(GBytes) content = g_bytes_new(text->str, text->len);
        g_autoptr(GBytes) same = tl_note_drop_unanswered(content, is_none, NULL);
        cr_assert_eq(same, content);
        g_autoptr(GBytes) once = clean(text->str, text->len);
        gsize length = 0;
        const char *got = g_bytes_get_data(once, &length);
        g_autofree char *copy = g_malloc0(length + 1);
        memcpy(copy, length > 0 ? got : "", length);
        g_autoptr(GBytes) twice = clean(copy, length);
        cr_assert(g_bytes_equal(once, twice), "not idempotent: %s", text->str);
        g_autofree char *before = show_structure(text->str, text->len);
        g_autofree char *after = show_structure(copy, length);
        cr_assert_str_eq(before, after, "%s\n=>\n%s", text->str, copy);
        changed += length < text->len;
        g_string_free(text, TRUE);
    }
    g_rand_free(rand);
    cr_expect_gt(changed, 10000);
}

/* Remarks go whatever stands under them, if what does begins a block by itself. */
static const struct {
    const char *text;
    const char *cleaned; /* NULL: as it was */
} REMARKS[] = {
    {"## A\n\n<!-- p -->\n\n- [ ] x\n", "## A\n\n- [ ] x\n"},
    {"- [ ] w\n<!-- p -->\n- [ ] x\n", "- [ ] w\n- [ ] x\n"},
    {"- [ ] w\n\n<!-- p -->\n- [ ] x\n", "- [ ] w\n\n- [ ] x\n"},
    {"a\n<!-- p -->\nb\n", NULL},
    {"a\n\n<!-- p -->\nb\n", "a\n\nb\n"},
    {"a\n<!-- p -->\n14. [ ] x\n", NULL},
    {"a\n<!-- p -->\n-\n", NULL},
    {"- [ ] w\n\n<!-- p -->\n\n  - [ ] x\n", NULL},
    {"<!-- mine -->\n", NULL},
};

Test(note_clean, remarks)
{
    for (guint i = 0; i < G_N_ELEMENTS(REMARKS); i++) {
        const char *text = REMARKS[i].text;
        g_autoptr(GBytes) content = g_bytes_new(text, strlen(text));
        g_autoptr(GBytes) cleaned = tl_note_drop_comments(content, is_prompt, NULL);
        if (!REMARKS[i].cleaned) {
            cr_expect_eq(cleaned, content, "case %u is to stay: %s", i, text);
            continue;
        }
        g_autofree char *shown =
            g_strndup(g_bytes_get_data(cleaned, NULL), g_bytes_get_size(cleaned));
        cr_expect_str_eq(shown, REMARKS[i].cleaned, "case %u", i);
    }
}
