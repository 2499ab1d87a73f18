// SPDX-License-Identifier: BSD-2-Clause
// Maps the registers of a device, which are not in the direct map. Adds to the loader's page tables, from a table of the
// kernel's own: docs/boot-info.md, "Virtual layout". Intel SDM Vol. 3A, "4-Level Paging and 5-Level Paging" (4.5).
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/units.hpp"

#include <cstdint>

namespace device_mapping {

// Maps `size` bytes from `physical` on, uncached, writable and not executable, at most 64 KiB. The last mapping before it
// is gone. nullptr if the page tables have no place for it.
std::uint32_t volatile* map(farjump::BootInfo const& info, PhysAddr physical, std::uint64_t size);

} // namespace device_mapping
