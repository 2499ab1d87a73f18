// SPDX-License-Identifier: BSD-2-Clause
// Tests the copies on a FAT volume, of FAT32's boot sector and of the FAT: they are used if the original is unusable.
#include "tests/unit/fat_image.hpp"

namespace {

using errors::Code;

constexpr std::size_t size = 5 * 512;
constexpr std::size_t volume_lba = FatImage::partition_begin / 512;

std::vector<std::byte> volume_of(std::string const& options, unsigned kib)
{
    FatImage image(options, kib);
    image.add("/kernel.elf", size, 1);
    return image.on_disk();
}

auto const content = FatImage::bytes_from(1, size);

TEST(FatSpares, ABackupBootSectorIsUsedWhenTheFirstHasNoSignatureOrCannotBeRead)
{
    MountedDisk mounted(volume_of("-F 32 -s 1", 34000));
    EXPECT_FALSE(mounted.open()->backup_boot_sector_used());
    mounted.disk.bad_sectors.insert(volume_lba);
    mounted.forget();
    EXPECT_TRUE(mounted.open()->backup_boot_sector_used());
    EXPECT_EQ(mounted.read_file("/kernel.elf"), content);

    mounted.disk.bad_sectors.clear();
    std::fill_n(&mounted.disk.content[FatImage::partition_begin], 512, std::byte{0});
    mounted.forget();
    EXPECT_TRUE(mounted.open()->backup_boot_sector_used());
    EXPECT_EQ(mounted.read_file("/kernel.elf"), content);
}

TEST(FatSpares, ABackupBootSectorIsFoundInSectorsOfAnySize)
{
    for (auto const sector_bytes : {"512", "1024", "2048", "4096"}) {
        SCOPED_TRACE(sector_bytes);
        MountedDisk mounted(FatImage(std::string("-F 32 -s 1 -S ") + sector_bytes, 5000));
        std::fill_n(&mounted.disk.content[FatImage::partition_begin], 512, std::byte{0});
        auto const volume = mounted.open();
        ASSERT_TRUE(volume);
        EXPECT_TRUE(volume->backup_boot_sector_used());
        EXPECT_TRUE(volume->for_each("/", [](DirectoryItem const&) { return false; }));
    }
}

TEST(FatSpares, AnyOtherFaultOfTheFirstBootSectorIsCalledByItsName)
{
    MountedDisk mounted(volume_of("-F 32 -s 1", 34000));
    mounted.set_boot(13, std::uint8_t{0});
    expect_failure(mounted.open(), Code::bpb_field_invalid, {0}, "BPB_SecPerClus");
}

TEST(FatSpares, TheFirstBootSectorsFaultIsToldWhenTheBackupIsNoBetter)
{
    MountedDisk mounted(volume_of("-F 32 -s 1", 34000));
    auto const backup = FatImage::partition_begin + 6 * 512;
    mounted.set_boot(510, Le16{0x1234});
    for (auto const& [offset, value] : {std::pair{510, 0x12}, {11, 0x11}, {12, 0x04}, {13, 0}, {32, 0xFF}, {23, 1}}) {
        SCOPED_TRACE(offset); // (1,024-byte sectors: then it is not where it should be)
        auto const before = mounted.disk.content[backup + offset];
        mounted.disk.content[backup + offset] = static_cast<std::byte>(value);
        mounted.forget();
        expect_failure(mounted.open(), Code::bpb_field_invalid, {0x1234}, "Signature_word");
        mounted.disk.content[backup + offset] = before;
    }
    mounted.disk.bad_sectors = {volume_lba, volume_lba + 6};
    mounted.forget();
    expect_failure(mounted.open(), Code::disk_read_failed, {0x80, volume_lba, 4}, "sector not found");
}

// A boot sector of FAT12 where FAT32 would keep its copy is just some sector.
TEST(FatSpares, OnlyFat32HasABackupBootSector)
{
    MountedDisk mounted(FatImage("-F 12 -s 1 -R 7", 1500));
    std::copy_n(&mounted.disk.content[FatImage::partition_begin], 512,
                &mounted.disk.content[FatImage::partition_begin + 6 * 512]);
    EXPECT_TRUE(mounted.open());
    mounted.forget();
    mounted.set_boot(510, Le16{0});
    expect_failure(mounted.open(), Code::bpb_field_invalid, {0}, "Signature_word");
}

struct FatSpareTables : testing::TestWithParam<FatKind> {
    MountedDisk mounted{volume_of(GetParam().options, GetParam().kib)};
    std::uint32_t const first = mounted.first_cluster("KERNEL  ELF");

    std::uint64_t fat_lba(std::uint32_t fat) const { return mounted.fat_at(fat) / 512; }
    bool spare_used()
    {
        auto const volume = mounted.open();
        EXPECT_TRUE(volume->open_file("/kernel.elf", {}));
        return volume->spare_fat_used();
    }
};

TEST_P(FatSpareTables, ASpareFatIsUsedWhereTheFirstCannotBeRead)
{
    EXPECT_FALSE(spare_used());
    mounted.disk.bad_sectors = {fat_lba(0)};
    mounted.forget();
    EXPECT_TRUE(spare_used());
    EXPECT_EQ(mounted.read_file("/kernel.elf"), content);
}

TEST_P(FatSpareTables, EveryFatMayHaveABadSectorOfItsOwn)
{
    auto const next_sector = 1024 * 8 / mounted.entry_bits() + 3; // a cluster whose entry is in another sector
    for (std::uint32_t fat = 0; fat < 2; ++fat) {
        mounted.set_fat(first + 1, next_sector, fat); // takes the place of the file's third cluster
        mounted.set_fat(next_sector, first + 3, fat);
    }
    std::copy_n(&mounted.disk.content[mounted.cluster_at(first + 2)], 512,
                &mounted.disk.content[mounted.cluster_at(next_sector)]);
    EXPECT_EQ(mounted.read_file("/kernel.elf"), content);
    for (int bad_one = 0; bad_one < 2; ++bad_one) {
        auto const lba = mounted.fat_entry_at(next_sector, 1 - bad_one) / 512;
        mounted.disk.bad_sectors = {fat_lba(bad_one), lba};
        mounted.forget();
        EXPECT_TRUE(spare_used());
        EXPECT_EQ(mounted.read_file("/kernel.elf"), content);
    }
}

TEST_P(FatSpareTables, WhenNoneCanBeReadThatIsTheFailure)
{
    mounted.disk.bad_sectors = {fat_lba(0), fat_lba(1)};
    expect_failure(mounted.read_file("/kernel.elf"), Code::disk_read_failed, {0x80, fat_lba(1), 4}, "sector not found");
}

TEST_P(FatSpareTables, ASpareIsStayedWith)
{
    mounted.disk.bad_sectors = {fat_lba(0)};
    auto const volume = mounted.open();
    EXPECT_TRUE(volume->open_file("/kernel.elf", {}));
    mounted.forget();
    mounted.disk.reads.clear();
    EXPECT_TRUE(volume->open_file("/kernel.elf", {}));
    EXPECT_FALSE(
        std::ranges::any_of(mounted.disk.reads, [&](auto const& read) { return read.offset == mounted.fat_at(0); }));
}

INSTANTIATE_TEST_SUITE_P(Types, FatSpareTables, testing::ValuesIn(fat_kinds));

TEST(FatSpares, OneFatHasNoSpare)
{
    MountedDisk mounted(volume_of("-F 16 -s 1 -f 1", 5000));
    mounted.disk.bad_sectors = {mounted.fat_at() / 512};
    auto const volume = mounted.open();
    auto const file = volume->open_file("/kernel.elf", {});
    expect_failure(file, Code::disk_read_failed, {0x80, mounted.fat_at() / 512, 4}, "sector not found");
    EXPECT_FALSE(volume->spare_fat_used());
}

TEST(FatSpares, AFatThatIsNoMirrorIsNoSpare)
{
    MountedDisk mounted(volume_of("-F 32 -s 1", 34000));
    mounted.set_boot(40, Le16{0x80});
    EXPECT_EQ(mounted.read_file("/kernel.elf"), content);
    mounted.disk.bad_sectors = {mounted.fat_at() / 512};
    mounted.forget();
    expect_failure(mounted.read_file("/kernel.elf"), Code::disk_read_failed, {0x80, mounted.fat_at() / 512, 4},
                   "sector not found");
}

TEST(FatSpares, FourFatsAreThreeSpares)
{
    MountedDisk mounted(volume_of("-F 12 -s 1 -f 4", 1500));
    for (std::uint32_t fat = 0; fat < 3; ++fat)
        mounted.disk.bad_sectors.insert(mounted.fat_at(fat) / 512);
    EXPECT_EQ(mounted.read_file("/kernel.elf"), content);
}

} // namespace
