// SPDX-License-Identifier: BSD-2-Clause
// The text of a boot entry with other `checksum` lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace entry_text {

struct Checksum {
    std::string value; // "wide:89ABCDEF"
    std::string path;
};

// Replaces the lines of files that have one, and adds lines for the others at the end. All other bytes stay as they are.
// `text` is a valid entry.
std::string with_checksums(std::string_view text, std::vector<Checksum> const& checksums);

} // namespace entry_text
