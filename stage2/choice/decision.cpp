// SPDX-License-Identifier: BSD-2-Clause
// Decides which entry a boot starts by itself.
#include "stage2/choice/decision.hpp"

#include "include/state_record.hpp"

namespace choice {

namespace {

using boot_entry::Heading;

std::uint64_t id_of(Item const& item)
{
    return state_record::id_hash(item.name().id);
}

// What the default is: an id, a pattern, or, if both are empty, each entry.
struct Wanted {
    std::uint64_t id = 0;
    std::string_view pattern{};

    bool is_any() const { return id == 0 && pattern.empty(); }
    bool fits(Item const& item) const
    {
        if (id != 0)
            return id_of(item) == id;
        return pattern.empty() || boot_entry::matches(pattern, item.heading.file_name);
    }
};

std::size_t first(std::span<Item const> items, auto const& fits)
{
    for (std::size_t number = 0; number < items.size(); ++number)
        if (fits(items[number]))
            return number;
    return Decision::none;
}

// An id that the state remembers, if it is still that of an entry: a newer system may have removed the entry.
std::uint64_t if_in(std::span<Item const> items, std::uint64_t id)
{
    auto const has_id = [&](Item const& item) { return id_of(item) == id; };
    return id != 0 && first(items, has_id) != Decision::none ? id : 0;
}

Wanted wanted_by(std::span<Item const> items, boot_entry::LoaderConf const& conf, farjump_state const* state)
{
    if (state != nullptr)
        if (auto const preferred = if_in(items, state->preferred))
            return {.id = preferred};
    auto const pattern = conf.default_pattern;
    auto const is_pattern = [&](Item const& item) { return boot_entry::matches(pattern, item.heading.file_name); };
    if (!pattern.starts_with('@') || first(items, is_pattern) != Decision::none)
        return {.pattern = pattern};
    return {.id = pattern == "@saved" && state != nullptr ? if_in(items, state->last) : 0};
}

// Whether `left` would be before `right` if neither were counted.
bool precedes_uncounted(Item const& left, Item const& right)
{
    Heading left_heading = left.heading, right_heading = right.heading;
    left_heading.file_name = left.name().id;
    right_heading.file_name = right.name().id;
    return boot_entry::precedes(left_heading, right_heading);
}

void say_failed(Decision& decision, Item const& item, farjump_state const* state)
{
    auto const name = item.name();
    bool const was_started = state != nullptr && state->started == id_of(item);
    if (!item.is_counted() || !(was_started || name.done != 0))
        return;
    decision.failed = true;
    (decision.reason << title_of(item).view() << " was started and not marked as good, ") << state_of(item).view();
}

} // namespace

std::size_t fallback(std::span<Item const> items, farjump_state const* state, std::size_t failed)
{
    auto const is_other = [&](Item const& item) { return &item != &items[failed] && item.can_start(); };
    if (state != nullptr && state->good != 0)
        if (auto const good =
                first(items, [&](auto const& item) { return is_other(item) && id_of(item) == state->good; });
            good != Decision::none)
            return good;
    return first(items, [&](auto const& item) { return is_other(item) && !item.is_counted(); });
}

Decision decide(std::span<Item const> items, boot_entry::LoaderConf const& conf, farjump_state const* state)
{
    Decision decision;
    if (state != nullptr && state->once != 0) {
        auto const once =
            first(items, [&](auto const& item) { return item.can_start() && id_of(item) == state->once; });
        if (once != Decision::none) {
            decision.item = decision.shown = once;
            decision.is_once = true;
            return decision;
        }
        decision.lost_once = state->once;
    }
    auto const wanted = wanted_by(items, conf, state);
    decision.item = first(items, [&](auto const& item) { return item.can_start() && wanted.fits(item); });

    // The entry that would be started if its tries were not used up.
    auto const exhausted = first(items, [&](auto const& item) {
        return !item.is_broken() && item.is_exhausted() && wanted.fits(item) &&
               (decision.item == Decision::none || precedes_uncounted(item, items[decision.item]));
    });
    if (exhausted != Decision::none) {
        if (auto const other = fallback(items, state, exhausted); other != Decision::none)
            decision.item = other;
        bool const was_started = state != nullptr && state->started == id_of(items[exhausted]);
        decision.failed = was_started || decision.item == Decision::none;
        decision.shown = exhausted;
        decision.reason << title_of(items[exhausted]).view() << " failed, no tries left";
    } else if (decision.item != Decision::none) {
        say_failed(decision, items[decision.item], state);
    } else {
        decision.failed = true;
        auto const broken = first(items, [&](auto const& item) { return item.is_broken() && wanted.fits(item); });
        if (!wanted.is_any() && broken == Decision::none)
            (decision.reason << "the default, '").name(wanted.pattern) << "', is no entry";
        else if (broken != Decision::none)
            decision.reason << title_of(items[broken]).view() << " cannot be booted";
        decision.shown = broken != Decision::none ? broken : 0;
    }
    if (decision.item != Decision::none)
        decision.shown = decision.item;
    return decision;
}

} // namespace choice
