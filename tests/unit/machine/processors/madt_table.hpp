// SPDX-License-Identifier: BSD-2-Clause
// Builds MADTs for tests.
#pragma once

#include "include/bytes.hpp"

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <vector>

class MadtTable {
public:
    MadtTable() : bytes_(44) { std::memcpy(bytes_.data(), "APIC", 4); }

    MadtTable& entry(std::initializer_list<std::uint8_t> bytes)
    {
        for (auto const byte : bytes)
            bytes_.push_back(std::byte{byte});
        return *this;
    }
    MadtTable& processor(std::uint8_t uid, std::uint8_t id, std::uint8_t flags = 1)
    {
        return entry({0, 8, uid, id, flags, 0, 0, 0});
    }
    MadtTable& x2apic_processor(std::uint32_t uid, std::uint32_t id, std::uint32_t flags = 1)
    {
        entry({9, 16, 0, 0});
        for (auto const value : {id, flags, uid})
            for (int shift = 0; shift < 32; shift += 8)
                bytes_.push_back(static_cast<std::byte>(value >> shift & 0xFF));
        return *this;
    }
    Bytes bytes() const { return bytes_; }

    // With its length and its checksum.
    std::vector<std::byte> sound() const
    {
        auto copy = bytes_;
        auto const length = static_cast<std::uint32_t>(copy.size());
        std::memcpy(&copy[4], &length, sizeof length);
        unsigned sum = 0;
        for (auto const byte : copy)
            sum += std::to_integer<unsigned>(byte);
        copy[9] = static_cast<std::byte>((256 - sum % 256) % 256);
        return copy;
    }

private:
    std::vector<std::byte> bytes_;
};
