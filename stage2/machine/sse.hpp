// SPDX-License-Identifier: BSD-2-Clause
// SSE instructions for the loader's own use.
#pragma once

#include <cstdint>

namespace machine {

// While it exists, SSE instructions work, if the processor has them. Otherwise they raise #UD, because the BIOS leaves
// CR4.OSFXSR clear. Intel SDM Vol. 3A, "Configuring the Processor for SSE ... Execution" (10.4, 13.1.4).
class SseUse {
public:
    SseUse();
    ~SseUse();
    SseUse(SseUse const&) = delete;
    SseUse& operator=(SseUse const&) = delete;

private:
    [[maybe_unused]] std::uint32_t cr0_, cr4_; // the unit tests have no control registers
};

} // namespace machine
