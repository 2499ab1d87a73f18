// FAT chains: the faults a damaged volume can have, each cut into a good one, and files in many pieces.
#include "tests/unit/fat_image.hpp"

namespace {

using errors::Code;

constexpr std::string_view path = "/boot/kernel.elf";
constexpr std::string_view raw = "KERNEL  ELF";
constexpr std::size_t size = 19 * 512 + 100;            // 20 clusters
constexpr std::uint32_t end_of_chain = 0x0FFFFFFF;

// A volume with a file of 20 neighbouring clusters, an empty file and one of a single cluster.
std::vector<std::byte> const& volume()
{
    static auto const content = [] {
        FatImage image;
        image.sh("mmd -i $image ::/boot");
        image.add("/boot/kernel.elf", size, 1);
        image.add("/boot/empty", 0, 0);
        image.add("/boot/one", 512, 2);
        return image.on_disk();
    }();
    return content;
}

struct FatChain : testing::Test {
    void expect_chain_failure(Code code, std::array<std::uint64_t, 3> numbers)
    {
        expect_failure(mounted.read_file(path), code, numbers, path);
        expect_failure(mounted.read_file(path, 0), code, numbers, path);
    }

    MountedDisk mounted{volume()};
    std::uint32_t const first = mounted.first_cluster(raw);
    std::uint32_t const last_of_volume = 68000 - mounted.reserved_sectors() - 2 * mounted.fat_sectors() + 1;
};

TEST_F(FatChain, AWholeFileIsRead)
{
    EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(1, size));
    EXPECT_EQ(mounted.read_file("/boot/one"), FatImage::bytes_from(2, 512));
    EXPECT_EQ(mounted.read_file("/boot/empty"), std::vector<std::byte>{});
}

TEST_F(FatChain, TheUpperFourBitsOfAnEntryMeanNothing)
{
    mounted.set_fat(first + 3, 0xA0000000 | (first + 4));
    mounted.set_fat(first + 19, 0xFFFFFFF8);
    EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(1, size));
}

TEST_F(FatChain, ALoopIsFound)
{
    mounted.set_fat(first + 9, first + 4);
    expect_chain_failure(Code::chain_loops, {10});
}

TEST_F(FatChain, LoopsOfEveryKindAreCounted)
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

TEST_F(FatChain, AChainThatEndsEarlyIsFound)
{
    mounted.set_fat(first + 4, end_of_chain);
    expect_chain_failure(Code::chain_ends_early, {5 * 512, size});
}

TEST_F(FatChain, AFreeClusterIsFound)
{
    mounted.set_fat(first + 6, 0);
    expect_chain_failure(Code::chain_into_free, {first + 6});
}

TEST_F(FatChain, TheLastClustersEntryCountsToo)
{
    mounted.set_fat(first + 19, 0);
    expect_chain_failure(Code::chain_into_free, {first + 19});
}

TEST_F(FatChain, ABadClusterIsFound)
{
    mounted.set_fat(first + 6, 0x0FFFFFF7);
    expect_chain_failure(Code::chain_into_bad, {first + 6});
}

TEST_F(FatChain, AClusterBeyondTheVolumeIsFound)
{
    for (std::uint32_t const next : {last_of_volume + 1, 1u, 0x0FFFFFF6u, 0x00FFFFFFu}) {
        mounted.set_fat(first + 6, next);
        mounted.forget();
        expect_chain_failure(Code::chain_beyond_volume, {next, last_of_volume});
    }
}

TEST_F(FatChain, TheLastClusterOfTheVolumeIsOne)
{
    mounted.set_fat(first + 6, last_of_volume);
    expect_chain_failure(Code::chain_into_free, {last_of_volume});
}

TEST_F(FatChain, AChainThatGoesOnIsFound)
{
    mounted.set_fat(first + 19, first + 25);
    mounted.set_fat(first + 25, end_of_chain);
    expect_chain_failure(Code::chain_too_long, {size});
}

TEST_F(FatChain, AFirstClusterThatIsNoneIsFound)
{
    for (std::uint32_t const cluster : {0u, 1u, last_of_volume + 1, 0xFFFFFFFFu}) {
        mounted.set_first_cluster(raw, cluster);
        mounted.forget();
        expect_chain_failure(Code::first_cluster_invalid, {size, cluster, last_of_volume});
    }
    mounted.set_first_cluster("EMPTY      ", first);
    mounted.forget();
    expect_failure(mounted.read_file("/boot/empty"), Code::first_cluster_invalid, {0, first, last_of_volume},
                   "/boot/empty");
}

TEST_F(FatChain, ASizeOf4GiBNeedsAChainOfThatLength)
{
    mounted.put(mounted.entry_at(raw) + 28, Le32{0xFFFFFFFF});
    expect_failure(mounted.read_file(path), Code::chain_ends_early, {20 * 512, 0xFFFFFFFF}, path);
    mounted.set_fat(first + 19, first);
    mounted.forget();
    expect_failure(mounted.read_file(path), Code::chain_loops, {20}, path);
}

TEST_F(FatChain, TheActiveFatIsUsed)
{
    for (std::uint32_t entry = 0; entry < mounted.fat_sectors() * 128; ++entry)
        mounted.set_fat(entry, 0);                                      // the first FAT, but not the second
    expect_chain_failure(Code::chain_into_free, {first});
    mounted.set_boot(40, Le16{0x81});
    mounted.forget();
    EXPECT_EQ(mounted.read_file(path), FatImage::bytes_from(1, size));
}

TEST_F(FatChain, ReadsNothingBeyondTheFile)
{
    auto const opened = mounted.open();
    auto file = opened->open_file(path, {});
    std::vector<std::byte> bytes(10);
    EXPECT_TRUE(file->read(size - 10, bytes));
    expect_failure(file->read(size - 9, bytes), Code::read_beyond_file, {size, 10, size - 9}, path);
    expect_failure(file->read(~0ull - 4, bytes), Code::read_beyond_file, {size, 10, ~0ull - 4}, path);
    EXPECT_TRUE(file->read(size, {}));
}

TEST_F(FatChain, ADiskThatAnswersOtherwiseTheSecondTimeIsNoTrap)
{
    auto const opened = mounted.open();
    auto file = opened->open_file(path, {});
    mounted.set_fat(first + 4, end_of_chain);
    mounted.forget();
    std::vector<std::byte> bytes(size);
    expect_failure(file->read(0, bytes), Code::chain_ends_early, {5 * 512, size}, path);
}

// Small files fill the volume's start, every other one goes, and a large file takes the holes.
TEST(FatFragments, AFileInManyPiecesIsReadWithAnyRoomForItsExtents)
{
    FatImage image;
    image.sh("for i in $(seq 1000 1199); do head -c 300 /dev/zero > $files/s$i; done; mcopy -i $image $files/s* ::;"
             "mdel -i $image '::s*[02468]';"
             "printf '\\2\\0\\0\\0' | dd of=$image bs=1 seek=1004 conv=notrunc status=none");
    auto const content = image.add("big", 70'000, 3);
    MountedDisk mounted(image);
    {
        auto const opened = mounted.open();
        std::vector<fat::Extent> extents(200, {0, 0});
        ASSERT_TRUE(opened->open_file("/big", extents));
        EXPECT_GT(std::ranges::count_if(extents, [](auto const& e) { return e.cluster_count != 0; }), 90);
    }
    for (std::size_t const room : {0, 1, 2, 50, 99, 100, 101, 200})
        for (std::size_t const piece : {70'000, 5000, 512, 77})
            EXPECT_EQ(mounted.read_file("/BIG", room, piece), content) << room << ' ' << piece;

    auto const opened = mounted.open();
    std::vector<fat::Extent> extents(10);
    auto file = opened->open_file("/big", extents);
    ASSERT_TRUE(file);
    for (std::size_t offset = 69'000; offset > 3000; offset -= 2999) {          // backwards
        std::vector<std::byte> bytes(1000);
        ASSERT_TRUE(file->read(offset, bytes));
        EXPECT_TRUE(std::ranges::equal(bytes, Bytes(content).subspan(offset, 1000)));
    }
}

} // namespace
