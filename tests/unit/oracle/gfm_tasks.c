/*
 * What cmark-gfm takes for a task: documents on standard input, each as its
 * length in digits, a line end and its bytes; for each one row "line checked"
 * a task in document order, then a row ".".
 *
 * A program of its own, since libcmark-gfm and libcmark export the same names.
 */
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cmark_node *parse(const char *text, size_t length, cmark_syntax_extension *tasklist)
{
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    cmark_parser_attach_syntax_extension(parser, tasklist);
    cmark_parser_feed(parser, text, length);
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    return document;
}

static void print_tasks(cmark_node *document)
{
    cmark_iter *iter = cmark_iter_new(document);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (event == CMARK_EVENT_ENTER && strcmp(cmark_node_get_type_string(node), "tasklist") == 0)
            printf("%d %d\n", cmark_node_get_start_line(node),
                   cmark_gfm_extensions_get_tasklist_item_checked(node) ? 1 : 0);
    }
    cmark_iter_free(iter);
    puts(".");
}

int main(void)
{
    cmark_gfm_core_extensions_ensure_registered();
    cmark_syntax_extension *tasklist = cmark_find_syntax_extension("tasklist");
    if (tasklist == NULL)
        return 2;
    size_t length = 0;
    while (scanf("%zu", &length) == 1) {
        char *text = malloc(length + 1);
        if (text == NULL || getchar() != '\n' || fread(text, 1, length, stdin) != length)
            return 2;
        cmark_node *document = parse(text, length, tasklist);
        print_tasks(document);
        cmark_node_free(document);
        free(text);
    }
    return ferror(stdin) || fflush(stdout) != 0 ? 2 : 0;
}
