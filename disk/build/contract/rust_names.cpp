// SPDX-License-Identifier: BSD-2-Clause
// Translates names and types of C to Rust.
#include "disk/build/contract/rust_names.hpp"

#include <cctype>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace contract::rust {

using std::string;
using std::string_view;

string camel(string_view name)
{
    string words;
    bool capital = true;
    for (char const letter : name.substr(string_view("farjump_").size())) {
        if (letter != '_')
            words += capital ? static_cast<char>(std::toupper(letter)) : letter;
        capital = letter == '_';
    }
    return words;
}

namespace {

string rust_type(string_view type)
{
    constexpr string_view pointer = "FARJUMP_POINTER(", constant = " const)", variable = ")";
    if (type.starts_with(pointer)) {
        auto const target = type.substr(pointer.size());
        bool const is_constant = target.ends_with(constant);
        auto const size = target.size() - (is_constant ? constant : variable).size();
        return (is_constant ? "*const " : "*mut ") + rust_type(target.substr(0, size));
    }
    if (type.starts_with("struct ") || type.starts_with("farjump_"))
        return camel(type.substr(type.find("farjump_")));
    if (type.starts_with("uint"))
        return "u" + string(type.substr(4, type.size() - 6)); // without its "_t"
    if (type == "char")
        return "u8";
    if (type == "void")
        return "core::ffi::c_void";
    std::fprintf(stderr, "contract: no type of Rust for '%s'\n", string(type).c_str());
    std::exit(1);
}

} // namespace

string type_of(Item const& item)
{
    auto const type = item.type.empty() ? "u" + std::to_string(8 * item.size) : rust_type(item.type);
    return item.count == 0 ? type : "[" + type + "; " + std::to_string(item.count) + "]";
}

string name_of(Item const& item)
{
    return item.name == "type" ? "r#type" : string(item.name);
}

string without_prefix(string_view words)
{
    string changed(words);
    for (string_view const prefix : {"FARJUMP_", "farjump_"})
        for (std::size_t at; (at = changed.find(prefix)) != string::npos;)
            changed.erase(at, prefix.size());
    return changed;
}

} // namespace contract::rust
