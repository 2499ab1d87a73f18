// THE CONTRACT: what a kernel finds when its first instruction runs, field by field. A kernel needs this one header.
//
// The kernel is entered in 64-bit mode at its ELF entry point, as a function of the System V AMD64 ABI:
//
//     extern "C" [[noreturn]] void kernel_main(farjump::BootInfo const* info);        // info is in RDI
//
// docs/boot-info.md describes the machine's state at that moment. All pointers here are virtual addresses that are
// valid under the loader's page tables. Everything they point at lies in memory of kind `loader`: it is the kernel's to
// reuse when it has copied what it wants and has its own page tables, GDT and stack.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace farjump {

// What a range of physical memory is. The numbers 1 to 5 are those of the BIOS (ACPI, "INT 15H, E820H").
enum class MemoryKind : uint32_t {
    usable = 1,               // RAM, free
    reserved = 2,             // not RAM, or not ours; everything of unknown type is here too
    acpi_reclaimable = 3,     // ACPI tables: usable once the kernel has read them
    acpi_nvs = 4,             // the firmware's: must be kept
    bad = 5,                  // RAM with errors
    loader = 0x1000,          // boot information, page tables, stack: usable once the kernel has replaced them
    kernel = 0x1001,          // the kernel's own segments
};

// A range [base, base + length) of physical memory, in bytes.
struct MemoryRange {
    uint64_t base;
    uint64_t length;
    MemoryKind kind;
    uint32_t padding;         // 0
};
static_assert(sizeof(MemoryRange) == 24);

// A 64-bit virtual address of T, the same eight bytes for the 32-bit loader that writes it and the kernel that reads it.
template <typename T>
struct Pointer {
    uint64_t address;

    T* get() const { return reinterpret_cast<T*>(static_cast<uintptr_t>(address)); }
};

struct BootInfo {
    static constexpr uint64_t expected_magic = 0x504D554A52414646;    // "FFARJUMP" in memory order
    static constexpr uint32_t current_version = 1;

    uint64_t magic;                   // expected_magic
    uint32_t version;                 // current_version of the loader; fields are only ever added at the end
    uint32_t size;                    // bytes of this structure as the loader knows it

    // Physical memory: ranges sorted by base, none empty, none overlapping, `usable` and `loader` ones page-aligned.
    Pointer<MemoryRange const> memory_map;
    uint64_t memory_map_count;

    // Physical memory is mapped at direct_map_base + physical address, writable and not executable: 0 to 1 MiB, and
    // all of the map above but for `reserved` and `bad`.
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

    uint64_t page_table_root;         // physical address of the PML4 that CR3 holds

    Pointer<char const> kernel_path;          // where the kernel was on the boot volume, NUL-terminated UTF-8
    Pointer<char const> command_line;         // `options` of the boot entry, NUL-terminated UTF-8; "" when there is none

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
};
static_assert(offsetof(BootInfo, memory_map) == 16);
static_assert(offsetof(BootInfo, identity_page) == 160);
static_assert(sizeof(BootInfo) == 168);

} // namespace farjump
