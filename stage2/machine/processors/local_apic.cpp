// SPDX-License-Identifier: BSD-2-Clause
// The registers of the local APIC. Intel SDM Vol. 3A, "Local APIC Register Address Map" (table 10-1), "Local Vector
// Table" (10.5.1), "x2APIC State Transitions" (10.12.5); Vol. 4, "IA32_ARCH_CAPABILITIES" (10Ah),
// "IA32_XAPIC_DISABLE_STATUS" (BDh).
#include "stage2/machine/processors/local_apic.hpp"

#include "include/units.hpp"
#include "include/x86/cpu.hpp"
#include "include/x86/device_memory.hpp"
#include "include/x86/msr.hpp"
#include "stage2/machine/processors/waits.hpp"

#include <array>

namespace local_apic {

namespace {

constexpr std::uint32_t base_register = 0x1B; // IA32_APIC_BASE
constexpr std::uint64_t x2apic_enabled = 1 << 10;
constexpr std::uint64_t apic_enabled = 1 << 11;
constexpr std::uint64_t base_flags = 0xFFF;

constexpr std::uint32_t first_x2apic_register = 0x800;

// Offsets in the page of an xAPIC; a sixteenth of it is the number of the x2APIC's register.
enum Register : std::uint16_t {
    id_register = 0x20,
    version = 0x30,
    task_priority = 0x80,
    spurious_vector = 0xF0,
    command_low = 0x300,
    command_high = 0x310,
    local_interrupt_0 = 0x350,
    local_interrupt_1 = 0x360,
};

// The local vector table. A processor has those whose index is at most the version register's "Max LVT Entry".
struct LocalVector {
    std::uint16_t offset;
    std::uint8_t index;
};
constexpr std::array<LocalVector, 7> local_vectors{{
    {0x320, 0}, // timer
    {local_interrupt_0, 1},
    {local_interrupt_1, 2},
    {0x370, 3}, // error
    {0x340, 4}, // performance counters
    {0x330, 5}, // thermal sensor
    {0x2F0, 6}, // corrected machine checks
}};

constexpr std::uint32_t masked = 1 << 16;
constexpr std::uint32_t level_triggered = 1 << 15;
constexpr std::uint32_t active_low = 1 << 13;
constexpr std::uint32_t read_only = 1 << 12 | 1 << 14; // delivery status, remote IRR
constexpr std::uint32_t mode_field = 7 << 8;
constexpr std::uint32_t nmi_mode = 4 << 8;

bool maskable(std::uint32_t entry)
{
    constexpr std::uint32_t smi_mode = 2 << 8, init_mode = 5 << 8;
    auto const mode = entry & mode_field;
    return mode != smi_mode && mode != init_mode; // the modes left are fixed, lowest priority, NMI, ExtINT
}

std::uint32_t xapic_register(Register place)
{
    constexpr std::uint32_t page_mask = 0xFFFF'F000;
    return (static_cast<std::uint32_t>(x86::read_msr(base_register)) & page_mask) + place;
}

bool in_x2apic()
{
    return x86::read_msr(base_register) & x2apic_enabled;
}

std::uint32_t read(Register place)
{
    return in_x2apic() ? static_cast<std::uint32_t>(x86::read_msr(first_x2apic_register + place / 16))
                       : x86::read_device(xapic_register(place));
}

void write(Register place, std::uint32_t value)
{
    if (in_x2apic())
        x86::write_msr(first_x2apic_register + place / 16, value);
    else
        x86::write_device(xapic_register(place), value);
}

void set_mode(std::uint64_t flags)
{
    constexpr auto both = x2apic_enabled | apic_enabled;
    x86::write_msr(base_register, (x86::read_msr(base_register) & ~both) | flags);
}

template <typename Action>
void for_each_vector(Action action)
{
    std::uint32_t const last = read(version) >> 16 & 0xFF;
    for (std::size_t i = 0; i < local_vectors.size(); ++i)
        if (local_vectors[i].index <= last)
            action(static_cast<Register>(local_vectors[i].offset), i);
}

bool xapic_is_locked()
{
    constexpr x86::CpuidBit arch_capabilities{7, &x86::CpuidLeaf::edx, 29};
    constexpr std::uint32_t arch_capabilities_register = 0x10A, xapic_disable_status = 0xBD;
    constexpr std::uint64_t has_xapic_disable_status = 1 << 21, legacy_xapic_disabled = 1 << 0;
    return x86::has(arch_capabilities) && x86::read_msr(arch_capabilities_register) & has_xapic_disable_status &&
           x86::read_msr(xapic_disable_status) & legacy_xapic_disabled;
}

bool is_idle()
{
    constexpr std::uint32_t delivery_status = 1 << 12;
    return !(read(command_low) & delivery_status);
}

} // namespace

Mode mode()
{
    constexpr x86::CpuidBit apic{1, &x86::CpuidLeaf::edx, 9};
    if (!x86::has_cpuid() || !x86::has(apic))
        return Mode::none;
    auto const base = x86::read_msr(base_register);
    if (!(base & apic_enabled))
        return Mode::none;
    if (base & x2apic_enabled)
        return Mode::x2apic;
    return base < 4_GiB ? Mode::xapic : Mode::none;
}

bool has_x2apic()
{
    constexpr x86::CpuidBit x2apic{1, &x86::CpuidLeaf::ecx, 21};
    return x86::has(x2apic);
}

std::uint32_t id()
{
    constexpr int xapic_id_shift = 24;
    auto const value = read(id_register);
    return in_x2apic() ? value : value >> xapic_id_shift;
}

void enter_x2apic()
{
    set_mode(apic_enabled | x2apic_enabled);
}

bool leave_x2apic()
{
    constexpr std::uint32_t longest_id = 0xFE;
    if (!in_x2apic())
        return true;
    bool const reachable = (x86::read_msr(base_register) & ~base_flags) < 4_GiB;
    if (!reachable || xapic_is_locked() || id() > longest_id)
        return false;
    std::array<std::uint32_t, local_vectors.size()> entries{};
    auto const spurious = read(spurious_vector), priority = read(task_priority);
    for_each_vector([&](Register place, std::size_t i) { entries[i] = read(place); });
    set_mode(0); // there is no direct way, and this one resets the registers
    set_mode(apic_enabled);
    write(spurious_vector, spurious);
    write(task_priority, priority);
    for_each_vector([&](Register place, std::size_t i) { write(place, entries[i] & ~read_only); });
    return true;
}

void prepare(std::span<madt::NmiPin const> pins, std::uint32_t acpi_uid)
{
    constexpr std::uint32_t software_enabled = 0x100, vector = 0xFF;
    write(spurious_vector, software_enabled | vector); // first: a disabled APIC keeps its entries masked
    write(task_priority, 0);
    for_each_vector([](Register place, std::size_t) {
        if (auto const entry = read(place); maskable(entry))
            write(place, (entry & ~read_only) | masked);
    });
    for (auto const& pin : pins)
        if (pin.pin <= 1 && pin.is_of(acpi_uid))
            write(pin.pin == 0 ? local_interrupt_0 : local_interrupt_1,
                  nmi_mode | masked | (pin.active_low ? active_low : 0) | (pin.level ? level_triggered : 0));
}

bool send(std::uint32_t target, std::uint32_t command)
{
    constexpr std::uint32_t patience = 100'000; // microseconds
    constexpr int xapic_target_shift = 24;
    if (in_x2apic()) { // one write, and no delivery status
        x86::write_msr(first_x2apic_register + command_low / 16, std::uint64_t{target} << 32 | command);
        return true;
    }
    if (!waits::until(is_idle, patience))
        return false;
    write(command_high, target << xapic_target_shift);
    write(command_low, command); // sends
    return waits::until(is_idle, patience);
}

} // namespace local_apic
