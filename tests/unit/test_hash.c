#include "tl11/hash.h"

#include <criterion/criterion.h>
#include <string.h>

/* The vectors of FIPS 180: "abc" and a million times "a". */

static char *hexadecimal(const guint8 *sum, gsize length)
{
    GString *text = g_string_new(NULL);
    for (gsize i = 0; i < length; i++)
        g_string_append_printf(text, "%02x", sum[i]);
    return g_string_free(text, FALSE);
}

static void check_sha1(const char *first, const char *second, const char *wanted)
{
    guint8 sum[TL_SHA1_BYTES];
    tl_hash_sha1(first, strlen(first), second, strlen(second), sum);
    g_autofree char *got = hexadecimal(sum, sizeof(sum));
    cr_expect_str_eq(got, wanted);
}

static void check_sha256(const char *first, const char *second, const char *wanted)
{
    guint8 sum[TL_SHA256_BYTES];
    tl_hash_sha256(first, strlen(first), second, strlen(second), sum);
    g_autofree char *got = hexadecimal(sum, sizeof(sum));
    cr_expect_str_eq(got, wanted);
}

Test(hash, sums_are_the_published_ones)
{
    g_autofree char *million = g_strnfill(1000000, 'a');
    check_sha1("a", "bc", "a9993e364706816aba3e25717850c26c9cd0d89d");
    check_sha1("", "", "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    check_sha1("", million, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    check_sha256("a", "bc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_sha256("", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_sha256(million, "", "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
