/*
 * The steps of scenarios.c, each checked by what it may change: tl11 changes
 * what became of the promises that it is told to, and of no other.
 */
#ifndef SCENARIOS_STEPS_H
#define SCENARIOS_STEPS_H

#include "scenarios_book.h"

#include <glob.h>

static const char *const STATE_NAMES[] = {"gone", "open", "dropped", "done"};

/* Whether each word is what it was before (of one item: of two it is not told which). */
static inline void expect_same(book *b, const char *what, const record *before, guint but,
                               state wanted)
{
    const record *after = head_of(b);
    for (guint w = 1; w <= b->words; w++) {
        state s = w == but ? wanted : before->states[w];
        if (before->items[w] > 1 || (after->items[w] == 1 && after->states[w] == s) ||
            (after->items[w] == 0 && s == GONE))
            continue;
        mismatch(b, "step %u: %s: promise-%u is %s (%u items), not %s", b->step, what, w,
                 STATE_NAMES[after->states[w]], after->items[w], STATE_NAMES[s]);
    }
}

/* -- people, notes and lines ------------------------------------------------------------- */

/* Somebody's folder, below the root; NULL where there is none. */
static inline char *find_folder(book *b, char letter)
{
    glob_t found;
    g_autofree char *pattern = g_strdup_printf("%s/*/%c[0-9]*", b->root, letter);
    char *folder = NULL;
    if (glob(pattern, 0, NULL, &found) == 0) {
        folder = g_strdup(found.gl_pathv[roll(b, (guint)found.gl_pathc)] + strlen(b->root) + 1);
        globfree(&found);
    }
    return folder;
}

static inline char some_letter(book *b)
{
    return (char)('a' + roll(b, 3));
}

static inline void append_text(GString *out, guint word)
{
    g_string_append_printf(out, "promise-%u w%ua w%ub w%uc", word, word, word, word);
}

static inline void append_new(book *b, GString *out, gboolean with_id)
{
    static const char *const MARKS[] = {" ", " ", " ", " ", " ", "x", "-", "?"};
    guint word = ++b->words;
    g_assert(word < WORDS_MAX);
    g_string_append_printf(out, "%s- [%s] ", roll(b, 6) ? "" : "  ", MARKS[roll(b, 8)]);
    append_text(out, word);
    if (roll(b, 3) == 0)
        g_string_append(out, roll(b, 2) ? " @me" : " @them");
    if (roll(b, 3) == 0)
        g_string_append_printf(out, " due:2026-12-%02u", 1 + roll(b, 28));
    if (with_id)
        g_string_append_printf(out, " ^h%05u", ++b->ids);
    g_string_append_c(out, '\n');
}

/* Adds new promises where items go: below a heading of its own at the end. */
static inline char *with_new(book *b, const char *text)
{
    static const char *const HEADS[] = {"## Follow-ups", "## Agenda", "## A. Trust", "## Private",
                                        "## Other"};
    GString *out = g_string_new(text);
    if (out->len && out->str[out->len - 1] != '\n')
        g_string_append_c(out, '\n');
    if (!*text || roll(b, 3) == 0)
        g_string_append_printf(out, "\n%s\n\n", HEADS[roll(b, 5)]);
    g_string_append_printf(out, "- talked on step %u\n", b->step);
    for (guint n = 1 + roll(b, 3); n > 0; n--)
        append_new(b, out, roll(b, 3) == 0);
    return g_string_free(out, FALSE);
}

/* A random note at HEAD, of a slug where it is given. Borrowed; NULL where there is none. */
static inline const char *some_note(book *b, const char *slug)
{
    const record *head = head_of(b);
    g_autoptr(GPtrArray) fit = g_ptr_array_new();
    for (guint i = 0; i < head->paths->len; i++) {
        const char *path = g_ptr_array_index(head->paths, i);
        g_auto(GStrv) parts = g_strsplit(path, "/", 3);
        if (strcmp(parts[2], "next.md") != 0 && (!slug || strcmp(parts[1], slug) == 0))
            g_ptr_array_add(fit, (gpointer)path);
    }
    return fit->len ? g_ptr_array_index(fit, roll(b, fit->len)) : NULL;
}

static inline guint word_of(const char *text)
{
    const char *word = strstr(text, "promise-");
    return word ? (guint)g_ascii_strtoull(word + 8, NULL, 10) : 0;
}

/* The number of a random line with a promise; -1: none. */
static inline int some_line(book *b, char *const *lines)
{
    g_autoptr(GArray) fit = g_array_new(FALSE, FALSE, sizeof(int));
    for (int i = 0; lines[i]; i++)
        if (word_of(lines[i]) && strstr(lines[i], "- ["))
            g_array_append_val(fit, i);
    return fit->len ? g_array_index(fit, int, roll(b, fit->len)) : -1;
}

/* How often a word stands in the work tree, or in one note of it. */
static inline guint count_of(const book *b, guint word, const char *path)
{
    record *now = read_work_tree(b);
    guint count = 0;
    for (guint i = 0; i < now->lines->len; i++) {
        const line *l = g_ptr_array_index(now->lines, i);
        count += l->word == word && (!path || strcmp(l->path, path) == 0);
    }
    free_record(now);
    return count;
}

/* -- editing by hand ------------------------------------------------------------------------ */

static inline void set_mark(char *text, char mark)
{
    char *bracket = strstr(text, "- [");
    if (bracket && bracket[3])
        bracket[3] = mark;
}

/* Whether the note has the word at HEAD, or is new: what was copied here is not to be reworded. */
static inline gboolean stood_in(const book *b, guint word, const char *path)
{
    const record *head = head_of(b);
    gboolean is_new = TRUE, stands = FALSE;
    for (guint i = 0; i < head->paths->len; i++)
        is_new &= strcmp(g_ptr_array_index(head->paths, i), path) != 0;
    for (guint i = 0; i < head->lines->len; i++) {
        const line *l = g_ptr_array_index(head->lines, i);
        stands |= l->word == word && strcmp(l->path, path) == 0;
    }
    return is_new || stands;
}

/* Another word in place of its last: the same promise where it has an id, or stands once. */
static inline void reword(book *b, const char *path, char **text)
{
    guint word = word_of(*text);
    g_autofree char *last = g_strdup_printf(" w%uc", word);
    char *at = strstr(*text, last);
    const char *place = strchr(*text, '^') ? path : NULL;
    if (!at || count_of(b, word, place) > 1 || (place && !stood_in(b, word, path)))
        return;
    g_autofree char *before = g_strndup(*text, (gsize)(at - *text));
    char *now = g_strdup_printf("%s v%u%s", before, ++b->ids, at + strlen(last));
    g_free(*text);
    *text = now;
}

static inline void append_line(book *b, const char *path, const char *text)
{
    g_autofree char *there = read_note(b, path);
    g_autofree char *stripped = g_strchug(g_strdup(text));
    g_autofree char *now =
        g_strdup_printf("%s%s%s\n", there ? there : "",
                        there && *there && !g_str_has_suffix(there, "\n") ? "\n" : "", stripped);
    write_note(b, path, now);
}

/* Copies a line to another note; without an id to one of the same person alone. */
static inline void copy_line(book *b, const char *path, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", 3);
    const char *other = some_note(b, strchr(text, '^') ? NULL : parts[1]);
    /* An id twice in a note, with other words, is another promise. */
    if (count_of(b, word_of(text), other))
        other = path;
    tell(b, "    to %s\n", other);
    append_line(b, other, text);
}

static inline void drop_line(char **lines, int at)
{
    g_free(lines[at]);
    for (; lines[at]; at++)
        lines[at] = lines[at + 1];
}

static inline void edit_line(book *b, const char *path, char **lines, int at)
{
    static const char MARKS[] = "xX-~ >?";
    guint kind = roll(b, 10);
    g_autofree char *text = g_strdup(lines[at]);
    tell(b, "    %s: kind %u: %s\n", path, kind, text);
    if (kind < 4)
        set_mark(lines[at], MARKS[roll(b, sizeof MARKS - 1 - (roll(b, 3) ? 2 : 0))]);
    else if (kind < 6)
        reword(b, path, &lines[at]);
    else if (kind < 9)
        drop_line(lines, at);
    g_autofree char *joined = g_strjoinv("\n", lines);
    write_note(b, path, joined);
    if (kind >= 8)
        copy_line(b, path, text);
}

static inline gboolean edit_by_hand(book *b)
{
    for (guint n = 1 + roll(b, 3); n > 0; n--) {
        const char *path = some_note(b, NULL);
        g_autofree char *text = path ? read_note(b, path) : NULL;
        if (!text)
            return FALSE;
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        int at = some_line(b, lines);
        if (at < 0 || roll(b, 4) == 0) {
            g_autofree char *more = with_new(b, text);
            tell(b, "    %s: more:%s\n", path, more + strlen(text));
            write_note(b, path, more);
        } else {
            edit_line(b, path, lines, at);
        }
    }
    return TRUE;
}

/* -- committing ----------------------------------------------------------------------------------
 */

/* A word that is open at HEAD and in the work tree nowhere, nor closed; notes only. */
static inline gboolean has_missing(const book *b, const record *now, gboolean *is_told)
{
    const record *head = head_of(b);
    gboolean found = FALSE;
    *is_told = TRUE;
    for (guint w = 1; w <= b->words; w++) {
        if (head->states[w] != OPEN)
            continue;
        *is_told &= head->items[w] == 1 && now->items[w] <= 1;
        found |= now->states[w] == GONE;
    }
    return found;
}

static inline void commit_by_git(book *b, const char *what)
{
    gboolean amend = head_of(b)->parents && roll(b, 8) == 0;
    tell(b, "  git commit%s (%s)\n", amend ? " --amend" : "", what);
    commit_all(b, amend);
}

/* Whether somebody's last note goes: there is none to say in that a promise was dropped. */
static inline gboolean has_noteless(const book *b, const record *now)
{
    const record *head = head_of(b);
    for (guint i = 0; i < head->paths->len; i++) {
        g_auto(GStrv) parts = g_strsplit(g_ptr_array_index(head->paths, i), "/", 3);
        g_autofree char *folder = g_strdup_printf("/%s/2", parts[1]);
        gboolean is_left = FALSE;
        for (guint n = 0; n < now->paths->len; n++)
            is_left |= strstr(g_ptr_array_index(now->paths, n), folder) != NULL;
        if (!is_left)
            return TRUE;
    }
    return FALSE;
}

/* What was missing is dropped now. */
static inline void save_dropping(book *b, record *now)
{
    for (guint w = 1; w <= b->words; w++)
        if (head_of(b)->states[w] == OPEN && now->states[w] == GONE) {
            now->states[w] = DROPPED;
            now->items[w] = MAX(now->items[w], 1);
        }
    tell(b, "  tl11 save --drop-missing");
    int status = TL11(b, NULL, "save", "--drop-missing");
    if (status == 3 && has_noteless(b, now)) {
        tell(b, " = 3\n");
        commit_by_git(b, "nowhere to put it");
    } else if (status == 1) {
        tell(b, " = 1\n");
    } else if (expect_status(b, "save --drop-missing", status, 0)) {
        take_head(b);
        expect_same(b, "save --drop-missing", now, 0, GONE);
    } else {
        commit_by_git(b, "after a failure");
    }
}

/* tl11 save of what was edited: it refuses where a promise would vanish, and then only. */
static inline void save(book *b)
{
    record *now = read_work_tree(b);
    gboolean is_told, is_missing = has_missing(b, now, &is_told);
    tell(b, "  tl11 save");
    int status = TL11(b, NULL, "save");
    if (status == 1) {
        tell(b, " = 1\n");
        commit_all(b, FALSE);
    } else if (status == 3 && (is_missing || !is_told)) {
        tell(b, " = 3\n");
        if (roll(b, 2) && is_told)
            save_dropping(b, now);
        else
            commit_by_git(b, "refused by the guard");
    } else if (is_told ? expect_status(b, "save", status, is_missing ? 3 : 0) : status == 0) {
        take_head(b);
        expect_same(b, "save", now, 0, GONE);
    } else {
        commit_by_git(b, "after a failure");
    }
    free_record(now);
}

static inline void step_edit(book *b)
{
    tell(b, "  edit\n");
    if (!edit_by_hand(b))
        return;
    if (roll(b, 2))
        save(b);
    else
        commit_by_git(b, "edited");
}

/* A line is copied and says something else: another promise, with an id of its own. */
static inline void step_copy_other(book *b)
{
    const char *path = some_note(b, NULL);
    g_autofree char *text = path ? read_note(b, path) : NULL;
    if (!text)
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    int at = some_line(b, lines);
    const char *id = at >= 0 ? strchr(lines[at], '^') : NULL;
    if (!id || strstr(lines[at], "from:"))
        return;
    g_autoptr(GString) other = g_string_new("- [ ] ");
    append_text(other, ++b->words);
    g_string_append_printf(other, " %s", id);
    const char *target = some_note(b, NULL);
    tell(b, "  copy %s\n    to %s: %s\n", lines[at], target, other->str);
    append_line(b, target, other->str);
    save(b);
}

/* -- new notes
 * -------------------------------------------------------------------------------------- */

static inline int run_note(book *b, const char *input, const char *option)
{
    char letter = some_letter(b);
    g_autofree char *folder = find_folder(b, letter);
    g_autofree char *slug =
        folder ? g_strdup(strchr(folder, '/') + 1) : g_strdup_printf("%c0", letter);
    static const char *const AS[] = {"team", "peer", "manager"};
    tell(b, "  tl11 note %s %s", slug, option);
    return folder ? TL11(b, input, "note", slug, option)
                  : TL11(b, input, "note", slug, option, "--as", AS[letter - 'a']);
}

static inline void step_note_stdin(book *b)
{
    guint first = b->words + 1;
    record *before = head_of(b);
    /* Standard input is the whole note, so it is one that is not there yet. */
    b->day++;
    g_autofree char *text = with_new(b, "");
    record *written = new_record();
    parse_file(written, "team/a0/2026-01-01.md", text);
    int status = run_note(b, text, "--stdin");
    tell(b, "%s", text);
    if (expect_status(b, "note --stdin", status, 0)) {
        take_head(b);
        for (guint w = first; w <= b->words; w++) {
            judge_word(written, w);
            before->states[w] = written->states[w];
            before->items[w] = 1;
        }
        expect_same(b, "note --stdin", before, 0, GONE);
        for (guint w = first; w <= b->words; w++)
            before->states[w] = before->items[w] = 0;
    }
    free_record(written);
}

/* A scaffold, edited, saved: what is carried, ticked, taken out again. */
static inline void step_note_carry(book *b)
{
    int status = run_note(b, NULL, "--no-edit");
    if (!expect_status(b, "note --no-edit", status, 0))
        return;
    g_autofree char *out = file_of(b, "out"), *path = NULL;
    g_file_get_contents(out, &path, NULL, NULL);
    g_strchomp(path);
    const char *below = path + strlen(b->root) + 1;
    g_autofree char *text = read_note(b, below);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint n = roll(b, 4); n > 0; n--) {
        int at = some_line(b, lines);
        if (at < 0)
            break;
        guint kind = roll(b, 4);
        tell(b, "    carried, kind %u: %s\n", kind, lines[at]);
        if (kind == 0)
            drop_line(lines, at);
        else if (kind == 1)
            set_mark(lines[at], 'x');
        else if (kind == 2)
            set_mark(lines[at], '-');
        else
            reword(b, below, &lines[at]);
    }
    g_autofree char *joined = g_strjoinv("\n", lines);
    g_autofree char *more = with_new(b, joined);
    tell(b, "    more:%s\n", more + strlen(joined));
    write_note(b, below, more);
    if (roll(b, 5))
        save(b);
    else
        commit_by_git(b, "carried by hand");
}

/* A note that tl11 knows nothing of. */
static inline void step_note_by_hand(book *b)
{
    g_autofree char *folder = find_folder(b, some_letter(b));
    char day[TL_DATE_SIZE];
    if (!folder)
        return;
    g_autofree char *path =
        g_strdup_printf("%s/%s.md", folder, tl_date_format(b->day - roll(b, 4), day));
    g_autofree char *there = read_note(b, path);
    g_autofree char *text = with_new(b, there ? there : "# by hand\n");
    tell(b, "  by hand %s:%s\n", path, text);
    write_note(b, path, text);
    commit_by_git(b, "a note");
}

/* -- done, drop, reopen, jot
 * -------------------------------------------------------------------------- */

static inline void step_close(book *b)
{
    static const char *const VERBS[] = {"done", "drop", "reopen"};
    static const state STATES[] = {DONE, DROPPED, OPEN};
    record *head = head_of(b);
    if (!head->lines->len)
        return;
    const line *l = g_ptr_array_index(head->lines, roll(b, head->lines->len));
    guint verb = roll(b, 3);
    if (!l->id || head->items[l->word] != 1)
        return;
    g_autofree char *id = g_strdup(l->id);
    guint word = l->word;
    state before = head->states[word];
    tell(b, "  tl11 %s %s (promise-%u)", VERBS[verb], id, word);
    int status = TL11(b, NULL, VERBS[verb], id);
    if (status == 1 &&
        (before == STATES[verb] || before == GONE || (verb == 1 && before == DONE))) {
        tell(b, " = 1\n");
        return;
    }
    if (expect_status(b, VERBS[verb], status, 0)) {
        take_head(b);
        state wanted = verb == 1 && before == DONE ? head_of(b)->states[word] : STATES[verb];
        expect_same(b, VERBS[verb], head, word, wanted);
    }
}

static inline void step_jot(book *b)
{
    char letter = some_letter(b);
    g_autofree char *folder = find_folder(b, letter);
    if (!folder)
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    record *before = head_of(b);
    append_text(text, ++b->words);
    tell(b, "  tl11 jot %s %s", folder, text->str);
    int status = TL11(b, NULL, "jot", strchr(folder, '/') + 1, text->str);
    if (expect_status(b, "jot", status, 0)) {
        take_head(b);
        expect_same(b, "jot", before, b->words, OPEN);
    }
}

/* -- deleting, moving
 * ------------------------------------------------------------------------------------- */

static inline void step_delete(book *b)
{
    const char *path = some_note(b, NULL);
    if (!path)
        return;
    g_autofree char *full = g_build_filename(b->root, path, NULL);
    tell(b, "  rm %s\n", path);
    g_remove(full);
    if (roll(b, 3) == 0)
        save(b);
    else
        commit_by_git(b, "removed");
}

/* git mv of a whole folder: to another relationship, or to another name. */
static inline void move_by_git(book *b, const char *folder)
{
    static const char *const AS[] = {"team", "peer", "manager"};
    g_auto(GStrv) parts = g_strsplit(folder, "/", 2);
    g_autofree char *target = roll(b, 2)
                                  ? g_strdup_printf("%s/%s", AS[roll(b, 3)], parts[1])
                                  : g_strdup_printf("%s/%c%u", parts[0], parts[1][0], ++b->ids);
    g_autofree char *from = g_build_filename(b->root, folder, NULL);
    g_autofree char *to = g_build_filename(b->root, target, NULL);
    g_autofree char *above = g_path_get_dirname(to);
    if (g_file_test(to, G_FILE_TEST_EXISTS))
        return;
    g_mkdir_with_parents(above, 0700);
    tell(b, "  git mv %s %s\n", folder, target);
    if (g_rename(from, to) != 0)
        abort();
    commit_all(b, FALSE);
}

static inline void step_move(book *b)
{
    static const char *const AS[] = {"team", "peer", "manager"};
    g_autofree char *folder = find_folder(b, some_letter(b));
    record *before = head_of(b);
    if (!folder)
        return;
    guint kind = roll(b, 3);
    const char *slug = strchr(folder, '/') + 1;
    g_autofree char *name = g_strdup_printf("%c%u", slug[0], ++b->ids);
    if (kind == 0) {
        move_by_git(b, folder);
        return;
    }
    tell(b, "  tl11 %s %s", kind == 1 ? "rename" : "move", slug);
    int status = kind == 1 ? TL11(b, NULL, "rename", slug, name)
                           : TL11(b, NULL, "move", slug, "--to", AS[roll(b, 3)]);
    tell(b, " = %d\n", status);
    take_head(b);
    expect_same(b, "rename or move", before, 0, GONE);
}

/* -- branches
 * -----------------------------------------------------------------------------------------------
 */

/* There and back. */
static inline void step_branch(book *b)
{
    git_oid tip;
    b->is_aside = !b->is_aside;
    tell(b, "  git switch %s\n", b->is_aside ? "side" : "main");
    if (b->is_aside && !find_branch(b, "side", &tip))
        set_branch(b, "side", &head_of(b)->oid);
    switch_to(b, b->is_aside ? "side" : "main");
}

static inline void step_merge(book *b)
{
    git_oid tip;
    b->is_aside = FALSE;
    switch_to(b, "main");
    if (!find_branch(b, "side", &tip))
        return;
    int other = find_record(b, &tip);
    gboolean is_union = roll(b, 2) == 0;
    if (other >= 0 && !(head_of(b)->ancestors >> other & 1)) {
        tell(b, "  git merge side%s\n", is_union ? " (union)" : "");
        merge(b, &tip, is_union, TRUE);
    }
    demand(git_reference_remove(b->repository, "refs/heads/side"), "remove a branch");
}

#endif
