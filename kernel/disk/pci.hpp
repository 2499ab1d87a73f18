// SPDX-License-Identifier: BSD-2-Clause
// PCI's configuration space by ports. PCI Local Bus Specification 3.0, "Configuration Mechanism #1" (3.2.2.3.2),
// "Configuration Space Header" (6.1).
#pragma once

#include "include/x86/port.hpp"

#include <cstdint>

namespace pci {

struct Function {
    std::uint32_t bus, device, number;

    std::uint32_t read(std::uint32_t offset) const // a multiple of 4
    {
        choose(offset);
        return x86::in32(data_port);
    }

    void write(std::uint32_t offset, std::uint32_t value) const
    {
        choose(offset);
        x86::out32(data_port, value);
    }

private:
    static constexpr std::uint16_t address_port = 0xCF8, data_port = 0xCFC;

    void choose(std::uint32_t offset) const
    {
        x86::out32(address_port, 1u << 31 | bus << 16 | device << 11 | number << 8 | offset);
    }
};

inline constexpr std::uint32_t identification = 0x00, command_status = 0x04, class_revision = 0x08, header_type = 0x0C;

// Calls `visit` for each function whose class, subclass and interface are `class_code`, until it returns false. Without PCI
// there is none: the ports then read as ones.
template <typename Visit>
bool each_of_class(std::uint32_t class_code, Visit visit)
{
    constexpr std::uint32_t buses = 256, devices = 32, functions = 8, many_functions = 1u << 23;
    for (std::uint32_t bus = 0; bus < buses; ++bus)
        for (std::uint32_t device = 0; device < devices; ++device)
            for (std::uint32_t number = 0; number < functions; ++number) {
                Function const function{bus, device, number};
                bool const is_there = (function.read(identification) & 0xFFFF) != 0xFFFF;
                if (is_there && function.read(class_revision) >> 8 == class_code && !visit(function))
                    return false;
                if (number == 0 && (!is_there || !(function.read(header_type) & many_functions)))
                    break;
            }
    return true;
}

} // namespace pci
