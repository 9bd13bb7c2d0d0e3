#include "tl11/markdown.h"

#include "gfm_oracle.h"
#include "random_markdown.h"

#include <jansson.h>
#include <stdlib.h>

#define SEED 20261124
#define DOCUMENTS 100000
#define BATCH 2000

/* Where Debian's golang-github-yuin-goldmark-dev has the examples of both specifications. */
#define EXAMPLES "/usr/share/gocode/src/github.com/yuin/goldmark"

static void free_document(gpointer document)
{
    g_string_free(document, TRUE);
}

static GPtrArray *new_documents(void)
{
    return g_ptr_array_new_with_free_func(free_document);
}

/* Front matter is none of Markdown's: a line before it makes it a rule for both. */
static GString *new_document(GRand *rand)
{
    GString *document = random_markdown(rand);
    if (tl_markdown_front_matter(document->str, document->len) > 0)
        g_string_prepend_c(document, '\n');
    return document;
}

static char *show(const GArray *tasks)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < tasks->len; i++) {
        const task *t = &g_array_index(tasks, task, i);
        g_string_append_printf(out, " %u%s", t->line, t->checked ? "x" : "");
    }
    return g_string_free(out, FALSE);
}

/* Asserts equality over documents, and returns how many tasks were compared. */
static guint compare_all(const GPtrArray *documents, guint excused[EXCUSES])
{
    guint tasks = 0;
    g_autoptr(GPtrArray) answers = ask_oracle(documents);
    for (guint i = 0; i < documents->len; i++) {
        const GString *document = g_ptr_array_index(documents, i);
        const GArray *theirs = g_ptr_array_index(answers, i);
        g_autoptr(GArray) ours = read_ours(document->str, document->len);
        tasks += theirs->len;
        if (is_equal(document, ours, theirs, excused))
            continue;
        g_autofree char *text = g_strescape(document->str, NULL);
        g_autofree char *left = show(ours);
        g_autofree char *right = show(theirs);
        cr_assert_fail("\"%s\": ours%s, theirs%s", text, left, right);
    }
    return tasks;
}

static guint count_wanted(void)
{
    const char *text = g_getenv("TL11_ORACLE_DOCUMENTS");
    guint wanted = text ? (guint)g_ascii_strtoull(text, NULL, 10) : DOCUMENTS;
    cr_assert_gt(wanted, 0, "TL11_ORACLE_DOCUMENTS is no number");
    return wanted;
}

Test(followup_oracle, random_documents)
{
    guint wanted = count_wanted();
    guint excused[EXCUSES] = {0};
    guint tasks = 0;
    GRand *rand = g_rand_new_with_seed(SEED);
    for (guint done = 0; done < wanted; done += BATCH) {
        g_autoptr(GPtrArray) documents = new_documents();
        for (guint i = done; i < MIN(done + BATCH, wanted); i++)
            g_ptr_array_add(documents, new_document(rand));
        tasks += compare_all(documents, excused);
    }
    g_rand_free(rand);
    cr_expect_gt(tasks, wanted / 2, "only %u tasks", tasks);
    for (guint i = EXCUSE_NONE + 1; i < EXCUSES && wanted >= DOCUMENTS; i++) {
        cr_expect_gt(excused[i], 0, "excuse %u is never needed", i);
        cr_expect_lt(excused[i], tasks / 5, "excuse %u is needed %u times", i, excused[i]);
    }
}

static char *find_examples(const char *name)
{
    const char *folder = g_getenv("TL11_GOLDMARK");
    return g_build_filename(folder ? folder : EXAMPLES, name, NULL);
}

Test(followup_oracle, examples_of_commonmark)
{
    g_autofree char *path = find_examples("_test/spec.json");
    json_error_t error;
    json_t *examples = json_load_file(path, 0, &error);
    cr_assert_not_null(examples, "%s (package golang-github-yuin-goldmark-dev): %s", path,
                       error.text);
    g_autoptr(GPtrArray) documents = new_documents();
    for (size_t i = 0; i < json_array_size(examples); i++) {
        const json_t *example = json_array_get(examples, i);
        g_ptr_array_add(documents,
                        g_string_new(json_string_value(json_object_get(example, "markdown"))));
        /* None holds a task: the same with a mark behind every bullet. */
        g_auto(GStrv) parts =
            g_strsplit(json_string_value(json_object_get(example, "markdown")), "- ", -1);
        g_autofree char *marked = g_strjoinv("- [x] ", parts);
        g_ptr_array_add(documents, g_string_new(marked));
    }
    json_decref(examples);
    cr_assert_geq(documents->len, 2 * 600);
    guint excused[EXCUSES] = {0};
    cr_expect_gt(compare_all(documents, excused), 50);
}

/* What an example's HTML says: one task an "<input". */
static char *show_html(const char *html)
{
    GString *out = g_string_new(NULL);
    for (const char *at = html; (at = strstr(at, "<input ")) != NULL; at++)
        g_string_append(out, g_str_has_prefix(at, "<input checked=\"\"") ? " x" : " o");
    return g_string_free(out, FALSE);
}

/* The file's examples: number, source, HTML, with rows of "- -" and "= =" between. */
Test(followup_oracle, examples_of_gfm)
{
    g_autofree char *path = find_examples("extension/_test/tasklist.txt");
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL),
              "%s (package golang-github-yuin-goldmark-dev) is missing", path);
    g_auto(GStrv) parts = g_regex_split_simple("(?m)^//[-= ]+//\\n", text, 0, 0);
    guint examples = 0;
    for (guint i = 0; parts[i] && parts[i + 1] && parts[i + 2]; i += 3, examples++) {
        g_autoptr(GArray) ours = read_ours(parts[i + 1], strlen(parts[i + 1]));
        g_autoptr(GString) shown = g_string_new(NULL);
        for (guint j = 0; j < ours->len; j++)
            g_string_append(shown, g_array_index(ours, task, j).checked ? " x" : " o");
        g_autofree char *wanted = show_html(parts[i + 2]);
        cr_expect_str_eq(shown->str, wanted, "%s", parts[i + 1]);
        cr_expect_gt(strlen(wanted), 0);
    }
    cr_expect_geq(examples, 2);
}

/* Every difference on purpose, as docs/DEVIATIONS.md tells it. */
static const struct {
    const char *document;
    const char *ours;
    const char *theirs;
} DIFFERENCES[] = {
    {"- [ ] as in [x]\n", " 1", " 1x"},
    {"> - [ ] a\n", " 1", ""},
    {"- 1. [x] a\n", " 1x", ""},
    {"\xEF\xBB\xBF- [ ] a\n", " 1", ""},
    {"- > a\n      - [x] b\n", "", " 1x"},
    {"-\n  1234567890. [ ] a\n", "", " 1"},
    {"- [ ] \n\n     - [x] a\n", " 1 3x", " 1"},
    {"- a\n\n> b\n<b>\n- [ ] c\n", " 5", ""},
    {"---\n- [ ] a\n---\n", "", " 2"},
};

Test(followup_oracle, differences_on_purpose)
{
    g_autoptr(GPtrArray) documents = new_documents();
    for (guint i = 0; i < G_N_ELEMENTS(DIFFERENCES); i++)
        g_ptr_array_add(documents, g_string_new(DIFFERENCES[i].document));
    g_autoptr(GPtrArray) answers = ask_oracle(documents);
    for (guint i = 0; i < G_N_ELEMENTS(DIFFERENCES); i++) {
        const char *text = DIFFERENCES[i].document;
        g_autoptr(GArray) tasks = read_ours(text, strlen(text));
        g_autofree char *ours = show(tasks);
        g_autofree char *theirs = show(g_ptr_array_index(answers, i));
        cr_expect_str_eq(ours, DIFFERENCES[i].ours, "ours of %s", text);
        cr_expect_str_eq(theirs, DIFFERENCES[i].theirs, "theirs of %s", text);
    }
}
