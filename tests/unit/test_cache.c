#include "history_fixture.h"

#include "../../src/history/cache_internal.h"

#include "tl11/followup.h"
#include "tl11/walk.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static model *grown_model(guint32 seed, guint commits, guint *tip)
{
    model *m = model_new(seed);
    *tip = model_commit_on(m, G_MAXUINT);
    for (guint i = 1; i < commits; i++)
        *tip = model_commit_on(m, *tip);
    model_write(m, *tip);
    return m;
}

static guint count_tails(const model *m)
{
    g_autofree char *folder = cache_folder(m);
    int fd = open(folder, O_RDONLY | O_DIRECTORY);
    g_autoptr(GBytes) content = tl_cache_folder_read(fd, "index");
    g_autoptr(tl_cache_index) index = tl_cache_index_parse(content);
    guint count = 0;
    for (guint i = 0; index && i < index->groups->len; i++)
        count += tl_cache_group_has_tail(g_ptr_array_index(index->groups, i)) ? 1 : 0;
    close(fd);
    return count;
}

static void put_bytes(const char *file, const char *bytes, gsize length)
{
    cr_assert(g_file_set_contents(file, bytes, (gssize)length, NULL));
}

/* Whatever is written over the cache's files, the answers are as without it, and it is mended. */
static void survive_damage(const model *m, guint tip)
{
    g_autoptr(GPtrArray) files = cache_files(m);
    guint flips = 0, stride = is_torture() ? 1 : 17;
    for (guint i = 0; i < files->len; i++) {
        const char *file = g_ptr_array_index(files, i);
        g_autofree char *bytes = NULL;
        gsize length;
        cr_assert(g_file_get_contents(file, &bytes, &length, NULL));
        for (gsize at = i % stride; at < length; at += stride) {
            bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
            put_bytes(file, bytes, length);
            expect_truth(m, tip, file);
            bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
            put_bytes(file, bytes, length);
            flips++;
        }
        for (gsize cut = 0; cut < length; cut += length / 7 + 1) {
            put_bytes(file, bytes, cut);
            expect_truth(m, tip, file);
        }
        put_bytes(file, "garbage that is no cache at all, by far", 39);
        expect_truth(m, tip, file);
        cr_assert_eq(g_remove(file), 0);
        expect_truth(m, tip, file);
        cr_assert_eq(g_mkdir(file, 0700) == 0 || g_file_test(file, G_FILE_TEST_EXISTS), TRUE);
        expect_truth(m, tip, file);
        (void)g_rmdir(file);
        put_bytes(file, bytes, length);
    }
    cr_assert_gt(flips, 100u);
}

Test(cache, survives_every_damage)
{
    guint tip;
    model *m = grown_model(7, 40, &tip);
    expect_truth(m, tip, "first");
    survive_damage(m, tip);
    model_free(m);
}

/* A model whose cache has tails; many hang together so that only a whole replay is right. */
static model *model_with_tails(guint *tip)
{
    for (guint32 seed = 901; seed < 930; seed++) {
        model *m = grown_model(seed, 12, tip);
        expect_truth(m, *tip, "first");
        for (guint i = 0; i < 8; i++) {
            *tip = model_commit_on(m, *tip);
            model_write(m, *tip);
            expect_truth(m, *tip, "grown");
            if (count_tails(m) > 0)
                return m;
        }
        model_free(m);
    }
    cr_assert_fail("no tail");
    return NULL;
}

Test(cache, survives_every_damage_with_tails)
{
    guint tip;
    model *m = model_with_tails(&tip);
    survive_damage(m, tip);
    model_free(m);
}

/* Each file at a time from another history: right checksums, wrong content. */
Test(cache, takes_no_other_history)
{
    guint tip, other_tip;
    model *m = grown_model(8, 20, &tip);
    expect_truth(m, tip, "first");
    g_autoptr(GPtrArray) files = cache_files(m);
    g_autofree char *folder = cache_folder(m);
    g_autofree char *kept = g_strconcat(m->cache, "-kept", NULL);
    cr_assert_eq(g_rename(m->cache, kept), 0);
    model *other = grown_model(9, 20, &other_tip);
    expect_truth(other, other_tip, "other");
    g_autoptr(GPtrArray) others = cache_files(other);
    g_setenv("XDG_CACHE_HOME", m->cache, TRUE);
    for (guint i = 0; i < others->len; i++) {
        g_autofree char *bytes = NULL;
        gsize length;
        g_autofree char *name = g_path_get_basename(g_ptr_array_index(others, i));
        cr_assert(g_file_get_contents(g_ptr_array_index(others, i), &bytes, &length, NULL));
        cr_assert_eq(g_mkdir_with_parents(folder, 0700), 0);
        g_autofree char *target = g_build_filename(folder, name, NULL);
        put_bytes(target, bytes, length);
        for (guint k = 0; k < files->len; k++)
            put_bytes(g_ptr_array_index(files, k), bytes, length);
        expect_truth(m, tip, name);
        remove_tree(m->cache);
    }
    remove_tree(kept);
    model_free(other);
    model_free(m);
}

Test(cache, is_private)
{
    guint tip;
    struct stat status;
    mode_t old = umask(0);
    model *m = grown_model(10, 10, &tip);
    expect_truth(m, tip, "first");
    g_autofree char *folder = cache_folder(m);
    cr_assert_eq(stat(folder, &status), 0);
    cr_expect_eq(status.st_mode & 07777, 0700u);
    g_autoptr(GPtrArray) files = cache_files(m);
    for (guint i = 0; i < files->len; i++) {
        cr_assert_eq(stat(g_ptr_array_index(files, i), &status), 0);
        cr_expect_eq(status.st_mode & 07777, 0600u, "%s", (char *)g_ptr_array_index(files, i));
    }
    umask(old);
    model_free(m);
}

/* How often the process has a file of that name mapped. */
static guint count_mappings(const char *name)
{
    g_autofree char *maps = NULL;
    guint count = 0;
    cr_assert(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
    for (const char *at = maps; (at = strstr(at, name)); at += strlen(name))
        count++;
    return count;
}

static void read_times(int folder, guint times)
{
    for (guint i = 0; i < times; i++) {
        g_autoptr(GBytes) content = tl_cache_folder_read(folder, "left.lines");
        cr_assert_not_null(content);
    }
}

Test(cache, leaves_some_mappings_to_a_process_that_ends_soon)
{
    g_autofree char *path = g_dir_make_tmp("tl11-cache-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(path, "left.lines", NULL);
    g_autofree char *bytes = g_strnfill(200000, 'x');
    int folder = open(path, O_RDONLY | O_DIRECTORY);
    put_bytes(file, bytes, 200000);
    read_times(folder, 10);
    cr_expect_eq(count_mappings("/left.lines"), 0);
    tl_cache_leave_mappings();
    read_times(folder, 5);
    cr_expect_eq(count_mappings("/left.lines"), 5);
    read_times(folder, 20);
    cr_expect_eq(count_mappings("/left.lines"), 10, "no more than 2 MiB");
    close(folder);
    cr_assert_eq(g_remove(file), 0);
    cr_assert_eq(g_rmdir(path), 0);
}

/* No folder to keep it in: all is done without. */
Test(cache, does_without)
{
    guint tip;
    model *m = grown_model(11, 20, &tip);
    static const char *const NOWHERE[] = {"/dev/null", "/proc/tl11-nowhere", "relative", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(NOWHERE); i++) {
        g_setenv("XDG_CACHE_HOME", NOWHERE[i], TRUE);
        g_setenv("HOME", "/dev/null/home", TRUE);
        expect_truth(m, tip, NOWHERE[i]);
    }
    g_unsetenv("XDG_CACHE_HOME");
    g_unsetenv("HOME");
    expect_truth(m, tip, "no HOME");
    cr_expect_not(g_file_test(m->cache, G_FILE_TEST_EXISTS));
    model_free(m);
}

static void read_in_child(const model *m, guint tip)
{
    expect_truth(m, tip, "child");
    _exit(0);
}

/* Readers that begin at once, on an empty cache, and on one that has to be mended. */
Test(cache, is_used_by_many_at_once)
{
    guint tip;
    model *m = grown_model(12, 25, &tip);
    for (guint round = 0; round < 6; round++) {
        pid_t children[4];
        tip = model_commit_on(m, round % 2 ? tip : roll(m, m->commits->len));
        model_write(m, tip);
        for (gsize i = 0; i < G_N_ELEMENTS(children); i++)
            if ((children[i] = fork()) == 0)
                read_in_child(m, tip);
        for (gsize i = 0; i < G_N_ELEMENTS(children); i++) {
            int status = -1;
            cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
            cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "round %u", round);
        }
        if (round == 2)
            remove_tree(m->cache);
    }
    expect_truth(m, tip, "at last");
    model_free(m);
}

/* Killed at any moment, what it left is gone on with. */
Test(cache, survives_kill)
{
    guint tip;
    model *m = grown_model(13, 40, &tip);
    for (guint round = 0; round < 25; round++) {
        if (round % 5 == 0)
            remove_tree(m->cache);
        pid_t child = fork();
        if (child == 0) {
            g_autofree char *rows = cache_rows(m);
            _exit(rows ? 0 : 1);
        }
        g_usleep(roll(m, 12000));
        kill(child, SIGKILL);
        cr_assert_eq(waitpid(child, NULL, 0), child);
        expect_truth(m, tip, "after kill");
        tip = model_commit_on(m, tip);
        model_write(m, tip);
    }
    model_free(m);
}

/* -- what others ask ----------------------------------------------------------------------- */

static tl_cache *open_cache(const model *m, tl_repository **repository, tl_cache_effort effort)
{
    g_autoptr(GError) error = NULL;
    *repository = tl_repository_open(m->root, &error);
    cr_assert_not_null(*repository);
    tl_cache *cache = tl_cache_open(*repository, effort, &error);
    cr_assert_null(error, "%s", error ? error->message : "");
    return cache;
}

static gboolean is_known(const model *m, const char *id)
{
    tl_repository *repository;
    tl_cache *cache = open_cache(m, &repository, TL_CACHE_MAKE);
    gboolean known = tl_cache_has_id(cache, id, NULL);
    tl_cache_close(cache);
    tl_repository_close(repository);
    return known;
}

/* They are kept in one file, which is right, or is not gone by. */
Test(cache, knows_ids_from_one_file)
{
    guint tip;
    model *m = grown_model(21, 30, &tip);
    cr_expect(is_known(m, "aaaaaa"));
    cr_expect_not(is_known(m, "bbbbbb"));
    g_autofree char *folder = cache_folder(m);
    g_autofree char *file = g_build_filename(folder, "ids", NULL);
    g_autofree char *before = NULL;
    gsize length;
    cr_assert(g_file_get_contents(file, &before, &length, NULL));
    cr_expect(is_known(m, "aaaaaa") && !is_known(m, "bbbbbb"), "from the file");
    for (guint i = 0; i < 3; i++) {
        g_autofree char *id = g_strdup_printf("bbbbb%c", "bcd"[i]);
        g_autofree char *text = g_strdup_printf("- [ ] Anew ^%s\n", id);
        cr_expect_not(is_known(m, id));
        tip = model_commit_on(m, tip);
        g_hash_table_replace(commit_at(m, tip)->files, g_strdup("team/alice/2031-01-01.md"),
                             g_steal_pointer(&text));
        model_write(m, tip);
        cr_expect(is_known(m, id), "after %u commits more", i + 1);
        cr_expect_not(is_known(m, "bbbbbe"));
        cr_expect(is_known(m, "aaaaaa"));
    }
    for (gsize at = 0; at < length; at += 1 + length / 40) {
        g_autofree char *damaged = g_memdup2(before, length);
        damaged[at] = (char)(damaged[at] ^ 64);
        put_bytes(file, damaged, length);
        cr_expect(is_known(m, "aaaaaa") && is_known(m, "bbbbbb") && !is_known(m, "bbbbbe"),
                  "damaged at %zu", at);
    }
    model_free(m);
}

Test(cache, knows_ids_and_last_commits)
{
    guint tip;
    model *m = grown_model(14, 30, &tip);
    tl_repository *repository;
    cr_assert_null(open_cache(m, &repository, TL_CACHE_AT_HAND));
    tl_repository_close(repository);
    tl_cache *cache = open_cache(m, &repository, TL_CACHE_MAKE);
    cr_expect(tl_cache_has_id(cache, "aaaaaa", NULL));
    cr_expect_not(tl_cache_has_id(cache, "aaaaa", NULL), "the beginning of an id is none");
    cr_expect_not(tl_cache_has_id(cache, "bbbbbb", NULL));
    g_autoptr(GArray) notes = tl_cache_notes(cache, NULL, NULL);
    guint wanted = 0;
    g_autoptr(GPtrArray) paths = paths_of(commit_at(m, tip)->files);
    for (guint i = 0; i < paths->len; i++)
        wanted += is_note_path(g_ptr_array_index(paths, i)) ? 1 : 0;
    cr_assert_eq(notes->len, wanted);
    for (guint i = 0; i < notes->len; i++) {
        const tl_cache_note *note = &g_array_index(notes, tl_cache_note, i);
        char name[TL_OBJECT_NAME_SIZE];
        guint commit = 0;
        tl_cache_commit_name(&note->last, name);
        while (commit < m->commits->len && strcmp(commit_at(m, commit)->id, name) != 0)
            commit++;
        cr_assert_lt(commit, m->commits->len);
        const model_commit *last = commit_at(m, commit);
        const char *now = g_hash_table_lookup(commit_at(m, tip)->files, note->path);
        cr_expect_str_eq(g_hash_table_lookup(last->files, note->path), now);
        for (guint p = 0; p < last->parents->len; p++)
            cr_expect_str_neq(
                g_hash_table_lookup(commit_at(m, g_array_index(last->parents, guint, p))->files,
                                    note->path)
                    ? (char *)g_hash_table_lookup(
                          commit_at(m, g_array_index(last->parents, guint, p))->files, note->path)
                    : "\001",
                now, "%s was no change of %s", name, note->path);
    }
    tl_cache_close(cache);
    tl_repository_close(repository);
    model_free(m);
}

/* As who reads the notes as they stand does. */
static void make_whole(const model *m)
{
    tl_repository *repository;
    tl_cache *cache = open_cache(m, &repository, TL_CACHE_MAKE_TO_KEEP);
    cr_assert_not_null(cache);
    tl_cache_close(cache);
    tl_repository_close(repository);
}

/* Forward, back and aside, by tails and without, over one cache. */
Test(cache, tails_say_what_whole_volumes_say)
{
    guint models = is_torture() ? 500 : 12, tails = 0;
    for (guint seed = 1; seed <= models; seed++) {
        guint tip;
        model *m = grown_model(900 + seed, 12, &tip);
        expect_truth(m, tip, "first");
        for (guint i = 0; i < 20; i++) {
            g_autofree char *when = g_strdup_printf("model %u, step %u", seed, i);
            guint back = roll(m, 6);
            tip = back == 0 ? roll(m, m->commits->len) : model_commit_on(m, tip);
            model_write(m, tip);
            if (roll(m, 4) == 0)
                make_whole(m);
            expect_truth(m, tip, when);
            expect_truth(m, tip, "again");
            tails += count_tails(m);
        }
        model_free(m);
    }
    cr_assert_gt(tails, models);
}

/* A tail is read again with every commit: after many there are whole volumes once more. */
Test(cache, many_commits_are_taken_in)
{
    guint tip, whole = 0;
    model *m = grown_model(21, 10, &tip);
    g_autofree char *before = NULL;
    expect_truth(m, tip, "first");
    for (guint i = 0; i < 70; i++) {
        g_autofree char *folder = cache_folder(m);
        g_autofree char *file = g_build_filename(folder, "timeline", NULL);
        g_autofree char *now = NULL;
        cr_assert(g_file_get_contents(file, &now, NULL, NULL));
        whole += g_strcmp0(before, now) != 0 ? 1 : 0;
        g_free(before);
        before = g_steal_pointer(&now);
        tip = model_commit_on(m, tip);
        model_write(m, tip);
        expect_truth(m, tip, "grown");
    }
    cr_assert_geq(whole, 2u);
    model_free(m);
}

#define LONG 8000u

/* A note of everybody's, with LONG lines from the line first on. */
static guint commit_long_notes(model *m, guint parent, guint first)
{
    guint commit = model_commit_on(m, parent);
    GHashTable *files = commit_at(m, commit)->files;
    g_hash_table_remove_all(files);
    for (gsize s = 0; s < G_N_ELEMENTS(SLUGS); s++) {
        GString *text = g_string_new(NULL);
        for (guint i = first; i < first + LONG; i++)
            g_string_append_printf(text, "- %s %u\n", SLUGS[s], i);
        g_hash_table_insert(files, g_strdup_printf("team/%s/2026-01-01.md", SLUGS[s]),
                            g_string_free(text, FALSE));
    }
    return commit;
}

/* So much of everybody's that several threads make the volumes. */
Test(cache, volumes_are_made_side_by_side)
{
    model *m = model_new(41);
    guint before = commit_long_notes(m, G_MAXUINT, 0);
    guint tip = commit_long_notes(m, before, 1);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    model_write(m, tip);
    for (gsize s = 0; s < G_N_ELEMENTS(SLUGS); s++)
        for (guint i = 0; i <= LONG; i++)
            g_ptr_array_add(rows,
                            g_strdup_printf("\t- %s %u\tteam/%s/2026-01-01.md\t%s\t%s", SLUGS[s], i,
                                            SLUGS[s], commit_at(m, i < LONG ? before : tip)->id,
                                            i == 0 ? commit_at(m, tip)->id : "-"));
    g_autofree char *truth = join_sorted(rows);
    for (guint i = 0; i < 2; i++) {
        g_autofree char *found = cache_rows(m);
        cr_assert(strcmp(found, truth) == 0);
    }
    model_free(m);
}

static void expect_walked(const model *m, guint seed)
{
    tl_repository *repository;
    gboolean is_whole;
    tl_cache *cache = open_cache(m, &repository, TL_CACHE_MAKE);
    g_autoptr(GArray) notes = tl_cache_notes(cache, NULL, NULL);
    g_autoptr(GHashTable) walked = tl_walk_last_commits(repository, "", &is_whole, NULL);
    cr_assert(is_whole);
    for (guint i = 0; i < notes->len; i++) {
        const tl_cache_note *note = &g_array_index(notes, tl_cache_note, i);
        char name[TL_OBJECT_NAME_SIZE];
        tl_cache_commit_name(&note->last, name);
        const char *wanted = g_hash_table_lookup(walked, note->path);
        cr_assert_not_null(wanted, "%u: %s", seed, note->path);
        cr_assert_str_eq(name, wanted, "%u: %s", seed, note->path);
    }
    tl_cache_close(cache);
    tl_repository_close(repository);
}

/* At any commit, HEAD's or not. */
static void expect_walked_at(const model *m, guint commit, const char *slug)
{
    tl_repository *repository;
    gboolean is_whole;
    tl_cache *cache = open_cache(m, &repository, TL_CACHE_MAKE);
    const char *name = commit_at(m, commit)->id;
    g_autoptr(GHashTable) found = tl_cache_last_commits_at(cache, name, slug, NULL);
    g_autoptr(GHashTable) walked = tl_walk_last_commits_of(repository, name, "", &is_whole, NULL);
    g_autoptr(GPtrArray) paths = paths_of(commit_at(m, commit)->files);
    guint count = 0;
    cr_assert_not_null(found);
    for (guint i = 0; i < paths->len; i++) {
        const char *path = g_ptr_array_index(paths, i);
        if (!is_note_path(path) || (slug && !tl_cache_path_is_of(path, slug)))
            continue;
        const char *one = g_hash_table_lookup(found, path);
        const char *other = g_hash_table_lookup(walked, path);
        cr_assert_str_eq(one ? one : "none", other, "%u: %s", commit, path);
        count++;
    }
    cr_assert_eq(g_hash_table_size(found), count);
    tl_cache_close(cache);
    tl_repository_close(repository);
}

static void expect_some_walked(guint seed)
{
    guint tip;
    model *m = grown_model(1700 + seed, 25, &tip);
    for (guint i = 0; i < 4; i++)
        expect_walked_at(m, i ? roll(m, tip + 1) : tip, i % 2 ? NULL : SLUGS[roll(m, 4)]);
    model_free(m);
}

Test(cache, last_commits_at_a_commit_are_those_of_a_walk)
{
    guint models = is_torture() ? 300 : 6;
    for (guint seed = 1; seed <= models; seed++)
        expect_some_walked(seed);
    /* Both sides of a merge brought the same. */
    expect_some_walked(22);
}

/* Made at once, and grown commit by commit. */
static void expect_all_walked(guint seed)
{
    guint tip;
    model *m = grown_model(700 + seed, 25, &tip);
    for (guint i = 0; i < 4; i++) {
        expect_walked(m, seed);
        tip = model_commit_on(m, tip);
        model_write(m, tip);
    }
    model_free(m);
}

Test(cache, last_commits_are_those_of_a_walk)
{
    /* Clocks that go back; a note that came from another path by a merge; bytes that were before.
     */
    static const guint FOUND[] = {49, 73, 328};
    guint models = is_torture() ? 500 : 6;
    for (guint seed = 1; seed <= models; seed++)
        expect_all_walked(seed);
    for (gsize i = 0; i < G_N_ELEMENTS(FOUND); i++)
        expect_all_walked(FOUND[i]);
}

/* A branch that is not born has no history, and that is no error. */
Test(cache, is_empty_before_the_first_commit)
{
    model *m = model_new(15);
    g_autofree char *rows = cache_rows(m);
    cr_assert_str_eq(rows, "");
    model_free(m);
}

/* A shallow clone, a lost commit, a lost note: told, not taken for "nothing there". */
Test(cache, tells_that_history_is_not_whole)
{
    guint tip;
    model *m = grown_model(16, 12, &tip);
    g_autofree char *url = g_strconcat("file://", m->root, NULL);
    g_autofree char *clone = g_strconcat(m->root, "-shallow", NULL);
    run_git(m, NULL, "clone", "-q", "--depth=3", "-b", "main", url, clone, NULL);
    g_autoptr(tl_repository) repository = tl_repository_open(clone, NULL);
    cr_assert_not_null(repository);
    for (guint i = 0; i < 2; i++) {
        tl_cache *cache = tl_cache_open(repository, TL_CACHE_MAKE, NULL);
        cr_assert_not_null(cache);
        cr_expect_not_null(tl_cache_gap(cache));
        cr_expect_not(tl_cache_is_stored(cache));
        tl_cache_close(cache);
    }
    cr_expect_null(tl_cache_open(repository, TL_CACHE_MAKE_TO_KEEP, NULL));
    run_git(m, NULL, "-C", clone, "fetch", "-q", "--unshallow", NULL);
    tl_repository *again = tl_repository_open(clone, NULL);
    tl_cache *whole = tl_cache_open(again, TL_CACHE_MAKE, NULL);
    cr_expect_null(tl_cache_gap(whole));
    tl_cache_close(whole);
    tl_repository_close(again);
    model_free(m);
}

Test(cache, tells_of_lost_objects)
{
    guint tip;
    model *m = grown_model(17, 12, &tip);
    g_autofree char *objects = g_build_filename(m->root, ".git", "objects", NULL);
    const char *unpack[] = {"sh", "-c",
                            "mv .git/objects/pack/*.pack . 2>/dev/null && "
                            "for p in *.pack; do git unpack-objects -q <$p; done; rm -f *.pack "
                            ".git/objects/pack/*.idx",
                            NULL};
    int status;
    cr_assert(tl_process_capture(unpack, m->root, NULL, NULL, NULL, NULL, &status, NULL));
    const char *lost = commit_at(m, 4)->id;
    g_autofree char *file = g_strdup_printf("%s/%.2s/%s", objects, lost, lost + 2);
    cr_assert_eq(g_remove(file), 0, "%s", file);
    tl_repository *repository;
    tl_cache *cache = open_cache(m, &repository, TL_CACHE_MAKE);
    cr_expect_not_null(tl_cache_gap(cache));
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);
    cr_expect(tl_cache_each_line(cache, NULL, "", take_row, rows, NULL));
    cr_expect_gt(rows->len, 0u, "what is there is found");
    tl_cache_close(cache);
    tl_repository_close(repository);
    model_free(m);
}
