// SPDX-License-Identifier: BSD-2-Clause
// Deliberate faults of a loader: each damages the answer in memory, and must be reported by its topic.
#pragma once

#include "tests/guests/multiboot/answer.hpp"
#include "tests/guests/multiboot/report.hpp"

#include <span>

namespace guest {

// Writes to the answer, and takes all writes back.
class Damage {
public:
    template <typename T>
    void set(Address address, T value)
    {
        for (Address i = 0; i < sizeof(T); ++i, value = static_cast<T>(value >> 4 >> 4))
            set_byte(address + i, static_cast<std::uint8_t>(value));
    }

    template <typename T>
    void add(Address address, T value)
    {
        set(address, static_cast<T>(read<T>(address) + value));
    }

    template <typename T>
    void flip(Address address, T bits)
    {
        set(address, static_cast<T>(read<T>(address) ^ bits));
    }

    void undo();

    bool has_room() const { return count_ < MOST; }

private:
    static constexpr std::uint32_t MOST = 64;
    struct Byte {
        Address address;
        std::uint8_t value;
    };

    void set_byte(Address address, std::uint8_t value);

    Byte before_[MOST] = {};
    std::uint32_t count_ = 0;
};

struct Mutation {
    char const* name;
    Topic topic;
    bool (*apply)(Damage& damage, Answer const& answer); // false: this loader's answer has no such part
};

std::span<Mutation const> machine_mutations();
std::span<Mutation const> answer_mutations();     // of what both protocols have
std::span<Mutation const> multiboot1_mutations(); // of flags and fields
std::span<Mutation const> multiboot2_mutations(); // of tags
std::span<Mutation const> screen_mutations();     // of text and graphics
std::span<Mutation const> text_mutations();
std::span<Mutation const> graphics_mutations();

} // namespace guest
