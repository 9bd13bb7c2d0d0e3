#include "steps.h"

const char *const STATE_NAMES[] = {"gone", "open", "dropped", "done"};

/* A kept or dropped promise without an id may be said again: two that are closed. */
static gboolean is_said_again(const record *after, guint word, state s)
{
    return s >= DROPPED && after->states[word] == s && after->open[word] == 0;
}

void expect_same(book *b, const char *what, const record *before, guint but, state wanted)
{
    const record *after = head_of(b);
    for (guint w = 1; w <= b->words; w++) {
        state s = w == but ? wanted : before->states[w];
        if (before->items[w] > 1 || (after->items[w] == 1 && after->states[w] == s) ||
            (after->items[w] == 0 && s == GONE) || is_said_again(after, w, s))
            continue;
        mismatch(b, "step %u: %s: promise-%u is %s (%u items), not %s", b->step, what, w,
                 STATE_NAMES[after->states[w]], after->items[w], STATE_NAMES[s]);
    }
}

/* A word that is open at HEAD and in the work tree nowhere, nor closed; notes only. */
static gboolean has_missing(const book *b, const record *now, gboolean *is_told)
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

void commit_by_git(book *b, const char *what)
{
    gboolean amend = head_of(b)->parents && roll(b, 8) == 0;
    tell(b, "  git commit%s (%s)\n", amend ? " --amend" : "", what);
    commit_all(b, amend);
}

/* Whether somebody's last note goes: there is none to say in that a promise was dropped. */
static gboolean has_noteless(const book *b, const record *now)
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
static void save_dropping(book *b, record *now)
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

void save(book *b)
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

void step_edit(book *b)
{
    tell(b, "  edit\n");
    if (!edit_by_hand(b))
        return;
    if (roll(b, 2))
        save(b);
    else
        commit_by_git(b, "edited");
}

void step_copy_other(book *b)
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
