#include "common_internal.h"
#include "completion_internal.h"
#include "options_internal.h"

#include "tl11/followup_list.h"
#include "tl11/people.h"
#include "tl11/text.h"

#include <string.h>

/* What a list of candidates is made for. The notebook is call's, NULL where there is none. */
typedef struct {
    tl_call *call;
    const tl_typed *typed;
    const tl_guide *guide;
} context;

static gboolean is_given(const tl_typed *typed, const char *word)
{
    for (guint i = 0; i < typed->arguments->len; i++)
        if (strcmp(g_ptr_array_index(typed->arguments, i), word) == 0)
            return TRUE;
    return FALSE;
}

/* summary NULL: the word speaks for itself. */
static void add(const context *c, const char *word, const char *summary)
{
    GString *out = c->call->out;
    if (!g_str_has_prefix(word, c->typed->prefix) || is_given(c->typed, word))
        return;
    if (c->typed->kept)
        g_string_append_len(out, c->typed->kept, c->typed->prefix - c->typed->kept);
    g_string_append(out, word);
    if (summary && *summary) {
        g_autofree char *line = g_strdelimit(g_strdup(summary), "\t\r\n", ' ');
        g_autofree char *escaped = tl_text_escape(line, -1);
        g_string_append_printf(out, "\t%s", escaped);
    }
    g_string_append_c(out, '\n');
}

static void list_people(const context *c)
{
    g_autoptr(tl_people) people =
        c->call->notebook ? tl_people_load(c->call->notebook, NULL) : NULL;
    for (guint i = 0; people && i < people->persons->len; i++) {
        const tl_person *person = g_ptr_array_index(people->persons, i);
        g_autofree char *summary =
            g_strdup_printf("%s, %s", tl_person_name(person), person->relationship);
        if (person->archived == TL_DATE_NONE)
            add(c, person->slug, summary);
    }
}

/* done and drop close what is open, reopen opens what is closed, lost finds what went away. */
static gboolean is_offered(const tl_typed *typed, const tl_item *item)
{
    gboolean is_closed = tl_state_is_closed(item->state);
    if (!item->id)
        return FALSE;
    if (strcmp(typed->command->name, "reopen") == 0)
        return is_closed;
    return strcmp(typed->command->name, "lost") == 0 ? item->is_lost : item->state == TL_STATE_OPEN;
}

static void list_items(const context *c, gboolean agenda)
{
    tl_list_filter filter = {.state = TL_LIST_ALL, .agenda = agenda, .today = c->call->today};
    g_auto(tl_call_items) all = {.items = NULL};
    if (!tl_call_items_load(c->call, NULL, G_MAXUINT, agenda, &all, NULL))
        return;
    g_autoptr(GPtrArray) items = tl_list_select(all.items, &filter);
    for (guint i = 0; i < items->len; i++) {
        const tl_item *item = g_ptr_array_index(items, i);
        if (!is_offered(c->typed, item))
            continue;
        g_autofree char *summary =
            g_strdup_printf("%s: %s", item->person, item->newest->followup->text);
        add(c, item->id, summary);
    }
}

static void list_followups(const context *c)
{
    if (!c->call->notebook)
        return;
    list_items(c, FALSE);
    list_items(c, TRUE);
}

static void list_prompts(const context *c, const tl_chapter *chapter, const char *letter)
{
    const tl_guide_section *section = tl_chapter_find_section(chapter, letter[0]);
    for (guint i = 0; section && i < section->prompts->len; i++) {
        const tl_prompt *prompt = g_ptr_array_index(section->prompts, i);
        g_autofree char *key =
            g_strdup_printf("%s.%c.%s", chapter->key, section->letter, prompt->key);
        add(c, key, prompt->text);
    }
}

static void list_sections(const context *c, const tl_chapter *chapter)
{
    for (guint i = 0; i < chapter->sections->len; i++) {
        const tl_guide_section *section = g_ptr_array_index(chapter->sections, i);
        g_autofree char *key = g_strdup_printf("%s.%c", chapter->key, section->letter);
        add(c, key, section->title);
    }
}

/* As deep as is typed: team, then team.a, then team.a.checkin. */
static void list_guide(const context *c)
{
    g_auto(GStrv) parts = g_strsplit(c->typed->prefix, ".", 3);
    guint depth = g_strv_length(parts);
    g_autoptr(GPtrArray) keys = tl_guide_keys(c->guide);
    for (guint i = 0; i < keys->len; i++) {
        const tl_chapter *chapter =
            tl_guide_find(c->guide, g_ptr_array_index(keys, i), c->call->language);
        gboolean is_meant = depth > 1 && strcmp(chapter->key, parts[0]) == 0;
        if (depth < 2)
            add(c, chapter->key, chapter->title);
        else if (is_meant && depth == 2)
            list_sections(c, chapter);
        else if (is_meant)
            list_prompts(c, chapter, parts[1]);
    }
}

static void list_all_sections(const context *c)
{
    g_autoptr(GPtrArray) keys = tl_guide_keys(c->guide);
    for (guint i = 0; i < keys->len; i++)
        list_sections(c, tl_guide_find(c->guide, g_ptr_array_index(keys, i), c->call->language));
}

/* The days of the person's notes, the newest first, where a person was named. */
static void list_dates(const context *c)
{
    const tl_typed *typed = c->typed;
    gboolean is_of_note = !typed->option && typed->arguments->len > 0 && c->call->notebook;
    const char *slug = is_of_note ? g_ptr_array_index(typed->arguments, 0) : NULL;
    g_autoptr(GPtrArray) notes =
        slug && tl_text_is_slug(slug) ? tl_people_notes(c->call->notebook, slug, NULL) : NULL;
    for (guint i = notes ? notes->len : 0; i > 0; i--) {
        const tl_note_name *name = g_ptr_array_index(notes, i - 1);
        char date[TL_DATE_SIZE];
        tl_date_format(name->date, date);
        g_autofree char *word =
            name->number > 1 ? g_strdup_printf("%s-%u", date, name->number) : g_strdup(date);
        add(c, word, name->relationship);
    }
    if (!is_of_note) {
        add(c, "today", NULL);
        add(c, "yesterday", NULL);
    }
}

static void list_commands(const context *c)
{
    for (gsize i = 0; tl_commands[i]; i++)
        add(c, tl_commands[i]->name, _(tl_commands[i]->summary));
}

static void list_files(const context *c)
{
    g_string_append(c->call->out, ":file\n");
}

static void list_folders(const context *c)
{
    g_string_append(c->call->out, ":directory\n");
}

/* What a word in capitals stands for; the words of a usage are the tables'. */
static const struct {
    const char *kind;
    void (*list)(const context *c);
    const char *words; /* or these */
} KINDS[] = {
    {"PERSON", list_people, NULL},      {"ID", list_followups, NULL},
    {"RELATIONSHIP", list_guide, NULL}, {"SECTION", list_all_sections, NULL},
    {"DATE", list_dates, NULL},         {"COMMAND", list_commands, NULL},
    {"FILE", list_files, NULL},         {"DIR", list_folders, NULL},
    {"LANGUAGE", NULL, "en id"},        {"WHEN", NULL, "auto always never"},
    {"CADENCE", NULL, "1w 2w 1m"},
};

static void list_kind(const context *c, const char *kind)
{
    if (!g_ascii_isupper(*kind)) {
        add(c, kind, NULL);
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (strcmp(KINDS[i].kind, kind) != 0)
            continue;
        if (KINDS[i].list)
            KINDS[i].list(c);
        g_auto(GStrv) words = g_strsplit(KINDS[i].words ? KINDS[i].words : "", " ", -1);
        for (gsize j = 0; words[j]; j++)
            add(c, words[j], NULL);
    }
}

/* Whether an option, a global one too, means something here. */
static gboolean is_for(const tl_command *command, const tl_option *option)
{
    if (!command)
        return TRUE;
    if (strcmp(option->name, "json") == 0)
        return (command->flags & TL_COMMAND_JSON) != 0;
    return strcmp(option->name, "version") != 0;
}

static void list_options(const context *c, const tl_option *table)
{
    for (const tl_option *option = table; option && option->name; option++) {
        if (!is_for(c->typed->command, option))
            continue;
        g_autofree char *word =
            g_strdup_printf("--%s%s", option->name, option->argument ? "=" : "");
        add(c, word, _(option->summary));
    }
}

void tl_candidates_append(tl_call *call, const tl_typed *typed)
{
    g_autoptr(tl_guide) built_in = call->notebook ? NULL : tl_guide_new();
    context c = {call, typed, call->notebook ? call->notebook->guide : built_in};
    const tl_command *command = typed->command;
    if (typed->foreign) {
        g_string_append_printf(call->out, ":command %u\n", typed->foreign);
    } else if (typed->option) {
        list_kind(&c, typed->option->argument ? typed->option->argument : "");
    } else if (typed->is_option) {
        list_options(&c, command ? command->options : NULL);
        list_options(&c, tl_global_options);
    } else if (!command) {
        list_commands(&c);
    } else {
        g_auto(GStrv) kinds = tl_usage_kinds(command->arguments, typed->arguments->len);
        for (gsize i = 0; kinds[i]; i++)
            list_kind(&c, kinds[i]);
    }
}
