// SPDX-License-Identifier: BSD-2-Clause
// The local APIC of the processor that runs this code: as memory (xAPIC) or as model-specific registers (x2APIC).
// Intel SDM Vol. 3A, "Advanced Programmable Interrupt Controller (APIC)" (chapter 10), "Extended XAPIC (x2APIC)"
// (10.12).
#pragma once

#include "stage2/machine/processors/madt.hpp"

#include <cstdint>
#include <span>

namespace local_apic {

enum class Mode : std::uint8_t {
    none,   // there is none, it is disabled, or its registers are beyond 4 GiB
    xapic,  // ids of 8 bits
    x2apic, // ids of 32 bits
};

// Precondition of all other functions: not `none`.
Mode mode();

// Whether the processor has an x2APIC mode.
bool has_x2apic();

// The id of this processor's APIC.
std::uint32_t id();

// Switches from xAPIC to x2APIC mode, or does nothing in that mode. Precondition: has_x2apic().
void enter_x2apic();

// Switches back from x2APIC to xAPIC mode; keeps the registers that prepare() writes. False, and nothing changed, if the
// processor does not allow this or if its id is too long.
bool leave_x2apic();

// The state in which a kernel gets it: enabled, spurious vector FFh, priority 0; all local interrupts masked that would be
// delivered as an interrupt of mode fixed, lowest priority, NMI or ExtINT; pins of `pins` that belong to the processor
// with this ACPI UID have mode NMI, with their polarity and trigger, masked.
void prepare(std::span<madt::NmiPin const> pins, std::uint32_t acpi_uid);

// Interrupts to other processors. Intel SDM Vol. 3A, "Interrupt Command Register (ICR)" (10.6.1).
inline constexpr std::uint32_t init_command = 0x4500;
inline constexpr std::uint32_t startup_command = 0x4600; // and in bits 7:0 the page that the processor starts at

// Sends one to the APIC with this id. False if the APIC did not accept it within 100 ms.
bool send(std::uint32_t target, std::uint32_t command);

} // namespace local_apic
