// SPDX-License-Identifier: BSD-2-Clause
// Registers of devices that are accessed as memory: one access of 32 bits per function.
#pragma once

#include <cstdint>

namespace x86 {

#if __STDC_HOSTED__

// In unit tests a scripted device answers (tests/fake_machine.cpp).
std::uint32_t read_device(std::uint32_t address);
void write_device(std::uint32_t address, std::uint32_t value);

#else

// `address` is a multiple of 4, and mapped to itself and uncached, as in the loader: paging is off, and the MTRRs make the
// ranges of devices uncached.
inline std::uint32_t read_device(std::uint32_t address)
{
    return *reinterpret_cast<std::uint32_t volatile const*>(address);
}

inline void write_device(std::uint32_t address, std::uint32_t value)
{
    *reinterpret_cast<std::uint32_t volatile*>(address) = value;
}

#endif

} // namespace x86
