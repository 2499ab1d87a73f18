// What include/farjump/boot_info.h declares, in its order: names and comments from its text, numbers from the compiler.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace contract {

enum class Kind { comment, type, constant, structure, field, end };

struct Item {
    Kind kind;
    std::string_view name;
    std::string_view type;  // as C writes it; of a constant "" when it has none of its own
    std::string_view words; // the comment, or what stands behind the rest
    std::uint64_t number;   // a constant's value, a field's offset, a structure's size
    std::uint64_t size;     // bytes, of a field or a constant
    unsigned count;         // of an array; 0 when it is none
};

std::span<Item const> items();

// As all these languages write numbers: in hexadecimal, unless it has one digit.
std::string number(std::uint64_t value);

// Print the same for other languages.
void print_nasm();
void print_rust();

} // namespace contract
