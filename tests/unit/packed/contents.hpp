// SPDX-License-Identifier: BSD-2-Clause
// Contents to pack in tests, and how they are put together.
#pragma once

#include "include/bytes.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using Content = std::vector<std::byte>;

inline Content bytes_of(std::string_view text)
{
    auto const bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

inline Content random_bytes(std::mt19937& random, std::size_t size)
{
    Content bytes(size);
    for (std::size_t at = 0; at < size; at += sizeof(std::uint32_t)) {
        auto const drawn = static_cast<std::uint32_t>(random());
        std::memcpy(&bytes[at], &drawn, std::min(sizeof drawn, size - at));
    }
    return bytes;
}

// Lines that are alike, as in logs and sources.
inline Content lines(std::mt19937& random, std::size_t size)
{
    static constexpr std::string_view words[] = {"kernel", "disk", "reads", "the", "memory", "of", "page", "\n"};
    std::string text;
    while (text.size() < size)
        (text += words[random() % std::size(words)]) += random() % 9 == 0 ? std::to_string(random()) : " ";
    return bytes_of(std::string_view(text).substr(0, size));
}

inline void append(Content& to, Bytes bytes)
{
    auto const size = to.size();
    to.resize(size + bytes.size());
    if (!bytes.empty())
        std::memcpy(&to[size], bytes.data(), bytes.size());
}

template <typename Field>
void append_field(Content& to, Field value)
{
    append(to, std::as_bytes(std::span(&value, 1)));
}

// All of these, with long and short repetitions.
inline Content mixture(std::mt19937& random, std::size_t size)
{
    Content content;
    while (content.size() < size) {
        auto const part = 1 + random() % (random() % 4 == 0 ? 200'000 : 3000);
        switch (random() % 4) {
        case 0: append(content, random_bytes(random, part)); break;
        case 1: content.resize(content.size() + part, static_cast<std::byte>(random() % 3)); break;
        case 2: append(content, lines(random, part)); break;
        default:
            if (!content.empty()) {
                auto const from = random() % content.size();
                auto const repeated = Content(content.begin() + static_cast<std::ptrdiff_t>(from), content.end());
                append(content, Bytes(repeated).first(std::min<std::size_t>(part, repeated.size())));
            }
        }
    }
    content.resize(size);
    return content;
}

// Bytes from numbers and characters.
inline Content block_of(std::initializer_list<int> bytes)
{
    Content block;
    for (auto const byte : bytes)
        block.push_back(static_cast<std::byte>(byte));
    return block;
}

inline constexpr std::string_view packed_name = "/boot/kernel.elf";
