#include "timeline_replay_internal.h"

#include "tl11/language.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Bytes that are written to the spool at once. */
#define BUFFER ((gsize)1024 * 1024)

/* A trace's words: one of these, then its numbers. */
enum { BEGIN, JOIN, END, STAND };

void tl_timeline_trace_free(tl_timeline_trace *trace)
{
    if (!trace)
        return;
    g_array_unref(trace->words);
    g_array_unref(trace->nodes);
    g_string_chunk_free(trace->strings);
    g_free(trace->group);
    g_free(trace);
}

void tl_timeline_trace_begin(tl_timeline_trace *trace, guint32 commit, guint32 node,
                             const guint32 *before, guint count)
{
    const guint32 words[] = {BEGIN, commit, node, count};
    g_array_append_vals(trace->words, words, G_N_ELEMENTS(words));
    g_array_append_vals(trace->words, before, count);
}

void tl_timeline_trace_join(tl_timeline_trace *trace, guint32 commit, guint32 node, guint32 other)
{
    const guint32 words[] = {JOIN, commit, node, other};
    g_array_append_vals(trace->words, words, G_N_ELEMENTS(words));
}

void tl_timeline_trace_end(tl_timeline_trace *trace, guint32 commit, guint32 node)
{
    const guint32 words[] = {END, commit, node};
    g_array_append_vals(trace->words, words, G_N_ELEMENTS(words));
}

void tl_timeline_trace_stand(tl_timeline_trace *trace, guint32 node)
{
    const guint32 words[] = {STAND, node};
    g_array_append_vals(trace->words, words, G_N_ELEMENTS(words));
}

/* -- the bytes of many groups' notes -------------------------------------------------- */

/*
 * Git looks for deltas among files whose names end alike, by this sum over the
 * name: a note of one person stands on another's of a day that is written much
 * the same. Read in its order, each is undone once, not once a reader.
 *
 * Source: pack_name_hash() in git's pack-objects.h.
 */
static guint32 sum_name(const char *path)
{
    guint32 sum = 0;
    for (const char *c = path; *c; c++)
        sum = (sum >> 2) + ((guint32)(guchar)*c << 24);
    return sum;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    const tl_timeline_node *const *left = a, *const *right = b;
    guint32 x = (*left)->length, y = (*right)->length;
    return x < y ? -1 : x > y;
}

/* The length holds the sum until the bytes are there. */
static void add_node(GPtrArray *nodes, tl_timeline_node *node)
{
    node->length = sum_name(node->path);
    g_ptr_array_add(nodes, node);
}

static int open_spool(int folder)
{
    int fd = folder < 0 ? -1 : openat(folder, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd >= 0 ? fd : memfd_create("tl11", MFD_CLOEXEC);
}

static gboolean write_out(int fd, GByteArray *buffer)
{
    gsize done = 0;
    while (done < buffer->len) {
        ssize_t written = TL_GIT_RETRY(write(fd, buffer->data + done, buffer->len - done));
        if (written <= 0)
            return FALSE;
        done += (gsize)written;
    }
    g_byte_array_set_size(buffer, 0);
    return TRUE;
}

/* What does not get into the spool is read where it is needed. */
static void fetch(tl_timeline *timeline, tl_timeline_reader *reader, const GPtrArray *nodes,
                  tl_progress *progress)
{
    g_autoptr(GByteArray) buffer = g_byte_array_new();
    guint64 offset = 0;
    guint first = 0;
    gboolean is_fine = TRUE;
    for (guint i = 0; is_fine && i < nodes->len; i++) {
        tl_timeline_node *node = g_ptr_array_index(nodes, i);
        git_odb_object *object =
            tl_timeline_read(reader, &node->blob, GIT_OBJECT_BLOB, TL_TIMELINE_BLOB_MAX);
        tl_progress_set(progress, i, nodes->len);
        if (!object)
            continue;
        node->length = (guint32)git_odb_object_size(object);
        node->offset = offset;
        node->is_fetched = TRUE;
        offset += node->length;
        g_byte_array_append(buffer, git_odb_object_data(object), node->length);
        git_odb_object_free(object);
        if (buffer->len < BUFFER && i + 1 < nodes->len)
            continue;
        is_fine = write_out(timeline->spool, buffer);
        for (guint k = first; !is_fine && k <= i; k++)
            ((tl_timeline_node *)g_ptr_array_index(nodes, k))->is_fetched = FALSE;
        first = i + 1;
    }
    if (is_fine)
        write_out(timeline->spool, buffer);
}

gboolean tl_timeline_prepare(tl_timeline *timeline, tl_repository *repository,
                             const GPtrArray *groups, const tl_timeline_visitor *visitor,
                             int folder, tl_progress *progress, GError **error)
{
    g_auto(tl_timeline_reader) reader = {0};
    g_autoptr(GPtrArray) nodes = g_ptr_array_new();
    if (!tl_timeline_reader_open(&reader, repository, error))
        return FALSE;
    g_clear_pointer(&timeline->traces, g_ptr_array_unref);
    timeline->traces = g_ptr_array_new_with_free_func((GDestroyNotify)tl_timeline_trace_free);
    for (guint i = 0; i < groups->len; i++) {
        tl_timeline_trace *trace = tl_timeline_trace_new(
            timeline, &reader, g_ptr_array_index(groups, i), visitor, NULL, 0);
        g_ptr_array_add(timeline->traces, trace);
        tl_progress_now(progress, i, groups->len);
        for (guint n = 1; n < trace->nodes->len; n++)
            add_node(nodes, &g_array_index(trace->nodes, tl_timeline_node, n));
    }
    timeline->spool = timeline->spool >= 0 ? timeline->spool : open_spool(folder);
    g_ptr_array_sort(nodes, compare_names);
    if (timeline->spool >= 0)
        fetch(timeline, &reader, nodes, progress);
    return TRUE;
}

/* -- telling it ---------------------------------------------------------------------------- */

static gboolean read_spool(int spool, const tl_timeline_node *node, GByteArray *bytes)
{
    g_byte_array_set_size(bytes, node->length);
    gsize done = 0;
    while (done < node->length) {
        ssize_t got = TL_GIT_RETRY(
            pread(spool, bytes->data + done, node->length - done, (off_t)(node->offset + done)));
        if (got <= 0)
            return FALSE;
        done += (gsize)got;
    }
    return TRUE;
}

/* What git-crypt's filter begins an encrypted file with: the clear text was in no object. */
static const char ENCRYPTED[] = "\0GITCRYPT";

/* Leaves out what is no note's text, and tells why. */
static void check_text(tl_timeline *timeline, tl_timeline_version *version)
{
    gboolean is_encrypted = version->text && version->length >= sizeof(ENCRYPTED) &&
                            memcmp(version->text, ENCRYPTED, sizeof(ENCRYPTED)) == 0;
    if (version->text && !is_encrypted)
        return;
    g_autofree char *reason =
        g_strdup_printf(is_encrypted ? _("%s is encrypted in history (git-crypt)")
                                     : _("a version of %s is missing or too large"),
                        version->path);
    tl_timeline_set_gap(timeline, reason);
    version->text = NULL;
    version->length = 0;
}

static void play_begin(const tl_timeline_trace *trace, tl_timeline *timeline,
                       tl_timeline_reader *reader, const guint32 *words,
                       const tl_timeline_visitor *visitor, gpointer data, GByteArray *bytes)
{
    const tl_timeline_node *node = &g_array_index(trace->nodes, tl_timeline_node, words[2]);
    tl_timeline_version version = {words[2], words[1], node->path, node->blob.id,
                                   NULL,     0,        words + 4,  words[3]};
    if (visitor->is_without_text) {
        visitor->begin(data, &version);
        return;
    }
    git_odb_object *object = NULL;
    if (node->is_fetched && read_spool(timeline->spool, node, bytes)) {
        version.text = node->length ? (const char *)bytes->data : "";
        version.length = node->length;
    } else if (reader) {
        object = tl_timeline_read(reader, &node->blob, GIT_OBJECT_BLOB, TL_TIMELINE_BLOB_MAX);
        version.text = object ? git_odb_object_data(object) : NULL;
        version.length = object ? git_odb_object_size(object) : 0;
    }
    check_text(timeline, &version);
    visitor->begin(data, &version);
    git_odb_object_free(object);
}

void tl_timeline_trace_play(const tl_timeline_trace *trace, tl_timeline *timeline,
                            tl_timeline_reader *reader, const tl_timeline_visitor *visitor,
                            gpointer data)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (guint i = 0; i < trace->words->len;) {
        const guint32 *words = &g_array_index(trace->words, guint32, i);
        switch (words[0]) {
        case BEGIN:
            play_begin(trace, timeline, reader, words, visitor, data, bytes);
            i += 4 + words[3];
            break;
        case JOIN:
            visitor->join(data, words[1], words[2], words[3]);
            i += 4;
            break;
        case END:
            visitor->end(data, words[1], words[2]);
            i += 3;
            break;
        default:
            visitor->stand(data, words[1],
                           g_array_index(trace->nodes, tl_timeline_node, words[1]).path);
            i += 2;
        }
    }
}

static tl_timeline_trace *take_prepared(tl_timeline *timeline, const char *group)
{
    tl_timeline_trace *found = NULL;
    g_mutex_lock(&timeline->turn);
    for (guint i = 0; timeline->traces && i < timeline->traces->len && !found; i++) {
        const tl_timeline_trace *trace = g_ptr_array_index(timeline->traces, i);
        if (strcmp(trace->group, group) == 0)
            found = g_ptr_array_steal_index_fast(timeline->traces, i);
    }
    g_mutex_unlock(&timeline->turn);
    return found;
}

static gboolean is_fetched(const tl_timeline_trace *trace)
{
    for (guint i = 1; i < trace->nodes->len; i++)
        if (!g_array_index(trace->nodes, tl_timeline_node, i).is_fetched)
            return FALSE;
    return TRUE;
}

/* FALSE: see tl_timeline_replay(). */
static gboolean replay_from_git(tl_timeline *timeline, tl_repository *repository,
                                const tl_timeline_group *group, const tl_timeline_visitor *visitor,
                                gpointer data, guint known, tl_timeline_trace *prepared,
                                GError **error)
{
    g_auto(tl_timeline_reader) reader = {0};
    g_autoptr(tl_timeline_trace) trace = prepared;
    if (!tl_timeline_reader_open(&reader, repository, error))
        return FALSE;
    if (!trace)
        trace = tl_timeline_trace_new(timeline, &reader, group, visitor, data, known);
    if (trace)
        tl_timeline_trace_play(trace, timeline, &reader, visitor, data);
    return trace != NULL;
}

gboolean tl_timeline_replay(tl_timeline *timeline, tl_repository *repository,
                            const tl_timeline_group *group, const tl_timeline_visitor *visitor,
                            gpointer data, guint known, GError **error)
{
    g_autoptr(tl_timeline_trace) trace = known ? NULL : take_prepared(timeline, group->name);
    if (trace && is_fetched(trace)) {
        tl_timeline_trace_play(trace, timeline, NULL, visitor, data);
        return TRUE;
    }
    g_mutex_lock(&timeline->turn);
    gboolean is_told = replay_from_git(timeline, repository, group, visitor, data, known,
                                       g_steal_pointer(&trace), error);
    g_mutex_unlock(&timeline->turn);
    return is_told;
}
