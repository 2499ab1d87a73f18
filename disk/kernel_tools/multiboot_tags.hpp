// SPDX-License-Identifier: BSD-2-Clause
// Names what a Multiboot header asks for: the flags of version 1, the tags of version 2.
#pragma once

#include "include/bytes.hpp"
#include "stage2/protocols/multiboot/header.hpp"

#include <string>
#include <vector>

namespace multiboot_tags {

// A text for each flag or tag, with its number, its meaning, and whether the kernel requires it. `header` was parsed from
// `file`.
std::vector<std::string> describe(Bytes file, multiboot::Header const& header);

} // namespace multiboot_tags
