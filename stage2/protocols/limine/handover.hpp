// SPDX-License-Identifier: BSD-2-Clause
// What the steps of this protocol prepare for the kernel, in their order. It lies in memory from the map, because the
// annex's own memory is small.
#pragma once

#include "stage2/boot.hpp"
#include "stage2/machine/acpi.hpp"
#include "stage2/machine/processors/madt.hpp"
#include "stage2/machine/processors/start_page.hpp"
#include "stage2/protocols/limine/address_space.hpp"
#include "stage2/protocols/limine/entry_state.hpp"
#include "stage2/protocols/limine/kernel_image.hpp"
#include "stage2/protocols/limine/memory_list.hpp"
#include "stage2/protocols/limine/modules.hpp"
#include "stage2/protocols/limine/room.hpp"
#include "stage2/protocols/limine/screen.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace limine {

// The lines of the boot entry for kernels of this protocol.
struct Settings {
    bool direct_map_execute = true; // `direct-map-execute no`: the direct map is not executable
    bool early_faults = false;      // `early-faults yes`: an IDT that reports the kernel's first fault
};

// Error: entry_value_unknown.
Result<Settings> read_settings(std::span<boot_entry::Setting const> settings);

struct Firmware {
    farjump::Firmware tables; // entry points
    std::array<acpi::Table, acpi::most_tables> acpi_list;
    std::size_t acpi_count;

    std::span<acpi::Table const> acpi() const { return std::span(acpi_list).first(acpi_count); }
};

struct Processors {
    bool is_known; // report lists all processors, and those other than this one can be started
    bool x2apic;
    madt::Report report;
    std::span<start_page::Waiting> waiting; // as in the response
};

struct Handover {
    KernelImage kernel{};
    Settings settings;
    Modules modules{};
    Screen screen;
    Firmware firmware;
    Processors processors;
    MemoryList memory;
    AddressPlan plan{};
    std::uint64_t stack_top = 0; // the kernel's address
    Room room;
    EntryArea* area = nullptr;
    PhysAddr root, switch_root;
    ModuleList module_list; // of `modules`

    std::uint32_t revision() const { return kernel.requests.revision(); }
    PhysAddr area_place() const { return {reinterpret_cast<std::uintptr_t>(area)}; }
    bool wants(Feature feature) const { return kernel.requests.has(feature); }
};

} // namespace limine
