// The boot sector of a FAT32 volume: what mkfs.fat writes is taken, and each field's lie is called by the field's name.
#include "tests/unit/fat_image.hpp"

namespace {

using errors::Code;

std::vector<std::byte> const& empty_volume()
{
    static auto const content = FatImage().on_disk();
    return content;
}

TEST(FatBootSector, OpensWhatMkfsWrites)
{
    EXPECT_TRUE(MountedDisk(empty_volume()).open());
    EXPECT_TRUE(MountedDisk(FatImage("-F 32 -s 1 -f 1 -R 3 -n LABEL")).open());
    EXPECT_TRUE(MountedDisk(FatImage("-F 32 -s 2 -h 2048", 68000)).open());
}

TEST(FatBootSector, NamesTheFieldThatIsWrong)
{
    struct Lie {
        std::size_t offset;
        int size;
        std::uint32_t value;
        std::string_view field;
        std::uint64_t said;
    };
    for (auto const& lie : std::initializer_list<Lie>{
             {510, 2, 0x55AB, "Signature_word", 0x55AB},    {11, 2, 0, "BPB_BytsPerSec", 0},
             {11, 2, 513, "BPB_BytsPerSec", 513},           {11, 2, 256, "BPB_BytsPerSec", 256},
             {11, 2, 8192, "BPB_BytsPerSec", 8192},         {13, 1, 0, "BPB_SecPerClus", 0},
             {13, 1, 3, "BPB_SecPerClus", 3},               {14, 2, 0, "BPB_RsvdSecCnt", 0},
             {16, 1, 0, "BPB_NumFATs", 0},                  {16, 1, 3, "BPB_NumFATs", 3},
             {17, 2, 16, "BPB_RootEntCnt", 16},             {19, 2, 600, "BPB_TotSec32", 600},
             {22, 2, 1, "BPB_FATSz16", 1},                  {32, 4, 0, "BPB_TotSec32", 0},
             {32, 4, 100, "BPB_TotSec32", 100},             {36, 4, 0, "BPB_FATSz32", 0},
             {36, 4, 0xFFFFFFFF, "BPB_TotSec32", 68000},    {40, 2, 0x82, "BPB_ExtFlags", 0x82},
             {42, 2, 1, "BPB_FSVer", 1},                    {44, 4, 0, "BPB_RootClus", 0},
             {44, 4, 1, "BPB_RootClus", 1},                 {44, 4, 0xFFFFFFFF, "BPB_RootClus", 0xFFFFFFFF},
             {32, 4, 0xFFFFFFFF, "BPB_TotSec32", 0xFFFFFFFF}}) {
        SCOPED_TRACE(std::string(lie.field) + " = " + std::to_string(lie.value));
        MountedDisk mounted(empty_volume());
        std::memcpy(&mounted.disk.content[FatImage::partition_begin + lie.offset], &lie.value, lie.size);
        expect_failure(mounted.open(), Code::bpb_field_invalid, {lie.said}, lie.field);
    }
}

TEST(FatBootSector, TheRootIsInTheVolumeAndItsLastClusterCounts)
{
    MountedDisk mounted(empty_volume());
    std::uint32_t const clusters = 68000 - mounted.reserved_sectors() - 2 * mounted.fat_sectors();
    mounted.set_boot(44, Le32{clusters + 1});
    EXPECT_TRUE(mounted.open());
    mounted.forget();
    mounted.set_boot(44, Le32{clusters + 2});
    expect_failure(mounted.open(), Code::bpb_field_invalid, {clusters + 2}, "BPB_RootClus");
}

TEST(FatBootSector, TellsFat12AndFat16ByTheNumberOfClusters)
{
    for (auto const& [options, kib] : {std::pair{"-F 12", 2000u}, {"-F 16 -s 1", 20000u}, {"-F 32 -s 1", 20000u}}) {
        MountedDisk mounted(FatImage(options, kib));
        auto const volume = mounted.open();
        ASSERT_FALSE(volume);
        EXPECT_EQ(volume.error()->code, Code::bpb_not_fat32);
        EXPECT_GT(volume.error()->numbers[0], 1u);
        EXPECT_LT(volume.error()->numbers[0], 65525u);
    }
    MountedDisk mounted(empty_volume());
    std::uint32_t const metadata = mounted.reserved_sectors() + 2 * mounted.fat_sectors();
    mounted.set_boot(32, Le32{metadata + 65525});
    EXPECT_TRUE(mounted.open());
    mounted.set_boot(32, Le32{metadata + 65524});
    mounted.forget();
    expect_failure(mounted.open(), Code::bpb_not_fat32, {65524}, "");
}

TEST(FatBootSector, StaysInItsPartition)
{
    auto content = empty_volume();
    content.resize(content.size() - 512);
    expect_failure(MountedDisk(content).open(), Code::partition_too_small, {68000, 67999}, "");
    content.resize(FatImage::partition_begin + 100);
    expect_failure(MountedDisk(content).open(), Code::read_beyond_partition,
                   {512, FatImage::partition_begin, FatImage::partition_begin + 100}, "");
}

TEST(FatBootSector, NeedsAFatForAllItsClusters)
{
    MountedDisk mounted(empty_volume());
    auto const sectors = mounted.fat_sectors() - 12;                    // each of the two is 12 sectors shorter
    std::uint64_t const clusters = 68000 - mounted.reserved_sectors() - 2 * sectors;
    mounted.set_boot(36, Le32{sectors});
    expect_failure(mounted.open(), Code::bpb_fat_too_small, {sectors * 128, clusters + 2}, "");
}

TEST(FatBootSector, ReadErrorsComeThrough)
{
    MountedDisk mounted(empty_volume());
    mounted.disk.bad_sectors.insert(64);
    auto const volume = mounted.open();
    ASSERT_FALSE(volume);
    EXPECT_EQ(volume.error()->code, Code::disk_read_failed);
    EXPECT_EQ(volume.error()->numbers[1], 64u);
}

} // namespace
