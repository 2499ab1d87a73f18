// SPDX-License-Identifier: BSD-2-Clause
// Builds and loads the kernel's own GDT, TSS and IDT. Once they are loaded, exceptions do not use the loader's memory.
// Intel SDM Vol. 3A, "Segment Descriptors", "TSS Descriptor in 64-bit mode", "64-Bit Mode IDT".
#pragma once

#include <cstdint>

namespace descriptor_tables {

inline constexpr std::uint16_t code_selector = 0x08;
inline constexpr std::uint16_t data_selector = 0x10;
inline constexpr std::uint16_t task_selector = 0x18;

// Loads all three. Interrupts stay off: only exceptions have gates.
void install();

} // namespace descriptor_tables
