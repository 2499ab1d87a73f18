// SPDX-License-Identifier: 0BSD
// The module `farjump:boot-state`, which a kernel of the Limine boot protocol gets if its boot is counted: what a kernel of
// farjump's own protocol finds in boot_info.h, struct farjump_boot_state, and how to use it, is the same. docs/limine.md.
//
// The module is this structure, then sector_bytes bytes that the sector holds now (`expected`), then sector_bytes bytes
// to write there if the kernel works (`finished`). It is the last module, its path is FARJUMP_BOOT_STATE_MODULE, and its
// string is empty.
//
// C99 and later, C++11 and later. All numbers are little-endian.
#ifndef FARJUMP_BOOT_STATE_MODULE_H
#define FARJUMP_BOOT_STATE_MODULE_H

#include <stdint.h>

#define FARJUMP_BOOT_STATE_MODULE "farjump:boot-state"
#define FARJUMP_BOOT_STATE_MAGIC 0x4554415453424A46u // "FJBSTATE" in memory order

struct farjump_boot_state_module {
    uint64_t magic;          // FARJUMP_BOOT_STATE_MAGIC
    uint64_t lba;            // of the sector on the boot disk, in units of sector_bytes
    uint32_t sector_bytes;   // 512 to 4096
    uint32_t tries_left;     // after this one
    uint32_t disk_signature; // of the boot disk: sector 0, offset 1B8h
    uint32_t reserved;       // 0
};

#ifdef __cplusplus
static_assert(sizeof(farjump_boot_state_module) == 32, "layout of the module");
#else
__extension__ _Static_assert(sizeof(struct farjump_boot_state_module) == 32, "layout of the module");
#endif

#endif
