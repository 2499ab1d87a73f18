// SPDX-License-Identifier: BSD-2-Clause
// Tests the entries that boot sectors find at DS:SI.
#include "stage2/protocols/chain/partition_entry.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace {

using Table = Partition::Table;

Partition partition(Table table, std::uint32_t type, std::uint64_t first, std::uint64_t sectors)
{
    return {.first = {first},
            .sectors = sectors,
            .type = type,
            .type_name = nullptr,
            .number = 1,
            .table = table,
            .rank = 0};
}

struct Expected {
    std::uint8_t type;
    std::uint32_t first;
    std::uint32_t sectors;
};

void expect_record(Partition const& partition, Expected const& expected)
{
    auto const record = chain::record_of(partition);
    EXPECT_EQ(record.boot_indicator, 0x80);
    EXPECT_EQ(record.os_type, expected.type);
    EXPECT_EQ(record.starting_lba, expected.first);
    EXPECT_EQ(record.size_in_lba, expected.sectors);
    for (auto const& chs : {record.starting_chs, record.ending_chs}) {
        EXPECT_EQ(chs[0], 0xFE);
        EXPECT_EQ(chs[1], 0xFF);
        EXPECT_EQ(chs[2], 0xFF);
    }
}

TEST(ChainEntry, OfAnMbrHasItsTypeAndTheStartOnTheDisk)
{
    expect_record(partition(Table::mbr, 0x0C, 2048, 4096), {0x0C, 2048, 4096});
    expect_record(partition(Table::mbr_logical, 0x07, 0xFFFFFFFF + 63ull, 4096), {0x07, 0xFFFFFFFF, 4096});
}

TEST(ChainEntry, OfAGptHasTheTypeOfAnMbrIfThereIsOne)
{
    expect_record(partition(Table::gpt, 0xC12A7328, 2048, 8), {0xEF, 2048, 8});
    expect_record(partition(Table::gpt, 0xBC13C2FF, 2048, 8), {0xEA, 2048, 8});
    expect_record(partition(Table::gpt, 0xEBD0A0A2, 2048, 8), {0x07, 2048, 8});
    expect_record(partition(Table::gpt, 0x0FC63DAF, 2048, 8), {0x83, 2048, 8});
    expect_record(partition(Table::gpt, 0x12345678, 2048, 8), {0xEE, 2048, 8});
}

TEST(ChainEntry, NumbersThatDoNotFitAreSaturated)
{
    constexpr std::uint64_t largest = 0xFFFFFFFF;
    expect_record(partition(Table::gpt, 0x0FC63DAF, largest - 1, largest + 9), {0x83, 0xFFFFFFFE, 0xFFFFFFFF});
    expect_record(partition(Table::gpt, 0x0FC63DAF, largest, 8), {0xED, 0xFFFFFFFF, 8});
    expect_record(partition(Table::gpt, 0x0FC63DAF, largest + 1, 8), {0xED, 0xFFFFFFFF, 8});
    expect_record(partition(Table::gpt, 0xC12A7328, 1ull << 40, 1ull << 33), {0xED, 0xFFFFFFFF, 0xFFFFFFFF});
}

TEST(ChainEntry, HandoverHasTheGptEntryBehindItsSize)
{
    static_assert(offsetof(chain::Handover, gpt_entry_size) == 16 && offsetof(chain::Handover, gpt_entry) == 20);
    auto const handover = std::make_unique<chain::Handover>();
    EXPECT_EQ(handover->size(), 16u);
    handover->gpt_entry_size = 128;
    EXPECT_EQ(handover->size(), 148u);
}

} // namespace
