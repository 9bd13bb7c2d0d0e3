#include "followup_internal.h"

#include "blank_internal.h"
#include "tl11/tag.h"
#include "tl11/text.h"

#include <string.h>

static const struct {
    const char *key;
    tl_word_kind kind;
} KEYS[] = {
    {"due:", TL_WORD_DUE},
    {"tenggat:", TL_WORD_DUE},
    {"from:", TL_WORD_FROM},
    {"done:", TL_WORD_DONE},
};

static const struct {
    const char *word;
    const char *owner;
} OWNERS[] = {{"saya", "me"}, {"dia", "them"}, {"mereka", "them"}};

const char *tl_owner_canonical(const char *word)
{
    for (gsize i = 0; i < G_N_ELEMENTS(OWNERS); i++)
        if (strcmp(word, OWNERS[i].word) == 0)
            return OWNERS[i].owner;
    return word;
}

static gboolean is_punctuation(char c)
{
    switch (c) {
    case ',':
    case '.':
    case ':':
    case ';':
    case '!':
    case '?':
    case ')':
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean read_owner(const char *line, tl_word *word)
{
    if (line[word->start] != '@' || word->end - word->start < 2)
        return FALSE;
    gsize value = word->start + 1;
    gsize end = value;
    while (end < word->end && (g_ascii_isalnum(line[end]) || line[end] == '-'))
        end++;
    if (end == value || end - value > TL_SLUG_MAX || line[value] == '-' || end != word->end)
        return FALSE;
    word->kind = TL_WORD_OWNER;
    word->value = value;
    return TRUE;
}

/* A date that the program writes is ISO; one that is due may be said in words. */
static tl_date read_date(const char *text, gsize length, tl_word_kind kind, tl_date today,
                         gboolean *is_iso)
{
    tl_date date = tl_date_parse_iso(text, (gssize)length);
    *is_iso = date != TL_DATE_NONE;
    if (*is_iso || kind != TL_WORD_DUE || today == TL_DATE_NONE ||
        memchr(text, '\0', length) != NULL)
        return date;
    g_autofree char *said = g_strndup(text, length);
    return tl_date_parse(said, today, NULL);
}

static void read_dated(const char *line, tl_word *word, tl_date today)
{
    for (gsize i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        gsize key = strlen(KEYS[i].key);
        if (word->end - word->start <= key ||
            g_ascii_strncasecmp(line + word->start, KEYS[i].key, key) != 0)
            continue;
        gsize value = word->start + key;
        word->date = read_date(line + value, word->end - value, KEYS[i].kind, today, &word->is_iso);
        if (word->date == TL_DATE_NONE && KEYS[i].kind != TL_WORD_DUE)
            return;
        word->kind = KEYS[i].kind;
        word->value = value;
        return;
    }
}

/* Of each kind the first that is understood counts; of dates due, if none is, the first. */
static void choose(GArray *words)
{
    tl_word *chosen[TL_WORD_ID] = {NULL};
    for (guint i = 0; i < words->len; i++) {
        tl_word *word = &g_array_index(words, tl_word, i);
        if (word->kind == TL_WORD_TEXT || word->kind == TL_WORD_ID)
            continue;
        tl_word **first = &chosen[word->kind];
        gboolean is_better = *first && word->kind != TL_WORD_OWNER &&
                             (*first)->date == TL_DATE_NONE && word->date != TL_DATE_NONE;
        if (!*first || is_better)
            *first = word;
    }
    for (guint kind = 0; kind < G_N_ELEMENTS(chosen); kind++)
        if (chosen[kind])
            chosen[kind]->is_used = TRUE;
}

static gboolean read_id(const char *line, tl_word *word)
{
    if (word->tail - word->start != TL_ID_LENGTH + 1 || line[word->start] != '^')
        return FALSE;
    char id[TL_ID_LENGTH];
    for (gsize i = 0; i < TL_ID_LENGTH; i++)
        id[i] = g_ascii_tolower(line[word->start + 1 + i]);
    if (!tl_id_is_valid(id, TL_ID_LENGTH))
        return FALSE;
    word->kind = TL_WORD_ID;
    word->value = word->start + 1;
    return TRUE;
}

/* Most words tell by a character that they are nothing but text. */
static gboolean may_mean(const char *word, gsize length)
{
    switch (word[0]) {
    case '@':
    case '^':
        return TRUE;
    case 'd':
    case 'D':
    case 'f':
    case 'F':
        return length > 4 && (word[3] == ':' || word[4] == ':');
    case 't':
    case 'T':
        return length > 8 && word[7] == ':';
    default:
        return FALSE;
    }
}

static tl_word read_word(const char *line, gsize start, gsize tail, tl_date today)
{
    tl_word word = {.start = start, .value = start, .end = tail, .tail = tail};
    if (!may_mean(line + start, tail - start) || read_id(line, &word))
        return word;
    while (word.end > start && is_punctuation(line[word.end - 1]))
        word.end--;
    if (word.end > start && !read_owner(line, &word))
        read_dated(line, &word, today);
    if (word.kind == TL_WORD_TEXT)
        word.end = tail;
    return word;
}

static void append(GArray *words, const tl_word *word)
{
    g_array_set_size(words, words->len + 1);
    g_array_index(words, tl_word, words->len - 1) = *word;
}

/* Words of text are kept as one, however many they are. */
static void add_word(GArray *words, tl_word word)
{
    tl_word *last = words->len > 0 ? &g_array_index(words, tl_word, words->len - 1) : NULL;
    if (last && last->kind == TL_WORD_TEXT && word.kind == TL_WORD_TEXT)
        last->end = last->tail = word.tail;
    else
        append(words, &word);
}

/* The last word; an owner or date that was typed behind it takes nothing from it. */
static void choose_id(GArray *words)
{
    for (guint i = words->len; i > 0; i--) {
        tl_word *word = &g_array_index(words, tl_word, i - 1);
        word->is_used = word->is_used || word->kind == TL_WORD_ID;
        gboolean is_read = word->kind == TL_WORD_OWNER || word->date != TL_DATE_NONE;
        if (word->kind == TL_WORD_ID || !is_read || !word->is_used || word->end < word->tail)
            return;
    }
}

static gboolean is_visible(char c)
{
    return c > ' ' && c < 0x7f;
}

/* Where the first byte stands without which no word means more than text. */
static gsize find_sign(const char *line, gsize at, gsize length)
{
    static const char SIGNS[] = {'@', '^', ':'};
    for (gsize i = 0; i < G_N_ELEMENTS(SIGNS); i++) {
        const char *found = memchr(line + at, SIGNS[i], length - at);
        length = found ? (gsize)(found - line) : length;
    }
    return length;
}

/* Most lines begin with words of plain text: these are taken at once. Returns where others begin.
 */
static gsize read_text(GArray *words, const char *line, gsize at, gsize length)
{
    gsize end = at < length ? find_sign(line, at, length) : at;
    while (end < length && end > at && line[end - 1] != ' ')
        end--;
    if (end <= at || !tl_text_is_plain(line + at, end - at))
        return at;
    gsize start = at, tail = end;
    while (start < tail && line[start] == ' ')
        start++;
    while (tail > start && line[tail - 1] == ' ')
        tail--;
    tl_word word = {.start = start, .value = start, .end = tail, .tail = tail};
    if (tail > start)
        append(words, &word);
    return end;
}

GArray *tl_words_new(void)
{
    return g_array_sized_new(FALSE, FALSE, sizeof(tl_word), 8);
}

GArray *tl_words_split(const char *line, gsize length, gsize at, tl_date today)
{
    GArray *words = tl_words_new();
    tl_words_read(words, line, length, at, today);
    return words;
}

void tl_words_read(GArray *words, const char *line, gsize length, gsize at, tl_date today)
{
    const char *end = line + length;
    g_array_set_size(words, 0);
    at = read_text(words, line, at, length);
    while (at < length) {
        gsize blank = tl_blank_length(line + at, end);
        gsize start = at + blank;
        for (at = start; at < length && (is_visible(line[at]) || !tl_blank_length(line + at, end));)
            at++;
        if (at > start)
            add_word(words, read_word(line, start, at, today));
    }
    choose(words);
    choose_id(words);
}

gboolean tl_words_depend_on_day(const GArray *words)
{
    for (guint i = 0; i < words->len; i++) {
        const tl_word *word = &g_array_index(words, tl_word, i);
        if (word->kind == TL_WORD_DUE && !word->is_iso)
            return TRUE;
    }
    return FALSE;
}

const tl_word *tl_words_find(const GArray *words, tl_word_kind kind)
{
    for (guint i = 0; i < words->len; i++) {
        const tl_word *word = &g_array_index(words, tl_word, i);
        if (word->kind == kind && word->is_used)
            return word;
    }
    return NULL;
}
