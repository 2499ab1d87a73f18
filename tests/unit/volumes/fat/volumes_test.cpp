// SPDX-License-Identifier: BSD-2-Clause
// Tests volumes of all tools: all types, sector and cluster sizes and numbers of FATs that mkfs.fat supports, its
// defaults for every size, and mformat's floppies and hard disks. mtools fills each volume, and our reader reads it.
#include "tests/unit/fat_image.hpp"
#include "tests/unit/file_disk.hpp"

#include <map>

namespace {

// A volume in a sparse file, opened.
struct FileVolume {
    explicit FileVolume(std::string const& path) : disk(path) {}

    FileDisk disk;
    std::vector<std::byte> memory = std::vector<std::byte>(DiskCache::memory_needed);
    DiskCache cache{disk, memory, 0, disk.size};
    Result<fat::Volume> volume = fat::Volume::open(cache);
};

std::vector<std::byte> content_of(fat::Volume const& volume, std::string_view path)
{
    fat::Extent extents[2];
    auto file = volume.open_file(path, extents);
    EXPECT_TRUE(file) << path;
    if (!file)
        return {};
    std::vector<std::byte> content(file->size());
    EXPECT_TRUE(file->read(0, content)) << path;
    return content;
}

// Puts two files on the volume, the larger one of `size` bytes, and expects to read just that.
void expect_filled_and_read(FatImage const& image, std::size_t size, std::string_view type = "")
{
    auto const large = FatImage::bytes_from(1, size);
    auto const small = FatImage::bytes_from(2, 700);
    write_bytes(image.files() + "/kernel.elf", large);
    write_bytes(image.files() + "/A long name", small);
    image.sh("mmd -i $image ::/boot; mcopy -i $image $files/* ::/boot");

    FileVolume const opened(image.path());
    ASSERT_TRUE(opened.volume);
    if (!type.empty()) {
        EXPECT_EQ(opened.volume->type_name(), type);
    }
    EXPECT_EQ(content_of(*opened.volume, "/BOOT/KERNEL.ELF"), large);
    EXPECT_EQ(content_of(*opened.volume, "/boot/A long name"), small);
    std::map<std::string, std::size_t> found;
    EXPECT_TRUE(opened.volume->for_each(
        "/boot", [&](DirectoryItem const& item) { return found.emplace(item.name, item.size).second; }));
    EXPECT_EQ(found, (std::map<std::string, std::size_t>{{"kernel.elf", size}, {"A long name", 700}}));
    EXPECT_FALSE(opened.volume->spare_fat_used() || opened.volume->backup_boot_sector_used());
}

struct MadeByMkfs : testing::TestWithParam<std::tuple<int, unsigned>> {};

// All cluster sizes for one type and sector size; the number of FATs goes from 1 to 4 and round.
TEST_P(MadeByMkfs, IsReadWithAnyClusterSize)
{
    auto const [type, sector] = GetParam();
    unsigned fats = 0;
    for (unsigned sectors = 1; sectors <= 128; sectors *= 2) {
        std::size_t const cluster = sectors * sector;
        std::uint64_t const clusters = type == 12 ? 500 : type == 16 ? 4800 : 66000;
        auto const kib = static_cast<unsigned>((clusters * cluster + 150 * std::uint64_t{sector}) / 1024 + 1000);
        auto const options = "-F " + std::to_string(type) + " -S " + std::to_string(sector) + " -s " +
                             std::to_string(sectors) + " -f " + std::to_string(1 + fats++ % 4);
        SCOPED_TRACE(options + " -C image " + std::to_string(kib));
        expect_filled_and_read(FatImage(options, kib), 5000 + cluster, "FAT" + std::to_string(type));
    }
}

INSTANTIATE_TEST_SUITE_P(Volumes, MadeByMkfs,
                         testing::Combine(testing::Values(12, 16, 32), testing::Values(512, 1024, 2048, 4096)));

TEST(FatVolumes, WhatMkfsChoosesForAnySizeIsRead)
{
    for (unsigned const kib : {100u, 160u, 360u, 720u, 1440u, 2880u, 4200u, 16000u, 17000u, 33000u, 70000u, 300000u,
                               540000u, 9000000u, 40000000u}) {
        SCOPED_TRACE(kib);
        expect_filled_and_read(FatImage("", kib), 20'000);
        expect_filled_and_read(FatImage("-a -r 16 -R 33", kib), 20'000);
    }
}

// FAT32 with so few clusters that FAT12 or FAT16 would be due. (mtools take it for these, so it shrinks once it is
// full.)
TEST(FatVolumes, WhatMkfsCallsFat32IsFat32)
{
    for (unsigned const kib : {100u, 1000u, 10000u}) {
        FileVolume const opened(FatImage("-F 32 -s 1", kib).path());
        ASSERT_TRUE(opened.volume);
        EXPECT_EQ(opened.volume->type_name(), "FAT32");
        EXPECT_TRUE(opened.volume->for_each("/", [](DirectoryItem const&) { return false; }));
    }
    Fat32Image image;
    auto const content = image.add("/kernel.elf", 20'000, 1);
    for (std::uint32_t const clusters : {100u, 4084u, 4085u, 10'000u, 65524u}) {
        MountedDisk mounted(image);
        auto const sectors = mounted.metadata_sectors() + clusters;
        mounted.set_boot(32, Le32{sectors});
        mounted.disk.content.resize(FatImage::partition_begin + sectors * 512);
        mounted.forget();
        EXPECT_EQ(mounted.read_file("/kernel.elf"), content);
    }
}

struct MadeByMformat : testing::TestWithParam<std::pair<char const*, char const*>> {};

TEST_P(MadeByMformat, IsRead)
{
    auto const [options, type] = GetParam();
    FatImage image("", 100);
    image.sh("rm $image; mformat -C -i $image -v LABEL " + std::string(options) + " ::");
    expect_filled_and_read(image, 20'000, type);
}

INSTANTIATE_TEST_SUITE_P(
    Volumes, MadeByMformat,
    testing::Values(std::pair("-f 160", "FAT12"), std::pair("-f 180", "FAT12"), std::pair("-f 320", "FAT12"),
                    std::pair("-f 360", "FAT12"), std::pair("-f 720", "FAT12"), std::pair("-f 1200", "FAT12"),
                    std::pair("-f 1440", "FAT12"), std::pair("-f 2880", "FAT12"),
                    std::pair("-f 1440 -d 1 -r 3", "FAT12"), std::pair("-t 40 -h 16 -s 63", "FAT16"),
                    std::pair("-t 40 -h 16 -s 63 -c 8 -d 1", "FAT16"), std::pair("-t 100 -h 16 -s 63 -F -c 1", "FAT32"),
                    std::pair("-t 200 -h 16 -s 63 -F -c 1 -M 1024", "FAT32")));

// The largest file there can be: 4 GiB less one byte, whose length in clusters and whose end must not wrap round.
TEST(FatVolumes, AFileOf4GiBIsReadToItsEnd)
{
    for (unsigned const per_cluster : {128u, 8u}) { // clusters of 64 and of 4 KiB
        SCOPED_TRACE(per_cluster);
        FatImage image("-F 32 -R 32 -f 1 -s " + std::to_string(per_cluster), 5'000'000);
        image.add("/kernel.elf", 1, 1);
        std::fstream file(image.path(), std::ios::in | std::ios::out | std::ios::binary);
        MountedDisk const head([&] {
            std::vector<std::byte> disk(FatImage::partition_begin);
            auto const volume = read_bytes(image.path(), 6'000'000);
            disk.insert(disk.end(), volume.begin(), volume.end());
            return disk;
        }());
        auto const first = head.first_cluster("KERNEL  ELF");
        auto const clusters = (std::uint64_t{1} << 32) / head.cluster_bytes();
        auto const put_at = [&](std::uint64_t offset, auto const& bytes) {
            file.seekp(static_cast<std::streamoff>(offset - FatImage::partition_begin));
            file.write(reinterpret_cast<char const*>(std::data(bytes)), std::size(bytes) * sizeof bytes[0]);
        };
        std::vector<Le32> chain;
        for (std::uint32_t i = 1; i < clusters; ++i)
            chain.push_back(first + i);
        chain.push_back(0x0FFFFFFF);
        put_at(head.fat_entry_at(first), chain);
        put_at(head.entry_at("KERNEL  ELF") + 28, std::array{Le32{0xFFFFFFFF}});
        put_at(std::uint64_t{head.cluster_at(first)} + 0xFFFFFFFA, std::string("abcde?"));
        file.close();

        FileVolume opened(image.path());
        ASSERT_TRUE(opened.volume);
        fat::Extent extents[1];
        auto large = opened.volume->open_file("/kernel.elf", extents);
        ASSERT_TRUE(large);
        std::array<std::byte, 5> end{};
        ASSERT_TRUE(large->read(0xFFFFFFFA, end));
        EXPECT_EQ(std::string_view(reinterpret_cast<char const*>(end.data()), end.size()), "abcde");
        EXPECT_FALSE(large->read(0xFFFFFFFB, end));
    }
}

} // namespace
