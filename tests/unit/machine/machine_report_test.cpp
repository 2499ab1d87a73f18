// SPDX-License-Identifier: BSD-2-Clause
// Tests the search for the firmware's tables, and the sources of the seed.
#include "stage2/protocols/farjump/machine_report.hpp"

#include "stage2/steps.hpp"
#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

struct MachineReportTest : testing::Test {
    // The smallest sound RSDP: its checksum makes up for the rest.
    void put_rsdp(std::uint32_t address)
    {
        constexpr std::string_view words = "RSD PTR ";
        unsigned sum = 0;
        for (std::size_t i = 0; i < words.size(); ++i) {
            machine.put(address + i, words[i]);
            sum += static_cast<unsigned char>(words[i]);
        }
        machine.put(address + 8, static_cast<std::uint8_t>(-sum));
    }
    void point_to_ebda(std::uint16_t segment) { machine.put(bios::ebda_segment, segment); }
    std::uint64_t rsdp()
    {
        farjump::BootInfo info{};
        machine_report::write_machine(info, processor, machine::Entropy{});
        return info.firmware.rsdp;
    }

    machine::Entropy entropy() const
    {
        Boot boot{0x80};
        boot.processor = processor;
        steps::gather_entropy(boot);
        return boot.entropy;
    }

    FakeMachine machine;
    requirements::Processor processor = requirements::this_processor();
};

TEST_F(MachineReportTest, FindsTheRsdpInTheEbdaFirst)
{
    EXPECT_EQ(rsdp(), 0u);
    put_rsdp(0xFFFE0);
    EXPECT_EQ(rsdp(), 0xFFFE0u);
    put_rsdp(0xE0000);
    EXPECT_EQ(rsdp(), 0xE0000u);
    point_to_ebda(0x9FC0);
    put_rsdp(0x9FC00 + 1024 - 32);
    EXPECT_EQ(rsdp(), 0x9FFE0u);
}

TEST_F(MachineReportTest, LooksAtNoMoreThanTheFirstKibOfIt)
{
    point_to_ebda(0x9C00);
    put_rsdp(0x9C000 + 1024);
    EXPECT_EQ(rsdp(), 0u);
}

TEST_F(MachineReportTest, DoesNotFollowANonsensicalPointer)
{
    for (unsigned const segment : {0x0000u, 0x0001u, 0x3000u, 0x3FFFu, 0x9FC1u, 0xA000u, 0xFFFFu}) {
        put_rsdp(segment * 16 % 0xFFFE0);
        point_to_ebda(static_cast<std::uint16_t>(segment));
        auto const found = rsdp();
        EXPECT_TRUE(found == 0 || found >= 0xE0000) << segment;
    }
}

TEST_F(MachineReportTest, GivesASeedOfItsOwn)
{
    std::uint32_t clock = 0;
    machine.time_stamp = [&] { return clock += 12345; };
    farjump::BootInfo first{};
    farjump::BootInfo second{};
    machine_report::write_machine(first, processor, entropy());
    machine_report::write_machine(second, processor, entropy());
    EXPECT_FALSE(std::ranges::equal(first.seed.bytes, second.seed.bytes));
    EXPECT_EQ(first.seed.rdseed | first.seed.rdrand, 0u); // the machine's generators are silent
}

TEST_F(MachineReportTest, NamesTheSourcesOfTheSeed)
{
    processor.features.ecx |= 1u << 30;
    std::uint32_t number = 0;
    machine.rdrand = [&] { return std::optional{number += 12345}; };
    farjump::BootInfo info{};
    machine_report::write_machine(info, processor, entropy());
    EXPECT_EQ(info.seed.rdrand, 1u);
    processor.features.ecx &= ~(1u << 30);
    machine_report::write_machine(info, processor, entropy());
    EXPECT_EQ(info.seed.rdrand, 0u);
}

} // namespace
