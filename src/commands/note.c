#include "commands_internal.h"
#include "session_internal.h"

#include "tl11/file.h"
#include "tl11/scaffold.h"
#include "tl11/text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    char *as;
    char *date;
    char *message;
    gboolean drop_missing;
    gboolean full;
    gboolean no_edit;
    gboolean from_stdin;
    gboolean new;
} options;

static const tl_option OPTIONS[] = {
    {"as", 0, G_OPTION_ARG_FILENAME, offsetof(options, as), N_("RELATIONSHIP"),
     N_("who a new person is to you")},
    {"date", 0, G_OPTION_ARG_FILENAME, offsetof(options, date), N_("DATE"),
     N_("the day of the meeting, not today")},
    {"full", 0, G_OPTION_ARG_NONE, offsetof(options, full), NULL,
     N_("all prompts of the guide, not this time's")},
    {"new", 0, G_OPTION_ARG_NONE, offsetof(options, new), NULL, N_("a second note of the day")},
    {"no-edit", 0, G_OPTION_ARG_NONE, offsetof(options, no_edit), NULL,
     N_("write the scaffold, print its path, commit nothing")},
    {"stdin", 0, G_OPTION_ARG_NONE, offsetof(options, from_stdin), NULL,
     N_("the whole note comes from standard input")},
    {"drop-missing", 0, G_OPTION_ARG_NONE, offsetof(options, drop_missing), NULL,
     N_("follow-ups that are gone from the text are dropped")},
    {"message", 'm', G_OPTION_ARG_FILENAME, offsetof(options, message), N_("TEXT"),
     N_("the commit's subject")},
    {NULL, 0, G_OPTION_ARG_NONE, 0, NULL, NULL},
};

/* All that a run works out before anything is written. */
typedef struct {
    tl_call *call;
    const options *options;
    tl_people *people;
    tl_person *new_person; /* NULL: the person is known */
    const tl_person *person;
    tl_date date;
    char *path;
    gboolean is_reopened;
    GBytes *head;     /* what HEAD has at path, or NULL */
    GBytes *scaffold; /* NULL where head is there */
    GPtrArray *additions;
} plan;

static void clear_plan(plan *p)
{
    g_clear_pointer(&p->people, tl_people_free);
    g_clear_pointer(&p->new_person, tl_person_free);
    g_clear_pointer(&p->path, g_free);
    g_clear_pointer(&p->head, g_bytes_unref);
    g_clear_pointer(&p->scaffold, g_bytes_unref);
    g_clear_pointer(&p->additions, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(plan, clear_plan)

/* On a terminal, who a new person is can be asked for, once it is said why. */
static char *ask_relationship(const plan *p, const char *slug, const GError *unknown)
{
    if (!tl_terminal_can_ask() || !tl_people_check_slug(p->people, slug, NULL))
        return NULL;
    g_autoptr(GPtrArray) keys = tl_guide_keys(p->call->notebook->guide);
    g_ptr_array_add(keys, NULL);
    g_autofree char *names = g_strjoinv(", ", (char **)keys->pdata);
    g_autofree char *why = g_strndup(unknown->message, strcspn(unknown->message, "\n"));
    g_autofree char *question =
        g_strdup_printf(_("tl11: %s\n%s is new. Who are they to you (%s)? "), why, slug, names);
    return tl_terminal_ask(question);
}

static gboolean add_person(plan *p, const char *slug, const char *as, GError **error)
{
    const tl_guide *guide = p->call->notebook->guide;
    if (!tl_people_check_slug(p->people, slug, error))
        return FALSE;
    const char *relationship = tl_guide_relationship(guide, as, error);
    if (!relationship)
        return FALSE;
    p->new_person = g_new0(tl_person, 1);
    p->new_person->slug = g_strdup(slug);
    p->new_person->relationship = g_strdup(relationship);
    p->new_person->started = p->date;
    p->person = p->new_person;
    p->additions = tl_people_add(p->new_person, error);
    return p->additions != NULL;
}

/* Whether the relationship given is the one the person has. */
static gboolean check_relationship(const plan *p, GError **error)
{
    if (!p->options->as)
        return TRUE;
    const char *as = tl_guide_relationship(p->call->notebook->guide, p->options->as, error);
    if (!as)
        return FALSE;
    return strcmp(as, p->person->relationship) == 0 ||
           tl_error_set(error, TL_EXIT_USAGE,
                        _("%s is in '%s': 'tl11 move %s --to %s' if that changed"),
                        tl_person_name(p->person), p->person->relationship, p->person->slug, as);
}

/* Somebody whom the notebook does not know: --as or an answer says who it is. */
static gboolean meet_person(plan *p, const char *text, GError *unknown, GError **error)
{
    g_autofree char *asked = ask_relationship(p, text, unknown);
    if (asked && *g_strstrip(asked))
        return add_person(p, text, asked, error);
    g_autofree char *slug = g_ascii_strdown(text, -1);
    return tl_error_set(error, TL_EXIT_USAGE,
                        _("%s\n'tl11 note %s --as team' (or manager, peer, cross-functional) "
                          "begins with somebody new"),
                        unknown->message, tl_text_is_slug(slug) ? slug : _("NAME"));
}

static gboolean find_person(plan *p, GError **error)
{
    const char *text = p->call->arguments[0], *as = p->options->as;
    g_autoptr(GError) unknown = NULL;
    p->people = tl_people_load(p->call->notebook, error);
    if (!p->people)
        return FALSE;
    /* With --as, a prefix of somebody else's name is a new name. */
    if (as && !tl_people_get(p->people, text))
        return add_person(p, text, as, error);
    p->person = tl_people_find(p->call->notebook, p->people, text, &unknown);
    if (p->person)
        return check_relationship(p, error);
    if (tl_error_status(unknown) == TL_EXIT_USAGE)
        return meet_person(p, text, unknown, error);
    g_propagate_error(error, g_steal_pointer(&unknown));
    return FALSE;
}

/* Who is known by notes alone, as after an editor that failed, gets the person.ini that lacks. */
static gboolean add_missing_ini(plan *p, const GPtrArray *notes, GError **error)
{
    g_autofree char *path =
        g_strdup_printf("%s/%s/person.ini", p->person->relationship, p->person->slug);
    if (p->additions || tl_file_kind_of(p->call->notebook->root_fd, path) != TL_FILE_MISSING)
        return TRUE;
    tl_person person = *p->person;
    gboolean is_first = notes->len == 0 || (notes->len == 1 && p->is_reopened);
    person.started = is_first ? p->date : TL_DATE_NONE;
    p->additions = tl_people_add(&person, error);
    return p->additions != NULL;
}

static gboolean find_path(plan *p, GError **error)
{
    g_autoptr(GPtrArray) notes = tl_people_notes(p->call->notebook, p->person->slug, error);
    if (!notes)
        return FALSE;
    const tl_note_name *there = tl_people_note_of(notes, p->date, 0);
    p->is_reopened = there && !p->options->new;
    const char *relationship = p->is_reopened ? there->relationship : p->person->relationship;
    guint number = !there ? 1 : p->is_reopened ? there->number : there->number + 1;
    p->path = tl_note_name_path(relationship, p->person->slug, p->date, number);
    if (!tl_repository_find_head(p->call->notebook->repository, p->path, TL_FILE_MAX, &p->head,
                                 error))
        return FALSE;
    return add_missing_ini(p, notes, error);
}

/* A note that is in history is no scaffold any more, whatever is left in it. */
static gboolean make_scaffold(plan *p, GError **error)
{
    const tl_person *person = p->person;
    if (p->head)
        return TRUE;
    tl_language language =
        p->call->has_language
            ? p->call->language
            : tl_notebook_language(p->call->notebook, person->has_language, person->language);
    p->scaffold =
        tl_scaffold_fill(p->call->notebook, person, p->path, language, p->options->full, error);
    return p->scaffold != NULL;
}

static gboolean write_additions(const plan *p, GError **error)
{
    for (guint i = 0; p->additions && i < p->additions->len; i++) {
        const tl_change *change = g_ptr_array_index(p->additions, i);
        if (!tl_file_replace(p->call->notebook->root_fd, change->path, NULL, change->content,
                             error))
            return FALSE;
    }
    return TRUE;
}

static int leave_scaffold(const plan *p, GError **error)
{
    int root = p->call->notebook->root_fd;
    if (!p->is_reopened &&
        (!write_additions(p, error) || !tl_file_create(root, p->path, p->scaffold, error)))
        return TL_EXIT_FAILED;
    g_string_append_printf(p->call->out, "%s/%s\n", p->call->notebook->root, p->path);
    return TL_EXIT_OK;
}

static GBytes *read_stdin(GError **error)
{
    g_autoptr(GByteArray) all = g_byte_array_new();
    guint8 buffer[16384];
    ssize_t got;
    while ((got = read(STDIN_FILENO, buffer, sizeof buffer)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            tl_error_set_errno(error, "%s", _("standard input"));
            return NULL;
        }
        g_byte_array_append(all, buffer, (guint)got);
        if (all->len > TL_FILE_MAX) {
            tl_error_set(error, TL_EXIT_USAGE, _("standard input is larger than a note can be"));
            return NULL;
        }
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&all));
}

/* What was written there and not committed is not to be written over. */
static gboolean demand_committed(const plan *p, GBytes *there, GBytes *content, GError **error)
{
    return (p->head && g_bytes_equal(p->head, there)) || g_bytes_equal(there, content) ||
           tl_error_set(error, TL_EXIT_REFUSED,
                        _("%s holds text that is not committed yet\n"
                          "'tl11 save %s' commits it; then try again, or --new begins another "
                          "note"),
                        p->path, p->person->slug);
}

/*
 * Whether a text may be the scaffold left as it was: a scaffold is headings, comments, task items
 * and what next.md holds, so a line of anything else is the user's, and it need not be made.
 */
static gboolean may_be_scaffold(const plan *p, GBytes *content)
{
    const char *text = g_bytes_get_data(content, NULL);
    g_autofree char *copy = g_strndup(text ? text : "", g_bytes_get_size(content));
    g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
    g_autofree char *next =
        g_strdup_printf("%s/%s/next.md", p->person->relationship, p->person->slug);
    if (tl_file_kind_of(p->call->notebook->root_fd, next) != TL_FILE_MISSING)
        return TRUE;
    for (gsize i = 0; lines[i]; i++) {
        const char *line = g_strchug(lines[i]);
        if (*line && *line != '#' && *line != '<' && !g_str_has_prefix(line, "- ["))
            return FALSE;
    }
    return TRUE;
}

static int take_stdin(plan *p, tl_session *session, GError **error)
{
    g_autoptr(GBytes) content = read_stdin(error);
    if (!content || (may_be_scaffold(p, content) &&
                     (!tl_repository_check_end(p->call->notebook->repository, error) ||
                      !make_scaffold(p, error))))
        return TL_EXIT_FAILED;
    session->scaffold = p->scaffold;
    g_autoptr(GBytes) there = NULL;
    if (p->is_reopened) {
        there = tl_file_read(p->call->notebook->root_fd, p->path, TL_FILE_MAX, error);
        if (!there || !demand_committed(p, there, content, error))
            return TL_EXIT_FAILED;
    }
    return tl_session_commit(session, content, there, error);
}

static int open_editor(const plan *p, const tl_session *session, GError **error)
{
    if (!p->is_reopened && !tl_file_create(p->call->notebook->root_fd, p->path, p->scaffold, error))
        return TL_EXIT_FAILED;
    return tl_session_edit(session, error);
}

static gboolean check_options(const plan *p, GError **error)
{
    const options *o = p->options;
    if (o->no_edit && (o->from_stdin || o->message))
        return tl_error_set(error, TL_EXIT_USAGE,
                            _("--no-edit commits nothing: it goes with neither --stdin nor "
                              "--message"));
    return tl_call_check_message(o->message, error);
}

static int run(tl_call *call, GError **error)
{
    g_auto(plan) p = {.call = call, .options = call->options};
    if (!check_options(&p, error))
        return TL_EXIT_USAGE;
    if (!p.options->from_stdin && !tl_repository_check_end(call->notebook->repository, error))
        return TL_EXIT_FAILED;
    p.date = tl_call_date(call, p.options->date, error);
    if (p.date == TL_DATE_NONE || !find_person(&p, error) || !find_path(&p, error) ||
        (!p.options->from_stdin && !make_scaffold(&p, error)))
        return TL_EXIT_FAILED;
    tl_session session = {
        .call = call,
        .person = p.person,
        .path = p.path,
        .scaffold = p.scaffold,
        .additions = p.additions,
        .message = p.options->message,
        .drop_missing = p.options->drop_missing,
    };
    if (p.options->no_edit)
        return leave_scaffold(&p, error);
    return p.options->from_stdin ? take_stdin(&p, &session, error)
                                 : open_editor(&p, &session, error);
}

const tl_command tl_command_note = {
    .name = "note",
    .arguments = N_("PERSON"),
    .least = 1,
    .most = 1,
    .summary = N_("write a 1:1's note"),
    .details =
        N_("Scaffolds today's note from the guide, with the points gathered for it, opens your "
           "editor, and commits what you wrote. Today's note is opened again if there is one.\n\n"
           "Prompts are comments: one that you write something under stays, the others go. A "
           "note left as it was is not kept, and the exit status is 1.\n\n"
           "The editor is git's choice: `$GIT_EDITOR`, `core.editor`, `$VISUAL`, `$EDITOR`.\n\n"
           "    tl11 note alice --as team\n"
           "    tl11 note alice --date yesterday\n"
           "    pandoc minutes.docx -t gfm | tl11 note alice --stdin"),
    .options = OPTIONS,
    .options_size = sizeof(options),
    .flags = TL_COMMAND_NOTEBOOK | TL_COMMAND_CREATES | TL_COMMAND_WRITES | TL_COMMAND_CHECKS_LATE,
    .run = run,
};
