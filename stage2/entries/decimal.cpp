// SPDX-License-Identifier: BSD-2-Clause
// Parses decimal numbers in files and file names.
#include "stage2/entries/decimal.hpp"

namespace decimal {

std::optional<std::uint32_t> take(std::string_view& text, std::uint32_t most)
{
    std::uint32_t number = 0;
    auto digit = text.begin();
    for (; digit != text.end() && *digit >= '0' && *digit <= '9'; ++digit) {
        if (number > most / 10) // ten times `number` exceeds `most`, and may not fit in 32 bits
            return std::nullopt;
        number = number * 10 + static_cast<std::uint32_t>(*digit - '0');
    }
    if (digit == text.begin() || number > most)
        return std::nullopt;
    text = {digit, text.end()};
    return number;
}

} // namespace decimal
