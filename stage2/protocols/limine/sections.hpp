// SPDX-License-Identifier: BSD-2-Clause
// The section of the kernel's file in which base revision 0 may list its requests. System V gABI, "Sections"; The Limine
// Boot Protocol, "Limine Requests Section".
#pragma once

#include "include/result.hpp"
#include "stage2/storage/file.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace limine {

inline constexpr std::string_view requests_section = ".limine_reqs";

// The link address of the section of this name; nullopt if there is none. Damaged headers count as none.
Result<std::optional<std::uint64_t>> section_address(File& file, std::string_view name);

} // namespace limine
