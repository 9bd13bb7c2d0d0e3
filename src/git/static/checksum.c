/*
 * The sum at the end of git's index by Nettle, for the program that is linked with libgit2.a.
 *
 * libgit2 makes it as it makes the names of objects, looking for an attacker's collision in each
 * block: a third of what a commit in a large notebook takes. That sum only tells whether the file
 * is whole, and git may be built to leave the search out there (OPENSSL_SHA1_UNSAFE in its
 * Makefile, used by csum-file.c). Names of objects stay libgit2's own, with the search.
 *
 * The linker's --wrap sends libgit2's calls here. Only what was begun in a thread that opens or
 * writes an index just then (index_file.c) is ours; all else goes on to libgit2. A libgit2 without
 * these names calls nothing here.
 */
#include "../git_internal.h"

#include <nettle/sha1.h>

int __real_git_hash_sha1_ctx_init(void *context) __attribute__((weak));
int __real_git_hash_sha1_init(void *context) __attribute__((weak));
int __real_git_hash_sha1_update(void *context, const void *data, size_t length)
    __attribute__((weak));
int __real_git_hash_sha1_final(unsigned char *sum, void *context) __attribute__((weak));

int __wrap_git_hash_sha1_ctx_init(void *context);
int __wrap_git_hash_sha1_init(void *context);
int __wrap_git_hash_sha1_update(void *context, const void *data, size_t length);
int __wrap_git_hash_sha1_final(unsigned char *sum, void *context);

/* libgit2's memory of a sum is not used, for its size is not known here: a thread has one. */
static _Thread_local struct sha1_ctx ours;
static _Thread_local const void *owner; /* the context that it stands for; NULL: none */

static gboolean take(const void *context)
{
    if (owner == context)
        owner = NULL;
    if (owner || !tl_index_is_at_file())
        return FALSE;
    owner = context;
    sha1_init(&ours);
    return TRUE;
}

int __wrap_git_hash_sha1_ctx_init(void *context)
{
    return take(context) ? 0 : __real_git_hash_sha1_ctx_init(context);
}

int __wrap_git_hash_sha1_init(void *context)
{
    return take(context) ? 0 : __real_git_hash_sha1_init(context);
}

int __wrap_git_hash_sha1_update(void *context, const void *data, size_t length)
{
    if (owner != context)
        return __real_git_hash_sha1_update(context, data, length);
    sha1_update(&ours, length, data);
    return 0;
}

int __wrap_git_hash_sha1_final(unsigned char *sum, void *context)
{
    if (owner != context)
        return __real_git_hash_sha1_final(sum, context);
    owner = NULL;
    sha1_digest(&ours, SHA1_DIGEST_SIZE, sum);
    return 0;
}
