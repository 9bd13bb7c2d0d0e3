/* The loader looks for names, and may not have them turned into what it is to find. */
#define TL_LIBGIT2_NO_CALLS
#include "libgit2_late_internal.h"

#include <dlfcn.h>
#include <elf.h>

struct tl_libgit2 tl_libgit2;

static const struct {
    const char *name;
    void **slot;
} slots[] = {
#define LIBGIT2(name) {#name, (void **)&tl_libgit2.name},
#include "libgit2_slots.h"
#undef LIBGIT2
};

/*
 * Tells packagers' tools what is loaded, as the dynamic section does of what is linked.
 * Source of the rule: "dlopen() Metadata for ELF Files" (systemd.io/ELF_DLOPEN_METADATA).
 */
#define DLOPEN_METADATA 0x407c0c0a
#define PAYLOAD                                                                                    \
    "[{\"soname\":[\"" TL_LIBGIT2_SONAME "\"],\"feature\":\"git\","                                \
    "\"description\":\"Reads and writes notebooks\",\"priority\":\"required\"}]"

static const struct {
    Elf32_Nhdr header;
    char owner[4];
    _Alignas(4) char payload[sizeof PAYLOAD];
} metadata __attribute__((used, section(".note.dlopen"), aligned(4))) = {
    {4, sizeof PAYLOAD, DLOPEN_METADATA}, "FDO", PAYLOAD};

const char *tl_libgit2_load(void)
{
    void *library = dlopen(TL_LIBGIT2_SONAME, RTLD_LAZY | RTLD_LOCAL);
    for (gsize i = 0; library && i < G_N_ELEMENTS(slots); i++)
        if (!(*slots[i].slot = dlsym(library, slots[i].name)))
            library = NULL;
    return library ? NULL : g_strdup(dlerror());
}
