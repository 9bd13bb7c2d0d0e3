/*
 * Every example of the CommonMark specification, rendered: what its HTML shows
 * must stand in the rendering, in order and whole.
 */
#include "tl11/render.h"

#include "render_check.h"
#include "tl11/markdown.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>

/* CommonMark 0.30, as Debian's golang-github-yuin-goldmark-dev has it. */
#define SPEC "/usr/share/gocode/src/github.com/yuin/goldmark/_test/spec.json"
#define EXAMPLES 652

static const int widths[] = {10, 20, 80, 400};

typedef struct {
    GPtrArray *chunks; /* char *: each text between two tags, and each alt, without blanks */
    GPtrArray *code;   /* char *: the lines in <pre>, without blanks */
    gboolean is_plain; /* nothing is shown but text: no target, HTML, number */
} shown_text;

static json_t *load_spec(void)
{
    json_error_t error;
    json_t *spec = json_load_file(SPEC, 0, &error);
    cr_assert_not_null(spec, "install golang-github-yuin-goldmark-dev: %s", error.text);
    cr_assert_eq(json_array_size(spec), EXAMPLES, "%s is of another version", SPEC);
    return spec;
}

static void append_decoded(GString *out, const char *text, gsize length)
{
    static const char *const entities[][2] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}};
    for (const char *end = text + length; text < end;) {
        gsize size = 0;
        for (gsize i = 0; i < G_N_ELEMENTS(entities) && size == 0; i++) {
            if (g_str_has_prefix(text, entities[i][0])) {
                g_string_append(out, entities[i][1]);
                size = strlen(entities[i][0]);
            }
        }
        if (size == 0)
            g_string_append_c(out, *text);
        text += MAX(size, 1);
    }
}

static char *decode_folded(const char *text, gsize length)
{
    g_autoptr(GString) decoded = g_string_new(NULL);
    append_decoded(decoded, text, length);
    GString *out = g_string_new(NULL);
    for (const char *c = decoded->str; *c != '\0'; c++) {
        if (!g_ascii_isspace(*c))
            g_string_append_c(out, *c);
    }
    return g_string_free(out, FALSE);
}

static void add_chunk(GPtrArray *chunks, const char *text, gsize length)
{
    char *chunk = decode_folded(text, length);
    if (*chunk == '\0')
        g_free(chunk);
    else
        g_ptr_array_add(chunks, chunk);
}

static const char *find_end(const char *text, const char *end)
{
    const char *found = strstr(text, end);
    return found == NULL ? text + strlen(text) : found + strlen(end);
}

/* Behind the tag, comment, declaration or instruction at text; text where there is none. */
static const char *skip_tag(const char *text)
{
    if (g_str_has_prefix(text, "<!--"))
        return find_end(text, "-->");
    if (g_str_has_prefix(text, "<![CDATA["))
        return find_end(text, "]]>");
    if (g_str_has_prefix(text, "<?"))
        return find_end(text, "?>");
    if (text[0] != '<' || (!g_ascii_isalpha(text[1]) && !strchr("/!", text[1])))
        return text;
    char quote = '\0';
    for (text++; *text != '\0' && (*text != '>' || quote != '\0'); text++) {
        if (quote == '\0' && (*text == '"' || *text == '\''))
            quote = *text;
        else if (*text == quote)
            quote = '\0';
    }
    return *text == '\0' ? text : text + 1;
}

static gboolean is_plain_tag(const char *tag, gsize length)
{
    static const char *const plain[] = {"p",  "em",         "strong", "code", "pre", "ul",
                                        "li", "h1",         "h2",     "h3",   "h4",  "h5",
                                        "h6", "blockquote", "hr",     "br",   NULL};
    g_autofree char *name = g_strndup(tag + 1, length - 2);
    g_strdelimit(name, "/", ' ');
    return g_strv_contains(plain, g_strstrip(name));
}

/* The lines between <pre> and </pre>, tags stripped. */
static void collect_code(shown_text *shown, const char *html)
{
    while ((html = strstr(html, "<pre")) != NULL) {
        const char *end = find_end(html, "</pre>");
        while (html < end) {
            const char *tag = skip_tag(html);
            gsize size = tag > html ? 0 : strcspn(html, "<\n");
            add_chunk(shown->code, html, size);
            html = tag > html ? tag : html + MAX(size, 1);
        }
    }
}

static shown_text read_html(const char *html)
{
    shown_text shown = {g_ptr_array_new_with_free_func(g_free),
                        g_ptr_array_new_with_free_func(g_free), TRUE};
    collect_code(&shown, html);
    while (*html != '\0') {
        const char *end = skip_tag(html);
        if (end > html) {
            shown.is_plain = shown.is_plain && is_plain_tag(html, (gsize)(end - html));
            const char *alt = g_strstr_len(html, end - html, " alt=\"");
            if (alt != NULL)
                add_chunk(shown.chunks, alt + 6, strcspn(alt + 6, "\""));
        } else {
            for (end = html + 1; *end != '\0' && skip_tag(end) == end;)
                end++;
            add_chunk(shown.chunks, html, (gsize)(end - html));
        }
        html = end;
    }
    return shown;
}

static void clear_shown(shown_text *shown)
{
    g_ptr_array_unref(shown->chunks);
    g_ptr_array_unref(shown->code);
}

/*
 * The end of chunk in text when it begins at text, else NULL. Between its
 * characters there may be blanks, and a line end with the bars of quotes.
 */
static const char *match_chunk(const char *text, const char *chunk, gboolean at_margin)
{
    if (*chunk == '\0')
        return text;
    if (*text == '\0')
        return NULL;
    const char *end = NULL;
    if (*text == *chunk)
        end = match_chunk(text + 1, chunk + 1, FALSE);
    if (end == NULL && *text == '\n')
        end = match_chunk(text + 1, chunk, TRUE);
    if (end == NULL && *text == ' ')
        end = match_chunk(text + 1, chunk, at_margin);
    if (end == NULL && at_margin && *text == '>')
        end = match_chunk(text + 1, chunk, TRUE);
    if (end == NULL && at_margin && g_str_has_prefix(text, "│"))
        end = match_chunk(text + strlen("│"), chunk, TRUE);
    return end;
}

static const char *find_chunk(const char *text, const char *chunk)
{
    for (; *text != '\0'; text++) {
        const char *end = *text == *chunk ? match_chunk(text, chunk, FALSE) : NULL;
        if (end != NULL)
            return end;
    }
    return NULL;
}

/* The first text that is not there, or not in order; NULL when all are. */
static const char *find_lost(const shown_text *shown, const char *plain)
{
    for (guint i = 0; i < shown->chunks->len; i++) {
        plain = find_chunk(plain, g_ptr_array_index(shown->chunks, i));
        if (plain == NULL)
            return g_ptr_array_index(shown->chunks, i);
    }
    return NULL;
}

static char *remove_ornaments(const char *plain)
{
    GString *out = g_string_new(NULL);
    for (; *plain != '\0'; plain = g_utf8_next_char(plain)) {
        if (!g_ascii_isspace(*plain) && !g_utf8_strchr("•◦▪│─", -1, g_utf8_get_char(plain)))
            g_string_append_unichar(out, g_utf8_get_char(plain));
    }
    return g_string_free(out, FALSE);
}

static gboolean is_code(const shown_text *shown, const char *line)
{
    g_autoptr(GString) bare = g_string_new(NULL);
    for (; *line != '\0'; line++) {
        if (*line != ' ')
            g_string_append_c(bare, *line);
    }
    for (guint i = 0; i < shown->code->len; i++) {
        if (g_str_has_suffix(bare->str, g_ptr_array_index(shown->code, i)))
            return TRUE;
    }
    return FALSE;
}

/* A line that is wider than it may be; NULL when there is none. */
static char *find_wide(const shown_text *shown, const char *plain, int width)
{
    g_auto(GStrv) lines = g_strsplit(plain, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        if (tl_text_width(*line, -1) > (gsize)width && !is_code(shown, *line))
            return g_strdup(*line);
    }
    return NULL;
}

static void check_rendering(int number, const shown_text *shown, const char *rendering,
                            const tl_render_options *options)
{
    g_autofree char *plain = remove_sgr(rendering);
    g_autofree char *wide = find_wide(shown, plain, options->width);
    const char *dirt = find_dirt(rendering), *lost = find_lost(shown, plain);
    cr_expect_null(dirt, "example %d has %s:\n%s", number, dirt, rendering);
    cr_expect_null(lost, "example %d at %d loses '%s':\n%s", number, options->width, lost, plain);
    cr_expect_null(wide, "example %d at %d is too wide: '%s'", number, options->width, wide);
}

/* With colour there are no signs in the text: it is what the HTML shows and no more. */
static guint check_exactly(int number, const shown_text *shown, const char *rendering,
                           const tl_render_options *options)
{
    if (!shown->is_plain || !options->colour || !options->utf8)
        return 0;
    g_autofree char *plain = remove_sgr(rendering);
    g_autofree char *got = remove_ornaments(plain);
    g_autoptr(GString) expected = g_string_new(NULL);
    for (guint i = 0; i < shown->chunks->len; i++)
        g_string_append(expected, g_ptr_array_index(shown->chunks, i));
    cr_expect_str_eq(got, expected->str, "example %d at %d shows '%s'", number, options->width,
                     got);
    return 1;
}

static guint check_example(int number, const json_t *example)
{
    const json_t *json = json_object_get(example, "markdown");
    const char *markdown = json_string_value(json);
    gsize length = json_string_length(json);
    shown_text shown = read_html(json_string_value(json_object_get(example, "html")));
    /* Two examples begin with what to a note is front matter. */
    shown.is_plain = shown.is_plain && tl_markdown_front_matter(markdown, length) == 0;
    guint exact = 0;
    for (guint i = 0; i < G_N_ELEMENTS(widths) * 4; i++) {
        tl_render_options options = {widths[i / 4], i % 2 == 0, i / 2 % 2 == 0};
        g_autofree char *rendering = tl_render_markdown(markdown, length, &options);
        check_rendering(number, &shown, rendering, &options);
        exact += check_exactly(number, &shown, rendering, &options);
    }
    clear_shown(&shown);
    return exact;
}

Test(render_commonmark, every_example_keeps_its_text)
{
    json_t *spec = load_spec();
    guint exact = 0;
    for (gsize i = 0; i < json_array_size(spec); i++)
        exact += check_example((int)i + 1, json_array_get(spec, i));
    cr_expect_gt(exact / G_N_ELEMENTS(widths), EXAMPLES / 3, "too few are compared exactly");
    json_decref(spec);
}
