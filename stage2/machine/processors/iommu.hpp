// SPDX-License-Identifier: BSD-2-Clause
// IOMMUs, which a kernel expects to be off. Intel, "Virtualization Technology for Directed I/O" (D51397); AMD, "I/O
// Virtualization Technology (IOMMU) Specification" (48882).
#pragma once

#include "include/bytes.hpp"
#include "stage2/machine/processors/device_place.hpp"

#include <cstdint>

namespace iommu {

struct Outcome {
    std::uint32_t turned_off;
    std::uint32_t failed; // still on: beyond 4 GiB, at an address that cannot be a device's, or it did not obey in time
};

// Turns off the translation of addresses and of interrupts by the IOMMUs of the table DMAR (Intel); does nothing to one
// that is already off. `dmar` may be empty.
Outcome turn_off_intel(Bytes dmar, processors::MemoryRanges memory);

// Turns off the IOMMUs of the table IVRS (AMD). `ivrs` may be empty.
Outcome turn_off_amd(Bytes ivrs, processors::MemoryRanges memory);

} // namespace iommu
