#include "tl11/memo.h"

static tl_memo_keeper kept;

void tl_memo_use(tl_memo_keeper keeper)
{
    kept = keeper;
}

GBytes *tl_memo_get(const tl_notebook *notebook, tl_memo_kind kind, const char *path,
                    tl_memo_maker make, GError **error)
{
    return kept ? kept(notebook, kind, path, make, error) : make(notebook, path, error);
}
