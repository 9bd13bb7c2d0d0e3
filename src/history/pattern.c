#include "tl11/search.h"

#include "pattern_internal.h"
#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/text.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Steps, nested steps and KiB that one line may cost. */
#define STEPS_MAX 500000
#define DEPTH_MAX 20000
#define HEAP_MAX 20000
/* Lines that may be too hard before the search ends. */
#define HARD_MAX 50
#define STACK_MIN ((gsize)32 * 1024)
#define STACK_MAX ((gsize)1024 * 1024)

struct tl_pattern {
    pcre2_code *code;
    pcre2_code *whole;  /* for a whole text: code, another one, or NULL */
    gboolean was_given; /* code was given to the JIT */
    pcre2_match_data *match;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    guint hard; /* lines that were too hard */
};

void tl_pattern_free(tl_pattern *pattern)
{
    if (!pattern)
        return;
    if (pattern->whole != pattern->code)
        pcre2_code_free(pattern->whole);
    pcre2_code_free(pattern->code);
    pcre2_match_data_free(pattern->match);
    pcre2_match_context_free(pattern->context);
    pcre2_jit_stack_free(pattern->stack);
    g_free(pattern);
}

static gboolean fail_compile(const char *text, int code, gsize offset, GError **error)
{
    PCRE2_UCHAR reason[256];
    g_autofree char *quoted = tl_text_quote(text);
    pcre2_get_error_message(code, reason, sizeof(reason));
    return tl_error_set(error, TL_EXIT_USAGE,
                        _("%s is no pattern: %s, at byte %zu\n-F searches for the text as it is"),
                        quoted, (const char *)reason, offset + 1);
}

static pcre2_code *compile(const char *text, gboolean ignore_case, uint32_t more, int *code,
                           gsize *offset)
{
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C |
                       (ignore_case ? PCRE2_CASELESS : 0u) | more;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, options, code, offset, context);
    pcre2_compile_context_free(context);
    return compiled;
}

static char *escape_literal(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *c = text; *c; c++) {
        if (g_ascii_ispunct(*c))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *c);
    }
    return g_string_free(out, FALSE);
}

static char *between_words(const char *text)
{
    return g_strdup_printf("(?<!\\w)(?:%s)(?!\\w)", text);
}

/* Whether it means the same in a text as in a line of it. */
static gboolean is_same_in_whole(const char *text, const char *confined)
{
    return strcmp(text, confined) == 0 && !strpbrk(text, "^$");
}

/* Only compiled code that the JIT took is quick on a whole text; the other looks it all over first,
 * each time. */
static void compile_whole(tl_pattern *pattern, const char *text, const tl_pattern_options *options)
{
    int code;
    gsize offset;
    g_autofree char *confined = tl_pattern_confine(text);
    if (!confined)
        return;
    if (is_same_in_whole(text, confined)) {
        pattern->was_given = TRUE;
        if (pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) == 0)
            pattern->whole = pattern->code;
        return;
    }
    g_autofree char *full = options->words ? between_words(confined) : g_strdup(confined);
    pattern->whole = compile(full, options->ignore_case, PCRE2_MULTILINE, &code, &offset);
    if (pattern->whole && pcre2_jit_compile(pattern->whole, PCRE2_JIT_COMPLETE) < 0)
        g_clear_pointer(&pattern->whole, pcre2_code_free);
}

static void prepare(tl_pattern *pattern)
{
    pattern->match = pcre2_match_data_create(1, NULL);
    pattern->context = pcre2_match_context_create(NULL);
    pattern->stack = pcre2_jit_stack_create(STACK_MIN, STACK_MAX, NULL);
    pcre2_set_match_limit(pattern->context, STEPS_MAX);
    pcre2_set_depth_limit(pattern->context, DEPTH_MAX);
    pcre2_set_heap_limit(pattern->context, HEAP_MAX);
    pcre2_jit_stack_assign(pattern->context, NULL, pattern->stack);
}

tl_pattern *tl_pattern_new(const char *text, const tl_pattern_options *options, GError **error)
{
    int code;
    gsize offset;
    g_autofree char *own = options->is_literal ? escape_literal(text) : g_strdup(text);
    g_autoptr(tl_pattern) pattern = g_new0(tl_pattern, 1);
    pattern->code = compile(own, options->ignore_case, 0, &code, &offset);
    if (!pattern->code) {
        fail_compile(text, code, offset, error);
        return NULL;
    }
    if (options->words) {
        g_autofree char *full = between_words(own);
        pcre2_code_free(pattern->code);
        pattern->code = compile(full, options->ignore_case, 0, &code, &offset);
    }
    if (!pattern->code) {
        fail_compile(text, code, offset, error);
        return NULL;
    }
    prepare(pattern);
    compile_whole(pattern, own, options);
    return g_steal_pointer(&pattern);
}

gboolean tl_pattern_match(tl_pattern *pattern, const char *line, gsize length, gsize from,
                          gsize *start, gsize *end)
{
    /* Most patterns are never asked of a single line. */
    if (!pattern->was_given)
        (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
    pattern->was_given = TRUE;
    int found = pcre2_match(pattern->code, (PCRE2_SPTR)line, length, from, 0, pattern->match,
                            pattern->context);
    if (found < 0) {
        pattern->hard += found != PCRE2_ERROR_NOMATCH;
        return FALSE;
    }
    const size_t *offsets = pcre2_get_ovector_pointer(pattern->match);
    /* \K may set the start behind the end. */
    *start = MIN(offsets[0], offsets[1]);
    *end = offsets[1];
    return TRUE;
}

/* Line by line. */
static void scan_lines(tl_pattern *pattern, const char *text, gsize length, gsize at,
                       tl_pattern_visitor visitor, gpointer data)
{
    while (at < length && pattern->hard < HARD_MAX) {
        const char *lf = memchr(text + at, '\n', length - at);
        gsize size = lf ? (gsize)(lf - text) - at : length - at;
        gsize start, end;
        if (tl_pattern_match(pattern, text + at, size, 0, &start, &end) && !visitor(at, size, data))
            return;
        at += size + 1;
    }
}

void tl_pattern_scan(tl_pattern *pattern, const char *text, gsize length,
                     tl_pattern_visitor visitor, gpointer data)
{
    const size_t *offsets = pcre2_get_ovector_pointer(pattern->match);
    gsize at = 0;
    if (!pattern->whole) {
        scan_lines(pattern, text, length, 0, visitor, data);
        return;
    }
    while (at < length) {
        int found = pcre2_match(pattern->whole, (PCRE2_SPTR)text, length, at, 0, pattern->match,
                                pattern->context);
        if (found == PCRE2_ERROR_NOMATCH)
            return;
        if (found < 0) {
            scan_lines(pattern, text, length, at, visitor, data);
            return;
        }
        /* Behind the last line end there is no line any more. */
        if (offsets[0] >= length && text[length - 1] == '\n')
            return;
        const char *before = memrchr(text + at, '\n', offsets[0] - at);
        gsize line = before ? (gsize)(before + 1 - text) : at;
        const char *lf = memchr(text + offsets[0], '\n', length - offsets[0]);
        gsize size = lf ? (gsize)(lf - text) - line : length - line;
        if (!visitor(line, size, data))
            return;
        at = line + size + 1;
    }
}

gboolean tl_pattern_check(const tl_pattern *pattern, GError **error)
{
    if (pattern->hard == 0)
        return TRUE;
    if (pattern->hard >= HARD_MAX)
        return tl_error_set(error, TL_EXIT_USAGE,
                            _("the pattern is too hard to match: the search was ended, and not all "
                              "of it was searched\n"
                              "write it without nested repetition, or search with -F"));
    return tl_error_set(
        error, TL_EXIT_USAGE,
        Q_("the pattern was too hard to match in %u line: it may be missing here",
           "the pattern was too hard to match in %u lines: they may be missing here",
           pattern->hard),
        pattern->hard);
}
