// SPDX-License-Identifier: BSD-2-Clause
// Counts the disk reads of a FAT volume.
#include "tests/unit/fat_image.hpp"

#include <numeric>
#include <random>

namespace {

constexpr std::size_t window = DiskCache::window_size;

// The reads that opening a file on a fresh volume took, and those of its content.
struct Cost {
    std::size_t opening;
    std::vector<MemoryDisk::Read> reading;

    // Those of the content as a BIOS sees them, which takes one window at once.
    std::size_t calls() const
    {
        std::size_t calls = 0;
        for (auto const& read : reading)
            calls += (static_cast<std::size_t>(read.offset % 512) + read.size + window - 1) / window;
        return calls;
    }
};

struct Room {
    std::size_t extents = 16384;
    std::size_t pieces = 16384;
};

// Reads the file in `segments` parts at once, as a kernel's.
Cost cost_of(MountedDisk& mounted, std::string_view path, std::vector<std::byte> const& expected,
             std::size_t segments = 1, Room room = {})
{
    mounted.forget();
    mounted.disk.reads.clear();
    std::vector<fat::Extent> extents(room.extents);
    std::vector<disk_sweep::Piece> pieces(room.pieces);
    auto const volume = mounted.open();
    auto file = volume->open_file(path, extents);
    EXPECT_TRUE(file);
    Cost cost{mounted.disk.reads.size(), {}};

    std::vector<std::byte> content(file->size());
    std::vector<FilePart> parts;
    auto const length = (content.size() + segments - 1) / segments;
    for (std::size_t offset = 0; offset < content.size(); offset += length)
        parts.push_back({offset, MutableBytes(content).subspan(offset, std::min(length, content.size() - offset))});
    EXPECT_TRUE(file->read_parts(parts, pieces));
    EXPECT_EQ(content, expected);
    auto const& reads = mounted.disk.reads;
    cost.reading.assign(reads.begin() + static_cast<std::ptrdiff_t>(cost.opening), reads.end());
    return cost;
}

// A file of `size` bytes on a volume with clusters of 512 bytes. mcopy lays it in one piece; then the test says where
// its n-th cluster goes, counted from where it began.
struct Fragmented {
    explicit Fragmented(std::size_t size, std::string const& options = "") : image(options)
    {
        content = image.add("/kernel.elf", size, 7);
        mounted.emplace(image);
    }

    std::uint32_t clusters() const { return static_cast<std::uint32_t>(content.size() / 512); }

    void lay(std::vector<std::uint32_t> const& places)
    {
        auto const first = mounted->first_cluster("KERNEL  ELF");
        for (std::uint32_t i = 0; i < clusters(); ++i)
            mounted->set_fat(first + i, 0);
        for (std::uint32_t i = 0; i < clusters(); ++i) {
            std::memcpy(&mounted->disk.content[mounted->cluster_at(first + places[i])], &content[i * 512], 512);
            mounted->set_fat(first + places[i], i + 1 < clusters() ? first + places[i + 1] : 0x0FFFFFFF);
        }
        mounted->set_first_cluster("KERNEL  ELF", first + places[0]);
    }

    template <typename Place>
    Cost cost_when_laid(Place place, std::size_t segments = 1, Room room = {})
    {
        std::vector<std::uint32_t> places(clusters());
        for (std::uint32_t i = 0; i < clusters(); ++i)
            places[i] = place(i);
        lay(places);
        return cost_of(*mounted, "/kernel.elf", content, segments, room);
    }

    Fat32Image image;
    std::vector<std::byte> content;
    std::optional<MountedDisk> mounted;
};

constexpr std::size_t size = 4_MiB;
constexpr std::uint32_t count = size / 512;
constexpr std::size_t windows = (size + window - 1) / window; // 65

std::vector<std::uint32_t> permutation(std::uint32_t length, unsigned seed = 1)
{
    std::vector<std::uint32_t> places(length);
    std::iota(places.begin(), places.end(), 0u);
    std::ranges::shuffle(places, std::mt19937(seed));
    return places;
}

void expect_nothing_read_twice(std::vector<MemoryDisk::Read> reads)
{
    std::ranges::sort(reads, {}, &MemoryDisk::Read::offset);
    for (std::size_t i = 1; i < reads.size(); ++i)
        ASSERT_GE(reads[i].offset, reads[i - 1].offset + reads[i - 1].size);
}

TEST(FatReads, AFileInOnePieceIsReadInOneGo)
{
    Fat32Image image;
    image.sh("mmd -i $image ::/boot ::/boot/deep ::/boot/deep/deeper");
    image.add("/first", 200'000, 1); // so that the kernel is in no window
    auto const content = image.add("/boot/deep/deeper/kernel.elf", 3'000'000, 2);
    MountedDisk mounted(image);
    auto const cost = cost_of(mounted, "/boot/deep/deeper/kernel.elf", content);
    EXPECT_LE(cost.opening, 3u);
    auto const begin = mounted.cluster_at(mounted.first_cluster("KERNEL  ELF"));
    EXPECT_EQ(cost.reading, (std::vector<MemoryDisk::Read>{{begin, content.size()}}));
}

TEST(FatReads, ALongFatIsReadWindowByWindow)
{
    Fat32Image image;
    auto const content = image.add("/kernel.elf", 30'000'000, 3); // 58,594 clusters: 229 KiB of FAT
    MountedDisk mounted(image);
    auto const cost = cost_of(mounted, "/kernel.elf", content);
    EXPECT_LE(cost.opening, 2u + 4u);
    EXPECT_LE(cost.reading.size(), 2u); // the window of the root holds the start
}

TEST(FatReads, OnePieceInManySegmentsCostsNoMore)
{
    Fragmented file(size);
    for (std::size_t const segments : {1, 2, 3, 16, 1000})
        EXPECT_LE(file.cost_when_laid([](std::uint32_t i) { return i; }, segments).calls(), windows + 1) << segments;
}

TEST(FatReads, EverySecondCluster)
{
    Fragmented file(size);
    auto const cost = file.cost_when_laid([](std::uint32_t i) { return 2 * i; });
    EXPECT_LE(cost.calls(), 2 * windows + 1);
    expect_nothing_read_twice(cost.reading);
}

TEST(FatReads, Reversed)
{
    Fragmented file(size);
    auto const cost = file.cost_when_laid([](std::uint32_t i) { return count - 1 - i; });
    EXPECT_LE(cost.calls(), windows + 1);
    expect_nothing_read_twice(cost.reading);
}

TEST(FatReads, AnyOrder)
{
    Fragmented file(size);
    auto const places = permutation(count);
    for (std::size_t const segments : {1, 3}) {
        auto const cost = file.cost_when_laid([&](std::uint32_t i) { return places[i]; }, segments);
        EXPECT_LE(cost.opening, 2u + 2u);
        EXPECT_LE(cost.calls(), windows + 1);
        expect_nothing_read_twice(cost.reading);
    }
}

TEST(FatReads, ThreeInterleavedSegments)
{
    Fragmented file(3 * 512 * 2000);
    auto const cost = file.cost_when_laid([](std::uint32_t i) { return i % 2000 * 3 + i / 2000; }, 3);
    EXPECT_LE(cost.calls(), 3 * 512 * 2000 / window + 2);
    expect_nothing_read_twice(cost.reading);
}

// Each cluster further from the next than one read reaches: each costs one read, and that of one sector.
TEST(FatReads, ClustersAllOverTheVolume)
{
    Fragmented file(200 * 512);
    auto const cost = file.cost_when_laid([](std::uint32_t i) { return i * 77 % 200 * 300 + 500; });
    EXPECT_EQ(cost.calls(), 200u);
    for (auto const& read : cost.reading)
        EXPECT_EQ(read.size, 512u);
    expect_nothing_read_twice(cost.reading);
}

// With more pieces than there is room for, each roomful costs a pass; with more extents, the FAT is asked again.
// Neither costs reads beyond that: the FAT's windows survive the passes.
TEST(FatReads, MoreFragmentsThanThereIsRoomFor)
{
    Fragmented file(size);
    auto const places = permutation(count);
    auto const place = [&](std::uint32_t i) { return places[i]; };
    EXPECT_LE(file.cost_when_laid(place, 1, {.extents = count, .pieces = count / 4}).calls(), 4 * (windows + 1));
    EXPECT_LE(file.cost_when_laid(place, 1, {.extents = count / 4, .pieces = count}).calls(), windows + 1 + 2);
    EXPECT_LE(file.cost_when_laid(place, 1, {.extents = 0, .pieces = count / 4}).calls(), 4 * (windows + 1) + 2);
    EXPECT_LE(file.cost_when_laid([](std::uint32_t i) { return 2 * i; }, 1, {.extents = 16, .pieces = 1000}).calls(),
              2 * windows + count / 1000 + 1 + 2);
}

// Stage 2 in the reserved sectors leaves the window on the volume's start little of the FAT. Of the rest a chain may
// want any place first, and all of it comes in one window nevertheless.
TEST(FatReads, AFatOfWhichTheFirstReadBringsLittle)
{
    Fragmented file(size, "-R 112");
    for (unsigned const seed : {1, 2, 3, 4, 5}) {
        auto const places = permutation(count, seed);
        auto const cost = file.cost_when_laid([&](std::uint32_t i) { return places[i]; });
        EXPECT_LE(cost.opening, 2u + 1u) << seed;
        EXPECT_LE(cost.calls(), windows + 1) << seed;
        expect_nothing_read_twice(cost.reading);
    }
}

} // namespace
