/*
 * libgit2 without its network, for the program that is linked with libgit2.a.
 *
 * tl11 never lets libgit2 fetch, push or clone: that is the user's own git, with
 * its ssh settings and credential helpers. Yet libgit2's start readies TLS and ssh:
 * it parses the whole CA bundle, for longer than any command of tl11 runs, and
 * there is no switch for it; their libraries and Kerberos' double that.
 *
 * What joins libgit2 to its network is the few names below. As they are found here
 * first, the linker leaves out of the archive the parts that define them: http, ssh,
 * TLS and GSS. All else is libgit2's own. One that libgit2's start
 * calls succeeds and does nothing, any other is never reached and says so.
 *
 * Debian 12 has libgit2 1.5; the names of libgit2 up to 1.9 are here too, and where
 * an archive does not have a name, nothing asks for ours. Where ours is not enough,
 * linking fails, and the program is linked with the shared library instead.
 *
 * This is no part of the tl11 library, and of no program with the shared libgit2.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <git2.h>
#include <git2/sys/transport.h>

int git_mbedtls_stream_global_init(void);
int git_openssl_stream_global_init(void);
int git_transport_ssh_global_init(void);
int git_transport_ssh_libssh2_global_init(void);
int git_mbedtls__set_cert_location(const char *file, const char *path);
int git_openssl__set_cert_location(const char *file, const char *path);
extern bool git_http__expect_continue;

bool git_http__expect_continue = false; /* git_libgit2_opts() can set it */

static int refuse(const char *name)
{
    fprintf(stderr, "tl11: %s: libgit2's network is left out of this program\n", name);
    abort();
}

/* -- what git_libgit2_init() calls ----------------------------------------- */

int git_mbedtls_stream_global_init(void)
{
    return 0;
}

int git_openssl_stream_global_init(void)
{
    return 0;
}

int git_transport_ssh_global_init(void)
{
    return 0;
}

int git_transport_ssh_libssh2_global_init(void) /* the same, since libgit2 1.8 */
{
    return 0;
}

/* -- what only git_libgit2_opts() and a remote's connection call ------------- */

int git_mbedtls__set_cert_location(const char *file, const char *path)
{
    (void)file, (void)path;
    return refuse(__func__);
}

int git_openssl__set_cert_location(const char *file, const char *path)
{
    (void)file, (void)path;
    return refuse(__func__);
}

int git_transport_new(git_transport **out, git_remote *owner, const char *url)
{
    (void)out, (void)owner, (void)url;
    return refuse(__func__);
}
