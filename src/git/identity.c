#include "git_internal.h"

#include "tl11/error.h"
#include "tl11/language.h"
#include "tl11/process.h"
#include "tl11/text.h"

#include <string.h>
#include <time.h>

/* Where git looks for one of the two people of a commit, in this order. */
typedef struct {
    const char *name_variable, *name_key;
    const char *email_variable, *email_key;
    const char *date_variable;
    const char *git_variable; /* as 'git var' knows it */
} source;

static const source AUTHOR = {"GIT_AUTHOR_NAME", "author.name",     "GIT_AUTHOR_EMAIL",
                              "author.email",    "GIT_AUTHOR_DATE", "GIT_AUTHOR_IDENT"};
static const source COMMITTER = {"GIT_COMMITTER_NAME", "committer.name",     "GIT_COMMITTER_EMAIL",
                                 "committer.email",    "GIT_COMMITTER_DATE", "GIT_COMMITTER_IDENT"};

/* Source: git's ident.c, crud(). */
static gboolean is_crud(char c)
{
    return (unsigned char)c <= 32 || strchr(".,:;<>\"\\'", c) != NULL;
}

/* What would break the header of a commit goes, as git has it go. */
static char *clean(const char *text)
{
    const char *end = text + strlen(text);
    while (text < end && is_crud(*text))
        text++;
    while (end > text && is_crud(end[-1]))
        end--;
    GString *cleaned = g_string_new(NULL);
    for (; text < end; text++)
        if (*text != '\n' && *text != '<' && *text != '>')
            g_string_append_c(cleaned, *text);
    return g_string_free(cleaned, FALSE);
}

/* An empty variable is no answer to git either; an empty result is NULL. */
static char *find(tl_repository *repository, const char *variable, const char *key,
                  const char *general_key, const char *last_variable)
{
    const char *set = g_getenv(variable);
    g_autofree char *value = set && *set ? g_strdup(set) : tl_repository_config(repository, key);
    if (!value)
        value = tl_repository_config(repository, general_key);
    if (!value && last_variable)
        value = g_strdup(g_getenv(last_variable));
    g_autofree char *cleaned = value ? clean(value) : NULL;
    return cleaned && *cleaned ? g_steal_pointer(&cleaned) : NULL;
}

static char *find_name(tl_repository *repository, const source *who)
{
    return find(repository, who->name_variable, who->name_key, "user.name", NULL);
}

static char *find_email(tl_repository *repository, const source *who)
{
    return find(repository, who->email_variable, who->email_key, "user.email", "EMAIL");
}

gboolean tl_repository_has_identity(tl_repository *repository)
{
    g_autofree char *author = find_name(repository, &AUTHOR);
    g_autofree char *author_email = find_email(repository, &AUTHOR);
    g_autofree char *committer = find_name(repository, &COMMITTER);
    g_autofree char *committer_email = find_email(repository, &COMMITTER);
    return author && author_email && committer && committer_email;
}

gboolean tl_repository_set_identity(tl_repository *repository, const char *name, const char *email,
                                    GError **error)
{
    return tl_repository_set_config(repository, "user.name", name, error) &&
           tl_repository_set_config(repository, "user.email", email, error);
}

static char *format_now(void)
{
    time_t now = time(NULL);
    struct tm local;
    tzset();
    if (!localtime_r(&now, &local))
        memset(&local, 0, sizeof local);
    long minutes = local.tm_gmtoff / 60;
    long distance = minutes < 0 ? -minutes : minutes;
    return g_strdup_printf("%" G_GINT64_FORMAT " %c%02ld%02ld", (gint64)now,
                           minutes < 0 ? '-' : '+', distance / 60, distance % 60);
}

/*
 * The form that git itself writes, "@1764000000 +0700"; without the '@' it
 * takes nine digits or more for seconds.
 */
static char *read_plain_date(const char *text)
{
    gboolean is_marked = *text == '@';
    const char *digits = text + is_marked;
    gsize n = strspn(digits, "0123456789");
    const char *zone = digits + n + 1;
    if (n < (is_marked ? 1u : 9u) || n > 12 || digits[n] != ' ' ||
        (zone[0] != '+' && zone[0] != '-') || strspn(zone + 1, "0123456789") != 4 ||
        zone[5] != '\0' || zone[1] > '1' || zone[3] > '5')
        return NULL;
    return g_strdup(digits);
}

/* The last two words of what git makes of it: "Name <mail> seconds zone". */
static char *ask_git_for_date(tl_repository *repository, const source *who, const char *text,
                              GError **error)
{
    g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), who->name_variable, "n", TRUE);
    environment = g_environ_setenv(g_steal_pointer(&environment), who->email_variable, "e", TRUE);
    const char *arguments[] = {"git", "var", who->git_variable, NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    int status;
    if (!tl_process_capture(arguments, repository->root, (const char *const *)environment, NULL,
                            output, NULL, &status, error))
        return NULL;
    const char *date = strstr(output->str, "> ");
    if (status == 0 && date)
        return g_strchomp(g_strdup(date + 2));
    g_autofree char *quoted = tl_text_quote(text);
    tl_error_set(error, TL_EXIT_FAILED, _("cannot read the date %s of %s"), quoted,
                 who->date_variable);
    return NULL;
}

static char *find_date(tl_repository *repository, const source *who, GError **error)
{
    const char *text = g_getenv(who->date_variable);
    if (!text || !*text)
        return format_now();
    char *plain = read_plain_date(text);
    return plain ? plain : ask_git_for_date(repository, who, text, error);
}

char *tl_identity_format(tl_repository *repository, gboolean is_committer, GError **error)
{
    const source *who = is_committer ? &COMMITTER : &AUTHOR;
    g_autofree char *name = find_name(repository, who);
    g_autofree char *email = find_email(repository, who);
    if (!name || !email) {
        tl_error_set(error, TL_EXIT_FAILED,
                     _("git does not know who you are\ngit config --global user.name \"Your "
                       "Name\"\ngit config --global user.email you@example.org"));
        return NULL;
    }
    g_autofree char *date = find_date(repository, who, error);
    g_autofree char *valid = date ? g_utf8_make_valid(name, -1) : NULL;
    return date ? g_strdup_printf("%s <%s> %s", valid, email, date) : NULL;
}
