// SPDX-License-Identifier: BSD-2-Clause
// Tests GUID partition tables as sgdisk and fdisk write them, and with every wrong value in a header or an entry.
#include "stage2/partitions/gpt.hpp"

#include "stage2/checksums/crc32.hpp"
#include "tests/unit/partitioned_disk.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace {

using errors::Code;

constexpr std::uint64_t last = 100 * 2048 - 1;

struct GptTest : testing::Test {
    void partition(std::string const& sgdisk) { disk.emplace("100M", "sgdisk -o " + sgdisk + " $disk > /dev/null"); }

    Result<void> read(Lba where = gpt::primary_header, std::uint32_t shift = 9)
    {
        cache.emplace(*disk, memory, 0, 0);
        list->clear();
        other = {0};
        return gpt::read({*cache, shift}, where, *list, other);
    }

    // Surgery on the primary header, which stays sealed.
    template <typename T>
    void set(std::uint32_t offset, T value)
    {
        disk->put(512 + offset, value);
        disk->put(512 + 16, Le32{0});
        disk->put(512 + 16, Le32{crc32::of(disk->get<std::array<std::byte, 92>>(512))});
    }
    void seal_entries(std::uint32_t count = 128)
    {
        std::uint32_t checksum = 0;
        for (std::uint32_t i = 0; i < count; ++i)
            checksum = crc32::of(disk->get<std::array<std::byte, 128>>(1024 + 128 * i), checksum);
        set(88, Le32{checksum});
    }

    void expect_failure(Code code, std::array<std::uint64_t, 3> numbers, std::string_view name = {})
    {
        auto const result = read();
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error()->code, code);
        EXPECT_EQ(result.error()->numbers, numbers);
        EXPECT_EQ(result.error()->name, name);
    }
    void expect_wrong(std::string_view field) { expect_failure(Code::gpt_field_invalid, {1}, field); }

    std::optional<PartitionedDisk> disk;
    std::optional<DiskCache> cache;
    std::unique_ptr<PartitionList> list = std::make_unique<PartitionList>();
    std::vector<std::byte> memory = std::vector<std::byte>(DiskCache::memory_needed);
    Lba other;
};

TEST_F(GptTest, ReadsATableInOneRead)
{
    partition("-n 1:2048:4095 -t 1:ef02 -n 2:4096:8191 -t 2:ef00 -n 3:8192:9000 -t 3:0700 -n 7:10240:12000 -t 7:8300 "
              "-n 8:12288:13000 -t 8:ea00 -A 8:set:2 -n 9:14336:15000 -t 9:8200");
    ASSERT_TRUE(read());
    EXPECT_EQ(other.value, last);
    EXPECT_EQ(disk->reads, (std::vector<PartitionedDisk::Read>{{512, 33 * 512}}));
    struct Expected {
        int number;
        char const* name;
        std::uint32_t type;
        int rank;
        std::uint64_t first, sectors;
    };
    std::vector<Expected> const expected{{1, "BIOS boot", 0x21686148, Partition::no_volume, 2048, 2048},
                                         {2, "EFI system", 0xC12A7328, 4, 4096, 4096},
                                         {3, "basic data", 0xEBD0A0A2, 5, 8192, 809},
                                         {7, "Linux", 0x0FC63DAF, Partition::unfit, 10240, 1761},
                                         {8, "XBOOTLDR", 0xBC13C2FF, 0, 12288, 713},
                                         {9, nullptr, 0x0657FD6D, Partition::unfit, 14336, 665}};
    ASSERT_EQ(list->size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        auto const& found = list->begin()[i];
        EXPECT_EQ(found.number, expected[i].number);
        EXPECT_EQ(found.type, expected[i].type);
        EXPECT_EQ(found.rank, expected[i].rank);
        EXPECT_STREQ(found.type_name, expected[i].name);
        EXPECT_EQ(found.first.value, expected[i].first);
        EXPECT_EQ(found.sectors, expected[i].sectors);
        EXPECT_EQ(found.table, Partition::Table::gpt);
    }
}

TEST_F(GptTest, KeepsTheGuids)
{
    partition("-U 01020304-0506-0708-090A-0B0C0D0E0F10 -n 1:2048:4095 -u 1:A1A2A3A4-B1B2-C1C2-D1D2-E1E2E3E4E5E6");
    list->disk_guid.fill(0xFF);
    ASSERT_TRUE(read());
    EXPECT_EQ(list->disk_guid, (Guid{4, 3, 2, 1, 6, 5, 8, 7, 9, 10, 11, 12, 13, 14, 15, 16}));
    EXPECT_EQ(list->begin()->guid,
              (Guid{0xA4, 0xA3, 0xA2, 0xA1, 0xB2, 0xB1, 0xC2, 0xC1, 0xD1, 0xD2, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6}));
    list->clear();
    EXPECT_EQ(list->disk_guid, Guid{});
}

TEST_F(GptTest, RanksBootableOnesFirst)
{
    partition("-n 1:2048:4095 -t 1:0700 -A 1:set:2 -n 2:4096:8191 -t 2:ef00 -A 2:set:2 -n 3:8192:9000 -t 3:ea00 "
              "-n 4:10240:11000 -t 4:8300 -A 4:set:2");
    ASSERT_TRUE(read());
    EXPECT_EQ(list->begin()[0].rank, 2);
    EXPECT_EQ(list->begin()[1].rank, 1);
    EXPECT_EQ(list->begin()[2].rank, 3);
    EXPECT_EQ(list->begin()[3].rank, Partition::unfit_marked);
}

TEST_F(GptTest, ReadsTheBackup)
{
    partition("-n 1:2048:4095 -t 1:ef00");
    ASSERT_TRUE(read({last}));
    EXPECT_EQ(other.value, 1u);
    EXPECT_EQ(disk->reads.size(), 2u);
    EXPECT_EQ(list->begin()->first.value, 2048u);
}

TEST_F(GptTest, ReadsSectorsOf4096Bytes)
{
    disk.emplace("1G", "printf 'g\\nn\\n1\\n\\n+300M\\nt\\n1\\nn\\n2\\n\\n\\nw\\n' | fdisk -b 4096 $disk > /dev/null",
                 4096);
    ASSERT_TRUE(read(gpt::primary_header, 12));
    EXPECT_EQ(disk->reads, (std::vector<PartitionedDisk::Read>{{4096, 5 * 4096}}));
    ASSERT_EQ(list->size(), 2u);
    EXPECT_STREQ(list->begin()->type_name, "EFI system");
    EXPECT_EQ(list->begin()->sectors, 300u << 8);
    EXPECT_EQ(other.value, (1u << 18) - 1);
    ASSERT_TRUE(read(other, 12));
    EXPECT_EQ(list->size(), 2u);
}

TEST_F(GptTest, ReachesBeyondTwoTebibytes)
{
    disk.emplace("3T", "sgdisk -o -n 1:2048:4095 -n 2:6000001024:6000101023 -t 2:ef00 $disk > /dev/null");
    ASSERT_TRUE(read());
    EXPECT_EQ(list->begin()[1].first.value, 6'000'001'024u);
    EXPECT_EQ(list->begin()[1].sectors, 100'000u);
}

TEST_F(GptTest, ReadsMoreEntriesThanUsual)
{
    partition("-S 256 -n 1:10240:12287 -t 1:ef00 -n 200:20480:22527 -t 200:ef00");
    ASSERT_TRUE(read());
    ASSERT_EQ(list->size(), 2u);
    EXPECT_EQ(list->begin()[1].number, 200);
}

TEST_F(GptTest, ReadsLargeEntries)
{
    partition("-n 1:2048:4095 -t 1:ef00 -n 3:8192:9000 -t 3:ef00");
    auto const third = disk->get<std::array<std::byte, 128>>(1024 + 2 * 128);
    disk->put(1024 + 2 * 128, std::array<std::byte, 128>{});
    disk->put(1024 + 2 * 256, third);
    set(80, Le32{64});
    set(84, Le32{256});
    seal_entries();
    ASSERT_TRUE(read());
    ASSERT_EQ(list->size(), 2u);
    EXPECT_EQ(list->begin()[1].number, 3);
}

TEST_F(GptTest, FindsADamagedHeader)
{
    partition("-n 1:2048:4095 -t 1:ef00");
    auto const checksum = disk->get<Le32>(512 + 16);
    for (std::uint32_t const offset : {8, 16, 24, 32, 40, 48, 56, 72, 80, 84, 88, 91}) {
        auto const byte = disk->get<std::uint8_t>(512 + offset);
        disk->put(512 + offset, static_cast<std::uint8_t>(byte ^ 0x10));
        auto const result = read();
        ASSERT_FALSE(result) << offset;
        EXPECT_EQ(result.error()->code, Code::gpt_checksum_wrong) << offset;
        EXPECT_EQ(result.error()->numbers[0], 1u);
        EXPECT_EQ(result.error()->name, "header");
        if (offset != 16) {
            EXPECT_EQ(result.error()->numbers[2], checksum);
        }
        EXPECT_EQ(other.value, offset == 32 ? last ^ 0x10 : last); // a place to look at, no more
        EXPECT_EQ(list->disk_guid, Guid{});
        disk->put(512 + offset, byte);
    }
    ASSERT_TRUE(read());
    disk->put(512, 'e');
    expect_failure(Code::gpt_header_missing, {1});
    EXPECT_EQ(other.value, 0u);
}

TEST_F(GptTest, FindsHeadersThatLie)
{
    partition("-n 1:2048:4095 -t 1:ef00");
    auto const lie = [&](std::uint32_t offset, auto value, std::string_view field) {
        auto const truth = disk->get<decltype(value)>(512 + offset);
        set(offset, value);
        expect_wrong(field);
        set(offset, truth);
    };
    lie(8, Le32{0x00020000}, "Revision");
    lie(12, Le32{91}, "HeaderSize");
    lie(12, Le32{0}, "HeaderSize");
    lie(12, Le32{513}, "HeaderSize");
    lie(12, Le32{0xFFFFFFFF}, "HeaderSize");
    lie(24, Le64{2}, "MyLBA");
    lie(32, Le64{1ull << 48}, "LBA");
    lie(48, Le64{~0ull}, "LBA");
    lie(72, Le64{1ull << 63}, "LBA");
    lie(80, Le32{0}, "NumberOfPartitionEntries");
    lie(80, Le32{257}, "NumberOfPartitionEntries");
    lie(80, Le32{0xFFFFFFFF}, "NumberOfPartitionEntries");
    lie(84, Le32{0}, "SizeOfPartitionEntry");
    lie(84, Le32{64}, "SizeOfPartitionEntry");
    lie(84, Le32{192}, "SizeOfPartitionEntry");
    lie(84, Le32{8192}, "SizeOfPartitionEntry");
    ASSERT_TRUE(read());
}

TEST_F(GptTest, ChecksAllOfALargerHeader)
{
    partition("-n 1:2048:4095 -t 1:ef00");
    disk->put(512 + 12, Le32{512});
    disk->put(512 + 16, Le32{0});
    disk->put(512 + 16, Le32{crc32::of(disk->get<std::array<std::byte, 512>>(512))});
    ASSERT_TRUE(read());
    disk->put(512 + 511, std::uint8_t{1});
    EXPECT_FALSE(read());
}

TEST_F(GptTest, FindsDamagedEntries)
{
    partition("-n 1:2048:4095 -t 1:ef00");
    auto const expected = disk->get<Le32>(512 + 88);
    disk->put(1024 + 127 * 128 + 127, std::uint8_t{1});
    auto const result = read();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, Code::gpt_checksum_wrong);
    EXPECT_EQ(result.error()->name, "entries");
    EXPECT_EQ(result.error()->numbers[0], 2u);
    EXPECT_EQ(result.error()->numbers[2], expected);
    EXPECT_EQ(other.value, last); // the header is whole and says where the other one is
}

TEST_F(GptTest, TakesNoPartitionThatIsOutOfPlace)
{
    partition("-n 1:2048:4095 -t 1:ef00");
    auto const put = [&](std::uint64_t first, std::uint64_t end) {
        disk->put(1024 + 32, Le64{first});
        disk->put(1024 + 40, Le64{end});
        seal_entries();
        EXPECT_TRUE(read());
        return list->begin()->sectors;
    };
    EXPECT_EQ(put(34, last - 33), last - 66);
    EXPECT_EQ(put(33, 100), 0u);
    EXPECT_EQ(put(100, 99), 0u);
    EXPECT_EQ(put(100, 100), 1u);
    EXPECT_EQ(put(100, last - 32), 0u);
    EXPECT_EQ(put(0, ~0ull), 0u);
    EXPECT_EQ(put(~0ull, ~0ull), 0u);
}

TEST_F(GptTest, ReportsWhatCannotBeRead)
{
    partition("-n 1:2048:4095 -t 1:ef00");
    disk->bad = {1};
    expect_failure(Code::disk_read_failed, {0x80, 1, 4}, "sector not found");
    disk->bad = {20}; // among the entries
    expect_failure(Code::disk_read_failed, {0x80, 20, 4}, "sector not found");
    EXPECT_EQ(other.value, last);
}

} // namespace
