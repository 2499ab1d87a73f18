// SPDX-License-Identifier: 0BSD
// The state file of boots that heal themselves, /loader/farjump.state: what the loader remembers from boot to boot. If
// the file does not exist, the loader remembers nothing and writes nothing. docs/counting.md describes its use.
//
// The file has FARJUMP_STATE_FILE_SIZE bytes, is made once (`farjump-entry state`), and never grows. It holds two copies
// of struct farjump_state, FARJUMP_STATE_COPY_1 and FARJUMP_STATE_COPY_2 bytes from its start, each in a sector of its
// own; all other bytes are unused. A writer overwrites one sector: that of the copy that does not count. So a power
// failure damages at most that copy, and the other one still has the state before.
//
// C99 and later, C++11 and later. All numbers are little-endian.
#ifndef FARJUMP_STATE_FILE_H
#define FARJUMP_STATE_FILE_H

#include <stdint.h>

#define FARJUMP_STATE_PATH "/loader/farjump.state"
#define FARJUMP_STATE_FILE_SIZE 20480u
#define FARJUMP_STATE_COPY_1 4096u              // offset in the file, in bytes
#define FARJUMP_STATE_COPY_2 12288u             // likewise
#define FARJUMP_STATE_MAGIC 0x4554415453504A46u // "FJPSTATE" in memory order
#define FARJUMP_STATE_VERSION 1u
#define FARJUMP_STATE_MOST_ENTRIES 24u

// An entry is named by the FNV-1a hash, with 64 bits, of its id: the file name without counter and ".conf", with A to Z as
// a to z (IETF draft "The FNV Non-Cryptographic Hash Algorithm": offset basis CBF29CE484222325h, prime 100000001B3h). A
// hash of 0 counts as 1. 0 names no entry.

// flags of struct farjump_state_entry
#define FARJUMP_STATE_GOOD 1u // the entry was marked as good: it is not counted

// A counted entry. Unused elements are all 0.
struct farjump_state_entry {
    uint64_t id;        // 0: unused
    uint8_t tries_left; // before the next boot
    uint8_t tries;      // at first, for tries_left when the entry is counted again
    uint8_t flags;      // FARJUMP_STATE_...; unknown bits are kept
    uint8_t reserved[5];
};

struct farjump_state {
    uint64_t magic;     // FARJUMP_STATE_MAGIC
    uint32_t version;   // FARJUMP_STATE_VERSION
    uint32_t sequence;  // of two valid copies the one with the higher number counts; 0 follows FFFFFFFFh
    uint64_t last;      // the entry that was started last; for `default @saved`
    uint64_t once;      // the entry that the next boot starts, once
    uint64_t preferred; // the default that was set in the menu; takes the place of `default` in loader.conf
    uint64_t good;      // the entry that was last marked as good: the one to fall back to
    uint64_t started;   // the counted entry that was started and not marked as good yet
    uint8_t reserved[64];
    struct farjump_state_entry entries[FARJUMP_STATE_MOST_ENTRIES];
    uint8_t more_reserved[4];
    uint32_t checksum; // CRC-32C of the 508 bytes before it
};

#ifdef __cplusplus
static_assert(sizeof(farjump_state) == 512, "one sector of the smallest size");
#else
__extension__ _Static_assert(sizeof(struct farjump_state) == 512, "one sector of the smallest size");
#endif

#endif
