// SPDX-License-Identifier: BSD-2-Clause
// The MADT: processors, I/O APICs and NMI pins, as the firmware reports them. ACPI, "Multiple APIC Description Table
// (MADT)" (5.2.12).
#pragma once

#include "include/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace madt {

struct Processor {
    std::uint32_t acpi_uid;
    std::uint32_t lapic_id;
};

struct IoApic {
    std::uint32_t address; // of its registers, physical
};

// A pin of local APICs at which an NMI arrives.
struct NmiPin {
    static constexpr std::uint32_t all_processors = 0xFFFF'FFFF;

    std::uint32_t acpi_uid; // of its processor, or all_processors
    std::uint8_t pin;       // 0: LINT0, 1: LINT1
    bool active_low;        // otherwise the bus's polarity, active high, or explicitly active high
    bool level;             // otherwise edge-triggered

    bool is_of(std::uint32_t uid) const { return acpi_uid == uid || acpi_uid == all_processors; }
};

// A list of at most `capacity` elements.
template <typename T, std::size_t capacity>
struct List {
    std::array<T, capacity> elements;
    std::size_t count;

    std::span<T const> all() const { return std::span(elements).first(count); }
    bool add(T const& element)
    {
        if (count == capacity)
            return false;
        elements[count++] = element;
        return true;
    }
};

struct Report {
    List<Processor, 256> processors; // enabled, each APIC id once
    std::uint32_t left_out;          // enabled processors for which the list has no room
    List<IoApic, 64> io_apics;
    List<NmiPin, 256> nmi_pins;

    // The processor with this APIC id; a null pointer if it is not in the list.
    Processor const* find(std::uint32_t lapic_id) const;
};

// Reads the table's entries into `report`. Entries of type 9, which have ids beyond 255, count only if the boot processor's
// APIC is in x2APIC mode. An entry that is too short for its type is skipped; one that cannot be an entry ends the list.
void read(Bytes table, bool x2apic, Report& report);

} // namespace madt
