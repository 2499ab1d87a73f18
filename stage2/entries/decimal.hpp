// Decimal numbers as people write them into files and names.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace decimal {

// Takes the digits off the front of `text`. Nothing if there are none, or if the number is above `most` (at most
// 2^31 - 1): then some digits may be left in `text`. Leading zeros count for nothing.
std::optional<std::uint32_t> take(std::string_view& text, std::uint32_t most);

} // namespace decimal
