/*
 * The language of what the program says, and of the guide.
 *
 * Messages are gettext's; the catalogues are found beside the program
 * (../share/locale from the folder that the executable is in), so that the
 * one in the build folder works like the installed one.
 */
#ifndef TL11_LANGUAGE_H
#define TL11_LANGUAGE_H

#include <glib.h>
#include <libintl.h>

#define _(text) gettext(text)
#define N_(text) text
#define Q_(singular, plural, n) ngettext(singular, plural, (unsigned long)(n))

typedef enum { TL_LANGUAGE_EN, TL_LANGUAGE_ID, TL_LANGUAGES } tl_language;

/*
 * Sets up gettext; the language is the environment's: the first of LANGUAGE,
 * LC_ALL, LC_MESSAGES, LANG that is set and not empty; "id…" ("in…", the old
 * code) is Indonesian, anything else English. Of the list that LANGUAGE may be
 * ("jv:id:en"), the first that is one of ours counts. Nothing else is taken from
 * the locale, so that letters, numbers and dates are the same everywhere: all
 * text is UTF-8. The locale need not exist on the machine.
 *
 * Source: gettext's manual, "Locale Environment Variables" and "The LANGUAGE variable".
 */
void tl_language_init(void);

/*
 * The environment for other programs: ours with LANGUAGE as it was before
 * tl_language_set() changed it, so that an editor speaks the user's language.
 *
 * Owns: the caller frees the result with g_strfreev().
 */
char **tl_language_environment(void);

/* The language that messages are in now. */
tl_language tl_language_current(void);

/* Makes messages come in language from now on. */
void tl_language_set(tl_language language);

/* Reads "id" or "en" (also "id_ID.UTF-8", "en-GB", "indonesia", "english"), in any case. */
gboolean tl_language_parse(const char *text, tl_language *language);

/* "en" or "id". */
const char *tl_language_code(tl_language language);

#endif
