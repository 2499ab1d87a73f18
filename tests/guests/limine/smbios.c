// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "SMBIOS Feature"; DMTF DSP0134, "SMBIOS structure table entry point" (5.2). */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/devices.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"
#include "tests/guests/limine/runtime.h"

enum { PHYSICAL_FROM = 3, PHYSICAL_TO = 4, IN_MAP = 5, LARGEST_ENTRY = 31 };

struct entry_point {
    char const* anchor;
    u64 anchor_size;
    unsigned length_at;
    u64 table, size; /* physical */
};

static void check_table(u64 entry_at, struct entry_point const* entry)
{
    if (views.revision < IN_MAP)
        return;
    CHECK_IS(kind_of(entry_at), MEM_RESERVED_MAPPED, "SMBIOS: entry point lies in reserved (mapped)");
    CHECK(entry->size && readable(views.direct_map + entry->table, entry->size), "SMBIOS: its table can be read");
    int const kind = kind_of(entry->table);
    CHECK(kind == MEM_RESERVED_MAPPED || kind == MEM_ACPI_RECLAIMABLE || kind == MEM_ACPI_NVS,
          "SMBIOS: its table lies in reserved (mapped)");
}

static u8 const* read_entry(u64 given, u64* physical)
{
    int const is_physical = views.revision >= PHYSICAL_FROM && views.revision <= PHYSICAL_TO;
    *physical = is_physical ? given : given - views.direct_map;
    int const is_right = *physical >= 0xF0000 && *physical < 0x100000;
    CHECK(is_right, "SMBIOS: physical for base revisions 3 and 4, else in the direct map");
    if (!is_right)
        return 0;
    if (is_physical)
        return map_device(*physical);
    if (readable(given, LARGEST_ENTRY))
        return (u8 const*)given;
    CHECK(0, "SMBIOS: can be read");
    return 0;
}

static void check_entry(u8 const* bytes, u64 physical, struct entry_point const* entry)
{
    CHECK(!memcmp(bytes, entry->anchor, entry->anchor_size) && !sum(bytes, bytes[entry->length_at]),
          "SMBIOS: anchor and checksum");
    check_table(physical, entry);
}

void check_smbios(void)
{
    struct response_smbios const* const response = answered(asked.smbios, sizeof *response, "SMBIOS", OPTIONAL);
    if (!response)
        return;
    CHECK(response->entry_32 || response->entry_64, "SMBIOS: one entry point at least");
    u64 physical = 0;
    u8 const* bytes = response->entry_32 ? read_entry(response->entry_32, &physical) : 0;
    if (bytes) {
        struct entry_point const entry = {"_SM_", 4, 5, get32(bytes + 24), (u64)(bytes[22] | bytes[23] << 8)};
        check_entry(bytes, physical, &entry);
    }
    bytes = response->entry_64 ? read_entry(response->entry_64, &physical) : 0;
    if (bytes) {
        struct entry_point const entry = {"_SM3_", 5, 6, get64(bytes + 16), get32(bytes + 12)};
        check_entry(bytes, physical, &entry);
    }
}
