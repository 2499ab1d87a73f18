// SPDX-License-Identifier: BSD-2-Clause
// The I/O APICs, which deliver the interrupts of devices. Intel 82093AA datasheet, "I/O APIC Registers".
#pragma once

#include "stage2/machine/processors/device_place.hpp"
#include "stage2/machine/processors/madt.hpp"

#include <span>

namespace io_apic {

// Which entries are masked, besides those of mode fixed and lowest priority.
enum class NmiAndExtInt : bool { keep, mask };

// Masks entries of all I/O APICs of the MADT. One whose address cannot be a device's (device_place.hpp), or where there is
// no device, is ignored.
void mask(std::span<madt::IoApic const> io_apics, processors::MemoryRanges memory, NmiAndExtInt others);

} // namespace io_apic
