// SPDX-License-Identifier: BSD-2-Clause
// BIOS calls: registers in, registers out, and the memory through which the BIOS exchanges data with stage 2.
#pragma once

#include "include/bytes.hpp"
#include "include/flags.hpp"
#include "include/layout.hpp"

#include <cstddef>
#include <cstdint>

namespace bios {

// The registers before and after a BIOS call. Members that a caller does not set are 0.
struct Registers {
    std::uint32_t eax = 0;
    std::uint32_t ebx = 0;
    std::uint32_t ecx = 0;
    std::uint32_t edx = 0;
    std::uint32_t esi = 0;
    std::uint32_t edi = 0;
    std::uint32_t ebp = 0;
    std::uint16_t ds = 0;
    std::uint16_t es = 0;
    std::uint16_t flags = 0; // output only
    std::uint16_t padding = 0;

    bool carry() const { return flags & 1; }
    std::uint8_t al() const { return static_cast<std::uint8_t>(eax); }
    std::uint8_t ah() const { return static_cast<std::uint8_t>(eax >> 8); }
    std::uint16_t ax() const { return static_cast<std::uint16_t>(eax); }
    std::uint16_t bx() const { return static_cast<std::uint16_t>(ebx); }
    std::uint16_t cx() const { return static_cast<std::uint16_t>(ecx); }
    std::uint8_t cl() const { return static_cast<std::uint8_t>(ecx); }
    std::uint16_t dx() const { return static_cast<std::uint16_t>(edx); }
    std::uint8_t dh() const { return static_cast<std::uint8_t>(edx >> 8); }
    bool zero() const { return flags & 0x40; }
};
static_assert(sizeof(Registers) == 36 && offsetof(Registers, ds) == 28);

// Calls the BIOS service of `interrupt`. The carry flag is set on entry, so that a BIOS that ignores an unknown
// function appears to fail. Stage 2 implements this in call.asm, the unit tests with a scripted BIOS
// (tests/fake_machine.cpp).
Registers call(std::uint8_t interrupt, Registers const& input);

// If not nullptr, runs after each BIOS call: a20.cpp tests the gate there.
extern void (*after_call)();

// A real-mode address.
struct FarAddress {
    std::uint16_t segment;
    std::uint16_t offset;
};

// The buffer for all exchanges with the BIOS: 127 sectors of data, followed by space for parameter blocks. Neither part
// crosses a 64 KiB boundary.
inline constexpr std::uint32_t data_size = 127 * 512;
inline constexpr std::uint32_t parameters_size = layout::transfer_buffer_size - data_size;
inline constexpr FarAddress data_address{layout::transfer_buffer >> 4, 0};
inline constexpr FarAddress parameters_address{layout::transfer_buffer >> 4, data_size};

MutableBytes data();       // data_size bytes; valid until the next BIOS call that uses them
MutableBytes parameters(); // parameters_size bytes

// Reads a byte, word or dword of the BIOS's own memory below 1 MiB, such as the BIOS data area or the EBDA.
std::uint8_t peek8(std::uint32_t address);
std::uint16_t peek16(std::uint32_t address);
std::uint32_t peek32(std::uint32_t address);

// The BIOS data area (IBM PS/2 and PC BIOS Interface Technical Reference, "Data Areas").
inline constexpr std::uint32_t ebda_segment = 0x40E;
inline constexpr std::uint32_t conventional_kib = 0x413;
inline constexpr std::uint32_t ticks = 0x46C; // 18.2 per second

} // namespace bios
