// SPDX-License-Identifier: BSD-2-Clause
// Resets the machine through the chip set. IBM PC/AT Technical Reference, "Keyboard Controller" (8042, command FEh);
// Intel ICH datasheet, "RST_CNT".
#pragma once

#include "include/x86/cpu.hpp"
#include "include/x86/port.hpp"

#include <cstdint>

namespace x86 {

// Pulses the reset line behind the keyboard controller, then sets the reset register of PCI chip sets. Returns only on
// a machine that has neither.
inline void reset()
{
    constexpr std::uint16_t controller = 0x64;
    constexpr std::uint8_t input_full = 2;
    constexpr std::uint8_t pulse_reset = 0xFE;
    constexpr std::uint16_t reset_control = 0xCF9;
    constexpr std::uint8_t full_reset = 0x06;
    constexpr std::uint32_t patience = 100'000; // port reads, of about a microsecond each

    for (std::uint32_t looks = 0; looks < patience && (in8(controller) & input_full); ++looks)
        pause();
    out8(controller, pulse_reset);
    for (std::uint32_t looks = 0; looks < patience; ++looks)
        in8(controller); // a reset does not begin at once
    out8(reset_control, full_reset);
    for (std::uint32_t looks = 0; looks < patience; ++looks)
        in8(controller);
}

} // namespace x86
