// SPDX-License-Identifier: BSD-2-Clause
// What farjump-check-kernel does with a kernel for another loader's protocol.
#pragma once

#include "disk/kernel_tools/guest_file.hpp"
#include "disk/kernel_tools/packed_kernel.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace guest_check {

// The key that names the file in a boot entry. Throws a Refusal for a packed Linux kernel, to which no key suits that
// other loaders understand.
std::string key(guest_file::Protocol protocol, packed_kernel::File const& file, std::string const& path);

// Prints the report, and whether the kernel boots with `mib` of memory, or with how much. Throws the loader's Refusal.
void report(guest_file::Protocol protocol, packed_kernel::File const& file, std::string const& path,
            std::optional<std::uint32_t> mib);

} // namespace guest_check
