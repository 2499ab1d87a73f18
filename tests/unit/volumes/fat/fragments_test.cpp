// SPDX-License-Identifier: BSD-2-Clause
// Tests files in many fragments, read with room for all of their extents, for some or for none.
#include "tests/unit/fat_image.hpp"

namespace {

// Small files fill the volume's start, every other one goes, and a large file takes the holes.
TEST(FatFragments, AFileInManyPiecesIsReadWithAnyRoomForItsExtents)
{
    Fat32Image image;
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
    for (std::size_t offset = 69'000; offset > 3000; offset -= 2999) { // backwards
        std::vector<std::byte> bytes(1000);
        ASSERT_TRUE(file->read(offset, bytes));
        EXPECT_TRUE(std::ranges::equal(bytes, Bytes(content).subspan(offset, 1000)));
    }
}

} // namespace
