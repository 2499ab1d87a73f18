// SPDX-License-Identifier: BSD-2-Clause
// Translates names and types of C to Rust.
#pragma once

#include "disk/build/contract/items.hpp"

#include <string>
#include <string_view>

namespace contract::rust {

// farjump_boot_info is BootInfo in Rust.
std::string camel(std::string_view name);

// The type and the name in Rust of a field or a constant. `type` is a keyword of Rust.
std::string type_of(Item const& item);
std::string name_of(Item const& item);

// Removes the prefixes of C's names in a comment or a constant's name: Rust declares them in a module of their own.
std::string without_prefix(std::string_view words);

} // namespace contract::rust
