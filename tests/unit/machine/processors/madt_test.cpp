// SPDX-License-Identifier: BSD-2-Clause
// Tests the reader of the MADT with tables of real machines and with tables that no firmware should have.
#include "stage2/machine/processors/madt.hpp"

#include "tests/unit/machine/processors/madt_table.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace {

struct MadtTest : testing::Test {
    madt::Report const& read(bool x2apic = false)
    {
        madt::read(table.bytes(), x2apic, *report);
        return *report;
    }
    std::vector<std::uint32_t> ids(bool x2apic = false)
    {
        std::vector<std::uint32_t> found;
        for (auto const& processor : read(x2apic).processors.all())
            found.push_back(processor.lapic_id);
        return found;
    }

    MadtTable table;
    std::unique_ptr<madt::Report> report = std::make_unique<madt::Report>();
};

using Ids = std::vector<std::uint32_t>;

TEST_F(MadtTest, ListsEnabledProcessorsInTheirOrder)
{
    table.processor(0, 0).processor(1, 4).processor(2, 2).processor(3, 6, 0).processor(4, 7, 2).processor(5, 8, 3);
    EXPECT_EQ(ids(), (Ids{0, 4, 2, 8}));
    EXPECT_EQ(report->processors.elements[1].acpi_uid, 1u);
    EXPECT_EQ(report->left_out, 0u);
    ASSERT_NE(report->find(2), nullptr);
    EXPECT_EQ(report->find(2)->acpi_uid, 2u);
    EXPECT_EQ(report->find(6), nullptr);
}

TEST_F(MadtTest, SkipsTheBroadcastIdAndSecondEntriesOfAnId)
{
    table.processor(0, 0xFF).processor(1, 1).processor(2, 1).x2apic_processor(3, 1).x2apic_processor(4, 0xFFFF'FFFF);
    EXPECT_EQ(ids(true), Ids{1});
    EXPECT_EQ(report->processors.elements[0].acpi_uid, 1u);
}

TEST_F(MadtTest, TakesLongIdsOnlyInX2ApicMode)
{
    table.processor(0, 0).x2apic_processor(1, 3).x2apic_processor(2, 0xFF).x2apic_processor(3, 1000);
    table.x2apic_processor(4, 2000, 0);
    EXPECT_EQ(ids(false), Ids{0});
    EXPECT_EQ(ids(true), (Ids{0, 3, 0xFF, 1000}));
}

TEST_F(MadtTest, CountsProcessorsBeyondItsRoom)
{
    for (std::uint32_t id = 0; id < 300; ++id)
        table.x2apic_processor(id, 2 * id);
    table.x2apic_processor(0, 0);
    EXPECT_EQ(ids(true).size(), 256u);
    EXPECT_EQ(report->left_out, 44u);
}

TEST_F(MadtTest, EndsAtAnEntryThatCannotBe)
{
    for (auto const length : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{200}}) {
        table = {};
        table.processor(0, 0).entry({0, length, 1, 1, 1, 0, 0, 0}).processor(2, 2);
        EXPECT_EQ(ids(), Ids{0}) << int{length};
    }
}

TEST_F(MadtTest, SkipsEntriesThatAreTooShortForTheirTypeAndUnknownOnes)
{
    table.entry({0, 7, 9, 9, 1, 0, 0}).entry({9, 15, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 9, 0, 0});
    table.entry({1, 11, 0, 0, 0, 0, 0xC0, 0xFE, 0, 0, 0}).entry({4, 5, 0xFF, 0, 0}).entry({0x7F, 2});
    table.entry({10, 11, 0, 0, 1, 0, 0, 0, 1, 0, 0}).processor(5, 5);
    EXPECT_EQ(ids(true), Ids{5});
    EXPECT_EQ(report->io_apics.count, 0u);
    EXPECT_EQ(report->nmi_pins.count, 0u);
}

TEST_F(MadtTest, ReadsLongerEntriesOfLaterRevisions)
{
    table.entry({0, 10, 5, 6, 1, 0, 0, 0, 0xEE, 0xEE}).processor(7, 7);
    EXPECT_EQ(ids(), (Ids{6, 7}));
}

TEST_F(MadtTest, IgnoresTheRestOfATableThatEndsInAnEntry)
{
    table.processor(1, 1).processor(2, 2);
    for (std::size_t cut = 1; cut < 8; ++cut) {
        madt::read(table.bytes().first(table.bytes().size() - cut), false, *report);
        EXPECT_EQ(report->processors.count, 1u) << cut;
    }
    for (std::size_t size = 0; size <= 44; ++size) {
        madt::read(table.bytes().first(size), false, *report);
        EXPECT_EQ(report->processors.count, 0u) << size;
    }
}

TEST_F(MadtTest, ListsIoApics)
{
    table.entry({1, 12, 2, 0, 0, 0, 0xC0, 0xFE, 0, 0, 0, 0}).entry({1, 12, 3, 0, 0, 0x10, 0xC0, 0xFE, 24, 0, 0, 0});
    auto const found = read().io_apics.all();
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].address, 0xFEC0'0000u);
    EXPECT_EQ(found[1].address, 0xFEC0'1000u);
}

TEST_F(MadtTest, ListsNmiPins)
{
    table.entry({4, 6, 0xFF, 0, 0, 1}).entry({4, 6, 3, 0x05, 0, 0}).entry({4, 6, 4, 0x0F, 0, 1});
    table.entry({10, 12, 0x0D, 0, 0x00, 0x01, 0, 0, 1, 0, 0, 0});
    table.entry({10, 12, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0});
    auto const pins = read().nmi_pins.all();
    ASSERT_EQ(pins.size(), 5u);
    EXPECT_TRUE(pins[0].is_of(0) && pins[0].is_of(77) && pins[0].pin == 1);
    EXPECT_TRUE(!pins[0].active_low && !pins[0].level);
    EXPECT_TRUE(pins[1].is_of(3) && !pins[1].is_of(4) && pins[1].pin == 0 && !pins[1].active_low && !pins[1].level);
    EXPECT_TRUE(pins[2].active_low && pins[2].level);
    EXPECT_TRUE(pins[3].is_of(256) && !pins[3].is_of(0) && !pins[3].active_low && pins[3].level);
    EXPECT_TRUE(pins[4].is_of(256) && pins[4].is_of(0));
}

TEST_F(MadtTest, ForgetsThePreviousTable)
{
    table.processor(0, 0).entry({4, 6, 0xFF, 0, 0, 1}).entry({1, 12, 2, 0, 0, 0, 0xC0, 0xFE, 0, 0, 0, 0});
    read();
    madt::read({}, false, *report);
    EXPECT_EQ(report->processors.count + report->nmi_pins.count + report->io_apics.count, 0u);
}

} // namespace
