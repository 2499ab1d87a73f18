// SPDX-License-Identifier: BSD-2-Clause
// Packs the annex: stage2/annex/facts.hpp describes both its forms.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace pack_annex {

struct Part {
    std::uint32_t size, packed_size; // bytes
};

struct Packed {
    std::vector<char> bytes;   // as on the disk: the front, zeros up to annex::front_room if there is a rear, the rear
    std::uint32_t image_size;  // bytes of memory that the parts use; some share memory
    std::uint32_t memory_size; // bytes, including the variables
    std::vector<Part> parts;   // the common one first
};

// Packs the annex as it was linked (annex.ld). Throws std::runtime_error if `linked` does not end with its layout, if a
// part is empty or lies outside it, if bytes other than 0 belong to no part, or if the front is too large.
Packed pack(std::span<char const> linked, std::uint32_t build);

} // namespace pack_annex
