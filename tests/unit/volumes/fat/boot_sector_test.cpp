// SPDX-License-Identifier: BSD-2-Clause
// Tests the boot sector of a FAT volume: its type, and each wrong field, which the error names.
#include "tests/unit/fat_image.hpp"

namespace {

using errors::Code;

std::vector<std::byte> volume_of(FatKind const& kind)
{
    return FatImage(kind.options, kind.kib).on_disk();
}

constexpr FatKind const& fat12 = fat_kinds[0];
constexpr FatKind const& fat16 = fat_kinds[1];
constexpr FatKind const& fat32 = fat_kinds[2];

std::vector<std::byte> const& fat32_volume()
{
    static auto const content = volume_of(fat32);
    return content;
}

struct Lie {
    std::size_t offset;
    int size;
    std::uint32_t value;
    std::string_view field;
    std::uint64_t said;
};

void expect_caught(std::vector<std::byte> const& volume, std::initializer_list<Lie> lies)
{
    MountedDisk mounted(volume);
    for (auto const& lie : lies) {
        SCOPED_TRACE(std::string(lie.field) + " = " + std::to_string(lie.value));
        std::memcpy(&mounted.disk.content[FatImage::partition_begin + lie.offset], &lie.value, lie.size);
        mounted.forget();
        expect_failure(mounted.open(), Code::bpb_field_invalid, {lie.said}, lie.field);
        std::copy_n(&volume[FatImage::partition_begin], 512, &mounted.disk.content[FatImage::partition_begin]);
    }
}

TEST(FatBootSector, NamesTheFieldThatIsWrongOnAnyType)
{
    for (auto const& kind : fat_kinds) {
        SCOPED_TRACE(testing::PrintToString(kind));
        expect_caught(volume_of(kind), {{11, 2, 0, "BPB_BytsPerSec", 0},
                                        {11, 2, 513, "BPB_BytsPerSec", 513},
                                        {11, 2, 256, "BPB_BytsPerSec", 256},
                                        {11, 2, 8192, "BPB_BytsPerSec", 8192},
                                        {13, 1, 0, "BPB_SecPerClus", 0},
                                        {13, 1, 3, "BPB_SecPerClus", 3},
                                        {14, 2, 0, "BPB_RsvdSecCnt", 0},
                                        {16, 1, 0, "BPB_NumFATs", 0}});
    }
}

TEST(FatBootSector, NamesTheFieldThatIsWrongForFat32)
{
    expect_caught(fat32_volume(), {{17, 2, 16, "BPB_RootEntCnt", 16},
                                   {19, 2, 600, "BPB_TotSec16", 600},
                                   {22, 2, 1, "BPB_FATSz16", 1},
                                   {32, 4, 0, "BPB_TotSec32", 0},
                                   {32, 4, 100, "BPB_TotSec32", 100},
                                   {32, 4, 0xFFFFFFFF, "BPB_TotSec32", 0xFFFFFFFF},
                                   {36, 4, 0, "BPB_FATSz32", 0},
                                   {36, 4, 0xFFFFFFFF, "BPB_TotSec32", 68000},
                                   {40, 2, 0x82, "BPB_ExtFlags", 0x82},
                                   {42, 2, 1, "BPB_FSVer", 1},
                                   {44, 4, 0, "BPB_RootClus", 0},
                                   {44, 4, 1, "BPB_RootClus", 1},
                                   {44, 4, 0xFFFFFFFF, "BPB_RootClus", 0xFFFFFFFF}});
}

TEST(FatBootSector, NamesTheFieldThatIsWrongForFat12AndFat16)
{
    for (auto const& kind : {fat12, fat16}) {
        SCOPED_TRACE(testing::PrintToString(kind));
        auto const volume = volume_of(kind);
        auto const sectors = FatKnife(volume).total_sectors();
        expect_caught(volume, {{17, 2, 0, "BPB_RootEntCnt", 0},
                               {19, 2, 30, "BPB_TotSec16", 30},
                               {19, 2, 0, "BPB_TotSec32", 0},
                               {22, 2, 0, "BPB_FATSz16", 0},
                               {22, 2, 0xFFFF, "BPB_TotSec16", sectors}});
    }
    MountedDisk mounted(volume_of(fat16)); // 65,525 clusters make it FAT32, whatever it looks like
    mounted.set_boot(19, Le16{0});
    mounted.set_boot(32, Le32{mounted.metadata_sectors() + 65525});
    expect_failure(mounted.open(), Code::bpb_field_invalid, {mounted.root_entries()}, "BPB_RootEntCnt");
}

TEST(FatBootSector, TheRootIsInTheVolumeAndItsLastClusterCounts)
{
    MountedDisk mounted(fat32_volume());
    mounted.set_boot(44, Le32{mounted.last_cluster()});
    EXPECT_TRUE(mounted.open());
    mounted.forget();
    mounted.set_boot(44, Le32{mounted.last_cluster() + 1});
    expect_failure(mounted.open(), Code::bpb_field_invalid, {mounted.last_cluster() + 1}, "BPB_RootClus");
}

// "FAT Type Determination": 4,084 clusters are FAT12, 4,085 are FAT16.
TEST(FatBootSector, TellsFat12FromFat16ByTheNumberOfClusters)
{
    MountedDisk mounted(volume_of(fat16));
    for (auto const& [clusters, name] : {std::pair{4084u, "FAT12"}, {4085u, "FAT16"}}) {
        mounted.set_boot(19, static_cast<std::uint16_t>(mounted.metadata_sectors() + clusters));
        mounted.forget();
        auto const volume = mounted.open();
        ASSERT_TRUE(volume);
        EXPECT_EQ(volume->type_name(), name);
    }
}

// What has no FAT where FAT12 and FAT16 keep theirs is FAT32 even with fewer clusters than that should have.
TEST(FatBootSector, TellsFat32ByItsFieldsWhenItIsSmall)
{
    MountedDisk mounted(fat32_volume());
    for (std::uint32_t const clusters : {65525u, 65524u, 4085u, 4084u, 1u}) {
        mounted.set_boot(32, Le32{mounted.metadata_sectors() + clusters});
        mounted.forget();
        auto const volume = mounted.open();
        ASSERT_TRUE(volume) << clusters;
        EXPECT_EQ(volume->type_name(), "FAT32");
    }
    mounted.set_boot(32, Le32{mounted.metadata_sectors()});
    mounted.forget();
    expect_failure(mounted.open(), Code::bpb_field_invalid, {mounted.metadata_sectors()}, "BPB_TotSec32");
}

TEST(FatBootSector, StaysInItsPartition)
{
    for (auto const& kind : {fat12, fat16, fat32}) {
        auto content = volume_of(kind);
        auto const sectors = FatKnife(content).total_sectors();
        content.resize(FatImage::partition_begin + (sectors - 1) * 512);
        expect_failure(MountedDisk(content).open(), Code::partition_too_small, {sectors, sectors - 1}, "");
        content.resize(FatImage::partition_begin + 100);
        expect_failure(MountedDisk(content).open(), Code::read_beyond_partition,
                       {512, FatImage::partition_begin, FatImage::partition_begin + 100}, "");
    }
}

// Each type's FAT, a few sectors too short: what is missing becomes room for more clusters.
TEST(FatBootSector, NeedsAFatForAllItsClusters)
{
    for (auto const& kind : {fat12, fat16, fat32}) {
        MountedDisk mounted(volume_of(kind));
        auto const sectors = mounted.fat_sectors() - 2;
        if (kind.name == "FAT32")
            mounted.set_boot(36, Le32{sectors});
        else
            mounted.set_boot(22, Le16{static_cast<std::uint16_t>(sectors)});
        std::uint64_t const needed = mounted.clusters() + 2;
        expect_failure(mounted.open(), Code::bpb_fat_too_small, {sectors * 512 * 8 / mounted.entry_bits(), needed}, "");
    }
}

// FAT12's last entry may end in the middle of a byte, and then needs it all.
TEST(FatBootSector, HalfAnEntryIsNone)
{
    MountedDisk mounted(volume_of(fat12));
    mounted.set_boot(22, Le16{1}); // 512 bytes: 341 entries and a third
    for (std::uint32_t const clusters : {339u, 340u}) {
        mounted.set_boot(19, static_cast<std::uint16_t>(mounted.metadata_sectors() + clusters));
        mounted.forget();
        auto const volume = mounted.open();
        if (clusters == 339)
            EXPECT_TRUE(volume);
        else
            expect_failure(volume, Code::bpb_fat_too_small, {341, 342}, "");
    }
}

} // namespace
