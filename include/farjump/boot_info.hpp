// THE CONTRACT: what a kernel finds when its first instruction runs, field by field. A kernel, in C++ or in C, needs this
// one header.
//
// The kernel is entered in 64-bit mode at its ELF entry point, as a function of the System V AMD64 ABI:
//
//     extern "C" [[noreturn]] void kernel_main(farjump::BootInfo const* info);        // C++: info is in RDI
//     _Noreturn void kernel_main(farjump_BootInfo const* info);                       // C: all names start with farjump_
//
// docs/boot-info.md describes the machine's state at that moment. All pointers here are virtual addresses that are
// valid under the loader's page tables. Everything they point at lies in memory of kind `loader`: it is the kernel's to
// reuse when it has copied what it wants and has its own page tables, GDT and stack. Nothing here is ever changed by
// the loader once the kernel runs.
#ifndef FARJUMP_BOOT_INFO
#define FARJUMP_BOOT_INFO

#include <stddef.h>
#include <stdint.h>

#define FARJUMP_MAGIC 0x504D554A52414646u       // "FFARJUMP" in memory order
#define FARJUMP_VERSION 2u                      // of the structures in this header

#ifdef __cplusplus

namespace farjump {

// A 64-bit virtual address of T, the same eight bytes for the 32-bit loader that writes it and the kernel that reads it.
template <typename T>
struct Pointer {
    uint64_t address;

    T* get() const { return reinterpret_cast<T*>(static_cast<uintptr_t>(address)); }
};

#define FARJUMP_POINTER(type) Pointer<type const>
#define FARJUMP_ENUM(name) enum class name : uint32_t
#define FARJUMP_VALUE(name, value) value
#define FARJUMP_WISH(name) wish_##name
#define FARJUMP_INITIALLY(value) = value        // of fields that the kernel fills in

#else // C: farjump_BootInfo, farjump_MemoryKind_usable, FARJUMP_GET(char, info->command_line)

typedef struct { uint64_t address; } farjump_Pointer;

#define FARJUMP_GET(type, pointer) ((type const*)(uintptr_t)(pointer).address)
#define FARJUMP_POINTER(type) farjump_Pointer
#define FARJUMP_ENUM(name) typedef uint32_t name; enum
#define FARJUMP_VALUE(name, value) farjump_##name##_##value
#define FARJUMP_WISH(name) farjump_wish_##name
#define FARJUMP_INITIALLY(value)
#define static_assert _Static_assert
#define MemoryKind farjump_MemoryKind
#define MemoryRange farjump_MemoryRange
#define Paging farjump_Paging
#define BootInfo farjump_BootInfo
#define KernelNote farjump_KernelNote
#define KernelPlacement farjump_KernelPlacement

#endif

// What a range of physical memory is. The numbers 1 to 5 are those of the BIOS (ACPI, "INT 15H, E820H").
FARJUMP_ENUM(MemoryKind) {
    FARJUMP_VALUE(MemoryKind, usable) = 1,              // RAM, free
    FARJUMP_VALUE(MemoryKind, reserved) = 2,            // not RAM, or not ours; everything of unknown type is here too
    FARJUMP_VALUE(MemoryKind, acpi_reclaimable) = 3,    // ACPI tables: usable once the kernel has read them
    FARJUMP_VALUE(MemoryKind, acpi_nvs) = 4,            // the firmware's: must be kept
    FARJUMP_VALUE(MemoryKind, bad) = 5,                 // RAM with errors
    FARJUMP_VALUE(MemoryKind, loader) = 0x1000,         // boot information, page tables, stack: usable once replaced
    FARJUMP_VALUE(MemoryKind, kernel) = 0x1001,         // the kernel's own segments
};

// A range [base, base + length) of physical memory, in bytes.
typedef struct MemoryRange {
    uint64_t base;
    uint64_t length;
    MemoryKind kind;
    uint32_t padding;                 // 0
} MemoryRange;

// How the kernel's first page tables are made. What goes with them in control registers holds until the kernel changes it.
typedef struct Paging {
    uint32_t levels;                  // 4, or 5 when the kernel wished for them and the processor has them (CR4.LA57)
    uint32_t tables;                  // page tables of 4096 bytes in use, the top-level one included
    uint64_t largest_page;            // bytes: 4096, 2 MiB or 1 GiB, the largest that any mapping uses
    uint64_t cr4;                     // CR4 at the kernel's entry
    uint64_t page_attributes;         // IA32_PAT at the kernel's entry; 0 when the processor has no PAT
} Paging;
// How the kernel came to where kernel_virtual and kernel_physical say it is.
typedef struct KernelPlacement {
    uint64_t slide;                   // bytes: kernel_virtual less the address that the file was linked at, modulo 2^64
    uint32_t position_independent;    // 1 when the file is of type ET_DYN; else 0, and so is `slide`
    uint32_t random;                  // 1 when chance chose the physical place, and the virtual one where it could
} KernelPlacement;

static_assert(sizeof(KernelPlacement) == 16, "the loader writes it so");

typedef struct BootInfo {
    uint64_t magic;                   // FARJUMP_MAGIC
    uint32_t version;                 // FARJUMP_VERSION of the loader; fields are only ever added at the end
    uint32_t size;                    // bytes of this structure as the loader knows it

    // Physical memory: ranges sorted by base, none empty, none overlapping, `usable` and `loader` ones page-aligned.
    FARJUMP_POINTER(MemoryRange) memory_map;
    uint64_t memory_map_count;

    // Physical memory is mapped at direct_map_base + physical address, writable and not executable: 0 to 1 MiB, and
    // all of the map above but for `reserved` and `bad`. Memory is write-back, A0000h to BFFFFh uncached.
    uint64_t direct_map_base;
    uint64_t direct_map_length;       // bytes; end of the highest mapped range

    // The kernel's segments: [kernel_virtual, + kernel_size) is mapped to [kernel_physical, + kernel_size).
    uint64_t kernel_virtual;
    uint64_t kernel_physical;
    uint64_t kernel_size;             // bytes, a multiple of 4096
    uint64_t kernel_entry;            // virtual address

    // The stack the kernel starts on: [stack_base, stack_base + stack_size), and nothing mapped for
    // stack_guard_size bytes below it.
    uint64_t stack_base;
    uint64_t stack_size;              // bytes
    uint64_t stack_guard_size;        // bytes

    uint64_t page_table_root;         // physical address of the PML4, or PML5, that CR3 holds

    FARJUMP_POINTER(char) kernel_path;        // where the kernel was on the boot volume, NUL-terminated UTF-8
    FARJUMP_POINTER(char) command_line;       // `options` of the boot entry, NUL-terminated UTF-8; "" when there is none

    // Where the machine was booted from.
    uint32_t boot_drive;              // BIOS drive number, 80h for the first hard disk
    uint32_t disk_signature;          // sector 0, offset 1B8h, whatever partition table the disk has
    uint64_t partition_lba;           // first sector of the boot partition, in sectors of the disk's own size;
                                      // 0 when the volume fills a whole disk without partitions
    uint64_t partition_sectors;       // in the same unit

    uint32_t sealed;                  // 1 when the kernel carried a seal and it was verified, 0 when it carried none
    uint32_t no_execute;              // 1 when the processor has NX and EFER.NXE is set, 0 when data can be executed

    // One page of the loader, mapped at its physical address, read-only and executable: the switch ran through it.
    // The kernel may unmap it at once.
    uint64_t identity_page;

    Paging paging;
    KernelPlacement placement;
} BootInfo;

static_assert(sizeof(MemoryRange) == 24, "the loader writes it so");
static_assert(offsetof(BootInfo, memory_map) == 16, "the loader writes it so");
static_assert(offsetof(BootInfo, identity_page) == 160, "the loader writes it so");
static_assert(sizeof(Paging) == 32, "the loader writes it so");
static_assert(offsetof(BootInfo, paging) == 168, "the loader writes it so");
static_assert(offsetof(BootInfo, placement) == 200, "the loader writes it so");
static_assert(sizeof(BootInfo) == 216, "the loader writes it so");

// What a kernel may ask the loader for: an ELF note that it carries in a PT_NOTE segment. A kernel without one, and a
// field that is 0, gets the default. See docs/boot-info.md, "What a kernel may ask for".
//
//     [[gnu::section(".note.farjump.wishes"), gnu::used]]
//     static constinit farjump::KernelNote const note{.flags = farjump::wish_five_levels, .stack_size = 128 << 10};
typedef struct KernelNote {
    uint32_t name_size FARJUMP_INITIALLY(8);            // n_namesz; System V gABI, "Note Section"
    uint32_t descriptor_size FARJUMP_INITIALLY(32);     // n_descsz: the bytes of this structure from `flags` on
    uint32_t type FARJUMP_INITIALLY(2);                 // n_type: what the kernel wishes
    char name[8] FARJUMP_INITIALLY("farjump");
    uint32_t flags FARJUMP_INITIALLY(0);                // wish_... below; a loader refuses what it does not know
    uint32_t boot_info_version FARJUMP_INITIALLY(0);    // the least that the kernel needs; an older loader refuses it
    uint32_t stack_size FARJUMP_INITIALLY(0);           // bytes, a multiple of 4096 up to 16 MiB; default 64 KiB
    uint32_t stack_guard_size FARJUMP_INITIALLY(0);     // bytes, a multiple of 4096 up to 1 GiB; default 64 KiB
    uint16_t screen_width FARJUMP_INITIALLY(0);         // pixels of the framebuffer that it would like best;
    uint16_t screen_height FARJUMP_INITIALLY(0);        // default: what the monitor says it has
    uint32_t reserved[3] FARJUMP_INITIALLY({});         // 0
} KernelNote;

static_assert(sizeof(KernelNote) == 52, "a note of 20 bytes in front and 32 of its own");

enum {
    FARJUMP_WISH(five_levels) = 1 << 0,          // 5-level paging, where the processor has it (LA57)
    FARJUMP_WISH(smep) = 1 << 1,                 // CR4.SMEP, where the processor has it
    FARJUMP_WISH(smap) = 1 << 2,                 // CR4.SMAP, where the processor has it
    FARJUMP_WISH(umip) = 1 << 3,                 // CR4.UMIP, where the processor has it
    FARJUMP_WISH(framebuffer) = 1 << 4,          // graphics rather than text, where the firmware has them
};

#ifdef __cplusplus
} // namespace farjump
#else
#undef static_assert
#undef MemoryKind
#undef MemoryRange
#undef Paging
#undef BootInfo
#undef KernelNote
#undef KernelPlacement
#endif
#undef FARJUMP_POINTER
#undef FARJUMP_ENUM
#undef FARJUMP_VALUE
#undef FARJUMP_WISH
#undef FARJUMP_INITIALLY

#endif
