// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes the state file's record and the counters in file names: two sectors, and a file name behind them. Whatever they
// hold, no counter goes up, and what is written counts in the next boot.
#include "include/state_record.hpp"

#include "stage2/choice/counting/digits.hpp"

#include <cstdlib>
#include <cstring>

namespace {

using namespace state_record;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

// The fuzzer cannot guess a checksum.
void repair(State& state, bool wanted)
{
    if (wanted)
        state.checksum = checksum_of(state);
}

// The state that counts, if the copy `written` is replaced by `fresh`.
void check_next(State const& other, State const& fresh, int written)
{
    auto const verdict = written == 0 ? judge(fresh, other) : judge(other, fresh);
    require(is_valid(fresh));
    require(verdict.copy == written);
}

void check_record(State const& first, State const& second)
{
    auto const verdict = judge(first, second);
    auto const& counts = verdict.copy == 0 ? first : second;
    require((verdict.fault == Verdict::Fault::both_damaged) == (!is_valid(first) && !is_valid(second)));
    if (verdict.fault == Verdict::Fault::both_damaged)
        return;
    require(is_valid(counts));
    auto const other = 1 - verdict.copy;

    constexpr std::uint64_t id = 0x1234'5678;
    State next = counts;
    auto* slot = find(next, id);
    if (slot == nullptr)
        slot = make_slot(next, id, 3, [](std::uint64_t gone) { return gone % 2 == 0; });
    if (slot == nullptr) {
        require(is_same(next, counts));
        return;
    }
    if (slot->tries_left == 0)
        return;
    auto const before = slot->tries_left;
    take_try(next, *slot);
    finish(next, counts);
    require(slot->tries_left == before - 1);
    check_next(counts, next, other);
    for (auto const& entry : next.entries) // all others are as they were
        require(&entry == slot || std::memcmp(&entry, &counts.entries[&entry - next.entries], sizeof entry) == 0);

    auto const good = marked_good(next, id);
    check_next(next, good, verdict.copy);
    require(is_good(*find(good, id)) && good.good == id && good.started == 0);
}

void check_name(std::string_view file_name)
{
    auto const name = boot_counter::parse(file_name);
    counting::Digits const digits{name, file_name};
    if (!digits.keep_their_number())
        return;
    require(name.is_counted());
    auto const size = file_name.size();
    std::string_view const next = digits.path_with(file_name, digits.counted_down());
    if (next.data() == file_name.data())
        return; // too long for a path
    require(next.size() == size);
    auto const counted = boot_counter::parse(next);
    require(counted.id == name.id);
    require(counted.left == (name.left != 0 ? name.left - 1 : 0) && counted.left == digits.left_after());
    require(counted.done == name.done || counted.done == name.done + 1);
    auto const done = counted.done;
    auto const good = boot_counter::parse(digits.path_with(file_name, digits.marked_good()));
    require(good.id == name.id && good.done == 0 && good.left <= digits.left_after() + done);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    State states[2];
    if (size < 1 + sizeof states)
        return 0;
    auto const repairs = data[0];
    std::memcpy(states, data + 1, sizeof states);
    repair(states[0], repairs & 1);
    repair(states[1], repairs & 2);
    check_record(states[0], states[1]);
    auto const* const name = reinterpret_cast<char const*>(data) + 1 + sizeof states;
    check_name({name, size - 1 - sizeof states});
    return 0;
}
