// SPDX-License-Identifier: BSD-2-Clause
// Tests FAT chains of all three types: each fault of a damaged volume, written to a good one.
#include "tests/unit/fat_image.hpp"

#include <map>

namespace {

using errors::Code;

constexpr std::string_view path = "/boot/kernel.elf";
constexpr std::string_view raw = "KERNEL  ELF";
constexpr std::size_t size = 19 * 512 + 100; // 20 clusters

// A volume with a file of 20 neighbouring clusters, an empty file and one of a single cluster.
std::vector<std::byte> const& volume_of(FatKind const& kind)
{
    static std::map<std::pair<std::string_view, unsigned>, std::vector<std::byte>> made;
    auto& content = made[{kind.name, kind.kib}];
    if (content.empty()) {
        FatImage image(kind.options, kind.kib);
        image.sh("mmd -i $image ::/boot");
        image.add("/boot/kernel.elf", size, 1);
        image.add("/boot/empty", 0, 0);
        image.add("/boot/one", 512, 2);
        content = image.on_disk();
    }
    return content;
}

struct FatChain : testing::TestWithParam<FatKind> {
    void expect_chain_failure(Code code, std::array<std::uint64_t, 3> numbers)
    {
        expect_failure(mounted.read_file(path), code, numbers, path);
        expect_failure(mounted.read_file(path, 0), code, numbers, path);
    }

    MountedDisk mounted{volume_of(GetParam())};
    std::uint32_t const first = mounted.first_cluster(raw);
    std::uint32_t const last_of_volume = mounted.last_cluster();
    std::uint32_t const end_of_chain = mounted.end_of_chain();
};

INSTANTIATE_TEST_SUITE_P(Types, FatChain, testing::ValuesIn(fat_kinds));

TEST_P(FatChain, AWholeFileIsRead)
{
    EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(1, size));
    EXPECT_EQ(mounted.read_file("/boot/one"), FatImage::bytes_from(2, 512));
    EXPECT_EQ(mounted.read_file("/boot/empty"), std::vector<std::byte>{});
}

TEST_P(FatChain, TheUpperFourBitsOfAnEntryOfFat32MeanNothing)
{
    if (mounted.entry_bits() != 32)
        return;
    mounted.set_fat(first + 3, 0xA0000000 | (first + 4));
    mounted.set_fat(first + 19, 0xFFFFFFF8);
    EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(1, size));
}

TEST_P(FatChain, AllEndMarksAreTaken)
{
    for (auto mark = end_of_chain - 7; mark <= end_of_chain; ++mark) {
        mounted.set_fat(first + 19, mark);
        mounted.forget();
        EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(1, size)) << mark;
    }
}

// Each cluster in a place of its own: entries at every place of a byte and on the borders of sectors and windows.
TEST_P(FatChain, EntriesAreReadWhereverTheyLie)
{
    auto const clusters = mounted.clusters() - 200;
    auto const step = clusters / 20;
    for (std::uint32_t shift = 0; shift < step; shift += 1 + step / 300) {
        std::vector<std::uint32_t> chain{first};
        for (std::uint32_t i = 1; i < 20; ++i)
            chain.push_back(100 + (i * 7 % 20) * step + shift);
        for (std::uint32_t i = 0; i < 20; ++i)
            mounted.set_fat(chain[i], i == 19 ? end_of_chain : chain[i + 1]);
        mounted.forget();
        auto const volume = mounted.open();
        std::vector<fat::Extent> extents(20);
        ASSERT_TRUE(volume->open_file(path, extents)) << shift;
        EXPECT_TRUE(std::ranges::equal(extents, chain, {}, &fat::Extent::first_cluster)) << shift;
    }
}

TEST_P(FatChain, ALoopIsFound)
{
    mounted.set_fat(first + 9, first + 4);
    expect_chain_failure(Code::chain_loops, {10});
}

TEST_P(FatChain, LoopsOfEveryKindAreCounted)
{
    for (std::uint32_t from = 0; from < 20; ++from)
        for (std::uint32_t to = 0; to <= from; ++to) {
            SCOPED_TRACE(std::to_string(from) + " to " + std::to_string(to));
            mounted.set_fat(first + from, first + to);
            expect_failure(mounted.read_file(path), Code::chain_loops, {from + 1}, path);
            mounted.set_fat(first + from, from == 19 ? end_of_chain : first + from + 1);
            mounted.forget();
        }
}

TEST_P(FatChain, AChainThatEndsEarlyIsFound)
{
    mounted.set_fat(first + 4, end_of_chain);
    expect_chain_failure(Code::chain_ends_early, {5 * 512, size});
}

TEST_P(FatChain, AFreeClusterIsFound)
{
    mounted.set_fat(first + 6, 0);
    expect_chain_failure(Code::chain_into_free, {first + 6});
}

TEST_P(FatChain, TheLastClustersEntryCountsToo)
{
    mounted.set_fat(first + 19, 0);
    expect_chain_failure(Code::chain_into_free, {first + 19});
}

TEST_P(FatChain, ABadClusterIsFound)
{
    mounted.set_fat(first + 6, mounted.bad_cluster());
    expect_chain_failure(Code::chain_into_bad, {first + 6});
}

TEST_P(FatChain, AClusterBeyondTheVolumeIsFound)
{
    for (std::uint32_t const next : {last_of_volume + 1, 1u, mounted.bad_cluster() - 1}) {
        mounted.set_fat(first + 6, next);
        mounted.forget();
        expect_chain_failure(Code::chain_beyond_volume, {next, last_of_volume});
    }
}

// A million clusters behind a file's end nobody looks any more.
TEST_P(FatChain, ALoopFarBehindTheFileIsFound)
{
    auto const far = mounted.clusters() - 100;
    for (auto cluster = first + 19; cluster < far; ++cluster)
        mounted.set_fat(cluster, cluster + 1);
    mounted.set_fat(far, far - 5);
    expect_chain_failure(Code::chain_loops, {far - first + 1});
}

TEST_P(FatChain, TheLastClusterOfTheVolumeIsOne)
{
    mounted.set_fat(first + 6, last_of_volume);
    expect_chain_failure(Code::chain_into_free, {last_of_volume});
}

TEST_P(FatChain, AChainThatGoesOnIsFound)
{
    mounted.set_fat(first + 19, first + 25);
    mounted.set_fat(first + 25, end_of_chain);
    expect_chain_failure(Code::chain_too_long, {size});
}

TEST_P(FatChain, AFirstClusterThatIsNoneIsFound)
{
    for (std::uint32_t const cluster : {0u, 1u, last_of_volume + 1, 0xFFFFFFFFu}) {
        mounted.set_first_cluster(raw, cluster);
        mounted.forget();
        auto const seen = mounted.entry_bits() == 32 ? cluster : cluster & 0xFFFF;
        expect_chain_failure(Code::first_cluster_invalid, {size, seen, last_of_volume});
    }
    mounted.set_first_cluster("EMPTY      ", first);
    mounted.forget();
    expect_failure(mounted.read_file("/boot/empty"), Code::first_cluster_invalid, {0, first, last_of_volume},
                   "/boot/empty");
}

TEST_P(FatChain, ASizeOf4GiBNeedsAChainOfThatLength)
{
    mounted.put(mounted.entry_at(raw) + 28, Le32{0xFFFFFFFF});
    expect_failure(mounted.read_file(path), Code::chain_ends_early, {20 * 512, 0xFFFFFFFF}, path);
    mounted.set_fat(first + 19, first);
    mounted.forget();
    expect_failure(mounted.read_file(path), Code::chain_loops, {20}, path);
}

TEST_P(FatChain, OnlyFat32KeepsPartOfAFirstClusterInItsUpperHalf)
{
    mounted.put(mounted.entry_at(raw) + 20, Le16{0x5555});
    if (mounted.entry_bits() == 32)
        expect_chain_failure(Code::first_cluster_invalid, {size, 0x55550000 + first, last_of_volume});
    else
        EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(1, size));
}

TEST_P(FatChain, OnlyFat32HasAnActiveFat)
{
    std::fill_n(&mounted.disk.content[mounted.fat_at()], mounted.fat_sectors() * 512, std::byte{0});
    expect_chain_failure(Code::chain_into_free, {first});
    if (mounted.entry_bits() != 32)
        return;
    mounted.set_boot(40, Le16{0x81});
    mounted.forget();
    EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(1, size));
}

TEST_P(FatChain, ReadsNothingBeyondTheFile)
{
    auto const opened = mounted.open();
    auto file = opened->open_file(path, {});
    std::vector<std::byte> bytes(10);
    EXPECT_TRUE(file->read(size - 10, bytes));
    expect_failure(file->read(size - 9, bytes), Code::read_beyond_file, {size, 10, size - 9}, path);
    expect_failure(file->read(~0ull - 4, bytes), Code::read_beyond_file, {size, 10, ~0ull - 4}, path);
    EXPECT_TRUE(file->read(size, {}));
}

TEST_P(FatChain, ADiskThatAnswersOtherwiseTheSecondTimeIsNoTrap)
{
    auto const opened = mounted.open();
    auto file = opened->open_file(path, {});
    mounted.set_fat(first + 4, end_of_chain);
    mounted.forget();
    std::vector<std::byte> bytes(size);
    expect_failure(file->read(0, bytes), Code::chain_ends_early, {5 * 512, size}, path);
}

// In a FAT of more windows than are kept each jump costs a read, and a user waits for the message.
TEST(LongFat, AChainThatJumpsBehindTheFileIsNotFollowedForLong)
{
    MountedDisk mounted{volume_of({"-F 32 -s 1", 68000, "FAT32"})};
    auto last = mounted.first_cluster(raw) + 19;
    auto const free = last + 100;
    auto const apart = (mounted.last_cluster() - free) / 8;
    for (std::uint32_t jump = 0; jump < 600; ++jump) {
        auto const next = free + jump % 8 * apart + jump / 8;
        mounted.set_fat(last, next);
        last = next;
    }
    mounted.set_fat(last, mounted.end_of_chain());
    expect_failure(mounted.read_file(path), Code::chain_too_long, {size}, path);
    EXPECT_LE(mounted.disk.reads.size(), 110u);
}

} // namespace
