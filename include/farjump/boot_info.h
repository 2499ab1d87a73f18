// SPDX-License-Identifier: 0BSD
// THE CONTRACT: the data that a kernel receives at its first instruction, field by field. This header is the reference:
// C needs it alone; boot_info.hpp adds C++'s names; `make headers` generates boot_info.inc for NASM and boot_info.rs
// for Rust from it.
//
//     #include <farjump/boot_info.h>
//
//     _Noreturn void kernel_main(struct farjump_boot_info const* info);               // C: info is in RDI
//     extern "C" [[noreturn]] void kernel_main(farjump_boot_info const* info);        // C++
//
// The kernel is entered in 64-bit mode at its ELF entry point, as a function of the System V AMD64 ABI.
// docs/boot-info.md describes the machine's state at that moment. All pointers here are virtual addresses that are
// valid with the loader's page tables. They point to memory of kind `loader`, which the kernel may reuse after it has
// copied the data it needs and uses its own page tables, GDT and stack. The loader changes nothing after the kernel's
// start.
//
// C99 and later, C++11 and later. All names begin with farjump_ or FARJUMP_; C++ also has the namespace farjump.
//
// The generator (disk/build/contract/list.awk) reads this file line by line: one field or constant per line, with its
// comment.
#ifndef FARJUMP_BOOT_INFO_H
#define FARJUMP_BOOT_INFO_H

#include <stddef.h>
#include <stdint.h>

// A macro of our own, which leaves <assert.h> and the keywords of each C edition alone. (C99 has no static assertions;
// __extension__ permits them.)
#ifdef __cplusplus
#define FARJUMP_ASSERT(condition, words) static_assert(condition, words)
#else
#define FARJUMP_ASSERT(condition, words) __extension__ _Static_assert(condition, words)
#endif

// Kinds are 32-bit numbers. In C++ they are distinct types, whose values boot_info.hpp names.
//
// Pointers have 64 bits, also in the loader, whose own pointers have 32: info->command_line.pointer is a `char const*`,
// info->command_line.address the same address as a number.
#ifdef __cplusplus
extern "C++" {
namespace farjump {

enum class MemoryKind : uint32_t;
enum class PartitionTable : uint32_t;
enum class ScreenKind : uint32_t;

template <typename T>
union Pointer {
    uint64_t address;
    T* pointer;

    T* get() const { return reinterpret_cast<T*>(static_cast<uintptr_t>(address)); }
};

} // namespace farjump
}

typedef farjump::MemoryKind farjump_memory_kind;
typedef farjump::PartitionTable farjump_partition_table;
typedef farjump::ScreenKind farjump_screen_kind;
#define FARJUMP_POINTER(type) farjump::Pointer<type>
#define FARJUMP_KIND(type, number) static_cast<farjump_##type>(number)
#else
typedef uint32_t farjump_memory_kind;
typedef uint32_t farjump_partition_table;
typedef uint32_t farjump_screen_kind;
// clang-format off
#define FARJUMP_POINTER(type) union { uint64_t address; type* pointer; }
// clang-format on
#define FARJUMP_KIND(type, number) ((farjump_##type)(number))
#endif

// The default values of a kernel note's fields. (In C++11 a structure with default values is not an aggregate.)
#if defined __cplusplus && __cplusplus >= 201402L
#define FARJUMP_DEFAULT(value) = value
#else
#define FARJUMP_DEFAULT(value)
#endif

#define FARJUMP_MAGIC 0x504D554A52414646u // "FFARJUMP" in memory order
#define FARJUMP_VERSION 4u                // the version of the structures in this header

// The kind of a range of physical memory. Kinds 1 to 5 have the BIOS's numbers (ACPI, "INT 15H, E820H").
#define FARJUMP_MEMORY_USABLE FARJUMP_KIND(memory_kind, 1)           // RAM, free
#define FARJUMP_MEMORY_RESERVED FARJUMP_KIND(memory_kind, 2)         // not RAM, used by firmware or devices, or unknown
#define FARJUMP_MEMORY_ACPI_RECLAIMABLE FARJUMP_KIND(memory_kind, 3) // ACPI tables: usable once read
#define FARJUMP_MEMORY_ACPI_NVS FARJUMP_KIND(memory_kind, 4)         // used by the firmware: must be preserved
#define FARJUMP_MEMORY_BAD FARJUMP_KIND(memory_kind, 5)              // defective RAM
#define FARJUMP_MEMORY_LOADER FARJUMP_KIND(memory_kind, 0x1000)      // used by the loader: usable once replaced
#define FARJUMP_MEMORY_KERNEL FARJUMP_KIND(memory_kind, 0x1001)      // the kernel's own segments
#define FARJUMP_MEMORY_MODULE FARJUMP_KIND(memory_kind, 0x1002)      // the files named by the boot entry
#define FARJUMP_MEMORY_FRAMEBUFFER FARJUMP_KIND(memory_kind, 0x1003) // not RAM: the screen's pixels

// A range [base, base + length) of physical memory, in bytes.
struct farjump_memory_range {
    uint64_t base;
    uint64_t length;
    farjump_memory_kind kind; // FARJUMP_MEMORY_...
    uint32_t padding;         // 0
};

// The kernel's first page tables. The values for the control registers hold until the kernel changes them.
struct farjump_paging {
    uint32_t levels;          // 4; or 5 if requested by the kernel and supported by the processor (CR4.LA57)
    uint32_t tables;          // number of page tables of 4096 bytes, including the top-level one
    uint64_t largest_page;    // size of the largest mapped page in bytes: 4096, 2 MiB or 1 GiB
    uint64_t cr4;             // CR4 at the kernel's entry
    uint64_t page_attributes; // IA32_PAT at the kernel's entry; 0 if the processor has no PAT
};

// How kernel_virtual and kernel_physical were chosen.
struct farjump_kernel_placement {
    uint64_t slide;                // kernel_virtual minus the file's link address, in bytes, modulo 2^64
    uint32_t position_independent; // 1 if the file's type is ET_DYN; otherwise 0, and `slide` is 0 too
    uint32_t random;               // 1 if the physical address is random, and the virtual one if possible
};

// Physical addresses of the entry points of firmware tables; 0 if there is none. The loader has verified their
// signatures and checksums. All are below 1 MiB, which is in the direct map. The tables themselves may be in `reserved`
// memory, which the kernel must map itself.
struct farjump_firmware {
    uint64_t rsdp;          // ACPI's root: 20 bytes; from revision 2 on, the length in its Length field
    uint32_t rsdp_revision; // 0: ACPI 1.0, only an RSDT; 2: also an XSDT
    uint32_t padding;       // 0
    uint64_t smbios2;       // the 32-bit entry point, "_SM_"
    uint64_t smbios3;       // the 64-bit entry point, "_SM3_"
};

// The partition table with the boot partition.
#define FARJUMP_TABLE_NONE FARJUMP_KIND(partition_table, 0)        // the volume fills the whole disk
#define FARJUMP_TABLE_MBR FARJUMP_KIND(partition_table, 1)         // one of the MBR's four partitions
#define FARJUMP_TABLE_MBR_LOGICAL FARJUMP_KIND(partition_table, 2) // in the MBR's extended partition
#define FARJUMP_TABLE_GPT FARJUMP_KIND(partition_table, 3)         // a GUID partition table

// The disk that the kernel was read from, with the data by which a kernel's own drivers can find it. See also
// boot_drive, disk_signature, partition_lba and partition_sectors.
struct farjump_boot_disk {
    uint8_t disk_guid[16];         // GPT: DiskGUID, in the byte order of the disk; otherwise all 0
    uint8_t partition_guid[16];    // GPT: the boot partition's UniquePartitionGUID; otherwise all 0
    farjump_partition_table table; // FARJUMP_TABLE_...
    uint32_t partition_number;     // as in fdisk: from 1, logical partitions from 5; 0 for a whole disk
    uint32_t bytes_per_sector;     // a power of two from 512 to 4096
    uint32_t extended_reads;       // 1 if the BIOS read the disk by LBA (EDD, INT 13h AH=42h), 0 if by CHS
};

// The real-time clock while the loader ran, in the time zone that its owner chose: usually UTC, or local time on PCs
// with Windows. All 0 if the BIOS reported no valid time.
struct farjump_wall_clock {
    uint16_t year; // 1980 and later
    uint8_t month; // from 1
    uint8_t day;   // of the month, from 1
    uint8_t hour;
    uint8_t minute;
    uint8_t second;
    uint8_t padding; // 0
};

// A random seed, used for nothing else. Copy it and wipe it. If none of the three sources contributed, it still differs
// at each boot, but an attacker may be able to guess it.
struct farjump_random_seed {
    uint8_t bytes[32];
    uint32_t rdseed;  // 1 if RDSEED contributed, otherwise 0
    uint32_t rdrand;  // 1 if RDRAND contributed, otherwise 0
    uint32_t jitter;  // 1 if the jitter of the time stamp counter against the interval timer contributed, otherwise 0
    uint32_t padding; // 0
};

// Bits of farjump_processor_report.features. The loader uses each available feature if there is a use for it.
#define FARJUMP_PROCESSOR_NO_EXECUTE (1u << 0)     // NX
#define FARJUMP_PROCESSOR_GIGABYTE_PAGES (1u << 1) // pages of 1 GiB
#define FARJUMP_PROCESSOR_FIVE_LEVELS (1u << 2)    // LA57
#define FARJUMP_PROCESSOR_SSE4_2 (1u << 3)         // its CRC32 instruction verifies seals

// The processor's description (CPUID), decoded.
struct farjump_processor_report {
    char vendor[16]; // "GenuineIntel", NUL-terminated
    char brand[48];  // NUL-terminated, without surrounding spaces; "" if there is none
    uint32_t family; // including the extended family, as in manuals and operating systems
    uint32_t model;  // including the extended model
    uint32_t stepping;
    uint32_t physical_address_bits; // 36 if the processor does not report it
    uint32_t features;              // FARJUMP_PROCESSOR_...: the available features among those that the loader uses
    uint32_t isa_level;             // n: has all of x86-64-vn, 1 to 4; the kernel must enable SSE and AVX itself
};

// All output of the loader's second stage; lines are separated by line feeds.
struct farjump_loader_log {
    FARJUMP_POINTER(char const) text; // NUL-terminated
    uint32_t size;                    // bytes before the NUL
    uint32_t cut;                     // 1 if the buffer was too small: "[...]" marks the missing lines
};

// The processor's time stamp counter at the start of a step. A step ends when the next one starts.
struct farjump_timeline_mark {
    uint64_t tsc;
    char step[40]; // name of the step, NUL-terminated, cut to fit
};

// From the first line of the second stage to the switch to long mode.
struct farjump_timeline {
    FARJUMP_POINTER(struct farjump_timeline_mark const) marks;
    uint64_t count;            // 0 if the processor has no time stamp counter
    uint64_t ticks_per_second; // the counter's measured rate, to about 0.1 %; 0 if the measurement failed
};

// A file that the boot entry names with `module` or `initrd`, or the content of a packed file that it names with
// `unpack-module`, completely in memory of kind `module`. It starts at a page boundary; zeros fill the rest of its last
// page.
struct farjump_module {
    FARJUMP_POINTER(void const) address; // in the direct map; 0 for an empty file
    uint64_t physical;                   // the same place as a physical address; 0 for an empty file
    uint64_t size;                       // bytes, unpacked
    FARJUMP_POINTER(char const) name;    // the path as in the boot entry, NUL-terminated UTF-8
};

// All modules, in the boot entry's order. The list and the names are in memory of kind `loader`.
struct farjump_modules {
    FARJUMP_POINTER(struct farjump_module const) list; // 0 if there are no modules
    uint64_t count;
};

// The kind of screen.
#define FARJUMP_SCREEN_TEXT FARJUMP_KIND(screen_kind, 1)     // the firmware's text mode: 80x25 with VGA
#define FARJUMP_SCREEN_GRAPHICS FARJUMP_KIND(screen_kind, 2) // a framebuffer

// The screen. In text mode all numbers except `kind` are 0. A pixel has bits_per_pixel / 8 bytes, little-endian. The
// pixel (x, y), counted from the upper left, is at framebuffer + y * pitch + x * bits_per_pixel / 8. A colour has
// `size` bits, from bit `shift` of the pixel on.
struct farjump_screen {
    farjump_screen_kind kind; // FARJUMP_SCREEN_...
    uint32_t bits_per_pixel;  // 16, 24 or 32
    uint32_t width;           // pixels
    uint32_t height;          // pixels
    uint32_t pitch;           // bytes from one line to the next
    uint8_t red_size;         // bits, at most 10
    uint8_t red_shift;
    uint8_t green_size;
    uint8_t green_shift;
    uint8_t blue_size;
    uint8_t blue_shift;
    uint8_t padding[6]; // 0
    uint64_t physical;  // of the framebuffer, whole pages of kind `framebuffer`
    // The framebuffer in the direct map: write-combining, or uncached if the processor has no PAT.
    FARJUMP_POINTER(void const) framebuffer;
    // The BIOS's font: 256 characters of code page 437, 16 lines of 8 pixels each, one byte per line, the leftmost
    // pixel in bit 7. 0 in text mode, or if the BIOS has none.
    FARJUMP_POINTER(uint8_t const) font;
    FARJUMP_POINTER(char const) reason; // why it is text, NUL-terminated English; "" for graphics
};

// A processor. It waits in a loop of the loader until the kernel starts it: the kernel writes `argument` if it wants to,
// and then `start`, with one store of 8 bytes and release semantics. The processor then runs the code at `start` as
// docs/boot-info.md, "All processors", describes, with RDI = this structure.
struct farjump_processor {
    uint32_t acpi_uid;  // in ACPI's tables: the MADT's "ACPI Processor UID"
    uint32_t apic_id;   // of its local APIC
    uint64_t stack_top; // of its stack, of stack_size bytes, in the direct map
    uint64_t start;     // 0; written by the kernel, once. Without effect for the boot processor
    uint64_t argument;  // 0; for the kernel's use
};

// The processors, if the kernel asks for them (FARJUMP_WISH_PROCESSORS); otherwise all 0. The list is writable, and in
// memory of kind `loader`.
struct farjump_processors {
    FARJUMP_POINTER(struct farjump_processor) list; // the boot processor, too; in the order of the MADT
    uint64_t count;                                 // 1 to 256
    uint32_t boot_apic_id;                          // the APIC id of the boot processor, which runs the kernel
    uint32_t x2apic;                                // 1 if the local APICs are in x2APIC mode, 0 in xAPIC mode
};

// A counted boot: the loader took one of the boot entry's tries before it started the kernel. A kernel that works writes
// `finished` to the sector, so that the entry counts as good: docs/counting.md. Before that it must find `expected` there:
// if it finds anything else, the sector has changed since, or is not the one that the loader means, and must not be
// written. Write before the boot volume is mounted. All 0 if the boot is not counted.
struct farjump_boot_state {
    uint64_t lba;          // of the sector on the boot disk, in units of sector_bytes
    uint32_t sector_bytes; // bytes of `expected` and of `finished`: disk.bytes_per_sector; 0: this boot is not counted
    uint32_t tries_left;   // after this one
    FARJUMP_POINTER(void const) expected; // what the sector holds now, in the direct map
    FARJUMP_POINTER(void const) finished; // what to write there, likewise
};

// The kernel's entry point gets a pointer to this structure.
struct farjump_boot_info {
    uint64_t magic;   // FARJUMP_MAGIC
    uint32_t version; // FARJUMP_VERSION of the loader; new fields are only added at the end
    uint32_t size;    // size of the loader's version of this structure in bytes

    // Physical memory: ranges sorted by base, not empty, not overlapping; `usable` and `loader` ranges are
    // page-aligned.
    FARJUMP_POINTER(struct farjump_memory_range const) memory_map;
    uint64_t memory_map_count;

    // Physical memory is mapped at direct_map_base + physical address, writable and not executable: 0 to 1 MiB, and
    // above that all ranges of the map except `reserved` and `bad`. Memory is write-back, A0000h to BFFFFh uncached,
    // the framebuffer as described in `screen`.
    uint64_t direct_map_base;
    uint64_t direct_map_length; // bytes; the end of the highest mapped range

    // The kernel's segments: [kernel_virtual, + kernel_size) is mapped to [kernel_physical, + kernel_size).
    uint64_t kernel_virtual;
    uint64_t kernel_physical;
    uint64_t kernel_size;  // bytes, a multiple of 4096
    uint64_t kernel_entry; // virtual address

    // The kernel's first stack: [stack_base, stack_base + stack_size). The stack_guard_size bytes below it are not
    // mapped.
    uint64_t stack_base;
    uint64_t stack_size;       // bytes
    uint64_t stack_guard_size; // bytes

    uint64_t page_table_root; // physical address of the PML4 or PML5 in CR3

    // Without the NUL, the path has at most 511 bytes and the command line at most 65,535. The loader refuses to boot
    // with a longer one.
    FARJUMP_POINTER(char const) kernel_path;  // the kernel's path on the boot volume, NUL-terminated UTF-8
    FARJUMP_POINTER(char const) command_line; // `options` of the boot entry, NUL-terminated UTF-8; "" if there are none

    // The disk and partition that the machine was booted from.
    uint32_t boot_drive;     // BIOS drive number: 80h for the first hard disk, 0 for a diskette, any other for a CD
    uint32_t disk_signature; // sector 0, offset 1B8h, for any kind of partition table
    // First sector of the boot partition, in sectors of the disk's own size; 0 if the volume fills a whole disk without
    // partitions.
    uint64_t partition_lba;
    uint64_t partition_sectors; // in the same unit

    uint32_t sealed;     // 1 if the kernel has a seal, which was verified; 0 if it has none
    uint32_t no_execute; // 1 if the processor has NX and EFER.NXE is set; 0 if data can be executed

    // A page of the loader, mapped at its physical address, read-only and executable: it contains the code of the
    // switch to long mode. The kernel may unmap it at once.
    uint64_t identity_page;

    struct farjump_paging paging;
    struct farjump_kernel_placement placement;
    struct farjump_firmware firmware;
    struct farjump_boot_disk disk;
    struct farjump_wall_clock clock;
    struct farjump_random_seed seed;
    struct farjump_processor_report processor;
    struct farjump_loader_log log;
    struct farjump_timeline timeline;
    struct farjump_modules modules; // additional files for the kernel
    struct farjump_screen screen;
    struct farjump_processors processors;
    struct farjump_boot_state boot_state; // since version 4
};

// The requests in the `flags` of a kernel's note. A loader refuses bits that it does not know.
#define FARJUMP_WISH_FIVE_LEVELS (1u << 0)          // 5-level paging, if the processor has it (LA57)
#define FARJUMP_WISH_SMEP (1u << 1)                 // CR4.SMEP, if the processor has it
#define FARJUMP_WISH_SMAP (1u << 2)                 // CR4.SMAP, if the processor has it
#define FARJUMP_WISH_UMIP (1u << 3)                 // CR4.UMIP, if the processor has it
#define FARJUMP_WISH_FRAMEBUFFER (1u << 4)          // graphics instead of text, if the firmware supports it
#define FARJUMP_WISH_SSE (1u << 5)                  // SSE is enabled: CR0.MP, CR4.OSFXSR, CR4.OSXMMEXCPT, MXCSR 1F80h
#define FARJUMP_WISH_READ_ONLY_DIRECT_MAP (1u << 6) // read-only segments are read-only in the direct map too
#define FARJUMP_WISH_PROCESSORS (1u << 7)           // all processors: see `processors`
#define FARJUMP_WISHES ((FARJUMP_WISH_PROCESSORS << 1) - 1) // all wishes that this version knows

// A kernel's wishes: an ELF note in a PT_NOTE segment of the kernel, read before the kernel is loaded. Without the
// note, or if a field is 0, the default applies. See docs/boot-info.md, "What a kernel may ask for", and
// FARJUMP_KERNEL_NOTE below.
struct farjump_kernel_note {
    uint32_t name_size FARJUMP_DEFAULT(8);        // n_namesz; System V gABI, "Note Section"
    uint32_t descriptor_size FARJUMP_DEFAULT(32); // n_descsz: number of bytes of this structure from `flags` on
    uint32_t type FARJUMP_DEFAULT(2);             // n_type: the kernel's wishes
    char name[8] FARJUMP_DEFAULT("farjump");
    uint32_t flags FARJUMP_DEFAULT(0);             // FARJUMP_WISH_...
    uint32_t boot_info_version FARJUMP_DEFAULT(0); // the lowest that will do; an older loader refuses it
    uint32_t stack_size FARJUMP_DEFAULT(0);        // bytes, a multiple of 4096 up to 16 MiB; default 64 KiB
    uint32_t stack_guard_size FARJUMP_DEFAULT(0);  // bytes, a multiple of 4096 up to 1 GiB; default 64 KiB
    uint16_t screen_width FARJUMP_DEFAULT(0);      // pixels of the framebuffer; default: the monitor's
    uint16_t screen_height FARJUMP_DEFAULT(0);     // likewise; default: the monitor's
    uint32_t reserved[3] FARJUMP_DEFAULT({});      // 0
};

// Defines a complete note, at file scope, once per kernel. 0 selects the default:
//
//     FARJUMP_KERNEL_NOTE(FARJUMP_WISH_SMEP | FARJUMP_WISH_SMAP, 128 << 10, 0);
//
// The linker script must put the section into a PT_NOTE segment: see docs/boot-info.md. The second macro also requests
// a framebuffer of this size. Both require a loader that fills in all fields of this header (FARJUMP_VERSION).
#define FARJUMP_KERNEL_NOTE(flags, stack_size, stack_guard_size) \
    FARJUMP_WHOLE_NOTE(flags, stack_size, stack_guard_size, 0, 0)
#define FARJUMP_KERNEL_NOTE_WITH_SCREEN(flags, stack_size, stack_guard_size, width, height) \
    FARJUMP_WHOLE_NOTE((flags) | FARJUMP_WISH_FRAMEBUFFER, stack_size, stack_guard_size, width, height)
#define FARJUMP_WHOLE_NOTE(flags, stack_size, stack_guard_size, width, height)                                   \
    FARJUMP_ASSERT(((flags) & ~FARJUMP_WISHES) == 0, "wishes are FARJUMP_WISH_... or 0");                        \
    FARJUMP_ASSERT((stack_size) % 4096 == 0 && (stack_size) <= 16 << 20, "whole pages, up to 16 MiB");           \
    FARJUMP_ASSERT((stack_guard_size) % 4096 == 0 && (stack_guard_size) <= 1 << 30, "whole pages, up to 1 GiB"); \
    __attribute__((section(".note.farjump.wishes"), used,                                                        \
                   aligned(4))) static struct farjump_kernel_note const farjump_kernel_note_of_this_kernel = {   \
        8, 32, 2, "farjump", (flags), FARJUMP_VERSION, (stack_size), (stack_guard_size), (width), (height), {0, 0, 0}}

// The loader writes this layout; the kernel's compiler must agree with it.
FARJUMP_ASSERT(sizeof(struct farjump_memory_range) == 24, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_paging) == 32, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_kernel_placement) == 16, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_firmware) == 32, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_boot_disk) == 48, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_wall_clock) == 8, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_random_seed) == 48, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_processor_report) == 88, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_loader_log) == 16, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_timeline_mark) == 48, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_timeline) == 24, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_module) == 32, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_modules) == 16, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_screen) == 64, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_processor) == 32, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_processors) == 24, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_boot_state) == 32, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, memory_map) == 16, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, identity_page) == 160, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, paging) == 168, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, placement) == 200, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, firmware) == 216, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, modules) == 480, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, screen) == 496, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, processors) == 560, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, boot_state) == 584, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_boot_info) == 616, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_kernel_note) == 52, "20 bytes in front and 32 of its own");

#undef FARJUMP_POINTER
#undef FARJUMP_DEFAULT

#endif
