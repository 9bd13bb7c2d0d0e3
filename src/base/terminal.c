#include "tl11/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_DEFAULT 80
#define WIDTH_MIN 20
#define WIDTH_MAX 400

const char *tl_style(gboolean colour, tl_style_name name)
{
    static const char *const sequences[] = {
        [TL_STYLE_RESET] = "\033[0m",      [TL_STYLE_BOLD] = "\033[1m",
        [TL_STYLE_DIM] = "\033[2m",        [TL_STYLE_ITALIC] = "\033[3m",
        [TL_STYLE_UNDERLINE] = "\033[4m",  [TL_STYLE_STRIKE] = "\033[9m",
        [TL_STYLE_HEADING] = "\033[1;34m", [TL_STYLE_CODE] = "\033[36m",
        [TL_STYLE_LINK] = "\033[4;34m",    [TL_STYLE_GOOD] = "\033[32m",
        [TL_STYLE_WARN] = "\033[33m",      [TL_STYLE_BAD] = "\033[31m",
        [TL_STYLE_PERSON] = "\033[1;35m",  [TL_STYLE_MATCH] = "\033[1;31m",
    };
    return colour ? sequences[name] : "";
}

gboolean tl_color_parse(const char *text, tl_color *color)
{
    static const char *const names[] = {"auto", "always", "never"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(text, names[i]) == 0) {
            *color = (tl_color)i;
            return TRUE;
        }
    }
    return FALSE;
}

gboolean tl_terminal_is_output(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

gboolean tl_terminal_can_ask(void)
{
    return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

gboolean tl_terminal_colour(tl_color color)
{
    if (color != TL_COLOR_AUTO)
        return color == TL_COLOR_ALWAYS;
    const char *no_color = g_getenv("NO_COLOR");
    return tl_terminal_is_output() && (no_color == NULL || *no_color == '\0') &&
           g_strcmp0(g_getenv("TERM"), "dumb") != 0;
}

int tl_terminal_width(void)
{
    const char *columns = g_getenv("COLUMNS");
    guint64 width = 0;
    struct winsize size;
    if (columns == NULL || !g_ascii_string_to_unsigned(columns, 10, 1, G_MAXUINT64, &width, NULL)) {
        gboolean known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
        width = known ? size.ws_col : WIDTH_DEFAULT;
    }
    return (int)CLAMP(width, WIDTH_MIN, WIDTH_MAX);
}

/* The name of the locale that the user asked for, which need not exist. */
static const char *read_locale_name(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (gsize i = 0; i < G_N_ELEMENTS(variables); i++) {
        const char *value = g_getenv(variables[i]);
        if (value != NULL && *value != '\0')
            return value;
    }
    return "C";
}

static gboolean is_utf8(const char *codeset)
{
    return g_ascii_strncasecmp(codeset, "UTF-8", 5) == 0 ||
           g_ascii_strncasecmp(codeset, "UTF8", 4) == 0;
}

/*
 * The environment's locale is asked, the current one is always plain C. It is read
 * only where its name does not tell: id_ID is UTF-8 here and ISO-8859-1 there.
 */
gboolean tl_terminal_is_utf8(void)
{
    const char *name = read_locale_name(), *codeset = strchr(name, '.');
    if (codeset != NULL)
        return is_utf8(codeset + 1);
    locale_t locale = newlocale(LC_CTYPE_MASK, name, (locale_t)0);
    if (locale == (locale_t)0)
        return FALSE;
    gboolean result = is_utf8(nl_langinfo_l(CODESET, locale));
    freelocale(locale);
    return result;
}

/* Byte by byte: what follows the line is for whoever reads standard input next. */
static gboolean read_line(GString *line)
{
    for (;;) {
        char byte;
        ssize_t count = read(STDIN_FILENO, &byte, 1);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return line->len > 0;
        if (byte == '\n')
            return TRUE;
        g_string_append_c(line, byte);
    }
}

char *tl_terminal_ask(const char *question)
{
    fflush(stdout);
    fputs(question, stderr);
    fflush(stderr);
    GString *line = g_string_new(NULL);
    if (!read_line(line)) {
        fputc('\n', stderr);
        g_string_free(line, TRUE);
        return NULL;
    }
    if (line->len > 0 && line->str[line->len - 1] == '\r')
        g_string_truncate(line, line->len - 1);
    return g_string_free(line, FALSE);
}

/*
 * Opened the wrong way round, so that what is written to a closed standard
 * output still fails and is reported, as it would without us. "/" does the
 * same where there is no /dev.
 */
static void fill_descriptor(int descriptor)
{
    if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF)
        return;
    if (open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
        (void)open("/", O_RDONLY | O_DIRECTORY);
}

void tl_terminal_guard(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        fill_descriptor(descriptor);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}
