#include "tl11/tag.h"

#include <string.h>

/* A canonical tag, and the other words that are read as it. */
typedef struct {
    const char *name;
    const char *words; /* with a blank between */
} tag_words;

static const tag_words TAGS[] = {
    {"advice", "saran nasihat nasehat advices"},
    {"agreement", "kesepakatan persetujuan agreements"},
    {"blocker", "hambatan kendala penghambat blockers blocked"},
    {"cadence", "irama ritme kekerapan cadences rhythm"},
    {"career", "karier karir jenjang careers promotion promosi"},
    {"channel", "saluran kanal channels"},
    {"coffee", "kopi ngopi coffees"},
    {"concern", "kekhawatiran keresahan khawatir concerns worry worries"},
    {"conflict", "konflik perselisihan conflicts dispute disputes"},
    {"dependency", "ketergantungan dependensi dependencies"},
    {"expectation", "harapan ekspektasi expectations"},
    {"fb-given", "fb-diberi fb-kuberi umpan-balik-diberi feedback-given"},
    {"fb-got", "fb-diterima fb-kuterima umpan-balik-diterima feedback-got feedback-received"},
    {"goal", "tujuan sasaran target goals targets"},
    {"growth", "pertumbuhan pengembangan perkembangan"},
    {"idea", "ide gagasan ideas"},
    {"insight", "wawasan insights"},
    {"issue", "masalah persoalan isu issues problem problems"},
    {"knowledge", "pengetahuan ilmu"},
    {"lesson", "pelajaran hikmah lessons"},
    {"mentee", "mentees dibimbing cari-mentor mencari-mentor"},
    {"mentor", "mentors pembimbing jadi-mentor membimbing"},
    {"mentoring", "bimbingan pembimbingan mentorship"},
    {"metric", "metrik ukuran angka metrics"},
    {"milestone", "tonggak pencapaian capaian milestones"},
    {"mood", "suasana suasana-hati perasaan moods"},
    {"personal", "pribadi"},
    {"practice", "praktik praktek practices"},
    {"priority", "prioritas priorities"},
    {"protocol", "protokol aturan protocols"},
    {"recognition", "pengakuan apresiasi penghargaan recognitions kudos praise"},
    {"relation", "hubungan relasi relations relationship"},
    {"resource", "sumber-daya sumberdaya resources"},
    {"risk", "risiko resiko risks"},
    {"safety", "rasa-aman keamanan-psikologis aman"},
    {"status", "keadaan kemajuan progres progress statuses"},
    {"support", "dukungan bantuan"},
};

static GHashTable *make_table(void)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(TAGS); i++) {
        g_hash_table_insert(table, g_strdup(TAGS[i].name), (gpointer)TAGS[i].name);
        g_autofree char **words = g_strsplit(TAGS[i].words, " ", -1);
        for (char **word = words; *word != NULL; word++)
            g_hash_table_insert(table, *word, (gpointer)TAGS[i].name);
    }
    return table;
}

/* Made once and kept: notes are read by several threads. */
static GHashTable *known_words(void)
{
    static gsize table = 0;
    if (g_once_init_enter(&table))
        g_once_init_leave(&table, (gsize)make_table());
    return (GHashTable *)table;
}

char *tl_tag_canonical(const char *word, gssize length)
{
    g_autofree char *valid = g_utf8_make_valid(word, length);
    g_autofree char *name = g_utf8_strdown(valid, -1);
    g_autofree char *looked_up = g_strdelimit(g_strdup(name), "_", '-');
    const char *known = g_hash_table_lookup(known_words(), looked_up);
    return known != NULL ? g_strdup(known) : g_steal_pointer(&name);
}

/* Stands for a byte that is no part of a UTF-8 character. */
#define NO_CHARACTER ((gunichar)-1)

static gunichar get_character(const char *at, const char *end)
{
    gunichar character = at == end ? 0 : g_utf8_get_char_validated(at, end - at);
    return character >= (gunichar)-2 ? NO_CHARACTER : character;
}

static gboolean continues_tag(gunichar character)
{
    return character == '-' || character == '_' ||
           (character != NO_CHARACTER &&
            (g_unichar_isalnum(character) || g_unichar_ismark(character)));
}

static const char *find_tag_end(const char *at, const char *end)
{
    gunichar first = get_character(at, end);
    if (first == NO_CHARACTER || !g_unichar_isalpha(first))
        return at;
    while (at < end && continues_tag(get_character(at, end)))
        at = g_utf8_next_char(at);
    return at;
}

static void add_once(GPtrArray *tags, char *tag)
{
    if (g_ptr_array_find_with_equal_func(tags, tag, g_str_equal, NULL))
        g_free(tag);
    else
        g_ptr_array_add(tags, tag);
}

static gboolean opens_tag(const char *line, const char *at)
{
    if (at == line || at[-1] == '(')
        return TRUE;
    const char *before = g_utf8_find_prev_char(line, at);
    gunichar character = before == NULL ? NO_CHARACTER : get_character(before, at);
    return character != NO_CHARACTER && g_unichar_isspace(character);
}

void tl_tag_collect(const char *line, gsize length, GPtrArray *tags)
{
    const char *end = line + length;
    const char *at = line;
    while (at < end && (at = memchr(at, '#', (gsize)(end - at))) != NULL) {
        const char *word = at + 1;
        const char *word_end = opens_tag(line, at) ? find_tag_end(word, end) : word;
        if (word_end > word)
            add_once(tags, tl_tag_canonical(word, word_end - word));
        at = word_end;
    }
}

gboolean tl_tag_is_confidential(const char *tag)
{
    static const char *const confidential[] = {"concern", "mood", "safety", "personal", NULL};
    return g_strv_contains(confidential, tag);
}

/* The length of the tag that begins at at, its '#' included; 0 when there is none. */
static gsize measure_tag(const char *at)
{
    const char *end = at + strlen(at);
    const char *word_end = *at == '#' ? find_tag_end(at + 1, end) : at + 1;
    gboolean is_whole = word_end > at + 1 && (!*word_end || g_ascii_isspace(*word_end));
    return is_whole ? (gsize)(word_end - at) : 0;
}

static void drop_last_tags(char *text)
{
    for (;;) {
        g_strchomp(text);
        char *blank = strrchr(text, ' ');
        char *word = blank ? blank + 1 : text;
        if (measure_tag(word) == 0)
            return;
        *word = '\0';
    }
}

char *tl_tag_strip(const char *text)
{
    const char *at = text + strspn(text, " ");
    for (gsize length; (length = measure_tag(at)) > 0;)
        at += length + strspn(at + length, " ");
    char *rest = g_strdup(at);
    drop_last_tags(rest);
    if (*rest)
        return rest;
    g_free(rest);
    return g_strdup(text);
}
