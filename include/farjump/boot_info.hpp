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
#define FARJUMP_PROCESSOR(name) processor_##name
#define FARJUMP_INITIALLY(value) = value        // of fields that the kernel fills in

#else // C: farjump_BootInfo, farjump_MemoryKind_usable, FARJUMP_GET(char, info->command_line)

typedef struct { uint64_t address; } farjump_Pointer;

#define FARJUMP_GET(type, pointer) ((type const*)(uintptr_t)(pointer).address)
#define FARJUMP_POINTER(type) farjump_Pointer
#define FARJUMP_ENUM(name) typedef uint32_t name; enum
#define FARJUMP_VALUE(name, value) farjump_##name##_##value
#define FARJUMP_WISH(name) farjump_wish_##name
#define FARJUMP_PROCESSOR(name) farjump_processor_##name
#define FARJUMP_INITIALLY(value)
#define static_assert _Static_assert
#define MemoryKind farjump_MemoryKind
#define MemoryRange farjump_MemoryRange
#define Paging farjump_Paging
#define Firmware farjump_Firmware
#define PartitionTable farjump_PartitionTable
#define BootDisk farjump_BootDisk
#define WallClock farjump_WallClock
#define RandomSeed farjump_RandomSeed
#define ProcessorReport farjump_ProcessorReport
#define LoaderLog farjump_LoaderLog
#define TimelineMark farjump_TimelineMark
#define Timeline farjump_Timeline
#define Module farjump_Module
#define Modules farjump_Modules
#define ScreenKind farjump_ScreenKind
#define Screen farjump_Screen
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
    FARJUMP_VALUE(MemoryKind, module) = 0x1002,         // files that the boot entry names: the kernel's to keep or reuse
    FARJUMP_VALUE(MemoryKind, framebuffer) = 0x1003,    // not RAM: the screen's pixels
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

// Tables of the firmware: physical addresses of their entry points, whose signatures and checksums the loader has
// verified, or 0 where there is none. All lie below 1 MiB, so the direct map shows them; what they point at may lie in
// `reserved` memory, which the kernel maps itself.
typedef struct Firmware {
    uint64_t rsdp;                    // ACPI's root: 20 bytes, or what its length says from revision 2 on
    uint32_t rsdp_revision;           // 0: ACPI 1.0, an RSDT alone; 2: an XSDT as well
    uint32_t padding;                 // 0
    uint64_t smbios2;                 // the 32-bit entry point, "_SM_"
    uint64_t smbios3;                 // the 64-bit entry point, "_SM3_"
} Firmware;

FARJUMP_ENUM(PartitionTable) {
    FARJUMP_VALUE(PartitionTable, none) = 0,            // the volume fills the whole disk
    FARJUMP_VALUE(PartitionTable, mbr) = 1,             // one of the four of the MBR
    FARJUMP_VALUE(PartitionTable, mbr_logical) = 2,     // in the MBR's extended partition
    FARJUMP_VALUE(PartitionTable, gpt) = 3,
};

// The disk that the kernel was read from, as a kernel with drivers of its own can find it again. See also boot_drive,
// disk_signature, partition_lba and partition_sectors.
typedef struct BootDisk {
    uint8_t disk_guid[16];            // of a GPT, as its bytes stand on the disk; all 0 without one
    uint8_t partition_guid[16];       // likewise, of the boot partition: its UniquePartitionGUID
    PartitionTable table;             // that the boot partition stands in
    uint32_t partition_number;        // as fdisk counts: from 1, logical ones from 5; 0 for a whole disk
    uint32_t bytes_per_sector;        // a power of two from 512 to 4096
    uint32_t extended_reads;          // 1 when the BIOS read it by LBA (EDD, INT 13h AH=42h), 0 when by cylinders
} BootDisk;

// The real-time clock while the loader ran, in the time zone its owner has set it to: mostly UTC, or local time where
// Windows lives. All 0 when the BIOS gave no time that can be.
typedef struct WallClock {
    uint16_t year;                    // 1980 and later
    uint8_t month;                    // from 1
    uint8_t day;                      // of the month, from 1
    uint8_t hour;
    uint8_t minute;
    uint8_t second;
    uint8_t padding;                  // 0
} WallClock;

// Chance to start a random number generator with, gathered for the kernel alone. Copy it and wipe it. Without any of the
// three sources it is other numbers at each boot, but such as somebody could guess.
typedef struct RandomSeed {
    uint8_t bytes[32];
    uint32_t rdseed;                  // 1 when RDSEED gave something to it, else 0
    uint32_t rdrand;                  // likewise, RDRAND
    uint32_t jitter;                  // likewise, the time stamp counter against the interval timer
    uint32_t padding;                 // 0
} RandomSeed;

// What the processor says about itself (CPUID), in words and numbers that need no further knowledge.
typedef struct ProcessorReport {
    char vendor[16];                  // "GenuineIntel", NUL-terminated
    char brand[48];                   // NUL-terminated, without spaces around it; "" when it has none
    uint32_t family;                  // with its extension, as manuals and operating systems write it
    uint32_t model;                   // likewise
    uint32_t stepping;
    uint32_t physical_address_bits;   // 36 when the processor does not say
    uint32_t features;                // processor_... below: those it has, of all that the loader makes use of
    uint32_t isa_level;               // n: it has all of x86-64-vn, 1 to 4; the kernel must turn SSE and AVX on itself
} ProcessorReport;

// All that the loader's second stage has printed, line feeds between the lines.
typedef struct LoaderLog {
    FARJUMP_POINTER(char) text;       // NUL-terminated
    uint32_t size;                    // bytes before the NUL
    uint32_t cut;                     // 1 when there was more than fits: "[...]" stands where lines are missing
} LoaderLog;

// The processor's time stamp counter when a step of the boot began. It ended when the next one began.
typedef struct TimelineMark {
    uint64_t tsc;
    char step[40];                    // what began, NUL-terminated; cut where it is longer
} TimelineMark;

// From the first line of the second stage to the moment before the switch to long mode.
typedef struct Timeline {
    FARJUMP_POINTER(TimelineMark) marks;
    uint64_t count;                   // 0 when the processor has no time stamp counter
    uint64_t ticks_per_second;        // of that counter, measured, to about 0.1 %; 0 when that failed
} Timeline;

// A file that the boot entry names with `module` or `initrd`, whole in memory of kind `module`, from the start of a page
// on. Zeros follow it up to the end of its last page.
typedef struct Module {
    FARJUMP_POINTER(void) address;    // in the direct map; 0 for an empty file
    uint64_t physical;                // the same place's physical address; 0 for an empty file
    uint64_t size;                    // bytes
    FARJUMP_POINTER(char) name;       // the path as the boot entry has it, NUL-terminated UTF-8
} Module;

// All modules, in the boot entry's order. List and names lie in memory of kind `loader`.
typedef struct Modules {
    FARJUMP_POINTER(Module) list;     // 0 when there are none
    uint64_t count;
} Modules;

// What is on the screen.
FARJUMP_ENUM(ScreenKind) {
    FARJUMP_VALUE(ScreenKind, text) = 1,                // as the firmware left it: on a PC with VGA, 80x25 characters
    FARJUMP_VALUE(ScreenKind, graphics) = 2,            // a framebuffer
};

// The screen. In text mode all numbers but `kind` are 0. A pixel has bits_per_pixel / 8 bytes, little-endian; the pixel
// (x, y), counted from the upper left, is at framebuffer + y * pitch + x * bits_per_pixel / 8. A colour's value of
// `size` bits stands in the pixel from bit `shift` on.
typedef struct Screen {
    ScreenKind kind;
    uint32_t bits_per_pixel;          // 16, 24 or 32
    uint32_t width;                   // pixels
    uint32_t height;                  // pixels
    uint32_t pitch;                   // bytes from one line to the next
    uint8_t red_size;                 // bits, 10 at most
    uint8_t red_shift;
    uint8_t green_size;
    uint8_t green_shift;
    uint8_t blue_size;
    uint8_t blue_shift;
    uint8_t padding[6];               // 0
    uint64_t physical;                // of the framebuffer, whole pages of kind `framebuffer`
    FARJUMP_POINTER(void) framebuffer;        // the same in the direct map: write-combining, or
                                              // uncached where the processor has no PAT
    FARJUMP_POINTER(uint8_t) font;    // the BIOS's: 256 characters of code page 437, 16 lines of 8 pixels each, one
                                      // byte a line, the leftmost pixel in bit 7; 0 in text mode, or when it has none
    FARJUMP_POINTER(char) reason;     // why it is text, NUL-terminated English; "" for graphics
} Screen;

typedef struct BootInfo {
    uint64_t magic;                   // FARJUMP_MAGIC
    uint32_t version;                 // FARJUMP_VERSION of the loader; fields are only ever added at the end
    uint32_t size;                    // bytes of this structure as the loader knows it

    // Physical memory: ranges sorted by base, none empty, none overlapping, `usable` and `loader` ones page-aligned.
    FARJUMP_POINTER(MemoryRange) memory_map;
    uint64_t memory_map_count;

    // Physical memory is mapped at direct_map_base + physical address, writable and not executable: 0 to 1 MiB, and
    // all of the map above but for `reserved` and `bad`. Memory is write-back, A0000h to BFFFFh uncached, the
    // framebuffer as its field says.
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
    Firmware firmware;
    BootDisk disk;
    WallClock clock;
    RandomSeed seed;
    ProcessorReport processor;
    LoaderLog log;
    Timeline timeline;
    Modules modules;                  // files for the kernel besides itself
    Screen screen;
} BootInfo;

static_assert(sizeof(MemoryRange) == 24, "the loader writes it so");
static_assert(offsetof(BootInfo, memory_map) == 16, "the loader writes it so");
static_assert(offsetof(BootInfo, identity_page) == 160, "the loader writes it so");
static_assert(sizeof(Paging) == 32, "the loader writes it so");
static_assert(offsetof(BootInfo, paging) == 168, "the loader writes it so");
static_assert(offsetof(BootInfo, placement) == 200, "the loader writes it so");
static_assert(sizeof(Firmware) == 32 && sizeof(BootDisk) == 48 && sizeof(WallClock) == 8, "the loader writes it so");
static_assert(sizeof(ProcessorReport) == 88 && sizeof(TimelineMark) == 48, "the loader writes it so");
static_assert(sizeof(RandomSeed) == 48 && sizeof(LoaderLog) == 16 && sizeof(Timeline) == 24, "the loader writes it so");
static_assert(offsetof(BootInfo, firmware) == 216, "the loader writes it so");
static_assert(sizeof(Module) == 32, "the loader writes it so");
static_assert(offsetof(BootInfo, modules) == 480, "the loader writes it so");
static_assert(sizeof(Screen) == 64, "the loader writes it so");
static_assert(offsetof(BootInfo, screen) == 496, "the loader writes it so");
static_assert(sizeof(BootInfo) == 560, "the loader writes it so");

// Of ProcessorReport::features. The loader uses each where it is there, unless nothing asks for it.
enum {
    FARJUMP_PROCESSOR(no_execute) = 1 << 0,             // NX
    FARJUMP_PROCESSOR(gigabyte_pages) = 1 << 1,
    FARJUMP_PROCESSOR(five_levels) = 1 << 2,            // LA57
    FARJUMP_PROCESSOR(sse4_2) = 1 << 3,                 // its CRC32 instruction verifies seals
};

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
    FARJUMP_WISH(sse) = 1 << 5,                  // SSE works: CR0.MP, CR4.OSFXSR, CR4.OSXMMEXCPT; x87 and MXCSR are set up
    FARJUMP_WISH(read_only_direct_map) = 1 << 6, // what a segment may not write, the direct map may not write, either
};

#ifdef __cplusplus
} // namespace farjump
#else
#undef static_assert
#undef MemoryKind
#undef MemoryRange
#undef Paging
#undef Firmware
#undef PartitionTable
#undef BootDisk
#undef WallClock
#undef RandomSeed
#undef ProcessorReport
#undef LoaderLog
#undef TimelineMark
#undef Timeline
#undef Module
#undef Modules
#undef ScreenKind
#undef Screen
#undef BootInfo
#undef KernelNote
#undef KernelPlacement
#endif
#undef FARJUMP_POINTER
#undef FARJUMP_ENUM
#undef FARJUMP_VALUE
#undef FARJUMP_WISH
#undef FARJUMP_PROCESSOR
#undef FARJUMP_INITIALLY

#endif
