// The one door to the BIOS: registers in, registers out, and the only memory that the BIOS is shown.
#pragma once

#include "include/bytes.hpp"
#include "include/flags.hpp"
#include "include/layout.hpp"

#include <cstddef>
#include <cstdint>

namespace bios {

// What a BIOS call takes and gives. Everything not named in a call is 0.
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
    std::uint16_t flags = 0; // only as an answer
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

// Calls the BIOS service behind `interrupt`. The carry is set at entry, so that a BIOS which ignores an unknown function
// is seen to fail. In stage 2 this is call.asm; in the unit tests a scripted BIOS (tests/fake_machine.cpp).
Registers call(std::uint8_t interrupt, Registers const& input);

// Runs after each call, if set: open_a20 watches the gate so (a20.cpp).
extern void (*after_call)();

// Memory as real mode names it.
struct FarAddress {
    std::uint16_t segment;
    std::uint16_t offset;
};

// All memory shown to the BIOS: 127 sectors of data, and behind them a place for parameter blocks. No part of it
// crosses a 64 KiB line.
inline constexpr std::uint32_t data_size = 127 * 512;
inline constexpr std::uint32_t parameters_size = layout::transfer_buffer_size - data_size;
inline constexpr FarAddress data_address{layout::transfer_buffer >> 4, 0};
inline constexpr FarAddress parameters_address{layout::transfer_buffer >> 4, data_size};

MutableBytes data();       // data_size bytes; valid until the next BIOS call that uses them
MutableBytes parameters(); // parameters_size bytes

// A byte, word or dword of the memory that the BIOS keeps below 1 MiB: the BIOS data area, the EBDA.
std::uint8_t peek8(std::uint32_t address);
std::uint16_t peek16(std::uint32_t address);
std::uint32_t peek32(std::uint32_t address);

// The BIOS data area (IBM PS/2 and PC BIOS Interface Technical Reference, "Data Areas").
inline constexpr std::uint32_t ebda_segment = 0x40E;
inline constexpr std::uint32_t conventional_kib = 0x413;
inline constexpr std::uint32_t ticks = 0x46C; // 18.2 a second

} // namespace bios
