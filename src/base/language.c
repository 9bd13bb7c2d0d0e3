#include "tl11/language.h"

#include "tl11/process.h"

#include <locale.h>
#include <string.h>

#define DOMAIN "tl11"

static const char *const codes[TL_LANGUAGES] = {[TL_LANGUAGE_EN] = "en", [TL_LANGUAGE_ID] = "id"};

static struct {
    tl_language language;
    gboolean changed; /* whether LANGUAGE is ours */
    char *original;   /* the user's LANGUAGE, NULL when unset */
} state;

/* The language whose name, a code or a word, is the length bytes at text. */
static gboolean find_language(const char *text, gsize length, tl_language *language)
{
    static const struct {
        const char *name;
        tl_language language;
    } names[] = {
        {"en", TL_LANGUAGE_EN},         {"english", TL_LANGUAGE_EN},   {"inggris", TL_LANGUAGE_EN},
        {"id", TL_LANGUAGE_ID},         {"indonesia", TL_LANGUAGE_ID}, {"in", TL_LANGUAGE_ID},
        {"indonesian", TL_LANGUAGE_ID},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strlen(names[i].name) == length &&
            g_ascii_strncasecmp(text, names[i].name, length) == 0) {
            *language = names[i].language;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean tl_language_parse(const char *text, tl_language *language)
{
    gsize length = strcspn(text, "_-.@");
    for (const char *rest = text + length; *rest != '\0'; rest++) {
        if (!g_ascii_isalnum(*rest) && strchr("_-.@", *rest) == NULL)
            return FALSE;
    }
    return find_language(text, length, language);
}

const char *tl_language_code(tl_language language)
{
    return codes[language];
}

/* The first of a list such as "jv:id:en" that is a language of ours. */
static tl_language choose_language(const char *list)
{
    tl_language language = TL_LANGUAGE_EN;
    g_auto(GStrv) names = g_strsplit(list, ":", -1);
    for (char **name = names; *name != NULL; name++) {
        if (tl_language_parse(*name, &language))
            break;
    }
    return language;
}

static tl_language read_environment(void)
{
    static const char *const variables[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
        const char *value = g_getenv(variables[i]);
        if (value != NULL && *value != '\0')
            return choose_language(value);
    }
    return TL_LANGUAGE_EN;
}

/*
 * The catalogues, not before they are wanted: English has none, and reading a
 * locale takes a tenth of what `tl11 --version` takes.
 */
static void bind_catalogues(void)
{
    static gboolean bound = FALSE;
    if (bound)
        return;
    bound = TRUE;
    /* gettext looks at LANGUAGE only where LC_MESSAGES is not "C"; this one is always there. */
    setlocale(LC_MESSAGES, "C.UTF-8");
    g_autofree char *program = tl_process_self();
    if (program != NULL) {
        g_autofree char *folder = g_path_get_dirname(program);
        g_autofree char *locales = g_build_filename(folder, "..", "share", "locale", NULL);
        bindtextdomain(DOMAIN, locales);
    }
    bind_textdomain_codeset(DOMAIN, "UTF-8");
}

void tl_language_init(void)
{
    tl_language_set(read_environment());
}

tl_language tl_language_current(void)
{
    return state.language;
}

void tl_language_set(tl_language language)
{
    if (!state.changed) {
        state.original = g_strdup(g_getenv("LANGUAGE"));
        state.changed = TRUE;
    }
    if (language != TL_LANGUAGE_EN)
        bind_catalogues();
    state.language = language;
    g_setenv("LANGUAGE", codes[language], TRUE);
    /* Drops what gettext remembers of the language before (its _nl_msg_cat_cntr). */
    textdomain(DOMAIN);
}

char **tl_language_environment(void)
{
    char **environment = g_get_environ();
    if (!state.changed)
        return environment;
    if (state.original == NULL)
        return g_environ_unsetenv(environment, "LANGUAGE");
    return g_environ_setenv(environment, "LANGUAGE", state.original, TRUE);
}
