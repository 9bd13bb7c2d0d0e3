/*
 * What the program says of a scenario's promises, against the model.
 */
#ifndef SCENARIOS_JUDGE_H
#define SCENARIOS_JUDGE_H

#include "book.h"

#include <jansson.h>

/* What "tl11 COMMAND --json" lists, with an option more or NULL. Owns: the caller decrefs it. */
json_t *ask(book *b, const char *command, const char *agenda);

/* A member, "-" for null. Borrowed. */
const char *text_of(const json_t *object, const char *key);

/* followups and lost, of every promise that was ever made. */
void compare_all(book *b);

#endif
