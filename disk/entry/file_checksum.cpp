// SPDX-License-Identifier: BSD-2-Clause
// Computes the checksum with the loader's own code.
#include "disk/entry/file_checksum.hpp"

#include "disk/host/words.hpp"
#include "disk/kernel_tools/kernel_file.hpp"
#include "stage2/checksums/file_sum.hpp"

namespace file_checksum {

std::string of(std::string const& path)
{
    auto const content = kernel_file::read(path);
    FileSum sum{wide_sum::add_by_words};
    sum.add(content);
    constexpr int digits = 8;
    return "wide:" + words::hexadecimal(sum.value(), digits);
}

} // namespace file_checksum
