// SPDX-License-Identifier: BSD-2-Clause
// Tests whole trees of files that mtools has copied to the volume: our reader must find the same bytes.
#include "tests/unit/fat_image.hpp"
#include "tests/unit/file_disk.hpp"

#include <map>
#include <random>

namespace {

// A tree as it should be: each directory's path with the names in it, each file's path with its content.
struct Tree {
    std::map<std::string, std::map<std::string, bool>> directories{{"/", {}}}; // name, is_directory
    std::map<std::string, std::vector<std::byte>> files;
};

class TreeMaker {
public:
    explicit TreeMaker(unsigned seed) : random_(seed) {}

    Tree make(std::string const& where)
    {
        fill(where, "/", 8);
        return std::move(tree_);
    }

private:
    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

    // Names of every kind; many differ from others only where the short name does not show it. (No letter of Western
    // code pages, and none that looks like some: mtools stores these as a short name alone, in a page nobody can know.)
    std::string name()
    {
        static constexpr std::string_view letters[] = {"a", "b",  "Z", "Q", "7",  "_", "-",
                                                       "Ж", "漢", "ש", "+", " x", ".y"};
        switch (below(6)) {
        case 0: return "kernel image " + std::to_string(below(1000)) + ".elf";
        case 1: return "KERNEL~" + std::to_string(below(9) + 1);
        case 2: return "boot" + std::to_string(below(1000)) + ".cfg";
        case 3: return "FILE" + std::to_string(below(1000)) + ".TXT";
        case 4: return "Mixed" + std::to_string(below(100)) + ".Txt";
        }
        std::string result = "n";
        for (auto length = below(70); length-- > 0;)
            result += letters[below(std::size(letters))];
        return result;
    }

    void fill(std::string const& host, std::string const& path, unsigned depth)
    {
        std::map<std::string, bool> taken; // in lower case, since FAT does not tell case apart
        for (auto count = 1 + below(12); count-- > 0;) {
            auto const item = name();
            auto lower = item;
            for (auto& letter : lower)
                letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 'a' - 'A') : letter;
            if (!taken.emplace(lower, true).second)
                continue;
            bool const is_directory = depth > 0 && (below(16) == 0 || taken.size() == 1);
            tree_.directories[path].emplace(item, is_directory);
            auto const item_path = path == "/" ? path + item : path + '/' + item;
            if (is_directory) {
                tree_.directories[item_path];
                std::filesystem::create_directory(host + '/' + item);
                fill(host + '/' + item, item_path, depth - 1);
            } else {
                auto const content = FatImage::bytes_from(++seed_, below(8) == 0 ? below(200'000) : below(3000));
                write_bytes(host + '/' + item, content);
                tree_.files.emplace(item_path, content);
            }
        }
    }

    std::mt19937 random_;
    unsigned seed_ = 0;
    Tree tree_;
};

void expect_tree(fat::Volume const& volume, Tree const& tree)
{
    for (auto const& [path, expected] : tree.directories) {
        std::map<std::string, bool> found;
        ASSERT_TRUE(volume.for_each(path, [&](DirectoryItem const& item) {
            return found.emplace(item.name, item.is_directory).second;
        })) << path;
        EXPECT_EQ(found, expected) << path;
    }
    for (auto const& [path, expected] : tree.files) {
        fat::Extent extents[3];
        auto file = volume.open_file(path, extents);
        ASSERT_TRUE(file) << path;
        std::vector<std::byte> content(file->size());
        ASSERT_TRUE(file->read(0, content)) << path;
        EXPECT_EQ(content, expected) << path;
    }
}

struct FatTree : testing::TestWithParam<std::tuple<std::string, unsigned>> {};

TEST_P(FatTree, IsFoundAsItWasWritten)
{
    auto const& [options, mib] = GetParam();
    constexpr unsigned seed = sizeof(void*) == 8 ? 3 : 2; // another tree for each of the two builds
    FatImage image(options, mib * 1024);
    auto const tree = TreeMaker(seed).make(image.files());
    image.sh("mcopy -s -i $image $files/* ::");
    ASSERT_GT(tree.files.size(), 20u);

    FileDisk disk(image.path());
    std::vector<std::byte> memory(DiskCache::memory_needed);
    DiskCache cache(disk, memory, 0, disk.size);
    auto const volume = fat::Volume::open(cache);
    ASSERT_TRUE(volume);
    expect_tree(*volume, tree);
}

// All types, clusters of 512 bytes to 64 KiB, sectors of 512 to 4096, one FAT and two.
INSTANTIATE_TEST_SUITE_P(Volumes, FatTree,
                         testing::Values(std::tuple("-F 12 -s 8", 15u), std::tuple("-F 12 -s 16 -S 2048 -f 1", 90u),
                                         std::tuple("-F 16 -s 1", 20u), std::tuple("-F 16 -s 8 -f 1", 100u),
                                         std::tuple("-F 16 -s 128", 1000u), std::tuple("-F 16 -S 4096 -s 2", 100u),
                                         std::tuple("-F 32 -s 1", 64u), std::tuple("-F 32 -s 1 -f 1", 64u),
                                         std::tuple("-F 32 -s 2", 100u), std::tuple("-F 32 -s 8", 300u),
                                         std::tuple("-F 32 -s 64", 3000u), std::tuple("-F 32 -s 128", 5000u),
                                         std::tuple("-F 32 -S 1024 -s 1", 100u),
                                         std::tuple("-F 32 -S 4096 -s 1", 300u)));

} // namespace
