// SPDX-License-Identifier: BSD-2-Clause
// The checksum of a file as in a `checksum` line: stage2/checksums/file_sum.hpp.
#pragma once

#include <string>

namespace file_checksum {

// "wide:89ABCDEF". Refuses what is not a regular file, and files of 4 GiB or more, which no FAT volume can hold.
std::string of(std::string const& path);

} // namespace file_checksum
