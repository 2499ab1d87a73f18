// SPDX-License-Identifier: BSD-2-Clause
// Tests where bytes of files and characters of long names are on the disk: by a change there that the reader then finds.
#include "stage2/volumes/fat/place.hpp"

#include "tests/unit/fat_image.hpp"

namespace {

using errors::Code;

struct FatPlace : testing::TestWithParam<FatKind> {
    std::byte& at(std::uint64_t place) { return mounted->disk.content[static_cast<std::size_t>(place)]; }

    // Names of every length in a directory of its own, so that each character is at each place of an entry, of a sector
    // and of a cluster.
    void make(std::string const& commands)
    {
        image.emplace(GetParam().options, GetParam().kib);
        image->sh(commands);
        mounted.emplace(*image);
    }

    std::optional<FatImage> image;
    std::optional<MountedDisk> mounted;
};

INSTANTIATE_TEST_SUITE_P(Types, FatPlace, testing::ValuesIn(fat_kinds));

// The file's clusters are not beside each other: the files between them are deleted.
TEST_P(FatPlace, BytesOfAFileAreAtTheirPlace)
{
    make("for i in 1 2 3 4 5 6 7 8; do head -c 600 /dev/zero > f$i; done; mcopy -i $image f? ::;"
         "mdel -i $image ::f2 ::f4 ::f6");
    auto const content = image->add("/file", 5000, 1);
    mounted.emplace(*image);
    auto const volume = mounted->open();
    ASSERT_TRUE(volume);
    auto const& geometry = volume->geometry();
    auto const cluster = mounted->first_cluster("FILE       ");
    for (std::uint32_t offset = 0; offset < content.size(); offset += 7) {
        auto const place = fat::place_of(geometry, cluster, offset, "/file");
        ASSERT_TRUE(place) << offset;
        EXPECT_EQ(at(*place), content[offset]) << offset;
    }
    expect_failure(fat::place_of(geometry, cluster, 5120, "/file"), Code::chain_ends_early, {5120, 5121}, "/file");
    expect_failure(fat::place_of(geometry, 1, 5, "/file"), Code::first_cluster_invalid, {6, 1, geometry.last_cluster},
                   "/file");
}

TEST_P(FatPlace, OfTheRootDirectoryToo)
{
    make("echo > f; mcopy -i $image f ::/name");
    auto const volume = mounted->open();
    ASSERT_TRUE(volume);
    auto const& geometry = volume->geometry();
    auto const place = fat::place_of(geometry, geometry.root_cluster, 2, "/");
    ASSERT_TRUE(place);
    EXPECT_EQ(at(*place), std::byte{'M'}); // of NAME
    if (geometry.type != fat::Type::fat32)
        expect_failure(fat::place_of(geometry, geometry.root_cluster, geometry.root_bytes, "/"), Code::chain_ends_early,
                       {geometry.root_bytes, geometry.root_bytes + 1}, "/");
}

// Each name is changed in its last digit, and must then be found by its new name and no longer by the old one.
TEST_P(FatPlace, EachCharacterOfANameIsAtItsPlace)
{
    constexpr unsigned shortest = 8,
                       longest = 120; // before the counter; mtools adds one cluster to a directory at a time
    make("mmd -i $image ::/d; cd $files; for i in $(seq 8 120); do"
         " n=$(head -c $i /dev/zero | tr '\\0' a); echo $i > \"$n+3-0.conf\"; done; mcopy -i $image * ::/d");
    auto const volume = mounted->open();
    ASSERT_TRUE(volume);
    bool one_cluster = false, two_clusters = false; // each is a sector
    for (auto length = shortest; length <= longest; ++length) {
        std::string name(length, 'a');
        name += "+3-0.conf";
        mounted->forget();
        auto const reader = mounted->open();
        auto const place = fat::LongNamePlace::find(reader->geometry(), "/d", name);
        ASSERT_TRUE(place) << name;
        ASSERT_EQ(place->size(), name.size());
        for (std::uint32_t i = 0; i < name.size(); ++i) {
            EXPECT_EQ(at(place->of(i)), static_cast<std::byte>(name[i])) << name << ' ' << i;
            EXPECT_EQ(at(place->of(i) + 1), std::byte{0});
        }
        auto const left = place->of(length + 1), done = place->of(length + 3);
        (left / 512 == done / 512 ? one_cluster : two_clusters) = true;
        at(left) = std::byte{'2'};
        at(done) = std::byte{'1'};
        mounted->forget();
        auto const changed = mounted->open();
        EXPECT_FALSE(*changed->holds("/d/" + name));
        name[length + 1] = '2';
        name[length + 3] = '1';
        EXPECT_TRUE(*changed->holds("/d/" + name));
    }
    EXPECT_TRUE(one_cluster);
    EXPECT_TRUE(two_clusters);
}

TEST_P(FatPlace, CharactersBeyondAsciiAreOneUnitOrTwo)
{
    make("echo > f; mcopy -i $image f '::/Жук€+3-0.conf'");
    auto const volume = mounted->open();
    auto const place = fat::LongNamePlace::find(volume->geometry(), "/", "Жук€+3-0.conf");
    ASSERT_TRUE(place);
    EXPECT_EQ(place->size(), 13u);
    EXPECT_EQ(at(place->of(5)), std::byte{'3'});
    EXPECT_EQ(at(place->of(7)), std::byte{'0'});
    EXPECT_TRUE(fat::LongNamePlace::find(volume->geometry(), "/", "Жук€+3-0.CONF"));
}

TEST_P(FatPlace, WhatIsNotThereIsNotFound)
{
    make("echo > f; mcopy -i $image f ::/SHORT.CON; mcopy -i $image f '::/a deleted one+3-0.conf';"
         " mdel -i $image '::/a deleted one+3-0.conf'");
    auto const volume = mounted->open();
    for (auto const* const name : {"SHORT.CON", "a deleted one+3-0.conf", "another+3-0.conf", ""})
        expect_failure(fat::LongNamePlace::find(volume->geometry(), "/", name), Code::file_not_found, {}, name);
    expect_failure(fat::LongNamePlace::find(volume->geometry(), "/SHORT.CON", "x"), Code::not_a_directory, {},
                   "/SHORT.CON");
}

// A directory whose chain leads back to its start ends, after as many entries as a directory can have.
TEST_P(FatPlace, ALoopEnds)
{
    make("mmd -i $image ::/d; cd $files; for i in $(seq 10 40); do echo > \"a long name for $i\"; done;"
         " mcopy -i $image * ::/d");
    auto const cluster = mounted->first_cluster("D          ");
    auto last = cluster;
    while (mounted->fat_entry(last) < mounted->bad_cluster())
        last = mounted->fat_entry(last);
    auto const end = mounted->cluster_at(last) + mounted->cluster_bytes();
    for (auto place = mounted->cluster_at(last); place < end; place += 32) // no end mark
        if (mounted->disk.content[place] == std::byte{0})
            mounted->put(place, std::uint8_t{0xE5});
    mounted->set_fat(last, cluster);
    mounted->forget();
    auto const volume = mounted->open();
    expect_failure(fat::LongNamePlace::find(volume->geometry(), "/d", "another"), Code::chain_too_long, {2097152},
                   "/d");
}

} // namespace
