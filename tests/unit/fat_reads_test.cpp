// What reading a FAT volume costs: disk reads, counted.
#include "tests/unit/fat_image.hpp"

namespace {

// Opens the file on a fresh volume and reads it; gives the reads that opening took, and those of the content.
struct Cost {
    std::size_t opening;
    std::vector<MemoryDisk::Read> reading;
};

Cost cost_of(MountedDisk& mounted, std::string_view path, std::vector<std::byte> const& expected)
{
    mounted.forget();
    mounted.disk.reads.clear();
    std::vector<fat::Extent> extents(16);
    auto const volume = mounted.open();
    auto file = volume->open_file(path, extents);
    EXPECT_TRUE(file);
    Cost cost{mounted.disk.reads.size(), {}};
    std::vector<std::byte> content(file->size());
    EXPECT_TRUE(file->read(0, content));
    EXPECT_EQ(content, expected);
    auto const& reads = mounted.disk.reads;
    cost.reading.assign(reads.begin() + static_cast<std::ptrdiff_t>(cost.opening), reads.end());
    return cost;
}

TEST(FatReads, AFileInOnePieceIsReadInOneGo)
{
    FatImage image;
    image.sh("mmd -i $image ::/boot ::/boot/deep ::/boot/deep/deeper");
    image.add("/first", 200'000, 1);                                // so that the kernel is in no window
    auto const content = image.add("/boot/deep/deeper/kernel.elf", 3'000'000, 2);
    MountedDisk mounted(image);
    auto const cost = cost_of(mounted, "/boot/deep/deeper/kernel.elf", content);
    EXPECT_LE(cost.opening, 3u);
    auto const begin = mounted.cluster_at(mounted.first_cluster("KERNEL  ELF"));
    EXPECT_EQ(cost.reading, (std::vector<MemoryDisk::Read>{{begin, content.size()}}));
}

TEST(FatReads, ALongFatIsReadWindowByWindow)
{
    FatImage image;
    auto const content = image.add("/kernel.elf", 30'000'000, 3);   // 58,594 clusters: 229 KiB of FAT
    MountedDisk mounted(image);
    auto const cost = cost_of(mounted, "/kernel.elf", content);
    EXPECT_LE(cost.opening, 2u + 4u);
    EXPECT_LE(cost.reading.size(), 2u);                             // the window of the root holds the start
}

TEST(FatReads, AFileInManyPiecesIsReadThroughTheWindows)
{
    FatImage image;
    image.sh("for i in $(seq 1000 1399); do head -c 300 /dev/zero > $files/s$i; done; mcopy -i $image $files/s* ::;"
             "mdel -i $image '::s*[02468]';"
             "printf '\\2\\0\\0\\0' | dd of=$image bs=1 seek=1004 conv=notrunc status=none");
    auto const content = image.add("/kernel.elf", 200 * 512, 4);    // every other one of 400 clusters: 200 KiB
    MountedDisk mounted(image);
    auto const cost = cost_of(mounted, "/kernel.elf", content);
    EXPECT_LE(cost.opening, 3u);
    EXPECT_LE(cost.reading.size(), 4u);
}

} // namespace
