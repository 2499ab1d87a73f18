// Puts a seal on a kernel, and checks the one it has; the definition of the seal stands in stage2/image/seal.hpp.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sealing {

using File = std::vector<std::byte>;

// Where the seal's note went.
enum class Place {
    existing, // the file had one already: filled in
    gap,      // behind the program headers, where nothing was
    appended, // at the end of the file, with a new table of program headers
};

struct Sealed {
    File file;
    Place place;
    std::uint32_t checksum;
};

// The sealed file. It passes check(), and differs from the given one only in the note and the table that names it.
// Refuses what the loader would refuse.
Result<Sealed> seal(File file, std::string_view name);

// Does what the loader does: the checksum of an intact sealed file, nothing when it carries no seal, or the refusal.
Result<std::optional<std::uint32_t>> check(Bytes file, std::string_view name);

} // namespace sealing
