// SPDX-License-Identifier: BSD-2-Clause
// Lists the header's declarations: list.awk has made contract.inc from its text.
#include "disk/build/contract/items.hpp"

#include "include/farjump/boot_info.h"

#include <cstddef>
#include <cstdio>

namespace contract {
namespace {

#define KIND(name) {Kind::type, #name, {}, {}, 0, 0, 0},
#define COMMENT(words) {Kind::comment, {}, {}, words, 0, 0, 0},
#define CONSTANT(name, type, words) {Kind::constant, #name, type, words, std::uint64_t(name), sizeof(name), 0},
#define STRUCTURE(name) {Kind::structure, #name, {}, {}, sizeof(name), 0, 0},
#define FIELD(structure, type, name, count, words) \
    {Kind::field, #name, type, words, offsetof(structure, name), sizeof(structure::name), count},
#define END(name) {Kind::end, #name, {}, {}, sizeof(name), 0, 0},

constexpr Item all[] = {
#include <contract.inc>
};

static_assert(
    [] {
        std::uint64_t wishes = 0;
        for (auto const& item : all)
            if (item.kind == Kind::constant && item.name.starts_with("FARJUMP_WISH_"))
                wishes |= item.number;
        return wishes;
    }() == FARJUMP_WISHES,
    "boot_info.h: FARJUMP_WISHES must be all FARJUMP_WISH_...");

} // namespace

std::span<Item const> items()
{
    return all;
}

std::string number(std::uint64_t value)
{
    char text[24];
    std::snprintf(text, sizeof text, value < 10 ? "%llu" : "0x%llX", static_cast<unsigned long long>(value));
    return text;
}

} // namespace contract
