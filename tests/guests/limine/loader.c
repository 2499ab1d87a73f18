// SPDX-License-Identifier: BSD-2-Clause
/* The answers that need no further look, and the requests that must not be answered. */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/machine.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"

static void check_paging_mode(void)
{
    struct response_paging const* const response =
        answered(asked.paging_mode, sizeof *response, "paging mode", REQUIRED);
    if (!response)
        return;
    CHECK_IS(response->mode, views.levels - 4, "paging mode: the answer is what CR4 says");
    int const has_five = !!(cpuid(7).ecx & 1 << 16);
    CHECK_IS(views.levels, choices.levels != FOUR_ONLY && has_five ? 5 : 4, "paging mode: what was asked for");
}

void check_loader(void)
{
    struct response_info const* const loader = answered(asked.loader, sizeof *loader, "bootloader info", REQUIRED);
    if (loader && string_at(loader->name, LOADERS_ONLY, "bootloader info: name") &&
        string_at(loader->version, LOADERS_ONLY, "bootloader info: version")) {
        CHECK(*loader->name && *loader->version, "bootloader info: not empty");
        info_text("loader", loader->name);
        info_text("version", loader->version);
    }
    struct response_firmware const* const firmware =
        answered(asked.firmware, sizeof *firmware, "firmware type", REQUIRED);
    if (firmware)
        CHECK_IS(firmware->firmware_type, 0, "firmware type: BIOS");
    answered(asked.stack_size, 8, "stack size", REQUIRED);
    answered(asked.keep_iommu, 8, "keep IOMMU", OPTIONAL);
    check_paging_mode();
}

void check_forbidden(void)
{
    for (unsigned i = 0; i < forbidden_count; ++i)
        CHECK_IS(forbidden[i].request->response, UNTOUCHED, forbidden[i].name);
}
