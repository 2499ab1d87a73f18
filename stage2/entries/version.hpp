// SPDX-License-Identifier: BSD-2-Clause
// Compares versions. UAPI Group, "Version Format Specification", "Version Comparison".
#pragma once

#include <compare>
#include <string_view>

namespace version {

// less: `left` is older. Different texts can be equal as versions, such as "1_" and "1".
std::weak_ordering compare(std::string_view left, std::string_view right);

} // namespace version
