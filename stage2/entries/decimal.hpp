// SPDX-License-Identifier: BSD-2-Clause
// Decimal numbers in files and file names.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace decimal {

// Parses the digits at the start of `text` and removes them. Leading zeros are allowed. Returns nothing if there are no
// digits or if the number is above `most` (at most 2^31 - 1); `text` is then unchanged.
std::optional<std::uint32_t> take(std::string_view& text, std::uint32_t most);

} // namespace decimal
