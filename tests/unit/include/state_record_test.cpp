// SPDX-License-Identifier: BSD-2-Clause
// Tests the record of the state file: the hash and the checksum against known values, which copy counts, and changes.
#include "include/state_record.hpp"

#include "include/bytes.hpp"
#include "stage2/checksums/crc32c.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace {

using namespace state_record;
using enum Verdict::Fault;

auto const none_gone = [](std::uint64_t) { return false; };

State numbered(std::uint32_t sequence, std::uint64_t last = 0)
{
    auto state = empty();
    state.sequence = sequence;
    state.last = last;
    state.checksum = checksum_of(state);
    return state;
}

void expect_verdict(State const& first, State const& second, int copy, Verdict::Fault fault)
{
    auto const verdict = judge(first, second);
    EXPECT_EQ(verdict.copy, copy) << first.sequence << ' ' << second.sequence;
    EXPECT_EQ(verdict.fault, fault) << first.sequence << ' ' << second.sequence;
}

// The values of the draft's test vectors for "", "a" and "foobar".
TEST(StateRecord, TheHashIsFnv1a)
{
    EXPECT_EQ(id_hash(""), 0xCBF2'9CE4'8422'2325u);
    EXPECT_EQ(id_hash("a"), 0xAF63'DC4C'8601'EC8Cu);
    EXPECT_EQ(id_hash("foobar"), 0x8594'4171'F739'67E8u);
    EXPECT_EQ(id_hash("FooBAR"), id_hash("foobar"));
    EXPECT_NE(id_hash("@"), id_hash("`")); // only letters have a case
    EXPECT_NE(id_hash("["), id_hash("{"));
    EXPECT_NE(id_hash("\xC4"), id_hash("\xE4"));
}

TEST(StateRecord, TheChecksumIsCrc32c)
{
    State state = empty();
    for (unsigned seed = 0; seed < 8; ++seed) {
        auto* const bytes = reinterpret_cast<std::uint8_t*>(&state);
        for (std::size_t i = 0; i < sizeof state; ++i)
            bytes[i] = static_cast<std::uint8_t>(bytes[i] * 7 + i + seed);
        crc32c::Checksum sum{crc32c::Method::table};
        sum.add(std::as_bytes(std::span(&state, 1)).first(508));
        EXPECT_EQ(checksum_of(state), sum.value());
    }
}

TEST(StateRecord, EachBitIsProtected)
{
    auto const good = numbered(7, 9);
    ASSERT_TRUE(is_valid(good));
    for (std::size_t bit = 0; bit < 8 * sizeof good; ++bit) {
        auto bad = good;
        reinterpret_cast<std::uint8_t*>(&bad)[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_FALSE(is_valid(bad)) << bit;
    }
}

TEST(StateRecord, AnotherFormatIsNotValid)
{
    auto state = empty();
    state.version = 2;
    state.checksum = checksum_of(state);
    EXPECT_FALSE(is_valid(state));
    state = empty();
    state.magic ^= 1;
    state.checksum = checksum_of(state);
    EXPECT_FALSE(is_valid(state));
}

TEST(StateRecord, TheHigherNumberCounts)
{
    expect_verdict(numbered(0), numbered(0), 0, none);
    expect_verdict(numbered(4), numbered(5), 1, none);
    expect_verdict(numbered(6), numbered(5), 0, none);
    expect_verdict(numbered(0xFFFF'FFFF), numbered(0), 1, none);
    expect_verdict(numbered(0), numbered(0xFFFF'FFFF), 0, none);
    expect_verdict(numbered(0), numbered(0x7FFF'FFFF), 1, none);
    expect_verdict(numbered(0), numbered(0x8000'0000), 0, none);
    expect_verdict(numbered(0x8000'0000), numbered(0), 0, none);
}

TEST(StateRecord, OfTwoThatContradictEachOtherTheFirstCounts)
{
    expect_verdict(numbered(5, 1), numbered(5, 2), 0, contradiction);
    expect_verdict(numbered(5, 2), numbered(5, 1), 0, contradiction);
}

TEST(StateRecord, ADamagedCopyDoesNotCount)
{
    auto damaged = numbered(9);
    damaged.last ^= 1;
    expect_verdict(damaged, numbered(5), 1, other_damaged);
    expect_verdict(numbered(5), damaged, 0, other_damaged);
    expect_verdict(damaged, damaged, 0, both_damaged);
    expect_verdict(State{}, State{}, 0, both_damaged);
}

TEST(StateRecord, SlotsAreMadeFoundAndFull)
{
    auto state = empty();
    for (std::uint64_t id = 1; id <= FARJUMP_STATE_MOST_ENTRIES; ++id) {
        ASSERT_EQ(find(state, id), nullptr);
        auto* const slot = make_slot(state, id, 3, none_gone);
        ASSERT_NE(slot, nullptr);
        EXPECT_EQ(find(state, id), slot);
        EXPECT_EQ(slot->tries_left, 3);
        EXPECT_EQ(slot->tries, 3);
    }
    auto const full = state;
    EXPECT_EQ(make_slot(state, 99, 3, none_gone), nullptr);
    EXPECT_TRUE(is_same(state, full));

    state.entries[5].flags = FARJUMP_STATE_GOOD;
    auto* const slot = make_slot(state, 99, 300, [](std::uint64_t id) { return id == 6 || id == 8; });
    ASSERT_EQ(slot, &state.entries[5]);
    EXPECT_EQ(slot->id, 99u);
    EXPECT_EQ(slot->tries_left, 255);
    EXPECT_EQ(slot->tries, 255);
    EXPECT_EQ(slot->flags, 0);
    EXPECT_EQ(find(state, 6), nullptr);
    EXPECT_NE(find(state, 8), nullptr);
}

TEST(StateRecord, TheLastTryIsTaken)
{
    auto const before = numbered(0xFFFF'FFFF);
    auto state = before;
    auto& slot = *make_slot(state, 7, 1, none_gone);
    take_try(state, slot);
    finish(state, before);
    EXPECT_EQ(slot.tries_left, 0);
    EXPECT_EQ(slot.tries, 1);
    EXPECT_EQ(state.started, 7u);
    EXPECT_EQ(state.sequence, 0u);
    expect_verdict(before, state, 1, none);
}

TEST(StateRecord, AGoodEntryIsNotCountedAnyMore)
{
    auto before = empty();
    make_slot(before, 6, 3, none_gone);
    auto& slot = *make_slot(before, 7, 2, none_gone);
    slot.flags = 0x80; // unknown bits are kept
    take_try(before, slot);
    before.once = 1;
    before.preferred = 2;
    before.last = 3;
    before.checksum = checksum_of(before);

    auto const state = marked_good(before, 7);
    EXPECT_TRUE(is_valid(state));
    expect_verdict(before, state, 1, none);
    EXPECT_TRUE(is_good(*find(state, 7)));
    EXPECT_EQ(find(state, 7)->flags, 0x80 | FARJUMP_STATE_GOOD);
    EXPECT_EQ(find(state, 7)->tries_left, 1);
    EXPECT_FALSE(is_good(*find(state, 6)));
    EXPECT_EQ(state.good, 7u);
    EXPECT_EQ(state.started, 0u);
    EXPECT_EQ(state.once, 1u);
    EXPECT_EQ(state.preferred, 2u);
    EXPECT_EQ(state.last, 3u);
}

} // namespace
