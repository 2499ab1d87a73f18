// SPDX-License-Identifier: BSD-2-Clause
// Finds the IOMMUs and clears their enabling bits. Intel D51397, "DMA Remapping Reporting Structure" (8.1), "Global
// Command Register" (11.4.4.1); AMD 48882, "I/O Virtualization Hardware Definition (IVHD) Block" (5.2.2), "IOMMU Control
// Register" (3.4.4.3, MMIO offset 18h).
#include "stage2/machine/processors/iommu.hpp"

#include "include/x86/device_memory.hpp"
#include "stage2/machine/processors/waits.hpp"

namespace iommu {

namespace {

constexpr std::uint64_t entries_offset = 48; // in both tables
constexpr std::uint32_t nothing = 0xFFFF'FFFF;
constexpr std::uint32_t patience = 100'000; // microseconds
constexpr std::uint64_t base_offset = 8;    // of the registers' address, in an entry of both tables

// Adds the result for one device, whose registers turn_off() can reach.
template <typename TurnOff>
void handle(Outcome& outcome, std::uint64_t base, processors::MemoryRanges memory, TurnOff turn_off)
{
    if (!processors::is_device_place(base, memory)) {
        ++outcome.failed;
        return;
    }
    turn_off(static_cast<std::uint32_t>(base), outcome);
}

// Clears `bit` of an Intel IOMMU's command register, if it is set, and waits until the status register says so. The
// bits that are commands for once are not written.
bool clear_intel(std::uint32_t base, std::uint32_t bit)
{
    constexpr std::uint32_t command = 0x18, status = 0x1C, lasting = 0x96FF'FFFF;
    auto const now = x86::read_device(base + status);
    if (!(now & bit))
        return true;
    x86::write_device(base + command, now & lasting & ~bit);
    return waits::until([=] { return !(x86::read_device(base + status) & bit); }, patience);
}

void turn_off_intel_at(std::uint32_t base, Outcome& outcome)
{
    constexpr std::uint32_t status = 0x1C, translation = 1u << 31, interrupt_remapping = 1u << 25;
    auto const now = x86::read_device(base + status);
    if (now == nothing || !(now & (translation | interrupt_remapping)))
        return;
    bool const obeyed = clear_intel(base, interrupt_remapping) && clear_intel(base, translation);
    ++(obeyed ? outcome.turned_off : outcome.failed);
}

void turn_off_amd_at(std::uint32_t base, Outcome& outcome)
{
    constexpr std::uint32_t control = 0x18, enabled = 1 << 0;
    auto const now = x86::read_device(base + control);
    if (now == nothing || !(now & enabled))
        return;
    x86::write_device(base + control, now & ~enabled);
    bool const obeyed = waits::until([=] { return !(x86::read_device(base + control) & enabled); }, patience);
    ++(obeyed ? outcome.turned_off : outcome.failed);
}

} // namespace

Outcome turn_off_intel(Bytes dmar, processors::MemoryRanges memory)
{
    constexpr std::uint16_t hardware_unit = 0;
    Outcome outcome{};
    std::uint64_t offset = entries_offset;
    while (auto const type = read_at<Le16>(dmar, offset)) {
        auto const length = read_at<Le16>(dmar, offset + sizeof(Le16));
        if (!length || *length < 2 * sizeof(Le16))
            break;
        auto const base = read_at<Le64>(dmar, offset + base_offset);
        if (*type == hardware_unit && base && *length >= base_offset + sizeof(Le64))
            handle(outcome, *base, memory, turn_off_intel_at);
        offset += *length;
    }
    return outcome;
}

Outcome turn_off_amd(Bytes ivrs, processors::MemoryRanges memory)
{
    // The types of the blocks that describe an IOMMU. One IOMMU may have several; the later ones find it off.
    constexpr std::uint8_t basic = 0x10, extended = 0x11, with_names = 0x40;
    Outcome outcome{};
    std::uint64_t offset = entries_offset;
    while (auto const type = read_at<std::uint8_t>(ivrs, offset)) {
        auto const length = read_at<Le16>(ivrs, offset + sizeof(Le16));
        if (!length || *length < 2 * sizeof(Le16))
            break;
        auto const base = read_at<Le64>(ivrs, offset + base_offset);
        bool const is_iommu = *type == basic || *type == extended || *type == with_names;
        if (is_iommu && base && *length >= base_offset + sizeof(Le64))
            handle(outcome, *base, memory, turn_off_amd_at);
        offset += *length;
    }
    return outcome;
}

} // namespace iommu
