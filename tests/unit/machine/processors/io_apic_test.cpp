// SPDX-License-Identifier: BSD-2-Clause
// Tests the masking of I/O APICs, at addresses that may be wrong.
#include "stage2/machine/processors/io_apic.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace {

using farjump::MemoryKind;
using farjump::MemoryRange;

constexpr std::uint32_t place = 0xFEC0'0000;

struct IoApicTest : testing::Test {
    IoApicTest()
    {
        registers[1] = 7 << 16 | 0x11; // eight entries
        machine.read_device = [this](std::uint32_t address) {
            touched.insert(address & ~0xFFu);
            return address == place + 0x10 ? registers[selected] : 0xFFFF'FFFF;
        };
        machine.write_device = [this](std::uint32_t address, std::uint32_t value) {
            touched.insert(address & ~0xFFu);
            if (address == place)
                selected = value & 0xFF;
            else if (address == place + 0x10)
                registers[selected] = value, ++writes;
        };
    }
    void mask(std::uint32_t address, io_apic::NmiAndExtInt others = io_apic::NmiAndExtInt::keep)
    {
        std::array<madt::IoApic, 1> const list{{{address}}};
        io_apic::mask(list, memory, others);
    }

    FakeMachine machine;
    std::array<std::uint32_t, 256> registers{};
    std::uint32_t selected = 0;
    int writes = 0;
    std::set<std::uint32_t> touched;
    std::array<MemoryRange, 3> memory{{{0, 0x9F000, MemoryKind::usable, 0},
                                       {0x10'0000, 0x7FF0'0000, MemoryKind::usable, 0},
                                       {0xFEC0'0000, 0x1000, MemoryKind::reserved, 0}}};
};

TEST_F(IoApicTest, MasksEntriesByTheirMode)
{
    for (std::uint32_t mode = 0; mode < 8; ++mode)
        registers[0x10 + 2 * mode] = mode << 8 | 0x5030;
    mask(place);
    for (std::uint32_t mode = 0; mode < 8; ++mode)
        EXPECT_EQ(registers[0x10 + 2 * mode], mode << 8 | (mode <= 1 ? 0x1'0030u : 0x5030u)) << mode;
    EXPECT_EQ(writes, 2);
    mask(place, io_apic::NmiAndExtInt::mask);
    for (std::uint32_t const mode : {4u, 7u})
        EXPECT_EQ(registers[0x10 + 2 * mode], mode << 8 | 0x1'0030u) << mode;
    for (std::uint32_t const mode : {2u, 3u, 5u, 6u})
        EXPECT_EQ(registers[0x10 + 2 * mode], mode << 8 | 0x5030u) << mode;
}

TEST_F(IoApicTest, WritesNothingBeyondItsEntries)
{
    registers[1] = 0x11; // one entry
    mask(place);
    EXPECT_EQ(registers[0x10], 0x1'0000u);
    EXPECT_EQ(registers[0x12], 0u);
    EXPECT_EQ(registers[0x11], 0u);
}

TEST_F(IoApicTest, IgnoresWhatCannotBeAnIoApic)
{
    mask(0xFEC1'0000);         // nothing is there
    registers[1] = 0xF0 << 16; // more entries than registers
    mask(place);
    EXPECT_EQ(writes, 0);
    touched.clear();
    for (std::uint32_t const wrong :
         {0u, 0x7C00u, 0xB8000u, 0x10'0000u, 0x7FEF'FFF0u, 0x7FEF'F001u, 0xFFFF'F010u, 0xFEC0'0004u})
        mask(wrong);
    EXPECT_TRUE(touched.empty());
}

} // namespace
