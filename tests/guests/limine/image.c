// SPDX-License-Identifier: BSD-2-Clause
/* The Limine Boot Protocol, "Executable Address Feature", "Entry memory layout". */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"
#include "tests/guests/limine/runtime.h"

#define LOWEST 0xFFFFFFFF80000000ull

extern u8 image_start[], text_end[], data_start[], image_end[]; /* kernel.ld */

static u8 volatile zeros[100000]; /* otherwise the compiler knows that nothing writes to it */
static u8 volatile written = 0xA5;
static char const* const words[] = {"one", "two",
                                    "three"}; /* pointers: a position-independent kernel must be relocated */

struct faults {
    unsigned place, kind, user, rights;
};

static void check_page(u64 at, struct response_address const* response, struct faults* faults)
{
    struct page const page = look_up(at);
    if (!page.present) {
        faults->place += !readable(at, 1);
        return;
    }
    faults->place += page.physical - response->physical_base != at - response->virtual_base;
    faults->kind += kind_of(page.physical) != MEM_EXECUTABLE_AND_MODULES;
    faults->user += page.flags & U || page.pat;
    int const executable = at < (u64)text_end, writable = at >= (u64)data_start;
    if (!choices.open_segments)
        faults->rights += !!(page.flags & W) != writable || (views.has_nx && !!(page.flags & NX) == executable);
}

void check_zeros(void)
{
    unsigned dirty = 0;
    for (unsigned i = 0; i < sizeof zeros; ++i)
        dirty += zeros[i] != 0;
    CHECK_IS(dirty, 0, ".bss is zero");
    if (dirty)
        leave();
}

static void check_contents(void)
{
    CHECK_IS(written, 0xA5, ".data has its values");
    CHECK(same(words[0], "one") && same(words[1], "two") && same(words[2], "three"), "relocations");
}

void check_image(void)
{
    struct response_address const* const response =
        answered(asked.address, sizeof *response, "executable address", REQUIRED);
    if (!response)
        return;
    CHECK_IS(response->virtual_base, image_start, "executable address: virtual base");
    CHECK(response->virtual_base >= LOWEST, "executable address: in the last 2 GiB");
    info("executable, virtual", response->virtual_base);
    info("executable, physical", response->physical_base);
    struct faults faults = {0, 0, 0, 0};
    for (u64 at = (u64)image_start; at < (u64)image_end; at += PAGE)
        check_page(at, response, &faults);
    CHECK_IS(faults.place, 0, "executable: in one piece at its physical base");
    CHECK_IS(faults.kind, 0, "executable: of kind executable-and-modules in the memory map");
    CHECK_IS(faults.user, 0, "executable: supervisor, write-back");
    CHECK_IS(faults.rights, 0, "executable: each segment has the rights of its header");
    check_contents();
    CHECK(asked.entry_point->response != 0, "entry point: answered");
}
