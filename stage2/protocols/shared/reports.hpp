// SPDX-License-Identifier: BSD-2-Clause
// Results of steps that several protocols have.
#pragma once

#include "stage2/screen/video_modes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace reports {

// Prints the result of loading `count` modules with `size` bytes. `verified`: each has a checksum in the boot entry.
void modules(std::size_t count, std::uint64_t size, bool verified);

// Prints the result of choosing a screen: the mode, or for text `reason`.
void screen(std::optional<video_modes::Mode> const& mode, std::string_view reason);

} // namespace reports
