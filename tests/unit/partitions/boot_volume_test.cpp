// SPDX-License-Identifier: BSD-2-Clause
// Tests the search for the boot volume: which of several it finds, with how many reads, what ends the search, and the
// messages.
#include "stage2/partitions/boot_volume.hpp"
#include "stage2/partitions/partition_report.hpp"

#include "include/boot_sector.hpp"
#include "stage2/checksums/crc32.hpp"
#include "tests/fake_machine.hpp"
#include "tests/unit/partitioned_disk.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace {

using errors::Code;
using Numbers = std::array<std::uint64_t, 3>;

constexpr std::uint32_t signature = 0xFA12B00C;
constexpr std::uint64_t volume_sectors = PartitionedDisk::fat_kib * 2;

struct BootVolumeTest : testing::Test {
    void make_mbr(std::string const& lines, std::string const& size = "300M")
    {
        disk.emplace(size, PartitionedDisk::mbr(lines));
    }
    void make_gpt(std::string const& sgdisk, std::string const& size = "300M")
    {
        disk.emplace(size, "sgdisk -o " + sgdisk + " $disk > /dev/null");
    }

    Result<boot_volume::Found> find(std::optional<std::uint32_t> stage1 = {})
    {
        cache.emplace(*disk, memory, 0, 0);
        machine.screen.clear();
        disk->reads.clear();
        auto const found =
            boot_volume::find({0x80, stage1.value_or(disk->get<Le32>(0x1B8)), first_read}, *cache, *list, *room);
        if (!found || found->partition != nullptr)
            return found;
        return partition_report::fail({*found, *cache, *list, *room, 0x80});
    }

    void expect_found(Result<boot_volume::Found> const& found, int number, std::uint64_t first)
    {
        ASSERT_TRUE(found) << std::to_underlying(found.error()->code) << '\n' << machine.screen;
        EXPECT_EQ(found->partition->number, number);
        EXPECT_EQ(found->partition->first.value, first);
        EXPECT_EQ(cache->begin(), first * disk->bytes_per_sector());
        EXPECT_EQ(cache->end(), (first + found->partition->sectors) * disk->bytes_per_sector());
    }
    void expect_found(int number, std::uint64_t first) { expect_found(find(), number, first); }

    void expect_failure(Result<boot_volume::Found> const& found, Code code, Numbers const& numbers)
    {
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error()->code, code) << machine.screen;
        EXPECT_EQ(found.error()->numbers, numbers);
    }
    void expect_failure(Code code, Numbers const& numbers) { expect_failure(find(), code, numbers); }

    FakeMachine machine;
    std::uint8_t first_read = 0; // as stage 1 says
    std::optional<PartitionedDisk> disk;
    std::optional<DiskCache> cache;
    std::unique_ptr<PartitionList> list = std::make_unique<PartitionList>();
    std::unique_ptr<volumes::Room> room = std::make_unique<volumes::Room>();
    std::vector<std::byte> memory = std::vector<std::byte>(DiskCache::memory_needed);
};

TEST_F(BootVolumeTest, TakesTheActivePartitionFirst)
{
    make_mbr("2048,100000,c\\n104448,100000,c\\n206848,100000,c,*");
    for (std::uint64_t const lba : {2048, 104448, 206848})
        disk->put_fat(lba);
    expect_found(3, 206848);
    EXPECT_EQ(list->disk_signature, signature);
    EXPECT_EQ(machine.screen, "");
    disk->put(0x1BE + 2 * 16, std::uint8_t{0});
    expect_found(1, 2048);
}

// Sector 0, the volume's start, its root directory: what is read for the search will be wanted anyway, but for the first.
TEST_F(BootVolumeTest, CostsThreeReads)
{
    make_mbr("2048,100000,c,*");
    disk->put_fat(2048, "/loader/loader.conf");
    expect_found(1, 2048);
    EXPECT_EQ(disk->reads.size(), 3u);
    EXPECT_EQ(disk->reads[0], (PartitionedDisk::Read{0, 512}));
    EXPECT_EQ(disk->reads[1].offset, 2048u * 512);
}

TEST_F(BootVolumeTest, BringsAsManySectorsFirstAsTheMbrSays)
{
    make_mbr("2048,100000,c,*");
    disk->put_fat(2048, "/loader/loader.conf");
    for (auto const& [told, sectors] : {std::pair{0u, 127u}, {1u, 1u}, {11u, 11u}, {126u, 126u}, {255u, 127u}}) {
        first_read = static_cast<std::uint8_t>(told);
        expect_found(1, 2048);
        EXPECT_EQ(disk->reads[1], (PartitionedDisk::Read{2048 * 512, sectors * 512})) << told;
        EXPECT_EQ(disk->reads.size(), 3u);
    }
}

// There the byte belongs to the volume's parameters.
TEST_F(BootVolumeTest, TakesNoNumberFromABootRecord)
{
    disk.emplace("33M", "true");
    disk->put_fat(0, "/loader/loader.conf");
    first_read = 11;
    expect_found(0, 0);
    EXPECT_EQ(std::ranges::count(disk->reads, 11u * 512, &PartitionedDisk::Read::size), 0);
}

TEST_F(BootVolumeTest, AFirstReadThatFailsIsNoMatter)
{
    make_mbr("2048,100000,c,*");
    disk->put_fat(2048, "/loader/loader.conf");
    first_read = 11;
    disk->bad = {2048 + 9};
    expect_found(1, 2048);
}

TEST_F(BootVolumeTest, PassesOverWhatIsNoFatVolume)
{
    make_mbr("2048,20000,c,*\\n22048,20000,c\\n104448,100000,c\\n206848,100000,83");
    disk->put_volume(22048, "mkfs.ext4 -q $volume 8M");
    disk->put_fat(104448);
    disk->put_fat(206848);
    expect_found(3, 104448);
}

TEST_F(BootVolumeTest, PassesOverVolumesWithNothingToBoot)
{
    make_mbr("2048,100000,c,*\\n104448,100000,c\\n206848,100000,c");
    disk->put_fat(2048, "/boot/other.elf");
    disk->put_fat(104448, "/loader/entries/one.conf");
    disk->put_fat(206848);
    expect_found(2, 104448);
}

TEST_F(BootVolumeTest, ADamagedVolumeEndsTheSearch)
{
    make_mbr("2048,100000,c,*\\n104448,100000,c");
    disk->put_fat(2048);
    disk->put_fat(104448);
    disk->put(2048 * 512 + 13, std::uint8_t{3});
    expect_failure(Code::bpb_field_invalid, {3});
}

TEST_F(BootVolumeTest, AVolumeThatCannotBeReadEndsTheSearch)
{
    make_mbr("2048,100000,c,*\\n104448,100000,c");
    disk->put_fat(2048);
    disk->put_fat(104448);
    disk->bad = {2048, 2048 + 6};
    expect_failure(Code::disk_read_failed, {0x80, 2048, 4});
    disk->bad = {2048}; // FAT32 has a copy
    expect_found(1, 2048);
    disk->bad = {};
    disk->put(2048 * 512, std::array<std::byte, 512>{});
    expect_found(1, 2048);
    auto const data = 2048 + 32 + 2 * disk->get<Le32>(2054 * 512 + 36);
    disk->bad = {data}; // the root directory
    expect_failure(Code::disk_read_failed, {0x80, data, 4});
}

TEST_F(BootVolumeTest, LooksIntoLogicalPartitionsLast)
{
    make_mbr("2048,100000,c\\n104448,500000,5\\n106496,100000,83\\n208896,100000,b", "400M");
    disk->put_fat(2048);
    disk->put_fat(106496);
    disk->put_fat(208896);
    expect_found(1, 2048);
    EXPECT_EQ(disk->reads.size(), 3u);
    disk->put_fat(2048, "/something");
    expect_found(6, 208896);
    EXPECT_EQ(find()->partition->table, Partition::Table::mbr_logical);
    disk->bad = {104448};
    expect_failure(Code::disk_read_failed, {0x80, 104448, 4});
}

TEST_F(BootVolumeTest, FollowsTheRanksOfAGpt)
{
    make_gpt("-n 1:2048:102047 -t 1:0700 -n 2:104448:204447 -t 2:ef00 -n 3:206848:306847 -t 3:ea00");
    for (std::uint64_t const lba : {2048, 104448, 206848})
        disk->put_fat(lba);
    expect_found(3, 206848);
    EXPECT_EQ(disk->reads.size(), 4u); // one more than with an MBR
    disk->put_fat(206848, "/something");
    expect_found(2, 104448);
    disk->sh("sgdisk -A 1:set:2 $disk > /dev/null");
    expect_found(1, 2048);
}

TEST_F(BootVolumeTest, ReachesBeyondTwoTebibytes)
{
    make_gpt("-n 1:6000001024:6000101023 -t 1:ef00", "3T");
    disk->put_fat(6'000'001'024);
    expect_found(1, 6'000'001'024);
}

TEST_F(BootVolumeTest, CountsInTheSectorsOfTheDisk)
{
    disk.emplace("700M", "printf 'g\\nn\\n1\\n256\\n+300M\\nt\\n1\\nw\\n' | fdisk -b 4096 $disk > /dev/null", 4096);
    disk->put_volume(256, "mkfs.fat -F 32 -S 4096 -s 1 -C $volume 307200", "/boot/kernel.elf");
    expect_found(1, 256);

    disk.emplace("700M", "printf 'o\\nn\\np\\n1\\n256\\n+300M\\nt\\nc\\nw\\n' | fdisk -b 4096 $disk > /dev/null", 4096);
    disk->put_volume(256, "mkfs.fat -F 32 -S 4096 -s 1 -C $volume 307200", "/boot/kernel.elf");
    expect_found(1, 256);
}

// A hybrid ISO on a CD: the tables count sectors of 512 bytes, the drive's have 2048. LBAs here are the drive's.
struct HybridTest : BootVolumeTest {
    void make_hybrid(std::string const& commands, std::uint32_t bytes_per_sector = 2048)
    {
        disk.emplace("300M", commands, bytes_per_sector);
        disk->put(16 * 2048, std::array{'\1', 'C', 'D', '0', '0', '1', '\1'});
    }
};

TEST_F(HybridTest, CountsInUnitsOf512)
{
    make_hybrid(PartitionedDisk::mbr("2048,100000,c\\n102400,100006,c,*\\n210000,4,83"));
    disk->put_fat(512);
    disk->put_fat(25600);
    auto const found = find();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->partition->number, 2);
    EXPECT_EQ(found->partition->first.value, 25600u);
    EXPECT_EQ(found->partition->sectors, 25001u); // whole ones
    EXPECT_EQ(found->sector_shift, 11u);
    EXPECT_EQ(cache->begin(), 25600u * 2048);
    EXPECT_EQ(cache->end(), (102400u + 100006u) * 512);
    EXPECT_EQ(list->begin()[0].first.value, 512u);
    EXPECT_EQ(list->begin()[2].first.value, 52500u);
    EXPECT_EQ(machine.screen, "");
}

// One read more than from a disk: the ISO's descriptor.
TEST_F(HybridTest, CostsFourReads)
{
    make_hybrid(PartitionedDisk::mbr("2048,100000,c,*"));
    disk->put_fat(512, "/loader/loader.conf");
    first_read = 12;
    expect_found(1, 512);
    ASSERT_EQ(disk->reads.size(), 4u);
    EXPECT_EQ(disk->reads[1], (PartitionedDisk::Read{16 * 2048, 2048}));
    EXPECT_EQ(disk->reads[2], (PartitionedDisk::Read{512 * 2048, 12 * 512}));
}

TEST_F(HybridTest, AsADiskOrStickCostsNoReadMore)
{
    make_hybrid(PartitionedDisk::mbr("2048,100000,c,*"), 512);
    disk->put_fat(2048, "/loader/loader.conf");
    expect_found(1, 2048);
    EXPECT_EQ(disk->reads.size(), 3u);
}

TEST_F(HybridTest, OtherDisksCountInTheirOwnSectors)
{
    for (std::uint32_t const bytes : {1024u, 4096u}) {
        make_hybrid(PartitionedDisk::mbr("2048,70000,c,*"), bytes);
        disk->put_fat(2048);
        expect_found(1, 2048);
    }
    make_hybrid(PartitionedDisk::mbr("2048,70000,c,*"));
    disk->put_fat(2048);
    disk->put(16 * 2048 + 5, '2'); // CD002
    expect_found(1, 2048);
    disk->put(16 * 2048 + 5, '1');
    disk->bad = {16 * 4}; // the descriptor
    expect_found(1, 2048);
}

TEST_F(HybridTest, FindsLogicalPartitions)
{
    make_hybrid(PartitionedDisk::mbr("2048,2048,83\\n10000,300000,5\\n14336,2048,83\\n20480,100000,c"));
    disk->put_fat(5120);
    expect_found(6, 5120);
}

TEST_F(HybridTest, TakesAnotherTypeAsTheLastResort)
{
    make_hybrid(PartitionedDisk::mbr("2048,100000,83"));
    disk->put_fat(512);
    expect_found(1, 512);
    EXPECT_NE(machine.screen.find("the last resort"), std::string::npos);
}

TEST_F(HybridTest, RefusesAPartitionThatBeginsWithinASector)
{
    make_hybrid(PartitionedDisk::mbr("2050,100000,c,*"));
    disk->put_fat(512);
    disk->sh("dd if=volume of=$disk bs=64K oflag=seek_bytes seek=$((2050 * 512)) conv=notrunc,sparse status=none");
    expect_failure(Code::nothing_to_boot, {0x80, 1});
    EXPECT_TRUE(machine.screen.starts_with("\n        the partition does not begin at a sector of the CD"))
        << machine.screen;
}

TEST_F(HybridTest, AGptCountsInTheSectorsOfItsHeader)
{
    make_hybrid("sgdisk -o -n 1:2048:102047 -t 1:ef00 $disk > /dev/null");
    disk->put_fat(512);
    expect_found(1, 512);
    EXPECT_EQ(list->begin()->sectors, 25000u);
    EXPECT_EQ(machine.screen, "");

    make_hybrid("printf 'g\\nn\\n1\\n512\\n+100M\\nt\\n1\\nw\\n' | fdisk -b 2048 $disk > /dev/null");
    disk->put_fat(512);
    expect_found(1, 512);
    EXPECT_EQ(list->begin()->sectors, 51200u);
    EXPECT_EQ(machine.screen, "");
}

// What mkfs.fat leaves behind in a partition whose type nobody set: Linux (83h), NTFS and exFAT (07h), a hidden one
// (27h), none at all (0).
TEST_F(BootVolumeTest, BootsFatInAPartitionOfAnotherType)
{
    for (std::string const type : {"83", "7", "27", "0", "a5", "da"}) {
        make_mbr("2048,100000," + type);
        disk->put_fat(2048);
        expect_found(1, 2048);
        EXPECT_EQ(machine.screen, "\n        the last resort: a FAT volume in a partition of another type");
    }
    make_gpt("-a 1 -n 1:34:2047 -t 1:ef02 -n 2:2048:102047 -t 2:8300");
    disk->put_fat(2048);
    expect_found(2, 2048);
    make_mbr("2048,300000,5\\n4096,100000,83\\n106496,100000,7", "400M");
    disk->put_fat(106496);
    expect_found(6, 106496);
    EXPECT_EQ(find()->partition->table, Partition::Table::mbr_logical);
}

TEST_F(BootVolumeTest, TakesAnotherTypeOnlyAfterAllElse)
{
    make_mbr("2048,100000,83,*\\n104448,500000,5\\n106496,100000,7\\n208896,100000,b", "400M");
    disk->put_fat(2048);
    disk->put_fat(106496);
    disk->put_fat(208896);
    expect_found(6, 208896);
    EXPECT_EQ(machine.screen, "");
    disk->put_fat(208896, "/something");
    expect_found(1, 2048);

    make_gpt("-n 1:2048:102047 -t 1:8300 -A 1:set:2 -n 2:104448:204447 -t 2:0700");
    disk->put_fat(2048);
    disk->put_fat(104448);
    expect_found(2, 104448);

    disk.emplace("33M", PartitionedDisk::mbr("67000,500,83")); // and after the whole disk
    auto const table = disk->get<std::array<std::byte, 66>>(0x1BE);
    disk->put_fat(0);
    disk->put(0x1BE, table);
    disk->put_volume(67000, "mkfs.fat -F 12 -C $volume 250", "/boot/kernel.elf");
    expect_found(0, 0);
}

// Of several: the active ones, primary or logical, then the others, as the table has them.
TEST_F(BootVolumeTest, ChoosesAmongOtherTypes)
{
    make_mbr("2048,100000,83\\n104448,500000,5\\n106496,100000,7\\n208896,100000,83", "400M");
    for (std::uint64_t const lba : {2048, 106496, 208896})
        disk->put_fat(lba);
    expect_found(1, 2048);
    disk->put(208896 * 512 - 2048 * 512 + 0x1BE, std::uint8_t{0x80});
    expect_found(6, 208896);
    disk->put_fat(208896, "/something");
    expect_found(1, 2048);

    make_gpt("-n 1:2048:102047 -t 1:8300 -n 2:104448:204447 -t 2:8300");
    disk->put_fat(2048);
    disk->put_fat(104448);
    expect_found(1, 2048);
    disk->sh("sgdisk -A 2:set:2 $disk > /dev/null");
    expect_found(2, 104448);
}

// The boot sector that another file system left where it found it is not enough.
TEST_F(BootVolumeTest, TakesNoOtherFileSystemForFat)
{
    struct {
        std::uint32_t offset;
        std::string_view bytes;
    } const marks[]{{3, "NTFS    "},
                    {3, "EXFAT   "},
                    {3, "-FVE-FS-"},
                    {0, "LUKS\xBA\xBE"},
                    {1080, "\x53\xEF"},
                    {4086, "SWAPSPACE2"},
                    {4096, "\xFC\x4E\x2B\xA9"},
                    {32769, "CD001"},
                    {65600, "_BHRfS_M"}};
    for (auto const& [offset, bytes] : marks) {
        make_mbr("2048,100000,83");
        disk->put_fat(2048);
        for (std::uint32_t i = 0; i < bytes.size(); ++i)
            disk->put(2048 * 512 + offset + i, bytes[i]);
        expect_failure(bytes == "EXFAT   " ? Code::only_exfat : Code::no_fat_partition, {0x80, 1});
    }
}

// A boot sector that does not fit makes it no FAT volume; what a sound one promises and the disk does not give is an
// error, as with any other.
TEST_F(BootVolumeTest, DoubtsTheBootSectorInAPartitionOfAnotherType)
{
    make_mbr("2048,60000,83\\n104448,100000,83");
    disk->put_fat(2048); // it has more sectors than that
    disk->put_fat(104448);
    expect_found(2, 104448);
    disk->bad = {2048};
    expect_found(2, 104448);
    auto const data = 104448 + 32 + 2 * disk->get<Le32>(104448 * 512 + 36);
    disk->bad = {2048, data}; // the root directory
    expect_failure(Code::disk_read_failed, {0x80, data, 4});
}

TEST_F(BootVolumeTest, LooksIntoNoEmptyExtendedOrProtectiveEntry)
{
    make_mbr("2048,100000,83");
    disk->put_fat(2048);
    for (auto const type : std::array<std::uint8_t, 4>{0x05, 0x0F, 0x85, 0xEE}) {
        disk->put(0x1BE + 4, type);
        EXPECT_FALSE(find());
    }
    disk->put(0x1BE + 4, std::uint8_t{0x83});
    disk->put(0x1BE + 12, Le32{0});
    EXPECT_FALSE(find());
    make_gpt("-n 1:2048:102047 -t 1:ef02"); // it is for boot code
    disk->put_fat(2048);
    expect_failure(Code::no_fat_partition, {0x80, 1});
}

TEST_F(BootVolumeTest, TellsOfAVolumeOfAnotherTypeWithNothingToBoot)
{
    make_mbr("2048,100000,83\\n104448,100000,7");
    disk->put_fat(104448, "/something");
    auto const found = find();
    expect_failure(found, Code::fat_of_other_type, {0x80, 2});
    EXPECT_EQ(found.error()->name, "FAT32");
    EXPECT_NE(machine.screen.find("2: 07h, 48 MiB, FAT32"), std::string::npos) << machine.screen;
    disk->put(0x1BE + 4, std::uint8_t{0x0C});
    disk->put_fat(2048, "/something"); // of the right type: that is what the user means
    expect_failure(Code::nothing_to_boot, {0x80, 1});
}

TEST_F(BootVolumeTest, UsesTheBackupGpt)
{
    make_gpt("-n 1:2048:102047 -t 1:ef00");
    disk->put_fat(2048);
    disk->put(512 + 40, std::uint8_t{1}); // the header is damaged: the backup is in the last sector,
    expect_found(1, 2048);
    EXPECT_NE(machine.screen.find("GPT header at LBA 1: the CRC-32 is"), std::string::npos) << machine.screen;
    EXPECT_NE(machine.screen.find("the backup GPT is used"), std::string::npos) << machine.screen;
    disk->tells_size = false; // which the protective entry knows, too
    expect_found(1, 2048);
    disk->bad = {1};
    expect_found(1, 2048);
    EXPECT_NE(machine.screen.find("LBA 1: BIOS status"), std::string::npos) << machine.screen;

    make_gpt("-n 1:2048:102047 -t 1:ef00");
    disk->put_fat(2048);
    disk->put(1024 + 60, std::uint8_t{1}); // entries are damaged: the header knows its backup
    disk->sh("truncate -s 310M $disk");
    expect_found(1, 2048);
    EXPECT_NE(machine.screen.find("GPT entries at LBA 2: the CRC-32 is"), std::string::npos) << machine.screen;
}

// The image of a smaller disk: its backup is not in the last sector, where another disk's may have been left.
TEST_F(BootVolumeTest, FindsTheBackupGptOfASmallerDisk)
{
    auto const copy_to_larger = [this] {
        make_gpt("-n 1:2048:102047 -t 1:ef00", "100M");
        disk->put_fat(2048);
        disk->sh(
            "truncate -s 310M other; sgdisk -o -n 1:4096:14095 -t 1:ef00 other > /dev/null;"
            "truncate -s 310M $disk; dd if=other of=$disk bs=512 skip=$((310 * 2048 - 33)) seek=$((310 * 2048 - 33)) "
            "conv=notrunc status=none");
    };
    copy_to_larger();
    disk->put(1024 + 60, std::uint8_t{1}); // the entries: the header knows
    expect_found(1, 2048);
    disk->put(512 + 60, std::uint8_t{1}); // and the header: it is a place to look, all the same
    expect_found(1, 2048);
    disk->put(0x1BE + 12, Le32{0xFFFFFFFF}); // without the protective entry
    expect_found(1, 2048);

    copy_to_larger();
    for (bool const tells_size : {true, false}) {
        disk->tells_size = tells_size;
        disk->bad = {1}; // no header at all: the protective entry knows
        expect_found(1, 2048);
    }

    copy_to_larger();
    disk->put(1024 + 60, std::uint8_t{1});
    disk->put(100 * 1048576 - 512, std::uint8_t{0}); // then what is left over is no backup of this disk's
    expect_failure(Code::gpt_and_backup_damaged, {310 * 2048 - 1});
    EXPECT_NE(machine.screen.find("the GPT header at LBA 634,879 has a wrong DiskGUID"), std::string::npos)
        << machine.screen;
}

TEST_F(BootVolumeTest, NeedsOneOfTheTwoGpts)
{
    make_gpt("-n 1:2048:102047 -t 1:ef00");
    disk->put_fat(2048);
    disk->put(512 + 40, std::uint8_t{1}); // FirstUsableLBA (a byte of the GUID might be 1 already)
    disk->put(disk->size() - 512, std::uint8_t{1});
    auto const end = disk->size() / 512 - 1;
    expect_failure(Code::gpt_and_backup_damaged, {end});
    EXPECT_NE(machine.screen.find("GPT header at LBA 1: the CRC-32 is"), std::string::npos) << machine.screen;
    EXPECT_NE(machine.screen.find("no GPT header at LBA 614,399"), std::string::npos) << machine.screen;
}

TEST_F(BootVolumeTest, AGptPartitionOutOfPlaceEndsTheSearch)
{
    auto const make = [this](std::string const& type_of_second) {
        make_gpt("-n 1:2048:102047 -t 1:8300 -n 2:104448:204447 -t 2:" + type_of_second +
                 " -n 3:206848:306847 -t 3:ef00");
        disk->put_fat(206848);
        disk->put(512 + 40, Le64{104449}); // FirstUsableLBA
        disk->put(512 + 16, Le32{0});
        disk->put(512 + 16, Le32{crc32::of(disk->get<std::array<std::byte, 92>>(512))});
    };
    make("ef00");
    expect_failure(Code::gpt_partition_invalid, {2, 104448});
    make("8300"); // one that would not be booted anyway does no harm
    expect_found(3, 206848);
}

TEST_F(BootVolumeTest, BootsAWholeDisk)
{
    disk.emplace("33M", "true");
    disk->put_fat(0);
    expect_found(0, 0);
    EXPECT_EQ(find()->partition->sectors, disk->size() / 512);
    disk->tells_size = false;
    expect_found(0, 0);
    EXPECT_EQ(find()->partition->sectors, volume_sectors);
}

// A BIOS that counts too few sectors is believed when the volume's last one cannot be read, and not before.
TEST_F(BootVolumeTest, ACountThatIsTooLowRefusesNoVolume)
{
    disk.emplace("33M", "true");
    disk->put_fat(0);
    for (std::uint64_t const count : {volume_sectors - 1, std::uint64_t{1}}) {
        disk->counts = count;
        expect_found(0, 0);
        EXPECT_EQ(find()->partition->sectors, volume_sectors);
    }
    disk->bad = {volume_sectors - 1};
    expect_failure(Code::partition_too_small, {volume_sectors, 1});
}

TEST_F(BootVolumeTest, AWholeDiskOfNoSizeIsADamagedVolume)
{
    disk.emplace("33M", "true");
    disk->put_fat(0);
    disk->tells_size = false;
    disk->put(32, Le32{0}); // BPB_TotSec32
    auto const found = find();
    expect_failure(found, Code::bpb_field_invalid, {0});
    EXPECT_EQ(found.error()->name, "BPB_TotSec32");
}

TEST_F(BootVolumeTest, TriesTheWholeDiskWhenItsTableHasNothingThatFits)
{
    disk.emplace("33M", "true");
    disk->put_fat(0);
    disk->sh("printf '\\200\\1\\1\\0\\203\\1\\1\\0\\0\\1\\0\\0\\0\\1\\0\\0' | dd of=$disk bs=1 seek=446 conv=notrunc "
             "status=none");
    expect_found(0, 0);
}

TEST_F(BootVolumeTest, TheWholeDiskMustNotEndInsideItsVolume)
{
    disk.emplace("33M", "true");
    disk->put_fat(0);
    disk->sh("truncate -s 20M $disk");
    expect_failure(Code::partition_too_small, {volume_sectors, 40960});
}

// Stage 1 was loaded by another boot loader, from the first sector of a partition.
TEST_F(BootVolumeTest, KnowsThePartitionThatStage1CameFrom)
{
    make_mbr("2048,100000,c,*\\n104448,500000,5\\n106496,100000,83\\n208896,100000,b", "400M");
    disk->put_fat(2048);
    disk->put_fat(106496);
    disk->put_fat(208896);
    for (auto const& [number, lba] : {std::pair{1, 2048}, {5, 106496}, {6, 208896}}) {
        auto const identity = 0x10000000u + lba;
        disk->put(lba * 512ull + 0x1B8, Le32{identity});
        expect_found(find(identity), number, static_cast<std::uint64_t>(lba));
    }
    expect_failure(find(0x12345678), Code::disk_changed, {0x80, signature, 0x12345678});
    disk->bad = {2048}; // others need not be readable
    expect_found(find(0x10000000 + 106496), 5, 106496);
    disk->put(208896 * 512 + 13, std::uint8_t{3});
    expect_failure(find(0x10000000 + 208896), Code::bpb_field_invalid, {3}); // and no other is taken for it
}

TEST_F(BootVolumeTest, ListsWhatItSaw)
{
    make_mbr(
        "2048,20480,c,*\\n22528,2048,83\\n24576,2048,7\\n100000,300000,5\\n102048,20480,82\\n124576,2048,83\\n128672,60000,83");
    disk->put_volume(22528, "mkfs.ext4 -q $volume 1M");
    disk->put(24576 * 512 + 3, std::array{'N', 'T', 'F', 'S', ' ', ' ', ' ', ' '});
    disk->put_volume(102048, "truncate -s 10M $volume; mkswap $volume");
    disk->bad = {124576};
    disk->put_fat(128672);
    expect_failure(Code::no_fat_partition, {0x80, 7});
    EXPECT_EQ(machine.screen, "\n        1: 0Ch, 10 MiB, empty"
                              "\n        2: 83h, 1,024 KiB, ext4"
                              "\n        3: 07h, 1,024 KiB, NTFS"
                              "\n        4: 05h, 146 MiB, logical partitions"
                              "\n        5: 82h, 10 MiB, swap"
                              "\n        6: 83h, 1,024 KiB, cannot be read"
                              "\n        7: 83h, 29 MiB, FAT, damaged");
}

TEST_F(BootVolumeTest, ListsTheTypesOfAGpt)
{
    make_gpt("-n 1:2048:4095 -t 1:ef02 -n 2:4096:8191 -t 2:ef00 -n 3:8192:20479 -t 3:8200");
    expect_failure(Code::no_fat_partition, {0x80, 3});
    EXPECT_EQ(machine.screen, "\n        1: BIOS boot, 1,024 KiB, empty"
                              "\n        2: EFI system, 2,048 KiB, empty"
                              "\n        3: 0657FD6Dh, 6,144 KiB, empty");
}

TEST_F(BootVolumeTest, SaysWhenVolumesHoldNothing)
{
    make_mbr("2048,100000,c,*\\n104448,100000,c");
    disk->put_fat(2048, "/something");
    disk->put_fat(104448, "/else");
    expect_failure(Code::nothing_to_boot, {0x80, 2});
    EXPECT_NE(machine.screen.find("1: 0Ch, 48 MiB, FAT32\n"), std::string::npos) << machine.screen;
}

TEST_F(BootVolumeTest, AdvisesOnExfat)
{
    constexpr std::array exfat{'E', 'X', 'F', 'A', 'T', ' ', ' ', ' '};
    make_mbr("2048,100000,7,*\\n104448,100000,83");
    disk->put(2048 * 512 + 3, exfat);
    expect_failure(Code::only_exfat, {0x80, 1});
    EXPECT_NE(machine.screen.find("1: 07h, 48 MiB, exFAT\n"), std::string::npos) << machine.screen;
    disk->put(0x1BE + 16 + 4, std::uint8_t{0x0C}); // now another might be what the user means
    expect_failure(Code::no_fat_partition, {0x80, 2});
}

TEST_F(BootVolumeTest, SaysWhatADiskWithoutATableLooksLike)
{
    disk.emplace("10M", "mkfs.ext4 -q $disk; printf '\\125\\252' | dd of=$disk bs=1 seek=510 conv=notrunc status=none");
    auto const found = find();
    expect_failure(found, Code::partition_table_invalid, {0x80});
    EXPECT_EQ(found.error()->name, "ext4");
    disk->put(510, Le16{0});
    expect_failure(Code::no_partition_table, {});
}

} // namespace
