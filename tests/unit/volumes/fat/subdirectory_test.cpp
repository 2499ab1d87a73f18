// SPDX-License-Identifier: BSD-2-Clause
// Tests nested directories on all three types: their content, the reads that they cost, and entries that lead to wrong
// clusters.
#include "tests/unit/fat_image.hpp"

#include <map>

namespace {

using errors::Code;

constexpr std::size_t size = 700;

std::vector<std::byte> const& volume_of(FatKind const& kind)
{
    static std::map<std::pair<std::string_view, unsigned>, std::vector<std::byte>> made;
    auto& content = made[{kind.name, kind.kib}];
    if (content.empty()) {
        FatImage image(kind.options, kind.kib);
        image.sh("mmd -i $image ::/outer ::/outer/middle ::/outer/middle/inner ::/other");
        image.add("/kernel.elf", size, 1);
        image.add("/outer/middle/inner/kernel.elf", size, 2);
        image.add("/other/file", size, 3);
        content = image.on_disk();
    }
    return content;
}

struct FatSubdirectory : testing::TestWithParam<FatKind> {
    static constexpr std::string_view outer = "OUTER      ", middle = "MIDDLE     ", inner = "INNER      ";

    // The second raw entry of a directory.
    std::size_t dot_dot_of(std::string_view raw_name) const
    {
        return mounted.cluster_at(mounted.first_cluster(raw_name)) + 32;
    }

    void expect_failure_at(std::string_view directory, Code code, std::array<std::uint64_t, 3> numbers)
    {
        mounted.forget();
        auto const path = std::string(directory) + "/kernel.elf";
        auto const volume = mounted.open();
        expect_failure(volume->open_file(path, {}), code, numbers, directory);
        auto const go_on = [](DirectoryItem const&) { return true; };
        expect_failure(volume->for_each(directory, go_on), code, numbers, directory);
        expect_failure(volume->holds(path), code, numbers, directory);
    }

    MountedDisk mounted{volume_of(GetParam())};
};

INSTANTIATE_TEST_SUITE_P(Types, FatSubdirectory, testing::ValuesIn(fat_kinds));

TEST_P(FatSubdirectory, PathsGoDownAndUp)
{
    for (auto const path : {"/outer/middle/inner/kernel.elf", "/outer/middle/inner/../inner/kernel.elf",
                            "/outer/../outer/middle/../../outer/middle/inner/kernel.elf",
                            "/outer/middle/inner/../../../other/../outer/./middle/inner/kernel.elf"})
        EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(2, size)) << path;
    for (auto const path : {"/kernel.elf", "/outer/../kernel.elf", "/outer/middle/inner/../../../../../kernel.elf"})
        EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(1, size)) << path;
}

// Some write the root's own cluster where 0 is due.
TEST_P(FatSubdirectory, TheRootMayBeNamedByItsCluster)
{
    if (mounted.entry_bits() != 32)
        return;
    mounted.set_first_cluster_in(dot_dot_of(outer), 2);
    EXPECT_EQ(mounted.read_file("/outer/middle/inner/kernel.elf"), FatImage::bytes_from(2, size));
    EXPECT_EQ(mounted.read_file("/outer/../kernel.elf"), FatImage::bytes_from(1, size));
}

TEST_P(FatSubdirectory, ADirectoryThatLeadsToItselfIsFound)
{
    auto const cluster = mounted.first_cluster(middle);
    mounted.set_first_cluster(inner, cluster);
    expect_failure_at("/outer/middle/inner", Code::directory_misplaced,
                      {cluster, cluster, mounted.first_cluster(outer)});
}

TEST_P(FatSubdirectory, ADirectoryThatLeadsUpTheTreeIsFound)
{
    auto const cluster = mounted.first_cluster(outer);
    mounted.set_first_cluster(inner, cluster);
    expect_failure_at("/outer/middle/inner", Code::directory_misplaced, {cluster, cluster, 0});
    mounted.set_first_cluster(middle, cluster);
    expect_failure_at("/outer/middle", Code::directory_misplaced, {cluster, cluster, 0});
}

TEST_P(FatSubdirectory, ADirectoryThatLeadsToTheRootIsFound)
{
    bool const fat32 = mounted.entry_bits() == 32;
    mounted.set_first_cluster(middle, fat32 ? 2 : 0);
    if (fat32)
        expect_failure_at("/outer/middle", Code::directory_invalid, {2});
    mounted.set_first_cluster(middle, 0);
    expect_failure_at("/outer/middle", Code::first_cluster_invalid, {0, 0, mounted.last_cluster()});
}

TEST_P(FatSubdirectory, ADirectoryThatLeadsToAFileIsFound)
{
    auto const cluster = mounted.first_cluster("KERNEL  ELF");
    mounted.set_first_cluster(middle, cluster);
    expect_failure_at("/outer/middle", Code::directory_invalid, {cluster});
}

TEST_P(FatSubdirectory, ADirectoryThatLeadsToAnotherOneIsFound)
{
    auto const cluster = mounted.first_cluster("OTHER      ");
    mounted.set_first_cluster(middle, cluster);
    expect_failure_at("/outer/middle", Code::directory_misplaced, {cluster, cluster, 0});
}

TEST_P(FatSubdirectory, ADirectoryThatLeadsIntoTheMiddleOfAnotherIsFound)
{
    auto const cluster = mounted.first_cluster(middle);
    auto const copy = mounted.last_cluster();
    std::copy_n(&mounted.disk.content[mounted.cluster_at(cluster)], 512,
                &mounted.disk.content[mounted.cluster_at(copy)]);
    mounted.set_first_cluster(middle, copy);
    expect_failure_at("/outer/middle", Code::directory_misplaced, {copy, cluster, mounted.first_cluster(outer)});
}

TEST_P(FatSubdirectory, ADirectoryThatLeadsNowhereIsFound)
{
    for (std::uint32_t const cluster : {1u, mounted.last_cluster() + 1, 0xFFFFu}) {
        if (mounted.entry_bits() == 32 && cluster == 0xFFFF)
            continue; // may well be a cluster
        mounted.set_first_cluster(middle, cluster);
        expect_failure_at("/outer/middle", Code::first_cluster_invalid, {0, cluster, mounted.last_cluster()});
    }
}

TEST_P(FatSubdirectory, AParentThatIsNoneIsFound)
{
    auto const cluster = mounted.first_cluster(middle);
    for (std::uint32_t const parent : {0u, 1u, cluster, mounted.last_cluster() + 1}) {
        mounted.set_first_cluster_in(dot_dot_of(middle), parent);
        expect_failure_at("/outer/middle", Code::directory_misplaced, {cluster, cluster, parent});
    }
}

// All the disk's directories may be sound, and the one that is asked for still not be one.
TEST_P(FatSubdirectory, DotsHaveTheirNamesInFull)
{
    for (auto const at : {dot_dot_of(middle) - 32, dot_dot_of(middle)}) {
        mounted.put(at + 2, 'x');
        expect_failure_at("/outer/middle", Code::directory_invalid, {mounted.first_cluster(middle)});
        mounted.put(at + 2, ' ');
    }
}

} // namespace
