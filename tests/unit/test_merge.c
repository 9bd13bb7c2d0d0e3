#include "tl11/merge.h"

#include "tl11/followup.h"

#include <criterion/criterion.h>
#include <string.h>

static GBytes *bytes_of(const char *text)
{
    return text ? g_bytes_new_static(text, strlen(text)) : NULL;
}

/* The merged text, or NULL. Owns: the caller frees it. */
static char *merge(const char *base, const char *ours, const char *theirs, guint *conflicts)
{
    g_autoptr(GBytes) b = bytes_of(base);
    g_autoptr(GBytes) o = bytes_of(ours);
    g_autoptr(GBytes) t = bytes_of(theirs);
    g_autoptr(GBytes) merged = tl_merge_note(b, o, t, NULL, conflicts);
    gsize length = 0;
    const char *text = merged ? g_bytes_get_data(merged, &length) : NULL;
    return merged ? g_strndup(text, length) : NULL;
}

typedef struct {
    const char *what, *base, *ours, *theirs, *merged;
    guint conflicts;
} merge_case;

static const merge_case CASES[] = {
    /* Sections and lines. */
    {"both add a line at one place", "## A. x\n\n- a\n", "## A. x\n\n- a\n- b\n",
     "## A. x\n\n- a\n- c\n", "## A. x\n\n- a\n- b\n- c\n", 0},
    {"both add to an empty section", "## A. x\n\n## B. y\n", "## A. x\n\n- b\n\n## B. y\n",
     "## A. x\n\n- c\n\n## B. y\n", "## A. x\n\n- b\n\n- c\n\n## B. y\n", 0},
    {"both add the same line", "## A. x\n\n- a\n", "## A. x\n\n- a\n- b\n", "## A. x\n\n- a\n- b\n",
     "## A. x\n\n- a\n- b\n", 0},
    {"a paragraph does not join a list", "## A. x\n\n- a\n", "## A. x\n\n- a\n\npara\n",
     "## A. x\n\n- a\n- b\n", "## A. x\n\n- a\n\npara\n\n- b\n", 0},
    {"one side changes, the other adds", "- a\n- b\n", "- a a\n- b\n", "- a\n- b\n- c\n",
     "- a a\n- b\n- c\n", 0},
    {"neighbours changed by one each", "- aa bb\n- cc dd\n", "- aa bb xx\n- cc dd\n",
     "- aa bb\n- cc dd yy\n", "- aa bb xx\n- cc dd yy\n", 0},
    {"deleted and untouched goes", "- a\n- b\n- c\n", "- a\n- c\n", "- a\n- b\n- c\n- d\n",
     "- a\n- c\n- d\n", 0},
    {"deleted and changed stays", "- a\n- bb cc\n- c\n", "- a\n- c\n", "- a\n- bb cc dd\n- c\n",
     "- a\n- bb cc dd\n- c\n", 0},
    {"both change a line", "## A. x\n\n- a b\n\n## B. y\n\n- k\n",
     "## A. x\n\n- a b c\n\n## B. y\n\n- k\n", "## A. x\n\n- a b d\n\n## B. y\n\n- k l\n",
     "## A. x\n\n<<<<<<< ours\n- a b c\n=======\n- a b d\n>>>>>>> theirs\n\n## B. y\n\n- k l\n", 1},
    {"both say more", "- first\n", "- first, as one says\n", "- first: as two says\n",
     "<<<<<<< ours\n- first, as one says\n=======\n- first: as two says\n>>>>>>> theirs\n", 1},
    {"reworded here, written in another place there", "- a b\n- q\n", "- q\n- a b c\n",
     "- a b c\n- q\n", "- q\n- a b c\n", 0},
    {"both say something else altogether", "- a\n- b\n- c\n", "- a\n- x\n- c\n", "- a\n- y\n- c\n",
     "- a\n- x\n- y\n- c\n", 0},
    {"both change neighbours", "- a b\n- c d\n", "- a b 1\n- c d 1\n", "- a b 2\n- c d 2\n",
     "<<<<<<< ours\n- a b 1\n- c d 1\n=======\n- a b 2\n- c d 2\n>>>>>>> theirs\n", 2},
    {"both change a line in the same way", "- a b\n", "- a b c\n", "- a b c\n", "- a b c\n", 0},
    {"nested lines of one item", "- a\n  - b\n", "- a\n  - b\n  - c\n", "- a\n  - z\n  - b\n",
     "- a\n  - z\n  - b\n  - c\n", 0},
    {"lines of one paragraph", "one\ntwo\nthree\n", "ONE one\ntwo\nthree\n",
     "one\ntwo\nTHREE three\n", "ONE one\ntwo\nTHREE three\n", 0},
    {"a new section each", "## A. x\n\n- a\n", "## A. x\n\n- a\n\n## Mine\n\n- m\n",
     "## A. x\n\n- a\n\n## Yours\n\n- y\n", "## A. x\n\n- a\n\n## Mine\n\n- m\n\n## Yours\n\n- y\n",
     0},
    {"the order of sections is kept", "## A. x\n\n## B. y\n", "## A. x\n\n## Z\n\nz\n\n## B. y\n",
     "## A. x\n\n## B. y\n\nb\n", "## A. x\n\n## Z\n\nz\n\n## B. y\n\nb\n", 0},
    {"one side reorders sections", "## A. x\n\n- a\n\n## B. y\n\n- b\n",
     "## A. x\n\n- a\n- c\n\n## B. y\n\n- b\n", "## B. y\n\n- b\n\n## A. x\n\n- a\n",
     "## B. y\n\n- b\n\n## A. x\n\n- a\n- c\n", 0},
    {"a heading is known by its letter", "## A. x\n\n- a\n", "## A. Kepercayaan\n\n- a\n",
     "## A. x\n\n- a\n- b\n", "## A. Kepercayaan\n\n- a\n- b\n", 0},
    {"two wordings of a known heading", NULL, "## Tindak lanjut\n\n- [ ] a\n",
     "## Follow-ups\n\n- [ ] b\n", "## Tindak lanjut\n\n- [ ] a\n\n- [ ] b\n", 0},
    {"a renamed section", "## Old\n\n- a b\n\n## B. y\n", "## New\n\n- a b\n\n## B. y\n",
     "## Old\n\n- a b\n- c\n\n## B. y\n", "## New\n\n- a b\n- c\n\n## B. y\n", 0},
    {"a deleted section that was added to", "## Foo\n\n- a\n\n## B. y\n", "## B. y\n",
     "## Foo\n\n- a\n- new\n\n## B. y\n", "## Foo\n\n- new\n\n## B. y\n", 0},
    {"a deleted section", "## Foo\n\n- a\n\n## B. y\n\nb\n", "## B. y\n\nb\n",
     "## Foo\n\n- a\n\n## B. y\n\nb\n\nc\n", "## B. y\n\nb\n\nc\n", 0},
    {"the same title twice", "## T\n\n- a\n\n## T\n\n- b\n", "## T\n\n- a\n- 1\n\n## T\n\n- b\n",
     "## T\n\n- a\n\n## T\n\n- b\n- 2\n", "## T\n\n- a\n- 1\n\n## T\n\n- b\n- 2\n", 0},
    {"nothing new gets out of Private", "## Decisions\n\n- d\n\n## Private\n\n- p\n",
     "## Decisions\n\n- d\n\n## Private\n\n- p\n\n## Open\n\n- o\n",
     "## Decisions\n\n- d\n\n## Private\n\n- p\n\n### Pay\n\n- s\n",
     "## Decisions\n\n- d\n\n## Private\n\n- p\n\n### Pay\n\n- s\n\n## Open\n\n- o\n", 0},
    {"a paragraph that moved, changed on the other side", "## P\n\naa bb\n\n## Q\n\nq\n",
     "## P\n\n## Q\n\nq\n\naa bb\n", "## P\n\naa bb cc\n\n## Q\n\nq\n",
     "## P\n\n## Q\n\nq\n\naa bb cc\n", 0},
    {"code is one block", "x\n", "x\n\n```\na\n\nb\n```\n", "x\n\n```\nc\n```\n",
     "x\n\n```\na\n\nb\n```\n\n```\nc\n```\n", 0},
    {"front matter", "---\na: 1\nb: 2\n---\n\ntext\n", "---\na: 1\nb: 2\nc: 3\n---\n\ntext\n",
     "---\na: 1\nb: 2\n---\n\ntext\nmore\n", "---\na: 1\nb: 2\nc: 3\n---\n\ntext\nmore\n", 0},
    /* The title. */
    {"two notes of a day", NULL, "# Alice Ng, 2026-11-24\n\n## A. x\n\n- a\n\n## B. y\n",
     "# Alice, 2026-11-24\n\n## A. x\n\n- b\n\n## B. y\n\n- c\n",
     "# Alice Ng, 2026-11-24\n\n## A. x\n\n- a\n\n- b\n\n## B. y\n\n- c\n", 0},
    {"both change the title", "# T\n\na\n", "# T1\n\na\n", "# T2\n\na\n",
     "<<<<<<< ours\n# T1\n=======\n# T2\n>>>>>>> theirs\n\na\n", 1},
    /* Prompts. */
    {"an unanswered prompt that one side dropped", "## A. x\n\n<!-- p -->\n\n## B. y\n",
     "## A. x\n\n## B. y\n", "## A. x\n\n<!-- p -->\n\n## B. y\n\n- b\n",
     "## A. x\n\n## B. y\n\n- b\n", 0},
    {"a prompt that the other side answered", "## A. x\n\n<!-- p -->\n\n## B. y\n",
     "## A. x\n\n## B. y\n", "## A. x\n\n<!-- p -->\n\n- yes\n\n## B. y\n",
     "## A. x\n\n<!-- p -->\n\n- yes\n\n## B. y\n", 0},
    {"answers stay with their prompts", NULL, "## A. x\n\n<!-- p -->\n\n- a\n\n<!-- q -->\n\n- b\n",
     "## A. x\n\n<!-- p -->\n\n- c\n\n<!-- q -->\n\n- d\n",
     "## A. x\n\n<!-- p -->\n\n- a\n\n- c\n\n<!-- q -->\n\n- b\n\n- d\n", 0},
    /* Items. */
    {"ticked here, reworded there", "- [ ] aa bb ^k3f9q2\n",
     "- [x] aa bb done:2026-11-24 ^k3f9q2\n", "- [ ] zz yy xx ^k3f9q2\n",
     "- [x] zz yy xx done:2026-11-24 ^k3f9q2\n", 0},
    {"ticked beats carried", "- [ ] a ^k3f9q2\n", "- [>] a ^k3f9q2\n",
     "- [x] a done:2026-11-20 ^k3f9q2\n", "- [x] a done:2026-11-20 ^k3f9q2\n", 0},
    {"ticked beats dropped", "- [ ] a ^k3f9q2\n", "- [-] a: no time done:2026-11-21 ^k3f9q2\n",
     "- [x] a done:2026-11-22 ^k3f9q2\n", "- [x] a: no time done:2026-11-22 ^k3f9q2\n", 0},
    {"dropped beats carried", "- [ ] a ^k3f9q2\n", "- [>] a ^k3f9q2\n", "- [-] a ^k3f9q2\n",
     "- [-] a ^k3f9q2\n", 0},
    {"reopened here, untouched there", "- [x] a done:2026-11-20 ^k3f9q2\n", "- [ ] a ^k3f9q2\n",
     "- [x] a done:2026-11-20 ^k3f9q2\n- b\n", "- [ ] a ^k3f9q2\n- b\n", 0},
    {"ticked twice: the earlier day", "- [ ] a ^k3f9q2\n", "- [x] a done:2026-11-24 ^k3f9q2\n",
     "- [x] a done:2026-11-22 ^k3f9q2\n", "- [x] a done:2026-11-22 ^k3f9q2\n", 0},
    {"ticked in two ways", "- [ ] a ^k3f9q2\n", "- [X] a ^k3f9q2\n", "- [x] a ^k3f9q2\n",
     "- [X] a ^k3f9q2\n", 0},
    {"a mark that the program does not know is open", "- [ ] a ^k3f9q2\n", "- [?] a ^k3f9q2\n",
     "- [>] a ^k3f9q2\n", "- [?] a ^k3f9q2\n", 0},
    {"two new dates: the earlier", "- [ ] a due:2026-11-20 ^k3f9q2\n",
     "- [ ] a due:2026-12-09 ^k3f9q2\n", "- [ ] a due:2026-12-01 ^k3f9q2\n",
     "- [ ] a due:2026-12-01 ^k3f9q2\n", 0},
    {"a date removed, the text changed", "- [ ] aa bb due:2026-11-20 ^k3f9q2\n",
     "- [ ] aa bb ^k3f9q2\n", "- [ ] aa bb cc due:2026-11-20 ^k3f9q2\n", "- [ ] aa bb cc ^k3f9q2\n",
     0},
    {"a date removed here, moved there", "- [ ] a due:2026-11-20 ^k3f9q2\n", "- [ ] a ^k3f9q2\n",
     "- [ ] a due:2026-12-20 ^k3f9q2\n", "- [ ] a due:2026-12-20 ^k3f9q2\n", 0},
    {"both reword an item", "- [ ] a b ^k3f9q2\n", "- [ ] a b c ^k3f9q2\n", "- [x] a d ^k3f9q2\n",
     "<<<<<<< ours\n- [ ] a b c ^k3f9q2\n=======\n- [x] a d ^k3f9q2\n>>>>>>> theirs\n", 1},
    {"both give it an owner", "- [ ] a ^k3f9q2\n", "- [ ] a @bob ^k3f9q2\n",
     "- [ ] a @eve ^k3f9q2\n",
     "<<<<<<< ours\n- [ ] a @bob ^k3f9q2\n=======\n- [ ] a @eve ^k3f9q2\n>>>>>>> theirs\n", 1},
    {"it got its id here, was reworded there", "- [ ] send the big report\n",
     "- [ ] send the big report ^k3f9q2\n", "- [ ] send the small report\n",
     "- [ ] send the small report ^k3f9q2\n", 0},
    {"both give it the same id", "- [ ] a\n", "- [ ] a ^k3f9q2\n", "- [x] a ^k3f9q2\n",
     "- [x] a ^k3f9q2\n", 0},
    {"an item that moved, ticked on the other side",
     "## Follow-ups\n\n- [ ] a ^k3f9q2\n- [ ] b ^m2h8xp\n\n## Decisions\n\n- d\n",
     "## Follow-ups\n\n- [ ] b ^m2h8xp\n\n## Decisions\n\n- d\n- [ ] a ^k3f9q2\n",
     "## Follow-ups\n\n- [x] a ^k3f9q2\n- [ ] b ^m2h8xp\n\n## Decisions\n\n- d\n",
     "## Follow-ups\n\n- [ ] b ^m2h8xp\n\n## Decisions\n\n- d\n- [x] a ^k3f9q2\n", 0},
    {"moved on both sides, it stands once", "- [ ] a ^k3f9q2\n- b\n- c\n",
     "- b\n- [ ] a ^k3f9q2\n- c\n", "- b\n- c\n- [x] a ^k3f9q2\n", "- b\n- [x] a ^k3f9q2\n- c\n",
     0},
    {"new on both sides, in two sections", "## Agenda\n\n## Follow-ups\n",
     "## Agenda\n\n- [ ] a ^k3f9q2\n\n## Follow-ups\n",
     "## Agenda\n\n## Follow-ups\n\n- [x] a ^k3f9q2\n",
     "## Agenda\n\n- [x] a ^k3f9q2\n\n## Follow-ups\n", 0},
    {"carried into two notes of a day", NULL, "## Follow-ups\n\n- [ ] a from:2026-11-10 ^k3f9q2\n",
     "## Follow-ups\n\n- [x] a from:2026-11-10 done:2026-11-24 ^k3f9q2\n- [ ] b ^m2h8xp\n",
     "## Follow-ups\n\n- [x] a from:2026-11-10 done:2026-11-24 ^k3f9q2\n- [ ] b ^m2h8xp\n", 0},
    {"carried, and one side says more", NULL, "- [ ] send it ^k3f9q2\n",
     "- [ ] send it to Sari ^k3f9q2\n", "- [ ] send it to Sari ^k3f9q2\n", 0},
    {"no promise is another by its place", "- [ ] call Sari\n", "- [ ] write minutes\n",
     "- [x] call Sari\n", "- [x] call Sari\n- [ ] write minutes\n", 0},
    {"an item's lines", "- [ ] aa\n  one\n", "- [x] aa\n  one\n", "- [ ] aa\n  one\n  two\n",
     "- [x] aa\n  one\n  two\n", 0},
    {"points of next.md", "- [ ] a ^k3f9q2\n", "", "- [ ] a ^k3f9q2\n- [ ] b ^m2h8xp\n",
     "- [ ] b ^m2h8xp\n", 0},
    /* Bytes. */
    {"no line end at the end", "- a\n- b", "- a\n- b\n- c", "- a a\n- b", "- a a\n- b\n- c", 0},
    {"both add behind a line without an end", "- a", "- a\n- b", "- a\n- c", "- a\n- b\n- c", 0},
    {"one side turns to CRLF", "- a\n- b\n", "- a\r\n- b\r\n", "- a\n- b\n- c\n",
     "- a\r\n- b\r\n- c\r\n", 0},
    {"CRLF on both", "- a\r\n", "- a\r\n- b\r\n", "- a\r\n- c\r\n", "- a\r\n- b\r\n- c\r\n", 0},
    {"markers have the file's line ends", "a b\r\n", "a b 1\r\n", "a b 2\r\n",
     "<<<<<<< ours\r\na b 1\r\n=======\r\na b 2\r\n>>>>>>> theirs\r\n", 1},
    {"a byte order mark taken away", "\xEF\xBB\xBF- a\n", "- a\n", "\xEF\xBB\xBF- a\n- b\n",
     "- a\n- b\n", 0},
    {"trailing blanks are the line's", "- a  \n- b\n", "- a  \n- b\n- c \n", "- a  \n- b b\n",
     "- a  \n- b b\n- c \n", 0},
    {"blank lines at the top", "\n\n- a\n", "\n\n- a\n- b\n", "\n- a\n", "\n- a\n- b\n", 0},
    {"all went", "- a\n", "", "- a\n", "", 0},
    {"nothing at all", "", "", "", "", 0},
};

static char *show(const char *text)
{
    return text ? g_strescape(text, NULL) : g_strdup("(none)");
}

Test(merge, cases)
{
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const merge_case *c = &CASES[i];
        guint conflicts = 0;
        g_autofree char *merged = merge(c->base, c->ours, c->theirs, &conflicts);
        g_autofree char *shown = show(merged);
        cr_expect(g_strcmp0(merged, c->merged) == 0 && conflicts == c->conflicts,
                  "%s: %u conflicts in\n%s", c->what, conflicts, shown);
    }
}

static const merge_case SETTINGS[] = {
    {"a key each", "[person]\nname = Alice\n", "[person]\nname = Alice\nevery = 2w\n",
     "[person]\nname = Alice Ng\n", "[person]\nname = Alice Ng\nevery = 2w\n", 0},
    {"both add a key", "[person]\n", "[person]\nevery = 2w\n", "[person]\narchived = 2026-11-24\n",
     "[person]\nevery = 2w\narchived = 2026-11-24\n", 0},
    {"both archive", "[person]\n", "[person]\narchived = 2026-11-24\n",
     "[person]\narchived=2026-11-20\n", "[person]\narchived=2026-11-20\n", 0},
    {"both name", "[person]\nname = A\n", "[person]\nname = B\n", "[person]\nname = C\n",
     "[person]\n<<<<<<< ours\nname = B\n=======\nname = C\n>>>>>>> theirs\n", 1},
    {"both make it", NULL, "[person]\nname = A\nstarted = 2026-11-20\n",
     "[person]\nname = A\nstarted = 2026-11-24\n", "[person]\nname = A\nstarted = 2026-11-20\n", 0},
    {"comments stay", "[person]\n", "[person]\n; mine\nname = A\n", "; yours\n[person]\n",
     "; yours\n[person]\n; mine\nname = A\n", 0},
    {"a section each", "[notebook]\n", "[notebook]\nlanguage = id\n",
     "[notebook]\n\n[cadence]\nteam = 1w\n", "[notebook]\nlanguage = id\n\n[cadence]\nteam = 1w\n",
     0},
    {"one key in two sections", "[a]\nx = 1\n\n[b]\nx = 1\n", "[a]\nx = 2\n\n[b]\nx = 1\n",
     "[a]\nx = 1\n\n[b]\nx = 3\n", "[a]\nx = 2\n\n[b]\nx = 3\n", 0},
    {"a key that went", "[person]\nname = A\nevery = 1w\n", "[person]\nname = A\n",
     "[person]\nname = B\nevery = 1w\n", "[person]\nname = B\n", 0},
};

Test(merge, settings)
{
    for (gsize i = 0; i < G_N_ELEMENTS(SETTINGS); i++) {
        const merge_case *c = &SETTINGS[i];
        g_autoptr(GBytes) base = bytes_of(c->base);
        g_autoptr(GBytes) ours = bytes_of(c->ours);
        g_autoptr(GBytes) theirs = bytes_of(c->theirs);
        guint conflicts = 0;
        g_autoptr(GBytes) merged = tl_merge_ini(base, ours, theirs, NULL, &conflicts);
        g_autoptr(GBytes) wanted = bytes_of(c->merged);
        cr_assert_not_null(merged, "%s", c->what);
        cr_expect(g_bytes_equal(merged, wanted) && conflicts == c->conflicts, "%s: %.*s", c->what,
                  (int)g_bytes_get_size(merged), (const char *)g_bytes_get_data(merged, NULL));
    }
}

static GBytes *repeat(const char *text, guint times)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < times; i++)
        g_string_append(out, text);
    return g_string_free_to_bytes(out);
}

static void expect_none(GBytes *odd, gboolean is_ini)
{
    g_autoptr(GBytes) plain = is_ini ? bytes_of("[a]\nx = 1\n") : bytes_of("- a\n");
    guint conflicts = 0;
    for (guint i = 0; i < 3; i++) {
        GBytes *three[] = {plain, plain, plain};
        three[i] = odd;
        GBytes *merged =
            (is_ini ? tl_merge_ini : tl_merge_note)(three[0], three[1], three[2], NULL, &conflicts);
        cr_expect_null(merged, "%u of %.20s", i, (const char *)g_bytes_get_data(odd, NULL));
        g_clear_pointer(&merged, g_bytes_unref);
    }
}

Test(merge, what_is_left_to_git)
{
    g_autoptr(GBytes) binary = g_bytes_new_static("- a\0b\n", 6);
    g_autoptr(GBytes) deep = repeat("> ", 100);
    g_autoptr(GBytes) large = repeat("- a line that is quite long\n", 40000);
    g_autoptr(GBytes) no_ini = bytes_of("[a\nx = 1\n");
    expect_none(binary, FALSE);
    expect_none(deep, FALSE);
    expect_none(large, FALSE);
    expect_none(no_ini, TRUE);
}

/* Neither nests under the other: the line would become part of the item above it. */
Test(merge, what_would_read_otherwise)
{
    guint conflicts = 0;
    g_autofree char *merged = merge("x\n\npara\n\n    code\n", "x\n\n- a\n\npara\n\n    code\n",
                                    "x\n\n    code\n", &conflicts);
    cr_expect_null(merged, "%s", merged);
}

Test(merge, style)
{
    const tl_merge_style style = {"HEAD", "desktop", 9, FALSE};
    g_autoptr(GBytes) base = bytes_of("a b\n");
    g_autoptr(GBytes) ours = bytes_of("a b 1\n");
    g_autoptr(GBytes) theirs = bytes_of("a b 2\n");
    guint conflicts = 0;
    g_autoptr(GBytes) merged = tl_merge_note(base, ours, theirs, &style, &conflicts);
    g_autoptr(GBytes) wanted =
        bytes_of("<<<<<<<<< HEAD\na b 1\n=========\na b 2\n>>>>>>>>> desktop\n");
    cr_expect(g_bytes_equal(merged, wanted));
    cr_expect_eq(conflicts, 1);
}

/* A base to come differs from both sides where they conflict, and has no markers. */
Test(merge, virtual_base)
{
    const tl_merge_style style = {NULL, NULL, 9, TRUE};
    g_autoptr(GBytes) base = bytes_of("a b\n\n- c\n");
    g_autoptr(GBytes) ours = bytes_of("a b 1\n\n- c\n- d\n");
    g_autoptr(GBytes) theirs = bytes_of("a b 2\n\n- c\n- e\n");
    guint conflicts = 0;
    g_autoptr(GBytes) merged = tl_merge_note(base, ours, theirs, &style, &conflicts);
    g_autoptr(GBytes) wanted = bytes_of("a b\n\n- c\n- d\n- e\n");
    cr_expect(g_bytes_equal(merged, wanted));
    cr_expect_eq(conflicts, 1);
}

static const struct {
    const char *text;
    guint line;
} MARKED[] = {
    {"a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n", 2},
    {"a\r\n\r\n||||||| base\r\n", 3},
    {">>>>>>> x", 1},
    {"Title\n=======\n\n > <<<<<<< a\n<<<<<<<\n<<<<<< a\n", 0},
    {"", 0},
};

Test(merge, markers)
{
    for (gsize i = 0; i < G_N_ELEMENTS(MARKED); i++)
        cr_expect_eq(tl_merge_find_marker(MARKED[i].text, strlen(MARKED[i].text)), MARKED[i].line,
                     "%s", MARKED[i].text);
}
