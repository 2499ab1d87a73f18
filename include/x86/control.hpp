// SPDX-License-Identifier: BSD-2-Clause
// Control registers and flags: names and access. Intel SDM Vol. 3A, "Control Registers" (2.5); Vol. 4, "IA32_EFER".
#pragma once

#include "include/flags.hpp"

#include <cstdint>

namespace x86 {

enum class Cr0 : std::uint64_t {
    protection = 1u << 0,          // PE
    monitor_coprocessor = 1u << 1, // MP: WAIT also tests TS
    emulate_fpu = 1u << 2,         // EM
    task_switched = 1u << 3,       // TS
    extension_type = 1u << 4,      // ET: always 1
    numeric_error = 1u << 5,       // NE: x87 errors are exceptions, not interrupts
    write_protect = 1u << 16,      // WP: the kernel cannot write read-only pages either
    not_write_through = 1u << 29,  // NW
    cache_disable = 1u << 30,      // CD
    paging = 1u << 31,             // PG
};

enum class Cr4 : std::uint64_t {
    page_size_extensions = 1u << 4,             // PSE
    physical_address_extension = 1u << 5,       // PAE
    global_pages = 1u << 7,                     // PGE
    fxsave = 1u << 9,                           // OSFXSR: allows SSE instructions
    simd_exceptions = 1u << 10,                 // OSXMMEXCPT: SSE errors raise #XM instead of #UD
    user_instruction_prevention = 1u << 11,     // UMIP: programs cannot read the descriptor tables' addresses
    five_levels = 1u << 12,                     // LA57
    supervisor_execution_prevention = 1u << 20, // SMEP: the kernel cannot execute user pages
    supervisor_access_prevention = 1u << 21,    // SMAP: nor access them, except while RFLAGS.AC is set
};

enum class Efer : std::uint64_t {
    system_call = 1u << 0,        // SCE
    long_mode_enable = 1u << 8,   // LME
    long_mode_active = 1u << 10,  // LMA
    no_execute_enable = 1u << 11, // NXE
};

inline constexpr std::uint32_t efer_register = 0xC0000080;

} // namespace x86

template <>
inline constexpr bool is_flags<x86::Cr0> = true;
template <>
inline constexpr bool is_flags<x86::Cr4> = true;
template <>
inline constexpr bool is_flags<x86::Efer> = true;

#ifdef __x86_64__
namespace x86 {

inline Cr0 read_cr0()
{
    std::uint64_t value;
    asm volatile("mov %%cr0, %0" : "=r"(value));
    return Cr0{value};
}

inline std::uint64_t read_cr2() // the address of the last page fault
{
    std::uint64_t value;
    asm volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}

inline std::uint64_t read_cr3() // the top-level page table's physical address, and two cache bits
{
    std::uint64_t value;
    asm volatile("mov %%cr3, %0" : "=r"(value));
    return value;
}

inline Cr4 read_cr4()
{
    std::uint64_t value;
    asm volatile("mov %%cr4, %0" : "=r"(value));
    return Cr4{value};
}

inline std::uint64_t read_flags() // RFLAGS
{
    std::uint64_t value;
    asm volatile("pushfq; popq %0" : "=r"(value));
    return value;
}

} // namespace x86
#endif
