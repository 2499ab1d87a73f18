// SPDX-License-Identifier: BSD-2-Clause
// The numbers by which the Limine boot protocol finds what a kernel tells it. The Limine Boot Protocol, "Requests",
// "Requests Delimiters", "Base revisions".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace limine_marks {

using Words = std::array<std::uint64_t, 2>;

inline constexpr Words base_revision{0xF956'2B2D'5C95'A6C8, 0x6A7B'3849'4453'6BDC}; // a third word is the revision
inline constexpr Words request{0xC7B1'DD30'DF4C'8B88, 0x0A82'E883'A194'F07B};       // two more words say which
inline constexpr Words start{0xF6B8'F4B3'9DE7'D1AE, 0xFAB9'1A69'40FC'B9CF};         // two more words follow
inline constexpr Words end{0xADC0'E053'1BB1'0D03, 0x9572'709F'3176'4C62};

// The first of these marks in [from, to), at a multiple of 8 bytes from `from`; `to` if there is none.
std::byte const* next(std::byte const* from, std::byte const* to);

// Whether this mark is at `place`, which has 16 bytes.
bool is_at(std::byte const* place, Words const& mark);

} // namespace limine_marks
