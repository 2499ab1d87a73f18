// SPDX-License-Identifier: BSD-2-Clause
// Defines known contents of each data segment, which only these functions use.

#include "kernel/check/sample_data.hpp"

#include "include/units.hpp"

#include <array>
#include <span>

namespace sample_data {
namespace {

// A different value for each index, so that no two pages are equal.
constexpr std::uint32_t word_at(std::size_t index, std::uint32_t seed)
{
    return (static_cast<std::uint32_t>(index) + seed) * 2654435761u; // the golden ratio, as a 32-bit fraction
}

constexpr std::uint32_t constants_seed = 1;
constexpr std::uint32_t variables_seed = 1u << 20;

template <std::size_t bytes, std::uint32_t seed>
constexpr auto sequence = [] {
    std::array<std::uint32_t, bytes / sizeof(std::uint32_t)> words{};
    for (std::size_t i = 0; i < words.size(); ++i)
        words[i] = word_at(i, seed);
    return words;
}();

constinit auto const constants = sequence<12_KiB, constants_seed>;
constinit auto variables = sequence<20_KiB, variables_seed>;
constinit std::array<std::uint32_t, 48_KiB / sizeof(std::uint32_t)> zeros{};

// Reads through volatile, because the compiler knows the arrays' values and would not read them. (An array declared
// volatile would be in .data, even a constant one.)
template <typename Expected>
std::optional<std::uint64_t> first_other(std::span<std::uint32_t const volatile> words, Expected expected)
{
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i] != expected(i))
            return reinterpret_cast<std::uint64_t>(&words[i]);
    return std::nullopt;
}

} // namespace

std::optional<std::uint64_t> first_wrong_constant()
{
    return first_other(constants, [](std::size_t i) { return word_at(i, constants_seed); });
}

std::optional<std::uint64_t> first_wrong_variable()
{
    return first_other(variables, [](std::size_t i) { return word_at(i, variables_seed); });
}

std::optional<std::uint64_t> first_nonzero()
{
    return first_other(zeros, [](std::size_t) { return 0u; });
}

} // namespace sample_data
