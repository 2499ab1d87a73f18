// SPDX-License-Identifier: BSD-2-Clause
// The A20 test: is a change below 1 MiB visible 1 MiB higher?
#include "stage2/bios/a20.hpp"

#include "include/units.hpp"

namespace a20 {

namespace {

std::uint32_t volatile probe;

} // namespace

// Writes only the lower address, because the higher one may hold the kernel. Tests two new values, so that memory that
// happens to hold one of them is not taken for a mirror.
bool is_open()
{
    auto const address = reinterpret_cast<std::uintptr_t>(&probe) + static_cast<std::uintptr_t>(1_MiB);
    auto const* const mirror = reinterpret_cast<std::uint32_t const volatile*>(address);
    for (int round = 0; round < 2; ++round) {
        probe = probe + 0x9E3779B9;
        if (*mirror != probe)
            return true;
    }
    return false;
}

} // namespace a20
