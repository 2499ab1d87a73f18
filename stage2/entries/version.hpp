// Which of two versions is newer. UAPI Group, "Version Format Specification", "Version Comparison".
#pragma once

#include <compare>
#include <string_view>

namespace version {

// less: `left` is the older one. Versions can be equal without being the same text: "1_" and "1".
std::weak_ordering compare(std::string_view left, std::string_view right);

} // namespace version
