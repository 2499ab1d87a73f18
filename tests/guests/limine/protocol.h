// SPDX-License-Identifier: BSD-2-Clause
/* The Limine boot protocol as numbers and layouts, x86-64 only. The Limine Boot Protocol, base revisions 0 to 6.
 *
 * Names of features, fields and constants are the protocol's. A request starts with the two common words, two words of
 * its own, its revision and the place of the response. The loader has its own definitions: these share nothing with it.
 */
#pragma once
#include "tests/guests/limine/types.h"

/* ---- marks in the image, all on 8-byte lines ---- */
#define LP_TAG_0 0xf9562b2d5c95a6c8ull /* base revision tag: tag 0, tag 1, revision */
#define LP_TAG_1 0x6a7b384944536bdcull
#define LP_START {0xf6b8f4b39de7d1aeull, 0xfab91a6940fcb9cfull, 0x785c6ed015d3e316ull, 0x181e920a7852b9d9ull}
#define LP_END {0xadc0e0531bb10d03ull, 0x9572709f31764c62ull}
#define LP_COMMON 0xc7b1dd30df4c8b88ull, 0x0a82e883a194f07bull

/* ---- ids, the two words after the common ones ---- */
#define ID_BOOTLOADER_INFO {LP_COMMON, 0xf55038d8e2a1202full, 0x279426fcf5f59740ull}
#define ID_EXECUTABLE_CMDLINE {LP_COMMON, 0x4b161536e598651eull, 0xb390ad4a2f1f303aull}
#define ID_FIRMWARE_TYPE {LP_COMMON, 0x8c2f75d90bef28a8ull, 0x7045a4688eac00c3ull}
#define ID_STACK_SIZE {LP_COMMON, 0x224ef0460a8e8926ull, 0xe1cb0fc25f46ea3dull}
#define ID_HHDM {LP_COMMON, 0x48dcf1cb8ad2b852ull, 0x63984e959a98244bull}
#define ID_FRAMEBUFFER {LP_COMMON, 0x9d5827dcd881dd75ull, 0xa3148604f6fab11bull}
#define ID_PAGING_MODE {LP_COMMON, 0x95c1a0edab0944cbull, 0xa4e5cb3842f7488aull}
#define ID_MP {LP_COMMON, 0x95a67b819a1b857eull, 0xa0b61b723b6a73e0ull}
#define ID_RISCV_BSP_HARTID {LP_COMMON, 0x1369359f025525f9ull, 0x2ff2a56178391bb6ull}
#define ID_MEMMAP {LP_COMMON, 0x67cf3d9d378a806full, 0xe304acdfc50c3c62ull}
#define ID_ENTRY_POINT {LP_COMMON, 0x13d86c035a1cd3e1ull, 0x2b0caa89d8f3026aull}
#define ID_EXECUTABLE_FILE {LP_COMMON, 0xad97e90e83f1ed67ull, 0x31eb5d1c5ff23b69ull}
#define ID_MODULE {LP_COMMON, 0x3e7e279702be32afull, 0xca1c4f3bd1280ceeull}
#define ID_RSDP {LP_COMMON, 0xc5e77b6b397e7b43ull, 0x27637845accdcf3cull}
#define ID_SMBIOS {LP_COMMON, 0x9e9046f11e095391ull, 0xaa4a520fefbde5eeull}
#define ID_EFI_SYSTEM_TABLE {LP_COMMON, 0x5ceba5163eaaf6d6ull, 0x0a6981610cf65fccull}
#define ID_TPM_EVENT_LOG {LP_COMMON, 0x98e094fc7e76e979ull, 0xee8d8775c54e1d1full}
#define ID_EFI_MEMMAP {LP_COMMON, 0x7df62a431d6872d5ull, 0xa4fcdfb3e57306c8ull}
#define ID_DATE_AT_BOOT {LP_COMMON, 0x502746e184c088aaull, 0xfbc5ec83e6327893ull}
#define ID_EXECUTABLE_ADDRESS {LP_COMMON, 0x71ba76863cc55f63ull, 0xb2644a48c516a487ull}
#define ID_DTB {LP_COMMON, 0xb40ddb48fb54bac7ull, 0x545081493f81ffb7ull}
#define ID_BOOTLOADER_PERFORMANCE {LP_COMMON, 0x6b50ad9bf36d13adull, 0xdc4c7e88fc759e17ull}
#define ID_X86_64_KEEP_IOMMU {LP_COMMON, 0x8ebaabe51f490179ull, 0x2aa86a59ffb4ab0full}
#define ID_TSC_FREQUENCY {LP_COMMON, 0x10f2ee1d87d195e4ull, 0xf747a2b78f6ddb31ull}
#define ID_FLANTERM_FB_INIT_PARAMS {LP_COMMON, 0x3259399fe7c5f126ull, 0xe01c1c8c5db9d1a9ull}
#define ID_ENTROPY {LP_COMMON, 0x65ea80255d5682c5ull, 0x9117240723f493ebull}

/* ---- a request: every one has this head, some have words behind it ---- */
struct request {
    u64 id[4];
    u64 revision;
    u64 volatile response;
};
struct request_stack {
    struct request head;
    u64 stack_size;
};
struct request_paging {
    struct request head;
    u64 mode, max_mode, min_mode;
};
struct request_mp {
    struct request head;
    u64 flags;
};
struct request_entry {
    struct request head;
    void (*entry)(void);
};
struct request_module {
    struct request head;
    u64 internal_module_count;
    struct internal_module** internal_modules;
};
struct request_entropy {
    struct request head;
    u64 value_count;
};

struct internal_module {
    char const* path;
    char const* string;
    u64 flags;
};
enum { INTERNAL_MODULE_REQUIRED = 1, INTERNAL_MODULE_COMPRESSED = 2 };
enum { PAGING_4LVL = 0, PAGING_5LVL = 1 };
enum { MP_X2APIC = 1 }; /* the same bit in request and response */

/* ---- responses ---- */
struct file {
    u64 revision;
    u8* address;
    u64 size;
    char* path;
    char* string;
    u32 media_type, unused;
    u8 tftp_ipv4[4];
    u32 tftp_port, partition_index, mbr_disk_id;
    u8 gpt_disk_uuid[16], gpt_part_uuid[16], part_uuid[16];
};
_Static_assert(sizeof(struct file) == 112, "file");

struct response_info {
    u64 revision;
    char* name;
    char* version;
};
struct response_cmdline {
    u64 revision;
    char* cmdline;
};
struct response_firmware {
    u64 revision;
    u64 firmware_type;
}; /* 0: x86 BIOS */
struct response_hhdm {
    u64 revision;
    u64 offset;
};
struct response_paging {
    u64 revision;
    u64 mode;
};
struct response_address {
    u64 revision;
    u64 physical_base, virtual_base;
};
struct response_file {
    u64 revision;
    struct file* executable_file;
};
struct response_modules {
    u64 revision;
    u64 module_count;
    struct file** modules;
};
struct response_rsdp {
    u64 revision;
    u64 address;
};
struct response_smbios {
    u64 revision;
    u64 entry_32, entry_64;
};
struct response_date {
    u64 revision;
    s64 timestamp;
};
struct response_performance {
    u64 revision;
    u64 reset_usec, init_usec, exec_usec;
};
struct response_tsc {
    u64 revision;
    u64 frequency;
};
struct response_entropy {
    u64 revision;
    u64 value_count;
    u64* values;
};

struct memmap_entry {
    u64 base, length, type;
};
struct response_memmap {
    u64 revision;
    u64 entry_count;
    struct memmap_entry** entries;
};
enum {
    MEM_USABLE,
    MEM_RESERVED,
    MEM_ACPI_RECLAIMABLE,
    MEM_ACPI_NVS,
    MEM_BAD,
    MEM_BOOTLOADER_RECLAIMABLE,
    MEM_EXECUTABLE_AND_MODULES,
    MEM_FRAMEBUFFER,
    MEM_RESERVED_MAPPED,
    MEM_KINDS
};

struct video_mode {
    u64 pitch, width, height;
    u16 bpp;
    u8 memory_model, red_mask_size, red_mask_shift, green_mask_size, green_mask_shift, blue_mask_size, blue_mask_shift;
};
struct framebuffer {
    u8* address;
    u64 width, height, pitch;
    u16 bpp;
    u8 memory_model, red_mask_size, red_mask_shift, green_mask_size, green_mask_shift, blue_mask_size, blue_mask_shift;
    u8 unused[7];
    u64 edid_size;
    u8* edid;
    u64 mode_count; /* from response revision 1 on */
    struct video_mode** modes;
};
_Static_assert(sizeof(struct framebuffer) == 80, "framebuffer");
struct response_framebuffers {
    u64 revision;
    u64 framebuffer_count;
    struct framebuffer** framebuffers;
};

struct mp_info {
    u32 processor_id, lapic_id;
    u64 reserved;
    void (*goto_address)(struct mp_info*);
    u64 extra_argument;
};
_Static_assert(sizeof(struct mp_info) == 32, "mp_info");
struct response_mp {
    u64 revision;
    u32 flags, bsp_lapic_id;
    u64 cpu_count;
    struct mp_info** cpus;
};

struct flanterm_fb_init_params {
    u32* canvas;
    u64 canvas_size;
    u32 ansi_colours[8], ansi_bright_colours[8], default_bg, default_fg, default_bg_bright, default_fg_bright;
    u8* font;
    u64 font_width, font_height, font_spacing, font_scale_x, font_scale_y, margin, rotation;
};
struct response_flanterm {
    u64 revision;
    u64 entry_count;
    struct flanterm_fb_init_params** entries;
};
