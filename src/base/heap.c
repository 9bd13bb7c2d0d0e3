#include "tl11/heap.h"

#include <malloc.h>

void tl_heap_grow_by(gsize step, gsize kept, gsize mapped)
{
#ifdef M_TOP_PAD
    mallopt(M_TOP_PAD, (int)step);
    mallopt(M_TRIM_THRESHOLD, (int)kept);
    mallopt(M_MMAP_THRESHOLD, (int)mapped);
#else
    (void)step;
    (void)kept;
    (void)mapped;
#endif
}
