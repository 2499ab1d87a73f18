// SPDX-License-Identifier: BSD-2-Clause
// Masks all interrupts of both interrupt controllers.
#include "stage2/machine/pic.hpp"

#include "include/x86/port.hpp"

#include <cstdint>

namespace machine {

void mask_interrupts()
{
    constexpr std::uint16_t master_mask = 0x21;
    constexpr std::uint16_t slave_mask = 0xA1;
    x86::out8(master_mask, 0xFF);
    x86::out8(slave_mask, 0xFF);
}

} // namespace machine
