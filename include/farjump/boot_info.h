// THE CONTRACT: what a kernel finds when its first instruction runs, field by field. This header is its one home. C
// needs it alone; boot_info.hpp says the same in C++'s own words; from it `make headers` generates boot_info.inc for
// NASM and boot_info.rs for Rust.
//
//     #include <farjump/boot_info.h>
//
//     _Noreturn void kernel_main(struct farjump_boot_info const* info);               // C: info is in RDI
//     extern "C" [[noreturn]] void kernel_main(farjump_boot_info const* info);        // C++
//
// The kernel is entered in 64-bit mode at its ELF entry point, as a function of the System V AMD64 ABI.
// docs/boot-info.md describes the machine's state at that moment. All pointers here are virtual addresses that are
// valid under the loader's page tables. Everything they point at lies in memory of kind `loader`: it is the kernel's to
// reuse when it has copied what it wants and has its own page tables, GDT and stack. Nothing here is ever changed by
// the loader once the kernel runs.
//
// C99 and later, C++11 and later. All names begin with farjump_ or FARJUMP_; in C++ there is namespace farjump, too.
//
// The generator (disk/build/contract/list.awk) reads this file line by line: a field or constant a line, with its comment.
#ifndef FARJUMP_BOOT_INFO_H
#define FARJUMP_BOOT_INFO_H

#include <stddef.h>
#include <stdint.h>

// A name of our own, so that <assert.h> and every edition of C keep theirs. (C99 has none: __extension__ lets it pass.)
#ifdef __cplusplus
#define FARJUMP_ASSERT(condition, words) static_assert(condition, words)
#else
#define FARJUMP_ASSERT(condition, words) __extension__ _Static_assert(condition, words)
#endif

// Kinds are numbers of 32 bits. In C++ they are types that do not mix, whose values boot_info.hpp names, too.
//
// A pointer takes 64 bits for the loader, whose own have 32, as for the kernel: info->command_line.pointer is a
// `char const*`, info->command_line.address the same as a number.
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

// What fields of a kernel's note hold unless it says otherwise. (In C++11 a structure with defaults is no aggregate.)
#if defined __cplusplus && __cplusplus >= 201402L
#define FARJUMP_DEFAULT(value) = value
#else
#define FARJUMP_DEFAULT(value)
#endif

#define FARJUMP_MAGIC 0x504D554A52414646u // "FFARJUMP" in memory order
#define FARJUMP_VERSION 2u                // of the structures in this header

// What a range of physical memory is. The numbers 1 to 5 are those of the BIOS (ACPI, "INT 15H, E820H").
#define FARJUMP_MEMORY_USABLE FARJUMP_KIND(memory_kind, 1)           // RAM, free
#define FARJUMP_MEMORY_RESERVED FARJUMP_KIND(memory_kind, 2)         // not RAM, not ours, or unknown
#define FARJUMP_MEMORY_ACPI_RECLAIMABLE FARJUMP_KIND(memory_kind, 3) // ACPI tables: usable once read
#define FARJUMP_MEMORY_ACPI_NVS FARJUMP_KIND(memory_kind, 4)         // the firmware's: must be kept
#define FARJUMP_MEMORY_BAD FARJUMP_KIND(memory_kind, 5)              // RAM with errors
#define FARJUMP_MEMORY_LOADER FARJUMP_KIND(memory_kind, 0x1000)      // the loader's: usable once replaced
#define FARJUMP_MEMORY_KERNEL FARJUMP_KIND(memory_kind, 0x1001)      // the kernel's own segments
#define FARJUMP_MEMORY_MODULE FARJUMP_KIND(memory_kind, 0x1002)      // files that the boot entry names
#define FARJUMP_MEMORY_FRAMEBUFFER FARJUMP_KIND(memory_kind, 0x1003) // not RAM: the screen's pixels

// A range [base, base + length) of physical memory, in bytes.
struct farjump_memory_range {
    uint64_t base;
    uint64_t length;
    farjump_memory_kind kind; // FARJUMP_MEMORY_...
    uint32_t padding;         // 0
};

// How the kernel's first page tables are made. What goes with them in control registers holds until the kernel changes
// it.
struct farjump_paging {
    uint32_t levels;          // 4, or 5 when the kernel wished for them and the processor has them (CR4.LA57)
    uint32_t tables;          // page tables of 4096 bytes in use, the top-level one included
    uint64_t largest_page;    // bytes: 4096, 2 MiB or 1 GiB, the largest that any mapping uses
    uint64_t cr4;             // CR4 at the kernel's entry
    uint64_t page_attributes; // IA32_PAT at the kernel's entry; 0 when the processor has no PAT
};

// How the kernel came to where kernel_virtual and kernel_physical say it is.
struct farjump_kernel_placement {
    uint64_t slide;                // bytes: kernel_virtual less the address that the file was linked at, modulo 2^64
    uint32_t position_independent; // 1 when the file is of type ET_DYN; else 0, and so is `slide`
    uint32_t random;               // 1 when chance chose the physical place, and the virtual one where it could
};

// Tables of the firmware: physical addresses of their entry points, whose signatures and checksums the loader has
// verified, or 0 where there is none. All lie below 1 MiB, so the direct map shows them; what they point at may lie in
// `reserved` memory, which the kernel maps itself.
struct farjump_firmware {
    uint64_t rsdp;          // ACPI's root: 20 bytes, or what its length says from revision 2 on
    uint32_t rsdp_revision; // 0: ACPI 1.0, an RSDT alone; 2: an XSDT as well
    uint32_t padding;       // 0
    uint64_t smbios2;       // the 32-bit entry point, "_SM_"
    uint64_t smbios3;       // the 64-bit entry point, "_SM3_"
};

// The partition table that the boot partition stands in.
#define FARJUMP_TABLE_NONE FARJUMP_KIND(partition_table, 0)        // the volume fills the whole disk
#define FARJUMP_TABLE_MBR FARJUMP_KIND(partition_table, 1)         // one of the four of the MBR
#define FARJUMP_TABLE_MBR_LOGICAL FARJUMP_KIND(partition_table, 2) // in the MBR's extended partition
#define FARJUMP_TABLE_GPT FARJUMP_KIND(partition_table, 3)         // a GUID partition table

// The disk that the kernel was read from, as a kernel with drivers of its own can find it again. See also boot_drive,
// disk_signature, partition_lba and partition_sectors.
struct farjump_boot_disk {
    uint8_t disk_guid[16];         // of a GPT, as its bytes stand on the disk; all 0 without one
    uint8_t partition_guid[16];    // likewise, of the boot partition: its UniquePartitionGUID
    farjump_partition_table table; // FARJUMP_TABLE_...
    uint32_t partition_number;     // as fdisk counts: from 1, logical ones from 5; 0 for a whole disk
    uint32_t bytes_per_sector;     // a power of two from 512 to 4096
    uint32_t extended_reads;       // 1 when the BIOS read it by LBA (EDD, INT 13h AH=42h), 0 when by cylinders
};

// The real-time clock while the loader ran, in the time zone its owner has set it to: mostly UTC, or local time where
// Windows lives. All 0 when the BIOS gave no time that can be.
struct farjump_wall_clock {
    uint16_t year; // 1980 and later
    uint8_t month; // from 1
    uint8_t day;   // of the month, from 1
    uint8_t hour;
    uint8_t minute;
    uint8_t second;
    uint8_t padding; // 0
};

// Chance to start a random number generator with, gathered for the kernel alone. Copy it and wipe it. Without any of
// the three sources it is other numbers at each boot, but such as somebody could guess.
struct farjump_random_seed {
    uint8_t bytes[32];
    uint32_t rdseed;  // 1 when RDSEED gave something to it, else 0
    uint32_t rdrand;  // likewise, RDRAND
    uint32_t jitter;  // likewise, the time stamp counter against the interval timer
    uint32_t padding; // 0
};

// Of farjump_processor_report.features. The loader uses each where it is there, unless nothing asks for it.
#define FARJUMP_PROCESSOR_NO_EXECUTE (1u << 0)     // NX
#define FARJUMP_PROCESSOR_GIGABYTE_PAGES (1u << 1) // pages of 1 GiB
#define FARJUMP_PROCESSOR_FIVE_LEVELS (1u << 2)    // LA57
#define FARJUMP_PROCESSOR_SSE4_2 (1u << 3)         // its CRC32 instruction verifies seals

// What the processor says about itself (CPUID), in words and numbers that need no further knowledge.
struct farjump_processor_report {
    char vendor[16]; // "GenuineIntel", NUL-terminated
    char brand[48];  // NUL-terminated, without spaces around it; "" when it has none
    uint32_t family; // with its extension, as manuals and operating systems write it
    uint32_t model;  // likewise
    uint32_t stepping;
    uint32_t physical_address_bits; // 36 when the processor does not say
    uint32_t features;              // FARJUMP_PROCESSOR_...: those it has, of all that the loader makes use of
    uint32_t isa_level;             // n: it has all of x86-64-vn, 1 to 4; the kernel must turn SSE and AVX on itself
};

// All that the loader's second stage has printed, line feeds between the lines.
struct farjump_loader_log {
    FARJUMP_POINTER(char const) text; // NUL-terminated
    uint32_t size;                    // bytes before the NUL
    uint32_t cut;                     // 1 when there was more than fits: "[...]" stands where lines are missing
};

// The processor's time stamp counter when a step of the boot began. It ended when the next one began.
struct farjump_timeline_mark {
    uint64_t tsc;
    char step[40]; // what began, NUL-terminated; cut where it is longer
};

// From the first line of the second stage to the moment before the switch to long mode.
struct farjump_timeline {
    FARJUMP_POINTER(struct farjump_timeline_mark const) marks;
    uint64_t count;            // 0 when the processor has no time stamp counter
    uint64_t ticks_per_second; // of that counter, measured, to about 0.1 %; 0 when that failed
};

// A file that the boot entry names with `module` or `initrd`, whole in memory of kind `module`, from the start of a
// page on. Zeros follow it up to the end of its last page.
struct farjump_module {
    FARJUMP_POINTER(void const) address; // in the direct map; 0 for an empty file
    uint64_t physical;                   // the same place's physical address; 0 for an empty file
    uint64_t size;                       // bytes
    FARJUMP_POINTER(char const) name;    // the path as the boot entry has it, NUL-terminated UTF-8
};

// All modules, in the boot entry's order. List and names lie in memory of kind `loader`.
struct farjump_modules {
    FARJUMP_POINTER(struct farjump_module const) list; // 0 when there are none
    uint64_t count;
};

// What is on the screen.
#define FARJUMP_SCREEN_TEXT FARJUMP_KIND(screen_kind, 1)     // as the firmware left it: 80x25 with VGA
#define FARJUMP_SCREEN_GRAPHICS FARJUMP_KIND(screen_kind, 2) // a framebuffer

// The screen. In text mode all numbers but `kind` are 0. A pixel has bits_per_pixel / 8 bytes, little-endian; the pixel
// (x, y), counted from the upper left, is at framebuffer + y * pitch + x * bits_per_pixel / 8. A colour's value of
// `size` bits stands in the pixel from bit `shift` on.
struct farjump_screen {
    farjump_screen_kind kind; // FARJUMP_SCREEN_...
    uint32_t bits_per_pixel;  // 16, 24 or 32
    uint32_t width;           // pixels
    uint32_t height;          // pixels
    uint32_t pitch;           // bytes from one line to the next
    uint8_t red_size;         // bits, 10 at most
    uint8_t red_shift;
    uint8_t green_size;
    uint8_t green_shift;
    uint8_t blue_size;
    uint8_t blue_shift;
    uint8_t padding[6]; // 0
    uint64_t physical;  // of the framebuffer, whole pages of kind `framebuffer`
    // The same in the direct map: write-combining, or uncached where the processor has no PAT.
    FARJUMP_POINTER(void const) framebuffer;
    // The BIOS's: 256 characters of code page 437, 16 lines of 8 pixels each, one byte a line, the leftmost pixel in
    // bit 7; 0 in text mode, or when it has none.
    FARJUMP_POINTER(uint8_t const) font;
    FARJUMP_POINTER(char const) reason; // why it is text, NUL-terminated English; "" for graphics
};

// What the kernel's entry point gets a pointer to.
struct farjump_boot_info {
    uint64_t magic;   // FARJUMP_MAGIC
    uint32_t version; // FARJUMP_VERSION of the loader; fields are only ever added at the end
    uint32_t size;    // bytes of this structure as the loader knows it

    // Physical memory: ranges sorted by base, none empty, none overlapping, `usable` and `loader` ones page-aligned.
    FARJUMP_POINTER(struct farjump_memory_range const) memory_map;
    uint64_t memory_map_count;

    // Physical memory is mapped at direct_map_base + physical address, writable and not executable: 0 to 1 MiB, and
    // all of the map above but for `reserved` and `bad`. Memory is write-back, A0000h to BFFFFh uncached, the
    // framebuffer as its field says.
    uint64_t direct_map_base;
    uint64_t direct_map_length; // bytes; end of the highest mapped range

    // The kernel's segments: [kernel_virtual, + kernel_size) is mapped to [kernel_physical, + kernel_size).
    uint64_t kernel_virtual;
    uint64_t kernel_physical;
    uint64_t kernel_size;  // bytes, a multiple of 4096
    uint64_t kernel_entry; // virtual address

    // The stack the kernel starts on: [stack_base, stack_base + stack_size), and nothing mapped for
    // stack_guard_size bytes below it.
    uint64_t stack_base;
    uint64_t stack_size;       // bytes
    uint64_t stack_guard_size; // bytes

    uint64_t page_table_root; // physical address of the PML4, or PML5, that CR3 holds

    FARJUMP_POINTER(char const) kernel_path;  // where the kernel was on the boot volume, NUL-terminated UTF-8
    FARJUMP_POINTER(char const) command_line; // `options` of the boot entry, NUL-terminated UTF-8; "" without any

    // Where the machine was booted from.
    uint32_t boot_drive;     // BIOS drive number, 80h for the first hard disk
    uint32_t disk_signature; // sector 0, offset 1B8h, whatever partition table the disk has
    // First sector of the boot partition, in sectors of the disk's own size; 0 when the volume fills a whole disk
    // without partitions.
    uint64_t partition_lba;
    uint64_t partition_sectors; // in the same unit

    uint32_t sealed;     // 1 when the kernel carried a seal and it was verified, 0 when it carried none
    uint32_t no_execute; // 1 when the processor has NX and EFER.NXE is set, 0 when data can be executed

    // One page of the loader, mapped at its physical address, read-only and executable: the switch ran through it.
    // The kernel may unmap it at once.
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
    struct farjump_modules modules; // files for the kernel besides itself
    struct farjump_screen screen;
};

// What a kernel may ask the loader for, in the `flags` of its note. A loader refuses a bit that it does not know.
#define FARJUMP_WISH_FIVE_LEVELS (1u << 0)          // 5-level paging, where the processor has it (LA57)
#define FARJUMP_WISH_SMEP (1u << 1)                 // CR4.SMEP, where the processor has it
#define FARJUMP_WISH_SMAP (1u << 2)                 // CR4.SMAP, where the processor has it
#define FARJUMP_WISH_UMIP (1u << 3)                 // CR4.UMIP, where the processor has it
#define FARJUMP_WISH_FRAMEBUFFER (1u << 4)          // graphics rather than text, where the firmware has them
#define FARJUMP_WISH_SSE (1u << 5)                  // SSE works: CR0.MP, CR4.OSFXSR, CR4.OSXMMEXCPT, MXCSR 1F80h
#define FARJUMP_WISH_READ_ONLY_DIRECT_MAP (1u << 6) // segments that are not writable: nor in the direct map
#define FARJUMP_WISHES ((FARJUMP_WISH_READ_ONLY_DIRECT_MAP << 1) - 1) // all of these: what this version knows

// A kernel's wishes: an ELF note that it carries in a PT_NOTE segment, read before the kernel is loaded. A kernel
// without one, and a field that is 0, gets the default. See docs/boot-info.md, "What a kernel may ask for", and
// FARJUMP_KERNEL_NOTE below.
struct farjump_kernel_note {
    uint32_t name_size FARJUMP_DEFAULT(8);        // n_namesz; System V gABI, "Note Section"
    uint32_t descriptor_size FARJUMP_DEFAULT(32); // n_descsz: the bytes of this structure from `flags` on
    uint32_t type FARJUMP_DEFAULT(2);             // n_type: what the kernel wishes
    char name[8] FARJUMP_DEFAULT("farjump");
    uint32_t flags FARJUMP_DEFAULT(0);             // FARJUMP_WISH_...
    uint32_t boot_info_version FARJUMP_DEFAULT(0); // the least that the kernel needs; an older loader refuses it
    uint32_t stack_size FARJUMP_DEFAULT(0);        // bytes, a multiple of 4096 up to 16 MiB; default 64 KiB
    uint32_t stack_guard_size FARJUMP_DEFAULT(0);  // bytes, a multiple of 4096 up to 1 GiB; default 64 KiB
    uint16_t screen_width FARJUMP_DEFAULT(0);      // pixels of the framebuffer; default: the monitor's
    uint16_t screen_height FARJUMP_DEFAULT(0);     // likewise
    uint32_t reserved[3] FARJUMP_DEFAULT({});      // 0
};

// A whole note in one line, at file scope, once in a kernel; 0 for what shall have its default:
//
//     FARJUMP_KERNEL_NOTE(FARJUMP_WISH_SMEP | FARJUMP_WISH_SMAP, 128 << 10, 0);
//
// The linker script must put the section into a PT_NOTE segment: docs/boot-info.md has one. The second macro also asks
// for a framebuffer of this size. Both ask for a loader that fills in all of this header's fields (FARJUMP_VERSION).
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

// The loader writes all of this as it stands here, whatever compiler made the kernel.
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
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, memory_map) == 16, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, identity_page) == 160, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, paging) == 168, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, placement) == 200, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, firmware) == 216, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, modules) == 480, "layout of the boot information");
FARJUMP_ASSERT(offsetof(struct farjump_boot_info, screen) == 496, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_boot_info) == 560, "layout of the boot information");
FARJUMP_ASSERT(sizeof(struct farjump_kernel_note) == 52, "20 bytes in front and 32 of its own");

#undef FARJUMP_POINTER
#undef FARJUMP_DEFAULT

#endif
