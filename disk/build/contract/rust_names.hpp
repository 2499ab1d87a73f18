// How names and types of C are written in Rust.
#pragma once

#include "disk/build/contract/items.hpp"

#include <string>
#include <string_view>

namespace contract::rust {

// farjump_boot_info is BootInfo in Rust.
std::string camel(std::string_view name);

// Of a field or a constant. `type` is a word of Rust itself.
std::string type_of(Item const& item);
std::string name_of(Item const& item);

// Names of C, in a comment or of a constant: in Rust they stand in a module of their own.
std::string without_prefix(std::string_view words);

} // namespace contract::rust
