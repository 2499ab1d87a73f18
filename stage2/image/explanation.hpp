// What a file is instead of a kernel for farjump, in words.
#pragma once

#include "stage2/image/file_kind.hpp"
#include "stage2/storage/file.hpp"

namespace file_kind {

// So many bytes of a file's start, or the whole of a shorter one, are what of_start() looks at.
inline constexpr std::size_t start_size = 64_KiB;

// The Kind of a file that cannot be loaded, by the bytes that it starts with.
Kind of_start(Bytes start);

// Refuses every kind but unknown, and says what the file is (FJ-0745 to FJ-0750).
Result<void> check(Kind kind, std::string_view file_name);

// The file's name for messages, and memory for start_size bytes.
struct ExplanationRoom {
    std::string_view name;
    MutableBytes bytes;
};

// A file that could not be loaded, because of `error`, may be something else than a kernel for farjump: then that is the
// better thing to say, and the failure. Reads the file's start. A file with a farjump note is never something else.
Result<void> explain(Error const& error, File& file, ExplanationRoom const& room);

} // namespace file_kind
