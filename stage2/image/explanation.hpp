// Explains to the user what a file is if it is not a kernel for farjump.
#pragma once

#include "stage2/image/file_kind.hpp"
#include "stage2/storage/file.hpp"

namespace file_kind {

// of_start() uses this many bytes of a file's start, or all bytes of a shorter file.
inline constexpr std::size_t start_size = 64_KiB;

// The Kind of a file that cannot be loaded, from its first bytes.
Kind of_start(Bytes start);

// Refuses every kind except unknown, with an error that describes the file (FJ-0745 to FJ-0750).
Result<void> check(Kind kind, std::string_view file_name);

// The file's name for messages, and memory for start_size bytes.
struct ExplanationRoom {
    std::string_view name;
    MutableBytes bytes;
};

// Called after a file could not be loaded because of `error`. Reads the start of the file. If the file is something
// other than a kernel for farjump, returns the error that says so, which helps more than `error`. Do not call it for a
// file with a farjump note, which is always a kernel for farjump.
Result<void> explain(Error const& error, File& file, ExplanationRoom const& room);

} // namespace file_kind
