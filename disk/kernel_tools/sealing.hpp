// SPDX-License-Identifier: BSD-2-Clause
// Adds the seal to a kernel, and verifies it. The seal is defined in stage2/image/seal.hpp.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sealing {

using File = std::vector<std::byte>;

// The place of the seal's note.
enum class Place {
    existing, // in a note that the file already had
    gap,      // in unused bytes behind the program headers
    appended, // at the end of the file, with a new table of program headers
};

struct Sealed {
    File file;
    Place place;
    std::uint32_t checksum;
};

// The sealed file. It passes check(), and differs from the input only in the note and the table that names it. Throws a
// Refusal for files that the loader would refuse.
Result<Sealed> seal(File file, std::string_view name);

// Verifies the seal as the loader does: returns the checksum, nullopt if the file has no seal, or throws the Refusal.
Result<std::optional<std::uint32_t>> check(Bytes file, std::string_view name);

} // namespace sealing
