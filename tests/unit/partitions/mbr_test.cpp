// SPDX-License-Identifier: BSD-2-Clause
// Tests MBR partition tables: as sfdisk writes them, primary and logical, and invalid ones.
#include "stage2/partitions/mbr.hpp"

#include "tests/unit/partitioned_disk.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>
#include <memory>

namespace {

using errors::Code;
using Table = Partition::Table;

constexpr std::size_t record(int index)
{
    return 0x1BE + 16 * (index - 1);
}

struct MbrTest : testing::Test {
    void partition(std::string const& lines) { disk.emplace("100M", PartitionedDisk::mbr(lines)); }

    std::array<std::byte, 512> sector0() const { return disk->get<std::array<std::byte, 512>>(0); }

    void list_primary()
    {
        list->clear();
        mbr::list_primary(sector0(), *list);
    }

    // All partitions, the logical ones too.
    Result<void> list_all()
    {
        list_primary();
        DiskCache cache(*disk, memory, 0, 0);
        auto const primary = list->size();
        for (std::size_t i = 0; i < primary; ++i)
            if (auto const& extended = list->begin()[i]; mbr::is_extended(extended))
                TRY(mbr::list_logical({cache, 9}, extended, *list));
        return {};
    }

    void expect_failure(Code code, std::array<std::uint64_t, 3> numbers)
    {
        auto const result = list_all();
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, code);
        EXPECT_EQ(result.error()->numbers, numbers);
    }

    void expect_partition(std::size_t index, int number, std::uint32_t type, Table table, int rank, std::uint64_t first,
                          std::uint64_t sectors)
    {
        ASSERT_LT(index, list->size());
        auto const& found = list->begin()[index];
        EXPECT_EQ(found.number, number);
        EXPECT_EQ(found.type, type);
        EXPECT_EQ(found.table, table);
        EXPECT_EQ(found.rank, rank);
        EXPECT_EQ(found.first.value, first);
        EXPECT_EQ(found.sectors, sectors);
    }

    std::optional<PartitionedDisk> disk;
    std::unique_ptr<PartitionList> list = std::make_unique<PartitionList>();
    std::vector<std::byte> memory = std::vector<std::byte>(DiskCache::memory_needed);
};

constexpr int unfit = Partition::unfit;

TEST_F(MbrTest, ReadsTheDiskSignature)
{
    partition("2048,20480,c,*");
    EXPECT_EQ(mbr::disk_signature(sector0()).value(), 0xFA12B00Cu);
    disk->put(510, Le16{0});
    EXPECT_EQ(mbr::disk_signature(sector0()).error()->code, Code::no_partition_table);
    EXPECT_EQ(mbr::disk_signature(Bytes{}).error()->code, Code::no_partition_table);
}

TEST_F(MbrTest, ListsPrimaryPartitions)
{
    partition("2048,20480,c\\n22528,2048,83\\n30720,40960,b,*\\n81920,2048,7");
    EXPECT_TRUE(mbr::holds_table(sector0()));
    EXPECT_EQ(mbr::gpt_disk_end(sector0()), 0u);
    list_primary();
    ASSERT_EQ(list->size(), 4u);
    expect_partition(0, 1, 0x0C, Table::mbr, 1, 2048, 20480);
    expect_partition(1, 2, 0x83, Table::mbr, unfit, 22528, 2048);
    expect_partition(2, 3, 0x0B, Table::mbr, 0, 30720, 40960);
    expect_partition(3, 4, 0x07, Table::mbr, unfit, 81920, 2048);
}

TEST_F(MbrTest, KnowsTheTypesOfFat)
{
    partition("2048,20480,c");
    std::set<int> const fat{0x01, 0x04, 0x06, 0x0B, 0x0C, 0x0E, 0x11, 0x14, 0x16, 0x1B, 0x1C, 0x1E, 0xEF};
    for (int type = 1; type < 256; ++type) {
        disk->put(record(1) + 4, static_cast<std::uint8_t>(type));
        list_primary();
        bool const is_extended = type == 5 || type == 15 || type == 0x85;
        int const rank = fat.contains(type) ? 1 : is_extended || type == 0xEE ? Partition::no_volume : unfit;
        expect_partition(0, 1, static_cast<std::uint32_t>(type), Table::mbr, rank, 2048, 20480);
        EXPECT_EQ(mbr::is_extended(*list->begin()), is_extended);
    }
}

TEST_F(MbrTest, ReachesTheLastSectorThatItCanName)
{
    partition("2048,20480,c,*");
    disk->put(record(1) + 8, Le64{~0ull});
    list_primary();
    expect_partition(0, 1, 0x0C, Table::mbr, 0, 0xFFFFFFFF, 0xFFFFFFFF);
}

TEST_F(MbrTest, PutsActiveOnesFirstWhateverTheirType)
{
    partition("2048,20480,83,*\\n22528,2048,c,*\\n30720,40960,7");
    list_primary();
    EXPECT_EQ(list->begin()[0].rank, Partition::unfit_marked);
    EXPECT_EQ(list->begin()[1].rank, 0);
    EXPECT_EQ(list->begin()[2].rank, unfit);
}

TEST_F(MbrTest, ListsPartitionsOfTypeZero)
{
    partition("2048,20480,0");
    EXPECT_TRUE(mbr::holds_table(sector0()));
    list_primary();
    ASSERT_EQ(list->size(), 1u);
    expect_partition(0, 1, 0, Table::mbr, unfit, 2048, 20480);
    disk->put(record(2), std::uint8_t{1}); // or the sector is code
    EXPECT_FALSE(mbr::holds_table(sector0()));

    partition("10000,90000,5\\n12048,4096,0\\n20000,2048,b");
    ASSERT_TRUE(list_all());
    ASSERT_EQ(list->size(), 3u);
    expect_partition(1, 5, 0, Table::mbr_logical, unfit, 12048, 4096);
    expect_partition(2, 6, 0x0B, Table::mbr_logical, 1, 20000, 2048);
    auto const size = 10000 * 512 + record(1) + 12;
    disk->put(size, Le32{90000}); // it leads out: a remainder, and no error
    ASSERT_TRUE(list_all());
    ASSERT_EQ(list->size(), 2u);
    expect_partition(1, 5, 0x0B, Table::mbr_logical, 1, 20000, 2048);
    disk->put(10000 * 512 + record(2) + 8, Le32{90000}); // but so does the link
    expect_failure(Code::ebr_outside, {10000});
}

TEST_F(MbrTest, PassesOverEntriesWithoutPlaceOrSize)
{
    partition("2048,20480,c,*\\n22528,2048,c\\n30720,40960,c");
    disk->put(record(1) + 8, Le32{0});
    disk->put(record(2) + 12, Le32{0});
    list_primary();
    ASSERT_EQ(list->size(), 1u);
    expect_partition(0, 3, 0x0C, Table::mbr, 1, 30720, 40960);
}

TEST_F(MbrTest, KnowsATableFromBootCode)
{
    partition("2048,20480,c,*");
    disk->put(record(3), std::uint8_t{1}); // nothing but a table can it be, even so
    EXPECT_TRUE(mbr::holds_table(sector0()));
    disk->put(0x52, std::array{'F', 'A', 'T', '3', '2'});
    EXPECT_FALSE(mbr::holds_table(sector0()));
    disk->put(record(3), std::uint8_t{0x80});
    EXPECT_TRUE(mbr::holds_table(sector0()));
    disk->put(record(1) + 4, std::uint8_t{0});
    EXPECT_FALSE(mbr::holds_table(sector0()));
}

TEST_F(MbrTest, KnowsWhenAGptIsToBeUsed)
{
    PartitionedDisk const gpt("100M", "sgdisk -o -n 1:2048:4095 $disk > /dev/null");
    EXPECT_EQ(mbr::gpt_disk_end(gpt.get<std::array<std::byte, 512>>(0)), 100 * 2048 - 1);
    partition("2048,2048,c,*\\n4096,2048,83\\n6144,2048,ee");
    EXPECT_EQ(mbr::gpt_disk_end(sector0()), 8191u);
}

TEST_F(MbrTest, ListsLogicalPartitions)
{
    partition(
        "2048,4096,83\\n10000,90000,f\\n102400,4096,c,*\\n12048,4096,c\\n20000,2048,83\\n30000,2048,e,*\\n40000,2048,16");
    ASSERT_TRUE(list_all());
    ASSERT_EQ(list->size(), 7u);
    EXPECT_TRUE(mbr::is_extended(list->begin()[1]));
    expect_partition(3, 5, 0x0C, Table::mbr_logical, 1, 12048, 4096);
    EXPECT_EQ(list->begin()[4].number, 6);
    EXPECT_EQ(list->begin()[4].rank, unfit);
    EXPECT_EQ(list->begin()[5].rank, 0);
    EXPECT_EQ(list->begin()[6].number, 8);
    EXPECT_EQ(list->begin()[6].type, 0x16u);
    EXPECT_EQ(disk->reads.size(), 4u);
    for (auto const& read : disk->reads)
        EXPECT_EQ(read.size, 512u);
}

TEST_F(MbrTest, ListsLogicalPartitionsOutOfOrder)
{
    partition("10000,90000,5\\n40000,4096,c\\n20000,4096,83\\n70000,4096,6");
    ASSERT_TRUE(list_all());
    expect_partition(1, 5, 0x0C, Table::mbr_logical, 1, 40000, 4096);
    expect_partition(2, 6, 0x83, Table::mbr_logical, unfit, 20000, 4096);
    expect_partition(3, 7, 0x06, Table::mbr_logical, 1, 70000, 4096);
}

TEST_F(MbrTest, FindsLinkAndPartitionInAnyOrder)
{
    partition("10000,90000,85\\n12048,4096,c\\n20000,2048,b");
    auto const table = 10000 * 512;
    using Record = std::array<std::byte, 16>;
    auto const partition = disk->get<Record>(table + record(1));
    auto const link = disk->get<Record>(table + record(2));
    disk->put(table + record(1), link);
    disk->put(table + record(2), Record{});
    disk->put(table + record(4), partition);
    ASSERT_TRUE(list_all());
    ASSERT_EQ(list->size(), 3u);
    expect_partition(1, 5, 0x0C, Table::mbr_logical, 1, 12048, 4096);
}

TEST_F(MbrTest, AnEmptyTableInTheChainIsNoMatter)
{
    partition("10000,90000,5\\n12048,4096,c\\n20000,2048,b");
    disk->put(10000 * 512 + record(1), std::array<std::byte, 16>{});
    ASSERT_TRUE(list_all());
    ASSERT_EQ(list->size(), 2u);
    EXPECT_EQ(list->begin()[1].number, 5);
    EXPECT_EQ(list->begin()[1].type, 0x0Bu);
}

TEST_F(MbrTest, FindsLiesOfTheChain)
{
    auto const chain = "10000,90000,5\\n12048,4096,c\\n20000,2048,b\\n30000,2048,b";
    auto const link = 10000 * 512 + record(2);
    partition(chain);
    auto const second = 10000 + disk->get<Le32>(link + 8);
    auto const third = 10000 + disk->get<Le32>(second * 512 + record(2) + 8);

    disk->put(second * 512 + 510, Le16{0x55AB});
    expect_failure(Code::ebr_signature_missing, {second});
    partition(chain);
    disk->put(link + 8, Le32{90000});
    expect_failure(Code::ebr_outside, {10000});
    partition(chain);
    disk->put(second * 512 + record(1) + 12, Le32{0xFFFFFFFF});
    expect_failure(Code::ebr_outside, {second});
    partition(chain);
    disk->put(second * 512 + record(1) + 8, Le32{0xFFFFFFF0});
    expect_failure(Code::ebr_outside, {second});
    partition(chain);
    disk->put(third * 512 + record(1) + 12,
              Le32{90000 - (third - 10000) - disk->get<Le32>(third * 512 + record(1) + 8)});
    EXPECT_TRUE(list_all()); // up to the end
}

TEST_F(MbrTest, FindsLoops)
{
    partition("10000,90000,5\\n12048,4096,c\\n20000,2048,b\\n30000,2048,b\\n40000,2048,b");
    auto const second = 10000 + disk->get<Le32>(10000 * 512 + record(2) + 8);
    auto const third = 10000 + disk->get<Le32>(second * 512 + record(2) + 8);
    auto const back_to = [&](std::uint64_t lba) {
        disk->put(third * 512 + record(2) + 8, Le32{static_cast<std::uint32_t>(lba - 10000)});
        auto const result = list_all();
        EXPECT_FALSE(result);
        return result ? Code::no_cpuid : result.error()->code;
    };
    EXPECT_EQ(back_to(10000), Code::ebr_chain_loops);
    EXPECT_EQ(back_to(second), Code::ebr_chain_loops);
    EXPECT_EQ(back_to(third), Code::ebr_chain_loops);
    EXPECT_LT(disk->reads.size(), 50u);
}

// As many as are read, and one more: tables at every second sector, each with a partition of one sector behind it.
TEST_F(MbrTest, EndsWithTheMostLogicalPartitions)
{
    partition("10000,90000,5\\n12048,4096,c");
    auto const build = [&](std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i) {
            std::array<std::uint8_t, 512> sector{};
            Le32 const next = 2 * (i + 1);
            sector[record(1) + 4] = 0x0C;
            sector[record(1) + 8] = sector[record(1) + 12] = 1;
            sector[510] = 0x55;
            sector[511] = 0xAA;
            if (i + 1 < count) {
                sector[record(2) + 4] = 5;
                std::memcpy(&sector[record(2) + 8], &next, 4);
                sector[record(2) + 12] = 2;
            }
            disk->put((10000 + 2 * i) * 512, sector);
        }
    };
    build(mbr::most_logical);
    ASSERT_TRUE(list_all());
    EXPECT_EQ(list->end()[-1].number, 4 + mbr::most_logical);

    auto sector = sector0(); // the same extended partition twice more: no more are read for that
    std::memcpy(&sector[record(3)], &sector[record(1)], 16);
    std::memcpy(&sector[record(4)], &sector[record(1)], 16);
    disk->put(0, sector);
    expect_failure(Code::ebr_chain_too_long, {10000, mbr::most_logical});

    build(mbr::most_logical + 1);
    expect_failure(Code::ebr_chain_too_long, {10000, mbr::most_logical});
}

TEST_F(MbrTest, ReportsATableThatCannotBeRead)
{
    partition("10000,90000,5\\n12048,4096,c");
    disk->bad.insert(10000);
    expect_failure(Code::disk_read_failed, {0x80, 10000, 4});
}

TEST_F(MbrTest, KnowsABootRecordOfOurs)
{
    partition("2048,20480,c");
    EXPECT_TRUE(mbr::is_boot_record(sector0().data(), 0xFA12B00C));
    EXPECT_FALSE(mbr::is_boot_record(sector0().data(), 0xFA12B00D));
    disk->put(511, std::uint8_t{0});
    EXPECT_FALSE(mbr::is_boot_record(sector0().data(), 0xFA12B00C));
}

} // namespace
