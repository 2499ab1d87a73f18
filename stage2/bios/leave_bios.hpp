// SPDX-License-Identifier: BSD-2-Clause
// Announces long mode to the BIOS. Neither masks interrupts nor prevents later BIOS calls. enter_kernel() in
// stage2/protocols/farjump/handoff.cpp makes this the last BIOS call of a boot, and then masks the interrupts
// (stage2/machine/pic.hpp).
#pragma once

namespace bios {

// INT 15h AX=EC00h: announces to the BIOS that the processor will run in long mode.
void announce_long_mode();

} // namespace bios
