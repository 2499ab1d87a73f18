// SPDX-License-Identifier: BSD-2-Clause
// The processor's caches, turned off for a change of the MTRRs.
#pragma once

#include <cstdint>

namespace machine {

// While it exists, the caches of this processor are off and empty, and its TLBs have no entry. Afterwards CR0 and CR4 are as
// before. Interrupts must be off. Intel SDM Vol. 3A, "MTRR Considerations in MP Systems" (11.11.8), steps 4 to 7 and 10
// to 13.
class CachesOff {
public:
    CachesOff();
    ~CachesOff();
    CachesOff(CachesOff const&) = delete;
    CachesOff& operator=(CachesOff const&) = delete;

private:
    [[maybe_unused]] std::uint32_t cr0_, cr4_; // the unit tests have no control registers
};

} // namespace machine
