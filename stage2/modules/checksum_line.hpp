// SPDX-License-Identifier: BSD-2-Clause
// The lines `checksum METHOD:HEX PATH` of a boot entry: the checksum that the file at PATH must have. Methods: `wide`
// (stage2/checksums/file_sum.hpp), which farjump-entry writes, and `xxh32`, which `xxhsum -H0` computes, too.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/entries/boot_entry.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace checksum_line {

enum class Method : std::uint8_t { wide, xxh32 };

struct Line {
    Method method;
    std::uint32_t checksum;
    std::string_view path; // as in the entry
};

// Parses the value of the key `checksum`. Error: checksum_line_malformed.
Result<Line> parse(std::string_view value);

// Verifies `pieces`, the content of the file at `path`, against the entry's line for it. True if there is one. All pieces
// but the last are multiples of wide_sum::block_size. Paths match without regard to the case of ASCII letters and to a '/'
// in front. Errors: checksum_wrong, checksum_line_malformed.
Result<bool> verify(std::span<boot_entry::Setting const> settings, std::string_view path, std::span<Bytes const> pieces,
                    bool has_sse2);

// Refuses a line that is malformed, or that names a file which the entry does not load: it would protect nothing.
// `kernel` is the kernel's path, or empty if no line can be for the kernel.
// Errors: checksum_line_malformed, checksum_of_no_file.
Result<void> check(std::span<boot_entry::Setting const> settings, std::string_view kernel);

} // namespace checksum_line
