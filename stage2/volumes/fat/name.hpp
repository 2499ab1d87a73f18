// SPDX-License-Identifier: BSD-2-Clause
// The two names of a FAT file, the short and the long one, as UTF-8.
// Microsoft "FAT: General Overview of On-Disk Format" 1.03, "FAT Long Directory Entries".
#pragma once

#include "stage2/storage/volume.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace fat {

constexpr std::size_t longest_name = 255;             // in UTF-16 units
static_assert(longest_file_name == 3 * longest_name); // a surrogate pair takes 4 bytes for 2 units

// Compares case-insensitively in ASCII only: other letters depend on case tables. A boot path can spell the name
// exactly as the file is named.
bool same_name(std::string_view a, std::string_view b);

// "KERNEL  ELF" becomes "KERNEL.ELF", or "kernel.elf" if DIR_NTRes says so. Bytes above 7Fh depend on a code page that
// the volume does not name; they become U+FFFD.
class ShortName {
public:
    explicit ShortName(DirectoryEntry const& entry);
    std::string_view view() const { return {characters_.data(), size_}; }

private:
    void add(std::uint8_t const* part, std::size_t size, bool lower_case);

    std::array<char, 3 * 11 + 1> characters_;
    std::size_t size_ = 0;
};

// Collects the parts of a long name. Ignores parts that are out of order or of different names: systems that do not
// know long names leave such orphans.
class LongName {
public:
    void clear() { complete_from_ = none; }
    void add(LongNameEntry const& entry);

    // The name as UTF-8 if all of its parts directly preceded `entry` and its checksum matches; otherwise empty. Valid
    // until the next call.
    std::string_view name_of(DirectoryEntry const& entry);

private:
    static constexpr std::size_t units_per_entry = 13;
    static constexpr std::uint8_t most_entries = 20;
    static constexpr std::uint8_t none = 0xFF;

    std::size_t size_in_units() const;
    std::string_view to_utf8(std::size_t units);

    std::uint8_t complete_from_ = none; // parts from this one to the last are present; 1: all
    std::uint8_t parts_ = 0;
    std::uint8_t checksum_ = 0;
    std::array<std::uint16_t, most_entries * units_per_entry> units_;
    std::array<char, longest_file_name> utf8_;
};

} // namespace fat
