#include "tl11/ledger.h"

#include <string.h>

gboolean tl_owner_is_me(const char *owner)
{
    return !owner || strcmp(owner, "me") == 0;
}

tl_item_rank tl_item_rank_of(const tl_item *item)
{
    const tl_occurrence *newest = item->newest;
    const tl_followup *followup = newest->followup;
    return (tl_item_rank){followup->due, !tl_owner_is_me(followup->owner), item->born, newest->path,
                          followup->line};
}

int tl_item_rank_compare(gconstpointer a, gconstpointer b)
{
    const tl_item_rank *left = a, *right = b;
    /* Without a date it is last: the largest there is. */
    if (left->due != right->due)
        return left->due - 1 < right->due - 1 ? -1 : 1;
    if (left->is_theirs != right->is_theirs)
        return left->is_theirs < right->is_theirs ? -1 : 1;
    if (left->born != right->born)
        return left->born < right->born ? -1 : 1;
    int order = left->path == right->path ? 0 : strcmp(left->path, right->path);
    return order ? order : (int)left->line - (int)right->line;
}
