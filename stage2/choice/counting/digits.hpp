// SPDX-License-Identifier: BSD-2-Clause
// The digits of a counter in a file name, "id+LEFT-DONE.conf", and their change in the directory. Only characters change:
// no entry of the directory is added or removed, and the short name and its checksum stay. So one sector is written.
// UAPI Group, "Boot Loader Specification", "Boot counting"; Microsoft "FAT: General Overview of On-Disk Format" 1.03,
// "FAT Long Directory Entries".
#pragma once

#include "include/bytes.hpp"
#include "include/units.hpp"
#include "stage2/entries/boot_counter.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fat {
class LongNamePlace; // stage2/volumes/fat/place.hpp
}

namespace counting {

// Where the digits are: those that change, in one sector.
class LbaOfDigits {
public:
    static constexpr std::size_t most_digits = 20;

    Lba lba;

    // Whether the sector has these digits, each as a unit of UTF-16.
    bool holds(Bytes sector, std::string_view digits) const;
    void put(MutableBytes sector, std::string_view digits) const;

private:
    friend class Digits;
    static constexpr std::uint16_t elsewhere = 0xFFFF;

    std::array<std::uint16_t, most_digits> offsets_; // in the sector; elsewhere: a digit that does not change
};

// The digits before and after a change are in this form: those of LEFT, then those of DONE.
class Digits {
public:
    // `file_name` is what `name` was parsed from.
    Digits(boot_counter::Name const& name, std::string_view file_name);

    // Whether the counter has two numbers, of at most ten digits each, that keep their number of digits when they
    // change. DONE stays at 9, 99 and so on.
    bool keep_their_number() const { return fit_; }

    std::string_view before() const { return view(before_); }
    // One try less; the same as before() if none is left.
    std::string_view counted_down() const { return view(counted_down_); }
    // After that start, if it was good: the tries that it was installed with, as far as the digits can hold them.
    std::string_view marked_good() const { return view(marked_good_); }
    std::uint32_t left_after() const { return left_after_; }

    // The place of the digits. nullopt if those that change are not in one sector of this size.
    std::optional<LbaOfDigits> place(fat::LongNamePlace const& name, std::uint32_t sector_bytes) const;

    // `path`, the path of the file, with these digits in the place of its own. Valid until the next call.
    std::string_view path_with(std::string_view path, std::string_view digits) const;

private:
    using Text = std::array<char, LbaOfDigits::most_digits>;

    std::string_view view(Text const& text) const { return {text.data(), left_digits_ + done_digits_}; }
    void put(Text& text, std::uint32_t left, std::uint32_t done) const;
    std::size_t from_end(std::size_t digit) const;

    bool fit_ = false;
    std::size_t left_digits_ = 0;
    std::size_t done_digits_ = 0;
    std::size_t suffix_ = 0; // characters behind the digits: ".conf"
    std::uint32_t left_after_ = 0;
    Text before_{};
    Text counted_down_{};
    Text marked_good_{};
};

} // namespace counting
