#include "tl11/remote.h"

#include "git_internal.h"
#include "tl11/error.h"
#include "tl11/git_program.h"
#include "tl11/language.h"
#include "tl11/revision.h"
#include "tl11/text.h"

#include <string.h>
#include <unistd.h>

/* Commits up to which they are counted here: git is as quick then. */
#define COUNTED_MAX 128

static gboolean fail_talk(const tl_git_talk *talk, const char *what, const tl_remote *remote,
                          GError **error)
{
    g_autofree char *words = g_strstrip(g_strdup(talk->words->str));
    g_autofree char *escaped = tl_text_escape(words, -1);
    g_autofree char *message = g_strdup_printf(what, remote->label);
    gboolean is_told = talk->is_shown || !*escaped;
    return tl_error_set(error, TL_EXIT_FAILED, "%s%s%s", message, is_told ? "" : ":\n",
                        is_told ? "" : escaped);
}

/* "<name>\t<reference>": git matches the end of a reference's name, so there may be others. */
static gboolean read_tip(const char *output, const char *branch, char *tip, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    tip[0] = '\0';
    for (gsize i = 0; lines[i]; i++) {
        char *tab = strchr(lines[i], '\t');
        if (!tab || strcmp(tab + 1, branch) != 0)
            continue;
        *tab = '\0';
        if (strlen(lines[i]) != TL_OBJECT_NAME_SIZE - 1)
            return tl_error_set(error, TL_EXIT_FAILED,
                                _("the remote keeps its objects in another format (SHA-256?), and "
                                  "tl11 works with SHA-1 repositories"));
        g_strlcpy(tip, lines[i], TL_OBJECT_NAME_SIZE);
    }
    return TRUE;
}

gboolean tl_remote_tip(tl_repository *repository, const tl_remote *remote,
                       char tip[static TL_OBJECT_NAME_SIZE], GError **error)
{
    const char *arguments[] = {"ls-remote", "--quiet", "--", remote->name, remote->branch, NULL};
    g_auto(tl_git_talk) talk = {.output = NULL};
    if (!tl_git_listen(repository, arguments, &talk, error))
        return FALSE;
    if (talk.status != 0)
        return fail_talk(&talk, _("cannot reach %s"), remote, error);
    return read_tip(talk.output->str, remote->branch, tip, error);
}

/* What is fetched is to last as what is committed does. */
static const char *choose_sync(tl_repository *repository)
{
    return tl_repository_is_durable(repository) ? "core.fsync=all" : "core.fsync=none";
}

/* keeps_head: FETCH_HEAD stays as the user's own git wrote it, which git can do since 2.29. */
static gboolean fetch(tl_repository *repository, const tl_remote *remote, gboolean keeps_head,
                      tl_git_talk *talk, GError **error)
{
    const char *progress = isatty(STDERR_FILENO) == 1 ? "--progress" : "--no-progress";
    const char *arguments[] = {
        "-c",           choose_sync(repository),
        "-c",           "maintenance.auto=false", /* the merge that follows does it */
        "fetch",        "--no-recurse-submodules",
        progress,       keeps_head ? "--no-write-fetch-head" : progress,
        "--",           remote->name,
        remote->branch, NULL};
    return tl_git_listen(repository, arguments, talk, error);
}

gboolean tl_remote_fetch(tl_repository *repository, const tl_remote *remote, GError **error)
{
    g_auto(tl_git_talk) talk = {.output = NULL};
    return fetch(repository, remote, FALSE, &talk, error) &&
           (talk.status == 0 || fail_talk(&talk, _("cannot fetch from %s"), remote, error));
}

static gboolean read_tracking(tl_repository *repository, const char *tracking,
                              char tip[static TL_OBJECT_NAME_SIZE])
{
    git_oid id;
    if (git_reference_name_to_id(&id, repository->handle, tracking) < 0)
        return FALSE;
    git_oid_tostr(tip, TL_OBJECT_NAME_SIZE, &id);
    return TRUE;
}

/*
 * Some branch could not be taken, or this git is too old, or there is none of this name any more,
 * which is said in the user's language, but with the name: then what is there has to be asked.
 */
static gboolean is_about_branch(const tl_git_talk *talk, const tl_remote *remote)
{
    return talk->status != TL_GIT_DIES || strstr(talk->words->str, remote->branch);
}

gboolean tl_remote_meet(tl_repository *repository, const tl_remote *remote,
                        char tip[static TL_OBJECT_NAME_SIZE], GError **error)
{
    g_autofree char *tracking = tl_remote_tracking(repository, remote);
    g_auto(tl_git_talk) talk = {.output = NULL};
    if (!tracking || !read_tracking(repository, tracking, tip))
        return tl_remote_tip(repository, remote, tip, error);
    if (!fetch(repository, remote, TRUE, &talk, error))
        return FALSE;
    if (talk.status == 0 && read_tracking(repository, tracking, tip))
        return TRUE;
    return is_about_branch(&talk, remote)
               ? tl_remote_tip(repository, remote, tip, error)
               : fail_talk(&talk, _("cannot fetch from %s"), remote, error);
}

/*
 * "!\t<from>:<to>\t[rejected] (fetch first)", never translated: whether one has one of the signs.
 *
 * Source: git's transport.c, print_one_push_status(); builtin/receive-pack.c, update().
 */
static gboolean is_refused(const char *output, const char *const *signs)
{
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    for (gsize i = 0; lines[i]; i++)
        for (gsize j = 0; lines[i][0] == '!' && signs[j]; j++)
            if (strstr(lines[i], signs[j]))
                return TRUE;
    return FALSE;
}

/* A reference that moved under the other side's hands is a lost race too. */
static const char *const LATE[] = {"[rejected]", "reference already exists", "but expected", NULL};
static const char *const BUSY[] = {"lock", "failed to update ref", NULL};

tl_push_result tl_remote_push(tl_repository *repository, const tl_remote *remote, GError **error)
{
    g_autofree char *what = g_strconcat(remote->local, ":", remote->branch, NULL);
    const char *arguments[] = {"push",
                               "--porcelain",
                               "--recurse-submodules=no",
                               "--no-follow-tags",
                               isatty(STDERR_FILENO) == 1 ? "--progress" : "--no-progress",
                               "--no-force",
                               "--",
                               remote->name,
                               what,
                               NULL};
    g_auto(tl_git_talk) talk = {.output = NULL};
    if (!tl_git_listen(repository, arguments, &talk, error))
        return TL_PUSH_FAILED;
    if (talk.status == 0)
        return TL_PUSH_DONE;
    if (is_refused(talk.output->str, LATE))
        return TL_PUSH_LATE;
    fail_talk(&talk, _("cannot push to %s"), remote, error);
    return is_refused(talk.output->str, BUSY) ? TL_PUSH_BUSY : TL_PUSH_FAILED;
}

static gboolean has_commit(tl_repository *repository, const char *name)
{
    g_autofree char *commit = g_strconcat(name, "^{commit}", NULL);
    const char *arguments[] = {"cat-file", "-e", commit, NULL};
    int status = -1;
    return tl_git_ask(repository->root, arguments, NULL, &status, NULL) && status == 0;
}

/* Where one comes before the other, it is all that they have in common. */
static tl_related compare(tl_repository *repository, const char *ours, const char *theirs,
                          GError **error)
{
    g_autofree char *common = NULL;
    int status = tl_git_base(repository, ours, theirs, &common, error);
    if (status < 0)
        return TL_RELATED_ERROR;
    if (g_strcmp0(common, theirs) == 0)
        return TL_RELATED_AHEAD;
    if (g_strcmp0(common, ours) == 0)
        return TL_RELATED_BEHIND;
    if (status <= 1)
        return TL_RELATED_DIVERGED;
    if (!has_commit(repository, theirs))
        return TL_RELATED_UNKNOWN;
    tl_git_fail(error, _("cannot compare HEAD with the commit %s: 'tl11 git fsck' tells why"),
                theirs);
    return TL_RELATED_ERROR;
}

tl_related tl_remote_relate(tl_repository *repository, const char *ours, const char *theirs,
                            GError **error)
{
    if (strcmp(ours, theirs) == 0)
        return TL_RELATED_SAME;
    if (!*theirs)
        return TL_RELATED_AHEAD;
    if (*ours)
        return compare(repository, ours, theirs, error);
    return has_commit(repository, theirs) ? TL_RELATED_BEHIND : TL_RELATED_UNKNOWN;
}

/* Commits of a history without merges, from one to another; 0: it is not like that, or long. */
static guint count_line(tl_repository *repository, const char *from, const char *to)
{
    g_autoptr(git_commit) at = tl_revision_commit(repository, to, NULL);
    for (guint count = 1; at && count <= COUNTED_MAX && git_commit_parentcount(at) == 1; count++) {
        const git_oid *parent = git_commit_parent_id(at, 0);
        git_commit *next = NULL;
        if (git_oid_streq(parent, from) == 0)
            return count;
        if (git_commit_lookup(&next, repository->handle, parent) < 0)
            return 0;
        git_commit_free(at);
        at = next;
    }
    return 0;
}

/* libgit2 counts wrong where the dates of commits are, and git is asked where there are merges. */
guint tl_remote_count(tl_repository *repository, const char *from, const char *to)
{
    guint in_line = *from ? count_line(repository, from, to) : 0;
    if (in_line > 0)
        return in_line;
    g_autofree char *exclude = g_strconcat("^", from, NULL);
    const char *arguments[] = {"rev-list", "--count", "--no-merges", to, *from ? exclude : NULL,
                               NULL};
    g_autoptr(GString) output = g_string_new(NULL);
    guint64 count = 0;
    int status = -1;
    if (tl_git_ask(repository->root, arguments, output, &status, NULL) && status == 0)
        g_ascii_string_to_unsigned(g_strchomp(output->str), 10, 0, G_MAXUINT, &count, NULL);
    return MAX((guint)count, 1);
}
