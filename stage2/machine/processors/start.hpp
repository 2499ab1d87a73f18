// SPDX-License-Identifier: BSD-2-Clause
// Finds the other processors and starts them. Intel SDM Vol. 3A, "MP Initialization Protocol Algorithm for MP Systems"
// (8.4.3), "Typical AP Initialization Sequence" (8.4.4.2).
#pragma once

#include "include/bytes.hpp"
#include "stage2/machine/acpi.hpp"
#include "stage2/machine/processors/madt.hpp"
#include "stage2/machine/processors/start_page.hpp"

#include <cstdint>
#include <span>

namespace processors {

// The signature of the table that lists the processors.
inline constexpr std::uint32_t table = acpi::signature("APIC");

// Reads the MADT, which may be empty, into `report`. False if the other processors cannot be started, because there is no usable local APIC, or
// no correct MADT that lists the boot processor; then `report` has only this processor, with the ACPI UID 0.
bool find(Bytes contents, madt::Report& report);

// Starts all processors of `report` except the boot processor. `waiting` has an element for each processor of the report,
// with `stack_top` filled in; `address` is the kernel's address of its first element. Fills in the other members, in the
// report's order, for the boot processor and for each processor that came. Those that do not come in time are reported
// to the user, and left out: elements of `waiting` at the end remain unused. Returns the number of used elements.
//
// Each wait is bounded: a second for the first processor that does not come, less for later ones. Preconditions: find()
// was true; start_page::prepare() was called.
std::uint32_t start(madt::Report const& report, std::span<start_page::Waiting> waiting, std::uint64_t address);

} // namespace processors
