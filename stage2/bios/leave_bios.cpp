// SPDX-License-Identifier: BSD-2-Clause
// Announces long mode to the BIOS.
// AMD, "BIOS and Kernel Developer's Guide for AMD Athlon 64 and AMD Opteron Processors", "Detect Target Operating Mode
// Callback" (12.21).
#include "stage2/bios/leave_bios.hpp"

#include "stage2/bios/call.hpp"

namespace bios {

void announce_long_mode()
{
    constexpr std::uint32_t long_mode_only = 2;
    call(0x15, {.eax = 0xEC00, .ebx = long_mode_only}); // few BIOSes know it; its result does not matter
}

} // namespace bios
