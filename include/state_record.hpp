// SPDX-License-Identifier: BSD-2-Clause
// The record of the state file (include/farjump/state_file.h): which of its two copies counts, and the changes that are
// made to it. For the loader, host programs and kernels: needs no library, and knows nothing of disks.
#pragma once

#include "include/farjump/state_file.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace state_record {

using State = farjump_state;
using Slot = farjump_state_entry;

// The hash of an entry's id, which has neither counter nor ".conf". IETF draft "The FNV Non-Cryptographic Hash
// Algorithm", section 2; A to Z count as a to z, because names on a FAT volume have no case.
constexpr std::uint64_t id_hash(std::string_view id)
{
    std::uint64_t hash = 0xCBF2'9CE4'8422'2325;
    for (char const character : id) {
        auto const lower = character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
        hash = (hash ^ static_cast<std::uint8_t>(lower)) * 0x100'0000'01B3;
    }
    return hash != 0 ? hash : 1;
}

// CRC-32C of all bytes before `checksum`. RFC 3720, section 12.1. Bit by bit, so that it needs no table.
inline std::uint32_t checksum_of(State const& state)
{
    std::uint32_t remainder = 0xFFFF'FFFF;
    auto const* const bytes = reinterpret_cast<std::uint8_t const*>(&state);
    for (std::size_t i = 0; i < offsetof(State, checksum); ++i) {
        remainder ^= bytes[i];
        for (int bit = 0; bit < 8; ++bit)
            remainder = remainder >> 1 ^ ((remainder & 1) != 0 ? 0x82F6'3B78 : 0);
    }
    return ~remainder;
}

inline bool is_valid(State const& state)
{
    return state.magic == FARJUMP_STATE_MAGIC && state.version == FARJUMP_STATE_VERSION &&
           state.checksum == checksum_of(state);
}

inline bool is_same(State const& a, State const& b)
{
    return __builtin_memcmp(&a, &b, sizeof a) == 0;
}

// Which of the two copies counts, and what is wrong with them.
struct Verdict {
    enum class Fault : std::uint8_t {
        none,
        other_damaged, // the copy that does not count is invalid: a write of it was interrupted, or the disk is bad
        both_damaged,  // no copy counts
        contradiction, // both are valid with the same sequence number, and differ
    };

    int copy; // 0 or 1; what is written next is the other one
    Fault fault;
};

// Of two valid copies the one with the higher sequence number counts, modulo 2^32: the copy that is 1 to 2^31 - 1 steps
// ahead of the other. Copies with the same number are normally the same, as in a new file. If they differ, two writers
// wrote at the same time, or one copy was restored from a backup. Nothing in them says which is newer, so the first one
// counts, for every reader; the next write gives the second one a higher number, which ends the contradiction.
inline Verdict judge(State const& first, State const& second)
{
    using enum Verdict::Fault;
    bool const first_valid = is_valid(first), second_valid = is_valid(second);
    if (!first_valid || !second_valid)
        return {first_valid || !second_valid ? 0 : 1, first_valid || second_valid ? other_damaged : both_damaged};
    auto const steps = static_cast<std::int32_t>(second.sequence - first.sequence);
    if (steps > 0)
        return {1, none};
    return {0, steps == 0 && !is_same(first, second) ? contradiction : none};
}

// The slot of the entry with this id, which is not 0; nullptr if it has none.
template <typename AnyState> // State or State const
constexpr auto find(AnyState& state, std::uint64_t id) -> decltype(&state.entries[0])
{
    for (auto& slot : state.entries)
        if (slot.id == id)
            return &slot;
    return nullptr;
}

constexpr bool is_good(Slot const& slot)
{
    return (slot.flags & FARJUMP_STATE_GOOD) != 0;
}

// A new slot with this number of tries (more than 255 count as 255) for an entry that has none: an unused one, or else
// the first one that is_gone(id) says is of an entry that does not exist any more. nullptr if all are in use.
template <typename IsGone>
Slot* make_slot(State& state, std::uint64_t id, std::uint32_t tries, IsGone const& is_gone)
{
    auto* slot = find(state, 0);
    for (auto* other = state.entries; slot == nullptr && other != state.entries + FARJUMP_STATE_MOST_ENTRIES; ++other)
        if (is_gone(other->id))
            slot = other;
    if (slot != nullptr) {
        auto const count = static_cast<std::uint8_t>(tries < 255 ? tries : 255);
        *slot = {.id = id, .tries_left = count, .tries = count, .flags = 0, .reserved = {}};
    }
    return slot;
}

// Takes one try from the entry, which has at least one and is not good, and notes that it is started.
constexpr void take_try(State& state, Slot& slot)
{
    --slot.tries_left;
    state.started = slot.id;
}

// Makes a changed record ready to be written in the place of the other copy. `before` is the one that counts.
inline void finish(State& state, State const& before)
{
    state.sequence = before.sequence + 1;
    state.checksum = checksum_of(state);
}

// What is to be written to mark the entry as good. The entry has a slot.
inline State marked_good(State const& before, std::uint64_t id)
{
    State state = before;
    if (auto* const slot = find(state, id))
        slot->flags |= FARJUMP_STATE_GOOD;
    state.good = id;
    state.started = 0;
    finish(state, before);
    return state;
}

// A record of a new file, which has two copies of it.
inline State empty()
{
    State state{};
    state.magic = FARJUMP_STATE_MAGIC;
    state.version = FARJUMP_STATE_VERSION;
    state.checksum = checksum_of(state);
    return state;
}

} // namespace state_record
