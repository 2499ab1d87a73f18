// SPDX-License-Identifier: BSD-2-Clause
// The declarations of include/farjump/boot_info.h, in order: names and comments from its text, numbers from the
// compiler.
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
    std::string_view type;  // as in C; of a constant "" if it has no type of its own
    std::string_view words; // the comment, or the one behind a declaration
    std::uint64_t number;   // a constant's value, a field's offset, a structure's size
    std::uint64_t size;     // bytes, of a field or a constant
    unsigned count;         // of an array; 0 if it is not an array
};

std::span<Item const> items();

// A number as all these languages write it: in hexadecimal, unless it has one digit.
std::string number(std::uint64_t value);

// Prints the declarations for another language.
void print_nasm();
void print_rust();

} // namespace contract
