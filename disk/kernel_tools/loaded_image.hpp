// SPDX-License-Identifier: BSD-2-Clause
// A kernel's segments as the loader lays them out in memory, before relocations.
#pragma once

#include "include/bytes.hpp"
#include "stage2/image/elf.hpp"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>

class LoadedImage {
public:
    // `image` has been parsed from `file`. `size`: bytes from the page of the first segment on, as placement::find() gives
    // it. Throws std::bad_alloc.
    LoadedImage(Bytes file, elf::Image const& image, std::uint64_t size);

    MutableBytes memory() const { return {bytes_.get(), size_}; }

    // The object at an address as linked; nullopt if it is not inside the segments.
    template <typename T>
    std::optional<T> at(std::uint64_t address) const
    {
        return read_at<T>(memory(), offset_of(address));
    }

private:
    std::uint64_t offset_of(std::uint64_t address) const { return address - begin_; }

    std::unique_ptr<std::byte, decltype(&std::free)> bytes_;
    std::size_t size_;
    std::uint64_t begin_;
};
