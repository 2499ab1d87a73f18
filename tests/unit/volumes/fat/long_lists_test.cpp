// SPDX-License-Identifier: BSD-2-Clause
// Tests large volumes: directories of thousands of names, names that nearly collide, long paths, and the reads that
// they cost.
#include "tests/unit/fat_directory_bytes.hpp"
#include "tests/unit/fat_image.hpp"

#include <set>

namespace {

using errors::Code;

// A directory's content, '.' and '..' included: names of 27 to 39 units, each in four entries.
std::vector<std::byte> directory_of(std::set<std::string> const& names)
{
    std::vector<std::byte> content;
    auto const add = [&](RawEntry const& entry) { content.insert(content.end(), entry.begin(), entry.end()); };
    add(short_entry(".          ", 0x10));
    add(short_entry("..         ", 0x10));
    for (int number = 100'000; auto const& name : names) {
        auto const short_name = "N" + std::to_string(++number) + "~1  ";
        auto long_name = std::u16string(name.begin(), name.end());
        if (long_name.size() < 39)
            long_name += u'\0';
        for (int part = 3; part >= 1; --part)
            add(long_entry(part == 3 ? 0x43 : part, long_name.substr((part - 1) * 13, 13), checksum_of(short_name)));
        add(short_entry(short_name));
    }
    return content;
}

TEST(FatLongLists, ADirectoryOfThousandsOfNamesCostsAReadPerWindow)
{
    std::set<std::string> names;
    for (int i = 1; i <= 5000; ++i)
        names.insert("a name of more than 26 units " + std::to_string(i));
    auto const content = directory_of(names);
    for (auto const& [options, kib] :
         {std::pair{"-F 12 -s 1", 1440u}, {"-F 16 -s 1", 16000u}, {"-F 32 -s 2", 70'000u}}) {
        SCOPED_TRACE(options);
        FatImage image(options, kib);
        write_bytes(image.files() + "/d", content);
        image.sh("mcopy -i $image $files/d ::/D");
        MountedDisk mounted(image);
        auto const entry = mounted.entry_at("D          "); // a file becomes a directory
        auto const first = mounted.first_cluster_in(entry);
        mounted.put(entry + 11, std::uint8_t{0x10});
        mounted.put(entry + 28, Le32{0});
        mounted.set_first_cluster_in(mounted.cluster_at(first), first);

        auto const fat_windows = 1u;
        auto const volume = mounted.open();
        EXPECT_TRUE(volume->holds("/d"));
        mounted.disk.reads.clear();
        std::set<std::string> found;
        EXPECT_TRUE(volume->for_each("/d", [&](DirectoryItem const& item) { return found.emplace(item.name).second; }));
        EXPECT_EQ(found, names);
        EXPECT_LE(mounted.disk.reads.size(), fat_windows + content.size() / DiskCache::window_size + 1);
        mounted.disk.reads.clear();
        expect_failure(volume->open_file("/d/none of them", {}), Code::file_not_found, {}, "/d/none of them");
        EXPECT_LE(mounted.disk.reads.size(), fat_windows + content.size() / DiskCache::window_size + 1);
    }
}

TEST(FatLongLists, TheFixedRootIsReadToItsLastEntry)
{
    for (unsigned const entries : {16u, 112u, 224u, 512u}) {
        FatImage image("-F 12 -s 1 -r " + std::to_string(entries), 1440);
        for (unsigned i = 0; i < entries; ++i)
            write_bytes(image.files() + "/F" + std::to_string(1000 + i), {});
        image.sh("mcopy -i $image $files/* ::");
        MountedDisk mounted(image);
        auto const volume = mounted.open();
        unsigned found = 0;
        EXPECT_TRUE(volume->for_each("/", [&](DirectoryItem const&) { return ++found > 0; }));
        EXPECT_EQ(found, entries);
        EXPECT_TRUE(*volume->holds("/F" + std::to_string(1000 + entries - 1)));
        EXPECT_FALSE(*volume->holds("/F" + std::to_string(1000 + entries))); // whatever the first cluster holds
    }
}

TEST(FatLongLists, NamesThatNearlyCollideAreToldApart)
{
    FatImage image("-F 16 -s 1", 5000);
    char const* const names[] = {
        "KERNEL~1.ELF", "kernel~2.elf", "kernel.elf.backup", "kernel.elf.backup2", "Kernel image.elf",
        "kernel.elf",   "kernel",       "kernel.el",         "kernel.elfx",        "kernel..elf"};
    unsigned seed = 10;
    for (auto const name : names)
        image.add(std::string("/") + name, 100, seed++);
    MountedDisk mounted(image);
    seed = 10;
    for (auto const name : names)
        EXPECT_EQ(mounted.read_file(std::string("/") + name), FatImage::bytes_from(seed++, 100)) << name;
}

TEST(FatLongLists, AVolumeLabelIsNoFile)
{
    for (auto const& kind : fat_kinds) {
        FatImage image(kind.options, kind.kib);
        image.sh("mlabel -i $image ::KERNEL");
        MountedDisk mounted(image);
        EXPECT_NO_THROW(mounted.entry_at("KERNEL     "));
        expect_failure(mounted.read_file("/kernel"), Code::file_not_found, {}, "/kernel");
        image.add("/kernel", 100, 1);
        EXPECT_EQ(MountedDisk(image).read_file("/kernel"), FatImage::bytes_from(1, 100));
    }
}

// 260 characters are what Windows takes for a path.
TEST(FatLongLists, APathOf260CharactersIsFound)
{
    FatImage image("-F 16 -s 1", 5000);
    std::string path;
    while (path.size() < 240) {
        path += "/a directory";
        image.sh("mmd -i $image '::" + path + "'");
    }
    path += "/kernel-of-farjump.e";
    ASSERT_EQ(path.size(), 260u);
    image.add(path, 100, 1);
    EXPECT_EQ(MountedDisk(image).read_file(path), FatImage::bytes_from(1, 100));

    auto const longest = "/" + std::string(255, 'x');
    image.add(longest, 100, 2);
    EXPECT_EQ(MountedDisk(image).read_file(longest), FatImage::bytes_from(2, 100));
    auto const other = longest.substr(0, 255) + "y";
    expect_failure(MountedDisk(image).read_file(other), Code::file_not_found, {}, other);
}

} // namespace
