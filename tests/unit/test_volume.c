#include "../../src/history/volume_internal.h"

#include <criterion/criterion.h>
#include <string.h>

static const guint64 KEY[2] = {1, 2};

/* The intervals of one line, written as the volume's flags have it, and read back. */
static void expect_read_back(guint32 flags, const tl_volume_interval *intervals, guint32 count)
{
    GByteArray *parts[TL_PARTS];
    const guint32 first[] = {0, count}, lines[] = {0, 1};
    for (guint i = 0; i < TL_PARTS; i++)
        parts[i] = g_byte_array_new();
    g_byte_array_append(parts[TL_PART_TEXT], (const guint8 *)"\n", 1);
    g_byte_array_append(parts[TL_PART_LINES], (const guint8 *)lines, sizeof(lines));
    g_byte_array_append(parts[TL_PART_FIRST], (const guint8 *)first, sizeof(first));
    for (guint32 i = 0; i < count; i++) {
        guint64 packed = flags & TL_VOLUME_WIDE ? 0 : tl_volume_pack(&intervals[i]);
        if (flags & TL_VOLUME_WIDE)
            g_byte_array_append(parts[TL_PART_INTERVALS], (const guint8 *)&intervals[i],
                                sizeof(intervals[i]));
        else
            g_byte_array_append(parts[TL_PART_INTERVALS], (const guint8 *)&packed, sizeof(packed));
    }
    g_autoptr(GBytes) bytes = tl_volume_format(KEY, flags, (const GByteArray *const *)parts);
    g_autoptr(tl_volume) volume = tl_volume_new(bytes, KEY, TL_VOLUME_ALL);
    cr_assert_not_null(volume);
    cr_assert_eq(tl_volume_intervals(volume), count);
    for (guint32 i = 0; i < count; i++) {
        tl_volume_interval found = tl_volume_interval_at(volume, i);
        cr_assert_eq(memcmp(&found, &intervals[i], sizeof(found)), 0, "interval %u", i);
    }
    cr_assert_eq(tl_volume_interval_at(volume, count).added, 0u);
    for (guint i = 0; i < TL_PARTS; i++)
        g_byte_array_unref(parts[i]);
}

Test(volume, narrow_intervals)
{
    const tl_volume_interval intervals[] = {
        {0, 0, 0, TL_VOLUME_NONE},
        {262143, 1023, 262143, 262142},
        {1, 2, 3, 4},
        {262143, 0, 262142, TL_VOLUME_NONE},
    };
    expect_read_back(0, intervals, G_N_ELEMENTS(intervals));
}

Test(volume, wide_intervals)
{
    const tl_volume_interval intervals[] = {
        {0, 0, 0, TL_VOLUME_NONE},
        {262144, 1024, 262144, 262143},
        {G_MAXUINT32 - 1, 70000, G_MAXUINT32 - 1, G_MAXUINT32 - 1},
    };
    expect_read_back(TL_VOLUME_WIDE, intervals, G_N_ELEMENTS(intervals));
}

/* The highest number of a commit is nobody's: it stands for none. */
Test(volume, what_is_narrow)
{
    cr_assert(tl_volume_is_narrow(0, 0, 0));
    cr_assert(tl_volume_is_narrow(262143, 1023, 262143));
    cr_assert_not(tl_volume_is_narrow(262145, 1, 1));
    cr_assert_not(tl_volume_is_narrow(1, 1025, 1));
    cr_assert_not(tl_volume_is_narrow(1, 1, 262144));
}
