// SPDX-License-Identifier: BSD-2-Clause
// The number of tries of an entry, as the user gives it.
#pragma once

#include "disk/host/refusal.hpp"

#include <cstdint>
#include <string>

namespace tries {

// 1 to 9: one digit, which the loader can change in a file's name without changing its length.
inline std::uint32_t from(std::string const& text)
{
    if (text.size() != 1 || text[0] < '1' || text[0] > '9')
        throw UsageError("tries are a number from 1 to 9, not '" + text + "'");
    return static_cast<std::uint32_t>(text[0] - '0');
}

} // namespace tries
