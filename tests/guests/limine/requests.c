// SPDX-License-Identifier: BSD-2-Clause
/* The requests, between their delimiters, and decoys outside. The build chooses a variant:
 *
 *   REVISION       base revision that is asked for, 0 to 6; -1: no tag; 99: one that does not exist
 *   LEVELS         0: four levels of page tables; 1: five if possible; 2: five or no boot
 *   X2APIC         1: asks for x2APIC
 *   NO_MP          1: does not ask for other processors
 *   SMALL          1: asks for little: requests.h
 *   REQS_SECTION   1: (base revision 0) lists its requests in the section .limine_reqs
 *   RWX            1: all segments are writable and executable
 */
#include "tests/guests/limine/requests.h"

void probe_entry(void); /* entry.asm */

#define IN_SECTION(name) __attribute__((used, section(name)))
#define IN_LIST IN_SECTION(".requests")
#define REQUEST(name, identity, rev) IN_LIST static struct request volatile name = {identity, rev, 0}

/* Of a request that is made: a loader that counts it finds two. Or of one that is not made: it answers this one. */
#if NO_MP
#define ID_BEFORE ID_MP
#define ID_BEHIND ID_MP
#else
#define ID_BEFORE ID_BOOTLOADER_INFO
#define ID_BEHIND ID_HHDM
#endif
#if !SMALL && REVISION >= 2
#define DECOYS 1                                           /* from base revision 2 on, the delimiters count */
IN_SECTION(".decoys") static u64 early_start[] = LP_START; /* the last start marker counts */
IN_SECTION(".decoys") static struct request volatile decoy_before = {ID_BEFORE, 0, UNTOUCHED};
IN_SECTION(".decoys_behind") static struct request volatile decoy_behind = {ID_BEHIND, 0, UNTOUCHED};
#endif
IN_SECTION(".requests_start") static u64 start_marker[] = LP_START;
IN_SECTION(".requests_end") static u64 end_marker[] = LP_END;

#if REVISION >= 0
IN_LIST static u64 volatile tag[3] = {LP_TAG_0, LP_TAG_1, REVISION};
u64 volatile* const base_revision = tag;
#else
u64 volatile* const base_revision = 0;
#endif

IN_LIST static struct request_entry volatile entry_request = {{ID_ENTRY_POINT, 0, 0}, probe_entry};
REQUEST(direct_map_request, ID_HHDM, 0);
REQUEST(memory_map_request, ID_MEMMAP, 0);
REQUEST(address_request, ID_EXECUTABLE_ADDRESS, 0);
REQUEST(command_line_request, ID_EXECUTABLE_CMDLINE, 0);

char const* const internal_strings[] = {"the first internal module", "the second internal module"};

#if !SMALL
enum { STACK_SIZE = 256 << 10, RANDOM_VALUES = 8 };
IN_LIST static struct request_stack volatile stack_request = {{ID_STACK_SIZE, 0, 0}, STACK_SIZE};
IN_LIST static struct request_paging volatile paging_request = {{ID_PAGING_MODE, 1, 0},
                                                                LEVELS ? PAGING_5LVL : PAGING_4LVL,
                                                                LEVELS ? PAGING_5LVL : PAGING_4LVL,
                                                                LEVELS == 2 ? PAGING_5LVL : PAGING_4LVL};
REQUEST(loader_request, ID_BOOTLOADER_INFO, 0);
REQUEST(firmware_request, ID_FIRMWARE_TYPE, 0);
REQUEST(framebuffer_request, ID_FRAMEBUFFER, 0);
REQUEST(file_request, ID_EXECUTABLE_FILE, 0);
REQUEST(rsdp_request, ID_RSDP, 0);
REQUEST(smbios_request, ID_SMBIOS, 0);
REQUEST(date_request, ID_DATE_AT_BOOT, 0);
REQUEST(performance_request, ID_BOOTLOADER_PERFORMANCE, 0);
REQUEST(iommu_request, ID_X86_64_KEEP_IOMMU, 0);
REQUEST(tsc_request, ID_TSC_FREQUENCY, 0);
REQUEST(terminal_request, ID_FLANTERM_FB_INIT_PARAMS, 0);
IN_LIST static struct request_entropy volatile entropy_request = {{ID_ENTROPY, 0, 0}, RANDOM_VALUES};
#if !NO_MP
IN_LIST static struct request_mp volatile mp_request = {{ID_MP, 0, 0}, X2APIC ? MP_X2APIC : 0};
#endif

static struct internal_module first = {"probe-internal.bin", "the first internal module", INTERNAL_MODULE_REQUIRED};
static struct internal_module missing = {"there-is-no-such-file.bin", "", 0};
static struct internal_module second = {"probe-internal.bin", "the second internal module", 0}; /* the same file */
static struct internal_module* internals[] = {&first, &missing, &second};
IN_LIST static struct request_module volatile module_request = {{ID_MODULE, 1, 0}, LEN(internals), internals};

/* There is no EFI, TPM, device tree or RISC-V here; the last two are an id that does not exist, and one that the
 * protocol does not have any more. */
IN_LIST static struct request volatile never[] = {
    {ID_EFI_SYSTEM_TABLE, 0, UNTOUCHED},
    {ID_EFI_MEMMAP, 0, UNTOUCHED},
    {ID_TPM_EVENT_LOG, 0, UNTOUCHED},
    {ID_DTB, 0, UNTOUCHED},
    {ID_RISCV_BSP_HARTID, 0, UNTOUCHED},
    {{LP_COMMON, 0x0123456789ABCDEFull, 0xFEDCBA9876543210ull}, 0, UNTOUCHED},
    {{LP_COMMON, 0xC8AC59310C2B0844ull, 0xA68D0C7265D38878ull}, 0, UNTOUCHED},
};
#endif

#if REQS_SECTION
IN_SECTION(".limine_reqs")
static void volatile* listed[] = {&entry_request,   &direct_map_request,   &memory_map_request,
                                  &address_request, &command_line_request, 0};
#endif

struct choices const choices = {
    .revision = REVISION,
    .levels = LEVELS,
    .x2apic = X2APIC,
    .is_small = SMALL,
    .open_segments = RWX,
#if SMALL
    .stack_size = 64 << 10,
#else
    .stack_size = STACK_SIZE,
    .random_values = RANDOM_VALUES,
#endif
};

struct asked const asked = {
    .entry_point = &entry_request.head,
    .direct_map = &direct_map_request,
    .memory_map = &memory_map_request,
    .address = &address_request,
    .command_line = &command_line_request,
#if !SMALL
    .stack_size = &stack_request.head,
    .paging_mode = &paging_request.head,
    .loader = &loader_request,
    .firmware = &firmware_request,
    .framebuffer = &framebuffer_request,
    .file = &file_request,
    .rsdp = &rsdp_request,
    .smbios = &smbios_request,
    .date = &date_request,
    .performance = &performance_request,
    .keep_iommu = &iommu_request,
    .tsc = &tsc_request,
    .terminal = &terminal_request,
    .entropy = &entropy_request.head,
#if !NO_MP
    .processors = &mp_request.head,
#endif
    .modules = &module_request.head,
#endif
};

struct forbidden const forbidden[] = {
#if !SMALL
    {&never[0], "not for a BIOS: EFI system table"},
    {&never[1], "not for a BIOS: EFI memory map"},
    {&never[2], "not for a BIOS: TPM event log"},
    {&never[3], "not for a BIOS: device tree"},
    {&never[4], "not for a BIOS: RISC-V hart"},
    {&never[5], "an id that does not exist"},
    {&never[6], "the terminal, which was removed"},
#endif
#if DECOYS
    {&decoy_before, "delimiters: a request before the last start marker is none"},
    {&decoy_behind, "delimiters: a request behind the end marker is none"},
#endif
    {0, 0},
};
unsigned const forbidden_count = LEN(forbidden) - 1;
