// SPDX-License-Identifier: BSD-2-Clause
// The names of the Limine boot protocol's features, and what a kernel gets for its request. The Limine Boot Protocol,
// "Features".
#pragma once

#include "stage2/protocols/limine/features.hpp"

#include <optional>
#include <string_view>

namespace limine_features {

inline constexpr std::string_view untouched = "left untouched: ";

struct Description {
    std::string_view name; // as the specification's heading
    std::string_view gets; // begins with "answered", or with `untouched`
};

Description const& of(limine::Feature feature);

// The feature of a request; nullopt if it is unknown.
std::optional<limine::Feature> feature_of(limine::Request const& request);

} // namespace limine_features
