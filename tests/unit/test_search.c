#include "history_fixture.h"

#include "../../src/history/cache_internal.h"

#include "tl11/error.h"
#include "tl11/search.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

/* -- patterns ------------------------------------------------------------------------ */

static tl_pattern *compile(const char *text, gboolean i, gboolean f, gboolean w)
{
    g_autoptr(GError) error = NULL;
    const tl_pattern_options options = {i, f, w};
    tl_pattern *pattern = tl_pattern_new(text, &options, &error);
    cr_assert_not_null(pattern, "%s", error ? error->message : "");
    return pattern;
}

static gboolean matches(const char *text, gboolean i, gboolean f, gboolean w, const char *line)
{
    gsize start, end;
    g_autoptr(tl_pattern) pattern = compile(text, i, f, w);
    return tl_pattern_match(pattern, line, strlen(line), 0, &start, &end);
}

Test(search, options_mean_what_they_say)
{
    cr_expect(matches("b.d", FALSE, FALSE, FALSE, "abcd bad"));
    cr_expect_not(matches("b.d", FALSE, TRUE, FALSE, "abcd bad"));
    cr_expect(matches("b.d", FALSE, TRUE, FALSE, "ab.d"));
    cr_expect(matches("BAD", TRUE, FALSE, FALSE, "bad"));
    cr_expect(matches("\xc3\x89T\xc3\x89", TRUE, FALSE, FALSE, "\xc3\xa9t\xc3\xa9"));
    cr_expect_not(matches("bad", FALSE, FALSE, TRUE, "badly"));
    cr_expect(matches("bad|good", FALSE, FALSE, TRUE, "so good."));
    cr_expect_not(matches("a|b", FALSE, FALSE, TRUE, "ab"));
    cr_expect(matches("\\w\\W\\w", FALSE, FALSE, FALSE, "x \xff y-z"), "behind a bad byte");
}

Test(search, a_bad_pattern_is_wrong_usage)
{
    static const char *const BAD[] = {"(", "a)(b", "[z-a]", "*", "(?<n", "\\C", "a{2,1}"};
    const tl_pattern_options options = {FALSE, FALSE, TRUE};
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) error = NULL;
        cr_expect_null(tl_pattern_new(BAD[i], &options, &error), "%s", BAD[i]);
        cr_expect_eq(tl_error_status(error), TL_EXIT_USAGE, "%s", BAD[i]);
    }
}

static gboolean append_line(gsize line, gsize length, gpointer out)
{
    g_string_append_printf(out, "%zu+%zu ", line, length);
    return TRUE;
}

/* A pattern that explodes: told, soon, and never taken for one that does not match. */
Test(search, a_pattern_that_explodes_is_told)
{
    static const char *const BOMBS[] = {
        "^(a+)+$",    "(a|aa)+$", "^(.*?,){30}P", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(?=(a+)+$)a"};
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 300; i++)
        g_string_append(text,
                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n"
                        "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,"
                        "28,29,30,31,32,33\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n");
    guint told = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(BOMBS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) found = g_string_new(NULL);
        g_autoptr(tl_pattern) pattern = compile(BOMBS[i], FALSE, FALSE, FALSE);
        gint64 start = g_get_monotonic_time();
        tl_pattern_scan(pattern, text->str, text->len, append_line, found);
        cr_expect_lt(g_get_monotonic_time() - start, 5 * G_USEC_PER_SEC, "%s", BOMBS[i]);
        gboolean is_fine = tl_pattern_check(pattern, &error);
        told += !is_fine;
        if (!is_fine)
            cr_expect_eq(tl_error_status(error), TL_EXIT_USAGE);
    }
    cr_expect_geq(told, 3u, "%u bombs were told", told);
}

/* Pieces of which random patterns are made: all that could see past a line's end among them. */
static const char *const PIECES[] = {
    "a",      "b",         "c",        ".",           "\\s",    "\\S",      "\\W",     "\\w",
    "\\D",    "\\d",       "[^a]",     "[^b]*",       "[ab]",   "[^\\W]",   "[a\\d]",  "a*",
    "b+",     ".*",        ".*?",      "\\s*",        "\\W+",   "(a|b)",    "(?:ab)?", "^",
    "$",      "\\b",       "\\B",      "(?!a)",       "(?<=a)", "(?<!\\s)", "(?!\\s)", "a*+",
    "[^a]++", "(?>[^b]*)", "\\n",      "\\R",         "\\A",    "\\z",      "\\Z",     "|",
    "{2}",    "a{1,2}",    "\xc3\xa9", "[[:space:]]", "(?s).",  "\\h",      "[^]a]",   "[]a]",
    "\\.",    "-",         "#",        "(?i)",        "[ -c]",  "(?=$)"};
static const char *const BITS[] = {"a",  "b",  "c",  "ab", " ",        "  ",   "-", "#",   ".", "1",
                                   "\t", "\n", "\n", "\n", "\xc3\xa9", "\xff", "B", "aab", "]"};

static char *random_pattern(GRand *rand)
{
    GString *out = g_string_new(NULL);
    for (int i = g_rand_int_range(rand, 1, 6); i > 0; i--)
        g_string_append(out, PIECES[g_rand_int_range(rand, 0, G_N_ELEMENTS(PIECES))]);
    return g_string_free(out, FALSE);
}

/* The scan of a whole text finds exactly the lines that match by themselves. */
Test(search, a_scan_is_as_line_by_line)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(53);
    guint compared = 0, rounds = is_torture() ? 400000 : 20000;
    for (guint round = 0; round < rounds; round++) {
        const tl_pattern_options options = {round % 3 == 0, FALSE, round % 5 == 0};
        g_autofree char *text = random_pattern(rand);
        g_autoptr(tl_pattern) pattern = tl_pattern_new(text, &options, NULL);
        g_autoptr(GString) subject = g_string_new(NULL);
        g_autoptr(GString) found = g_string_new(NULL), wanted = g_string_new(NULL);
        for (int i = g_rand_int_range(rand, 0, 30); i > 0; i--)
            g_string_append(subject, BITS[g_rand_int_range(rand, 0, G_N_ELEMENTS(BITS))]);
        if (!pattern)
            continue;
        compared++;
        tl_pattern_scan(pattern, subject->str, subject->len, append_line, found);
        for (gsize at = 0; at < subject->len;) {
            gsize length = strcspn(subject->str + at, "\n"), start, end;
            if (tl_pattern_match(pattern, subject->str + at, length, 0, &start, &end))
                append_line(at, length, wanted);
            at += length + 1;
        }
        cr_assert_str_eq(found->str, wanted->str, "/%s/ on \"%s\"", text, subject->str);
    }
    cr_assert_gt(compared, rounds / 3);
}

/* -- notes as they stand ---------------------------------------------------------------- */

static gboolean take_note(const tl_search_note *note, gpointer rows)
{
    for (guint i = 0; i < note->count; i++) {
        gsize length;
        const char *text = tl_search_line(note, note->hits[i], &length);
        g_ptr_array_add(rows,
                        g_strdup_printf("%s:%u:%s:%.*s", note->path, note->hits[i],
                                        tl_search_section(note, note->hits[i]), (int)length, text));
    }
    return TRUE;
}

static char *search_rows(const model *m, const char *text, gboolean with_cache)
{
    static const tl_search_filter EVERYTHING;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(tl_pattern) pattern = compile(text, FALSE, FALSE, FALSE);
    g_autoptr(tl_repository) repository = tl_repository_open(m->root, &error);
    tl_cache *cache = with_cache ? tl_cache_open(repository, TL_CACHE_MAKE_TO_KEEP, &error) : NULL;
    cr_assert_eq(cache != NULL, with_cache);
    tl_standing *standing =
        tl_standing_open(cache, tl_repository_root_fd(repository), NULL, &error);
    cr_assert_not_null(standing, "%s", error ? error->message : "");
    tl_search_standing(standing, pattern, &EVERYTHING, take_note, rows, problems);
    cr_assert_eq(problems->len, 0);
    tl_standing_close(standing);
    tl_cache_close(cache);
    return join_sorted(rows);
}

/* The same from the files, read by the test itself. */
static char *file_rows(GHashTable *files, const char *needle)
{
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter iter;
    gpointer path, content;
    g_hash_table_iter_init(&iter, files);
    while (g_hash_table_iter_next(&iter, &path, &content)) {
        g_autofree char *text = g_strdup(content);
        const char *section = "";
        guint number = 0;
        for (char *line = text, *next; is_note_path(path) && *line; line = next) {
            gsize length = strcspn(line, "\r\n");
            next = line + length;
            next += *next == '\r' && next[1] == '\n' ? 2 : *next ? 1 : 0;
            line[length] = '\0';
            number++;
            for (gsize i = 0; i < G_N_ELEMENTS(HEADS); i++)
                section = strcmp(line, HEADS[i]) == 0 ? HEAD_KEYS[i] : section;
            if (strstr(line, needle))
                g_ptr_array_add(
                    rows, g_strdup_printf("%s:%u:%s:%s", (char *)path, number, section, line));
        }
    }
    return join_sorted(rows);
}

static void put_file(const model *m, const char *path, const char *content)
{
    g_autofree char *file = g_build_filename(m->root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(file);
    cr_assert_eq(g_mkdir_with_parents(folder, 0700), 0);
    cr_assert(g_file_set_contents(file, content, -1, NULL));
}

/* Edits in the work tree, some in place and of the same size: each search sees them all. */
static void check_standing(guint32 seed)
{
    static const char *const NEEDLES[] = {"- ", "zebra", "call", "e", "caf\xc3\xa9"};
    model *m = model_new(seed);
    guint tip = model_commit_on(m, G_MAXUINT);
    for (guint i = 0; i < 12; i++)
        tip = model_commit_on(m, tip);
    model_write(m, tip);
    run_git(m, NULL, "reset", "-q", "--hard", NULL);
    g_autoptr(GHashTable) files = copy_files(commit_at(m, tip)->files);
    for (guint round = 0; round < 4; round++) {
        const char *needle = NEEDLES[roll(m, G_N_ELEMENTS(NEEDLES))];
        g_autofree char *wanted = file_rows(files, needle);
        g_autofree char *plain = search_rows(m, needle, FALSE);
        g_autofree char *cached = search_rows(m, needle, TRUE);
        g_autofree char *again = search_rows(m, needle, TRUE);
        cr_assert_str_eq(plain, wanted, "seed %u", seed);
        cr_assert_str_eq(cached, wanted, "seed %u, round %u", seed, round);
        cr_assert_str_eq(again, wanted, "seed %u, round %u", seed, round);
        g_autoptr(GHashTable) changed = copy_files(files);
        change_files(m, changed);
        g_autoptr(GPtrArray) paths = paths_of(files);
        for (guint i = 0; i < paths->len; i++) {
            g_autofree char *file = g_build_filename(m->root, g_ptr_array_index(paths, i), NULL);
            if (!g_hash_table_contains(changed, g_ptr_array_index(paths, i)))
                cr_assert_eq(g_remove(file), 0);
        }
        GHashTableIter iter;
        gpointer path, content;
        g_hash_table_iter_init(&iter, changed);
        while (g_hash_table_iter_next(&iter, &path, &content))
            if (g_strcmp0(g_hash_table_lookup(files, path), content) != 0)
                put_file(m, path, content);
        g_hash_table_unref(files);
        files = g_steal_pointer(&changed);
    }
    model_free(m);
}

Test(search, sees_the_notes_as_they_stand)
{
    for (guint32 seed = 0; seed < (is_torture() ? 500 : 15); seed++)
        check_standing(seed);
}

/* The folder that it is in stays as it was. */
static void edit_in_place(const model *m, const char *path)
{
    g_autofree char *file = g_build_filename(m->root, path, NULL);
    FILE *stream = fopen(file, "r+");
    cr_assert_not_null(stream);
    fputs("- bad", stream);
    cr_assert_eq(fclose(stream), 0);
}

static char *path_of_day(int i)
{
    return g_strdup_printf("team/al/%d-%02d-%02d.md", 2020 + i / 336, i % 336 / 28 + 1, i % 28 + 1);
}

static void see_an_edit(int count)
{
    model *m = model_new(1);
    const int first = count / 20, second = count - count / 20;
    g_autoptr(GString) wanted = g_string_new(NULL);
    for (int i = 0; i < count; i++) {
        g_autofree char *path = path_of_day(i);
        put_file(m, path, "- red\n");
        if (i != first && i != second)
            g_string_append_printf(wanted, "%s:1::- red\n", path);
    }
    run_git(m, NULL, "add", ".", NULL);
    run_git(m, NULL, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "n", NULL);
    g_usleep(2200 * 1000);
    for (int i = 0; i < 3; i++)
        g_free(search_rows(m, "red", TRUE));
    g_autofree char *one = path_of_day(first);
    g_autofree char *other = path_of_day(second);
    g_autofree char *edited = g_strdup_printf("%s:1::- bad\n%s:1::- bad\n", one, other);
    edit_in_place(m, one);
    edit_in_place(m, other);
    for (int i = 0; i < 3; i++) {
        g_autofree char *red = search_rows(m, "red", TRUE);
        g_autofree char *bad = search_rows(m, "bad", TRUE);
        cr_assert_str_eq(red, wanted->str);
        cr_assert_str_eq(bad, edited);
    }
    model_free(m);
}

Test(search, sees_an_edit_among_many_notes)
{
    see_an_edit(120);
}

/* Of so many notes two threads look at a half each, and an edit is seen whoever looks at it. */
Test(search, sees_an_edit_among_more_notes)
{
    see_an_edit(1200);
}

Test(search, a_root_that_cannot_be_listed_is_told)
{
    model *m = model_new(1);
    g_autoptr(GError) error = NULL;
    put_file(m, "team/al/2026-01-01.md", "- red\n");
    int root = open(m->root, O_RDONLY | O_DIRECTORY);
    g_autoptr(tl_standing) standing = tl_standing_open(NULL, root, NULL, &error);
    cr_assert_eq(tl_standing_count(standing), 1);
    close(root);
    cr_assert_null(tl_standing_open(NULL, root, NULL, &error));
    cr_assert_eq(tl_error_status(error), TL_EXIT_FAILED);
    model_free(m);
}

/* An edit in place that leaves size and times of the note as they were is seen: its ctime moved. */
Test(search, sees_an_edit_behind_the_times)
{
    model *m = model_new(1);
    put_file(m, "team/al/2026-01-01.md", "- red\n");
    run_git(m, NULL, "add", ".", NULL);
    run_git(m, NULL, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "n", NULL);
    g_autofree char *file = g_build_filename(m->root, "team/al/2026-01-01.md", NULL);
    run_git(m, NULL, "-C", m->root, "rev-parse", NULL);
    struct timespec old[2] = {{1700000000, 5}, {1700000000, 5}};
    cr_assert_eq(utimensat(AT_FDCWD, file, old, 0), 0);
    g_usleep(2200 * 1000);
    g_autofree char *before = search_rows(m, "red", TRUE);
    cr_assert_str_eq(before, "team/al/2026-01-01.md:1::- red\n");
    edit_in_place(m, "team/al/2026-01-01.md");
    cr_assert_eq(utimensat(AT_FDCWD, file, old, 0), 0);
    g_autofree char *after = search_rows(m, "red|bad", TRUE);
    cr_assert_str_eq(after, "team/al/2026-01-01.md:1::- bad\n");
    model_free(m);
}

/* -- every line that ever stood ---------------------------------------------------------- */

static gboolean take_former(const tl_cache_line *line, guint number, gpointer rows)
{
    char added[TL_OBJECT_NAME_SIZE], removed[TL_OBJECT_NAME_SIZE];
    g_ptr_array_add(rows, g_strdup_printf("%s:%u:%s:+%s-%s:%.*s", line->path, number, line->section,
                                          tl_cache_commit_name(&line->added, added),
                                          tl_cache_commit_name(&line->removed, removed),
                                          (int)line->length, line->text));
    return TRUE;
}

/* is_ahead: lines are read by a thread, as those of a large notebook. */
static char *former_rows(const model *m, const char *text, gboolean is_ahead)
{
    static const tl_search_filter EVERYTHING;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(tl_pattern) pattern = compile(text, FALSE, TRUE, FALSE);
    g_autoptr(tl_repository) repository = tl_repository_open(m->root, &error);
    g_autoptr(tl_cache) cache = tl_cache_open(repository, TL_CACHE_MAKE, &error);
    cr_assert_not_null(cache, "%s", error ? error->message : "");
    if (is_ahead)
        cache->ahead = tl_cache_ahead_start(cache, cache->groups, 0);
    cr_assert(tl_search_history(cache, pattern, &EVERYTHING, take_former, rows, &error));
    return join_sorted(rows);
}

/* What is found does not depend on which part of which file is damaged. */
static void survive_damage(const model *m, const char *needle)
{
    g_autofree char *wanted = former_rows(m, needle, FALSE);
    g_autoptr(GPtrArray) files = cache_files(m);
    for (guint i = 0; i < files->len; i++) {
        const char *file = g_ptr_array_index(files, i);
        gsize length, stride = is_torture() ? 1 : 29;
        g_autofree char *bytes = NULL;
        cr_assert(g_file_get_contents(file, &bytes, &length, NULL));
        for (gsize at = i % stride; at < length; at += stride) {
            bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
            cr_assert(g_file_set_contents(file, bytes, (gssize)length, NULL));
            bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
            g_autofree char *found = former_rows(m, needle, at % 2 == 0);
            cr_assert_str_eq(found, wanted, "%s: byte %zu", file, at);
        }
        cr_assert(g_file_set_contents(file, bytes, (gssize)length, NULL));
    }
}

Test(search, history_survives_damage)
{
    model *m = model_new(7);
    guint tip = model_commit_on(m, G_MAXUINT);
    for (guint i = 0; i < 20; i++)
        tip = model_commit_on(m, tip);
    model_write(m, tip);
    survive_damage(m, "zebra");
    for (guint i = 0; i < 3; i++)
        tip = model_commit_on(m, tip);
    model_write(m, tip);
    survive_damage(m, "zebra");
    survive_damage(m, "no such line");
    model_free(m);
}
