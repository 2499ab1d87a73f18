// SPDX-License-Identifier: BSD-2-Clause
// Explains to the user what a file is if it is not a kernel for farjump.
#pragma once

#include "stage2/image/file_kind.hpp"

namespace file_kind {

// of_start() uses this many bytes of a file's start, or all bytes of a shorter file.
inline constexpr std::size_t start_size = 64_KiB;

// The Kind of a file that cannot be loaded, from its first bytes.
Kind of_start(Bytes start);

// Refuses every kind except unknown, with an error that describes the file (FJ-0745 to FJ-0750).
Result<void> check(Kind kind, std::string_view file_name);

// Called after a file of this Kind could not be loaded because of `error`. If the file is no kernel, returns the error
// that says so, which helps more than `error`. Do not call it for a file with a farjump note, which is always a kernel for
// farjump.
Result<void> explain(Error const& error, Kind kind, std::string_view file_name);

} // namespace file_kind
