#include "tl11/report.h"

#include <criterion/criterion.h>

#include <string.h>

static tl_report *make_report(const char *text)
{
    tl_report *report = g_new0(tl_report, 1);
    tl_report_open *open = g_new0(tl_report_open, 1);
    report->since = tl_date_parse_iso("2026-11-02", -1);
    report->today = tl_date_parse_iso("2026-11-24", -1);
    report->persons = g_ptr_array_new();
    report->oldest = g_ptr_array_new_with_free_func(g_free);
    report->touches = g_array_new(FALSE, FALSE, sizeof(tl_touch));
    report->problems = g_ptr_array_new();
    *open = (tl_report_open){(char *)text, (char *)"ana", (char *)"me", 0, report->since};
    g_ptr_array_add(report->oldest, open);
    return report;
}

static char *make_page(const char *text)
{
    g_autoptr(tl_report) report = make_report(text);
    return tl_report_to_html(report, TL_LANGUAGE_EN);
}

Test(report, kept_is_done_of_all_that_ended_or_should_have)
{
    const tl_report_promises none = {.open = 5}, some = {3, 2, 1, 2, 9}, all = {.done = 4};
    cr_assert_lt(tl_report_kept(&none), 0);
    cr_assert_float_eq(tl_report_kept(&some), 3.0 / 8, 1e-9);
    cr_assert_float_eq(tl_report_kept(&all), 1, 1e-9);
}

Test(report, text_is_text_in_the_page_whatever_it_is)
{
    static const struct {
        const char *text, *page;
    } CASES[] = {
        {"a < b & \"c\" 'd' > e", "<bdi>a &lt; b &amp; &quot;c&quot; &apos;d&apos; &gt; e</bdi>"},
        {"</bdi><script>", "<bdi>&lt;/bdi&gt;&lt;script&gt;</bdi>"},
        {"a\x1b[1mb\x7f\x01", "<bdi>a[1mb</bdi>"},
        {"a\xc2\x9b"
         "b\xe2\x80\xae"
         "c\xe2\x81\xa6"
         "d\xd8\x9c",
         "<bdi>abcd</bdi>"},
        {"a\xff"
         "b",
         "<bdi>a\xef\xbf\xbd"
         "b</bdi>"},
        {"a\tb\nc", "<bdi>a b c</bdi>"},
        {"caf\xc3\xa9 \xe6\xbc\xa2", "<bdi>caf\xc3\xa9 \xe6\xbc\xa2</bdi>"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *page = make_page(CASES[i].text);
        cr_assert(strstr(page, CASES[i].page), "%zu: %s", i, page);
        cr_assert(g_utf8_validate(page, -1, NULL));
    }
}

Test(report, the_policy_names_the_one_style_sheet)
{
    g_autofree char *page = make_page("x");
    const char *css = strstr(page, "<style>") + strlen("<style>");
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize size = sizeof(digest);
    g_checksum_update(sum, (const guchar *)css, strstr(css, "</style>") - css);
    g_checksum_get_digest(sum, digest, &size);
    g_autofree char *hash = g_base64_encode(digest, size);
    g_autofree char *policy =
        g_strdup_printf("content=\"default-src 'none'; style-src 'sha256-%s'", hash);
    cr_assert(strstr(page, policy));
    cr_assert_not(strstr(page, " style="));
    cr_assert_not(strstr(page, "<script"));
}

Test(report, a_page_is_known_again_and_nothing_else_is)
{
    g_autofree char *page = make_page("x");
    const char *other = "<!DOCTYPE html><html><head><title>mine</title>";
    g_autofree char *late = g_strdup_printf("%600s%s", "", page);
    cr_assert(tl_report_is_page(page, strlen(page)));
    cr_assert_not(tl_report_is_page(page, 40));
    cr_assert_not(tl_report_is_page(other, strlen(other)));
    cr_assert_not(tl_report_is_page(late, strlen(late)));
    cr_assert_not(tl_report_is_page("", 0));
}

Test(report, nothing_on_the_terminal_drives_it)
{
    g_autoptr(tl_report) report = make_report("a\x1b]0;evil\x07 b");
    const tl_report_style style = {0, FALSE, TRUE};
    g_autofree char *text = tl_report_format(report, &style);
    cr_assert(strstr(text, "a\\x1b]0;evil\\x07 b"));
    cr_assert_not(strchr(text, '\x1b'));
}
