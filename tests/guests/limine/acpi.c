// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "RSDP Feature", "Memory Map Feature"; ACPI Specification, "ACPI System Description Tables". */
#include "tests/guests/limine/acpi.h"
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/devices.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"
#include "tests/guests/limine/runtime.h"

enum {
    RSDP_SIZE = 20,
    RSDP_SIZE_2 = 36,
    HEADER_SIZE = 36,
    PHYSICAL_RSDP = 3,
    TABLES_IN_MAP = 4,
    MADT_HEADER_SIZE = 44
};

u8 const* madt;

u8 const* next_madt_entry(u8 const* entry)
{
    if (!madt)
        return 0;
    u8 const* const end = madt + get32(madt + 4);
    u8 const* const next = entry ? entry + entry[1] : madt + MADT_HEADER_SIZE;
    return next + 2 <= end && next[1] >= 2 ? next : 0;
}

/* The bytes in the direct map, or a null pointer. Tables give physical addresses. */
static u8 const* bytes_at(u64 physical, u64 size)
{
    u64 const address = views.direct_map + physical;
    return readable(address, size) ? (u8 const*)address : 0;
}

static u8 const* table_at(u64 physical)
{
    return bytes_at(physical, HEADER_SIZE);
}

static void check_kind(u64 physical, u64 size, char const* what)
{
    if (views.revision < TABLES_IN_MAP)
        return;
    int good = 1;
    for (int end = 0; end < 2; ++end) {
        int const kind = kind_of(physical + (end ? size - 1 : 0));
        good &= kind == MEM_ACPI_RECLAIMABLE || kind == MEM_ACPI_NVS || kind == MEM_RESERVED_MAPPED;
    }
    check_numbers(good, what, physical, (u64)kind_of(physical));
}

static void check_fixed_description(u8 const* fadt)
{
    u64 const dsdt = get32(fadt + 40), facs = get32(fadt + 36);
    if (dsdt) {
        u8 const* const table = table_at(dsdt);
        CHECK(table && !memcmp(table, "DSDT", 4), "ACPI: DSDT can be read");
        if (table)
            check_kind(dsdt, get32(table + 4), "ACPI: DSDT lies in a mapped kind of memory");
    }
    if (facs)
        CHECK(table_at(facs) && !memcmp(table_at(facs), "FACS", 4), "ACPI: FACS can be read");
}

static void check_table(u64 physical)
{
    u8 const* const table = table_at(physical);
    if (!table || !readable((u64)table, get32(table + 4))) {
        CHECK(0, "ACPI: a table can be read");
        return;
    }
    check_kind(physical, get32(table + 4), "ACPI: a table lies in a mapped kind of memory");
    CHECK(!sum(table, get32(table + 4)), "ACPI: a table's checksum");
    if (!memcmp(table, "APIC", 4))
        madt = table;
    if (!memcmp(table, "FACP", 4))
        check_fixed_description(table);
}

static void check_tables(u8 const* rsdp)
{
    int const has_xsdt_field = rsdp[15] >= 2 && readable((u64)rsdp, RSDP_SIZE_2);
    CHECK(rsdp[15] < 2 || has_xsdt_field, "RSDP: can be read whole");
    int const is_xsdt = has_xsdt_field && get64(rsdp + 24);
    u8 const* const root = table_at(is_xsdt ? get64(rsdp + 24) : get32(rsdp + 16));
    if (!root || !readable((u64)root, get32(root + 4))) {
        CHECK(0, "ACPI: the root table can be read");
        return;
    }
    u64 const size = get32(root + 4), width = is_xsdt ? 8 : 4;
    CHECK(!memcmp(root, is_xsdt ? "XSDT" : "RSDT", 4) && !sum(root, size), "ACPI: root table, signature and checksum");
    check_kind((u64)root - views.direct_map, size, "ACPI: root table lies in a mapped kind of memory");
    for (u64 at = HEADER_SIZE; at + width <= size; at += width)
        check_table(is_xsdt ? get64(root + at) : get32(root + at));
}

void check_acpi(void)
{
    if (!asked.rsdp)
        return;
    if (!asked.rsdp->response) {
        CHECK(option("noacpi"), "RSDP: answered");
        return;
    }
    CHECK(!option("noacpi"), "RSDP: none was expected");
    struct response_rsdp const* const response = answered(asked.rsdp, sizeof *response, "RSDP", REQUIRED);
    if (!response)
        return;
    int const is_physical = views.revision == PHYSICAL_RSDP;
    u64 const physical = is_physical ? response->address : response->address - views.direct_map;
    info("RSDP", response->address);
    CHECK(physical >> 32 == 0, "RSDP: physical for base revision 3, else in the direct map");
    if (physical >> 32)
        return;
    u8 const* const rsdp = is_physical ? map_device(physical) : bytes_at(physical, RSDP_SIZE);
    if (!rsdp) {
        CHECK(0, "RSDP: can be read");
        return;
    }
    CHECK(!memcmp(rsdp, "RSD PTR ", 8) && !sum(rsdp, RSDP_SIZE), "RSDP: signature and checksum");
    check_kind(physical, RSDP_SIZE, "RSDP lies in a mapped kind of memory (from revision 4 on)");
    if (views.revision == 0 || views.revision >= TABLES_IN_MAP) /* otherwise the tables need not be in the direct map */
        check_tables(rsdp);
}
