// The MBR's partition table: tables as sfdisk writes them, and tables nobody should write.
#include "stage2/formats/mbr.hpp"

#include "tests/unit/shell.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace {

using errors::Code;

// Sector 0 of a disk of 100 MiB that sfdisk has partitioned as told.
std::vector<std::byte> partitioned(std::string const& script)
{
    TemporaryDirectory const directory;
    run("truncate -s 100M " + directory.path("disk"));
    run("printf '" + script + "' | sfdisk -q --no-reread --no-tell-kernel " + directory.path("disk"));
    return read_bytes(directory.path("disk"), sector_size);
}

void expect_partition(Result<mbr::Partition> const& found, int index, int type, bool active, std::uint64_t first,
                      std::uint64_t sectors)
{
    ASSERT_TRUE(found);
    EXPECT_EQ(found->index, index);
    EXPECT_EQ(found->type, type);
    EXPECT_EQ(found->active, active);
    EXPECT_EQ(found->first.value, first);
    EXPECT_EQ(found->sectors, sectors);
}

constexpr std::size_t entry(int index)
{
    return 0x1BE + 16 * (index - 1);
}

TEST(Mbr, ReadsTheDiskSignature)
{
    auto const signature = mbr::disk_signature(partitioned("label: dos\\nlabel-id: 0xFA12B00C\\n,,c,*\\n"));
    ASSERT_TRUE(signature);
    EXPECT_EQ(*signature, 0xFA12B00Cu);
}

TEST(Mbr, FindsTheActivePartitionFirst)
{
    auto const sector = partitioned("label: dos\\n2048,20480,c\\n22528,2048,83\\n30720,40960,b,*\\n81920,2048,c\\n");
    expect_partition(mbr::find_fat_partition(sector), 3, 0x0B, true, 30720, 40960);
}

TEST(Mbr, FindsAFatPartitionWhenAnotherIsActive)
{
    auto const sector = partitioned("label: dos\\n2048,20480,83,*\\n22528,2048,7\\n30720,40960,c\\n81920,2048,b\\n");
    expect_partition(mbr::find_fat_partition(sector), 3, 0x0C, false, 30720, 40960);
}

TEST(Mbr, TakesHiddenPartitions)
{
    auto const sector = partitioned("label: dos\\n2048,20480,1c\\n");
    expect_partition(mbr::find_fat_partition(sector), 1, 0x1C, false, 2048, 20480);
    auto const older = partitioned("label: dos\\n2048,20480,1b\\n");
    expect_partition(mbr::find_fat_partition(older), 1, 0x1B, false, 2048, 20480);
}

TEST(Mbr, ReachesTheLastSectorThatItCanName)
{
    auto sector = partitioned("label: dos\\n2048,20480,c,*\\n");
    std::memset(&sector[entry(1) + 8], 0xFF, 8);
    expect_partition(mbr::find_fat_partition(sector), 1, 0x0C, true, 0xFFFFFFFF, 0xFFFFFFFF);
}

TEST(Mbr, PassesOverPartitionsWithoutPlaceOrSize)
{
    auto sector = partitioned("label: dos\\n2048,20480,c,*\\n22528,2048,c\\n30720,40960,c\\n");
    std::memset(&sector[entry(1) + 8], 0, 4);
    std::memset(&sector[entry(2) + 12], 0, 4);
    expect_partition(mbr::find_fat_partition(sector), 3, 0x0C, false, 30720, 40960);
}

TEST(Mbr, TakesOnly80hForActiveAndTheFirstOfSeveral)
{
    auto sector = partitioned("label: dos\\n2048,20480,c\\n22528,2048,c,*\\n");
    sector[entry(1)] = std::byte{0x01};
    expect_partition(mbr::find_fat_partition(sector), 2, 0x0C, true, 22528, 2048);
    sector[entry(1)] = std::byte{0x80};
    expect_partition(mbr::find_fat_partition(sector), 1, 0x0C, true, 2048, 20480);
}

TEST(Mbr, ListsTheTypesWhenNoneFits)
{
    auto const found = mbr::find_fat_partition(partitioned("label: dos\\n2048,2048,7\\n,2048,83,*\\n,2048,ef\\n"));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error()->code, Code::no_fat_partition);
    EXPECT_EQ(found.error()->name, "07h, 83h, EFh, 00h");
}

TEST(Mbr, NeedsASignatureAndAWholeSector)
{
    auto sector = partitioned("label: dos\\n2048,20480,c,*\\n");
    EXPECT_EQ(mbr::find_fat_partition(Bytes(sector).first(511)).error()->code, Code::no_partition_table);
    EXPECT_EQ(mbr::find_fat_partition({}).error()->code, Code::no_partition_table);
    sector[511] = std::byte{0};
    EXPECT_EQ(mbr::find_fat_partition(sector).error()->code, Code::no_partition_table);
    EXPECT_EQ(mbr::disk_signature(sector).error()->code, Code::no_partition_table);
}

} // namespace
