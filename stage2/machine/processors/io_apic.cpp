// SPDX-License-Identifier: BSD-2-Clause
// Masks redirection entries. Intel 82093AA datasheet, "IOREGSEL", "IOWIN", "IOAPICVER", "IOREDTBL".
#include "stage2/machine/processors/io_apic.hpp"

#include "include/x86/device_memory.hpp"

namespace io_apic {

namespace {

class Registers {
public:
    explicit Registers(std::uint32_t address) : address_{address} {}

    std::uint32_t read(std::uint32_t number) const
    {
        x86::write_device(address_ + selector, number);
        return x86::read_device(address_ + window);
    }
    void write(std::uint32_t number, std::uint32_t value) const
    {
        x86::write_device(address_ + selector, number);
        x86::write_device(address_ + window, value);
    }

private:
    static constexpr std::uint32_t selector = 0x00, window = 0x10;
    std::uint32_t address_;
};

bool must_be_masked(std::uint32_t entry, NmiAndExtInt others)
{
    constexpr std::uint32_t fixed = 0, lowest_priority = 1, nmi = 4, external = 7;
    auto const mode = entry >> 8 & 7;
    return mode == fixed || mode == lowest_priority ||
           (others == NmiAndExtInt::mask && (mode == nmi || mode == external));
}

void mask_one(Registers const& registers, NmiAndExtInt others)
{
    constexpr std::uint32_t version = 1, first_entry = 0x10, masked = 1 << 16;
    constexpr std::uint32_t read_only = 1 << 12 | 1 << 14; // delivery status, remote IRR
    constexpr std::uint32_t most_entries = (0x100 - first_entry) / 2, nothing = 0xFFFF'FFFF;
    auto const report = registers.read(version);
    auto const entries = (report >> 16 & 0xFF) + 1;
    if (report == nothing || entries > most_entries)
        return;
    for (std::uint32_t i = 0; i < entries; ++i) {
        auto const number = first_entry + 2 * i;
        if (auto const entry = registers.read(number); must_be_masked(entry, others) && !(entry & masked))
            registers.write(number, (entry & ~read_only) | masked);
    }
}

} // namespace

void mask(std::span<madt::IoApic const> io_apics, processors::MemoryRanges memory, NmiAndExtInt others)
{
    for (auto const& io_apic : io_apics)
        if (processors::is_device_place(io_apic.address, memory))
            mask_one(Registers{io_apic.address}, others);
}

} // namespace io_apic
