// SPDX-License-Identifier: BSD-2-Clause
// Flushes after each piece, so that the progress shown is that of the medium, not of the kernel's cache.
#include "disk/write/copy.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "include/units.hpp"

#include <algorithm>
#include <vector>

namespace copy {

namespace {

constexpr std::size_t piece_size = 4 << 20;
constexpr std::size_t first_part = largest_sector_size; // a sector of any size

std::string hexadecimal(std::byte byte)
{
    return words::hexadecimal(static_cast<std::uint8_t>(byte), 2) + 'h';
}

std::size_t piece_at(std::uint64_t offset, std::uint64_t size)
{
    return static_cast<std::size_t>(std::min<std::uint64_t>(piece_size, size - offset));
}

} // namespace

void write(DiskFile& image, WritableDisk& disk, Progress const& progress)
{
    auto const first = read_range(image, 0, std::min<std::size_t>(first_part, static_cast<std::size_t>(image.size())));
    disk.write(0, std::vector<std::byte>(first.size()));
    disk.sync();
    for (std::uint64_t offset = first.size(); offset < image.size();) {
        auto const size = piece_at(offset, image.size());
        disk.write(offset, read_range(image, offset, size));
        disk.sync();
        offset += size;
        progress(offset);
    }
    disk.write(0, first);
    disk.sync();
}

void compare(DiskFile& image, WritableDisk& disk, Progress const& progress)
{
    disk.forget();
    for (std::uint64_t offset = 0; offset < image.size();) {
        auto const size = piece_at(offset, image.size());
        auto const wanted = read_range(image, offset, size), found = read_range(disk, offset, size);
        if (auto const [here, there] = std::ranges::mismatch(wanted, found); here != wanted.end())
            throw Refusal("byte " + words::decimal(offset + static_cast<std::uint64_t>(here - wanted.begin())) +
                              " reads back as " + hexadecimal(*there) + ", not as " + hexadecimal(*here),
                          "the disk is bad, or not as large as it says: use another one");
        offset += size;
        progress(offset);
    }
}

} // namespace copy
