// SPDX-License-Identifier: BSD-2-Clause
/* Runs the checks. README.md says what a boot entry needs. */
#include "tests/guests/limine/checks.h"
#include "tests/guests/limine/faults.h"
#include "tests/guests/limine/machine.h"
#include "tests/guests/limine/page_walk.h"
#include "tests/guests/limine/report.h"
#include "tests/guests/limine/requests.h"

void probe_main(void);

/* Finds the direct map and the memory map, without which nothing else can be checked. */
static void find_views(void)
{
    views.has_nx = !!(cpuid(0x80000001).edx & 1 << 20);
    views.has_pat = !!(cpuid(1).edx & 1 << 16);
    views.levels = boot_state.cr4 & 1 << 12 ? 5 : 4;
    check_base_revision();
    if (!asked.direct_map->response) {
        CHECK(0, "HHDM: answered");
        leave();
    }
    /* The response lies in the direct map, so its own address is above the offset that it names. */
    views.direct_map = ((struct response_hhdm*)asked.direct_map->response)->offset;
    CHECK(asked.direct_map->response > views.direct_map, "HHDM: the response lies in the direct map");
    if (!readable(asked.memory_map->response, sizeof(struct response_memmap))) {
        CHECK(0, "memory map: answered");
        leave();
    }
    views.map = (struct response_memmap*)asked.memory_map->response;
    theirs((void*)asked.direct_map->response, sizeof(struct response_hhdm), "HHDM: in reclaimable memory");
    theirs(views.map, sizeof *views.map, "memory map: in reclaimable memory");
}

static void read_command_line(void)
{
    struct response_cmdline const* const response =
        answered(asked.command_line, sizeof *response, "command line: answered", REQUIRED);
    if (response && string_at(response->cmdline, LOADERS_ONLY, "command line: text"))
        views.command_line = response->cmdline;
    info_text("command line:", views.command_line);
}

void probe_main(void)
{
    open_com1();
    text("\nprobe: alive\n");
    check_zeros();
    install_idt();
    find_views();
    read_command_line();
    check_boot_processor();
    check_memory_map();
    check_direct_map();
    check_usable_memory();
    check_page_tables();
    check_image();
    check_loader();
    check_forbidden();
    check_entropy();
    check_times();
    check_acpi();
    check_smbios();
    check_executable_file();
    check_modules();
    check_screen();
    check_interrupts();
    check_processors();
    leave();
}
