// SPDX-License-Identifier: BSD-2-Clause
// Copies segments from the file. A small file can ask for 1 GiB: calloc() uses physical pages only for the parts that are
// written.
#include "disk/kernel_tools/loaded_image.hpp"

#include <cstring>
#include <new>

LoadedImage::LoadedImage(Bytes file, elf::Image const& image, std::uint64_t size)
    : bytes_{static_cast<std::byte*>(std::calloc(static_cast<std::size_t>(size), 1)), &std::free},
      size_{static_cast<std::size_t>(size)},
      begin_{round_down(image.begin().value, elf::page_size)}
{
    if (bytes_ == nullptr)
        throw std::bad_alloc{};
    for (auto const& segment : image.segments()) {
        auto const contents =
            file.subspan(static_cast<std::size_t>(segment.file_offset), static_cast<std::size_t>(segment.file_size));
        auto const place = memory().subspan(static_cast<std::size_t>(offset_of(segment.address.value)));
        if (!contents.empty())
            std::memcpy(place.data(), contents.data(), contents.size());
    }
}
