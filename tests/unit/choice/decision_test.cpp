// SPDX-License-Identifier: BSD-2-Clause
// Tests which entry a boot starts by itself, rule by rule, and what is said about it.
#include "stage2/choice/decision.hpp"

#include "include/state_record.hpp"
#include "tests/unit/choice/entries.hpp"

namespace {

using choice::Decision;

constexpr std::string_view none = "nothing";

struct DecisionTest : EntriesTest {
    std::uint64_t id(std::string_view name) const { return state_record::id_hash(name); }

    // What the state says of an entry's tries, as counting::tries_left() gives it.
    void slot(std::string_view name, std::uint8_t tries_left, std::uint8_t flags = 0)
    {
        auto& found = *state_record::make_slot(*use_state(), id(name), tries_left, [](auto) { return false; });
        found.flags = flags;
    }
    farjump_state* use_state()
    {
        if (!state)
            state = state_record::empty();
        return &*state;
    }

    Decision decide(std::string_view wanted = {})
    {
        read();
        if (state) {
            for (auto& item : list->items())
                if (auto const* const found = state_record::find(*state, id(item.name().id)))
                    item.tries_left = state_record::is_good(*found) ? boot_counter::Name::unlimited : found->tries_left;
            choice::sort(list->items());
        }
        boot_entry::LoaderConf conf;
        conf.default_pattern = wanted;
        return choice::decide(list->items(), conf, state ? &*state : nullptr);
    }
    std::string name_of(std::size_t item) const { return item == Decision::none ? std::string(none) : names()[item]; }
    void expect(std::string_view name, std::string_view reason, Decision const& decision)
    {
        EXPECT_EQ(name_of(decision.item), name);
        EXPECT_EQ(decision.reason.view(), reason);
        if (decision.item != Decision::none) {
            EXPECT_EQ(decision.shown, decision.item);
        }
    }

    std::optional<farjump_state> state;
};

TEST_F(DecisionTest, StartsTheFirstOfTheList)
{
    entry("a");
    entry("b");
    auto const decision = decide();
    expect("b", "", decision);
    EXPECT_FALSE(decision.failed || decision.is_once);
}

TEST_F(DecisionTest, StartsTheDefaultKernelIfThereAreNoEntries)
{
    auto const decision = decide();
    EXPECT_EQ(decision.item, 0u);
    EXPECT_FALSE(decision.failed);
}

TEST_F(DecisionTest, StartsTheFirstThatThePatternFits)
{
    entry("a-1");
    entry("a-2");
    entry("z");
    expect("a-2", "", decide("a-*"));
    expect("a-1", "", decide("a-1"));
    expect("a-1", "", decide("A-1.CONF"));
}

TEST_F(DecisionTest, APatternThatFitsNothingStartsNothing)
{
    entry("a");
    auto const decision = decide("b*");
    expect(none, "the default, 'b*', is no entry", decision);
    EXPECT_TRUE(decision.failed);
    EXPECT_EQ(decision.shown, 0u);
}

TEST_F(DecisionTest, ABrokenDefaultStartsNothingElse)
{
    entry("a");
    broken("bad");
    auto const decision = decide("bad");
    expect(none, "bad.conf cannot be booted", decision);
    EXPECT_TRUE(decision.failed);
    EXPECT_EQ(name_of(decision.shown), "bad");
}

TEST_F(DecisionTest, WithoutDefaultABrokenEntryIsSkipped)
{
    broken("z");
    entry("a");
    expect("a", "", decide());
}

TEST_F(DecisionTest, OfBrokenEntriesStartsNone)
{
    broken("y");
    broken("z");
    auto const decision = decide();
    EXPECT_EQ(decision.item, Decision::none);
    EXPECT_TRUE(decision.failed);
}

TEST_F(DecisionTest, TheEntryToBeStartedOnceIsBeforeAllOthers)
{
    entry("a");
    entry("b");
    entry("c");
    use_state()->once = id("a");
    use_state()->preferred = id("b");
    auto const decision = decide("c");
    expect("a", "", decision);
    EXPECT_TRUE(decision.is_once);
}

TEST_F(DecisionTest, WhatCannotBeStartedIsNotStartedOnce)
{
    entry("a+0-3");
    entry("b");
    use_state()->once = id("a");
    auto decision = decide();
    expect("b", "", decision);
    EXPECT_FALSE(decision.is_once);
    EXPECT_EQ(decision.lost_once, id("a"));
    use_state()->once = id("gone");
    decision = decide();
    expect("b", "", decision);
    EXPECT_FALSE(decision.is_once);
    EXPECT_EQ(decision.lost_once, id("gone"));
}

TEST_F(DecisionTest, TheMenusDefaultIsBeforeLoaderConfs)
{
    entry("a");
    entry("b");
    entry("c");
    use_state()->preferred = id("b");
    expect("b", "", decide("a"));
    use_state()->preferred = 0;
    expect("a", "", decide("a"));
}

TEST_F(DecisionTest, TheMenusDefaultDoesNotCountIfItIsNoEntryAnyMore)
{
    entry("a");
    entry("c");
    use_state()->preferred = id("removed");
    expect("a", "", decide("a"));
    expect("c", "", decide());
}

TEST_F(DecisionTest, SavedIsTheEntryThatWasStartedLast)
{
    entry("a");
    entry("c");
    expect("c", "", decide("@saved")); // there is no state file
    use_state();
    expect("c", "", decide("@saved")); // nothing was started yet
    use_state()->last = id("a");
    expect("a", "", decide("@saved"));
    expect("c", "", decide("@oneshot")); // a word of systemd-boot that means nothing here
    expect("c", "", decide());
    use_state()->last = id("removed");
    expect("c", "", decide("@saved"));
}

TEST_F(DecisionTest, AnEntryCanHaveTheNameSaved)
{
    entry("@saved");
    entry("a");
    entry("c");
    use_state()->last = id("a");
    expect("@saved", "", decide("@saved"));
}

// Boot counters.

TEST_F(DecisionTest, ACountedEntryIsStartedAsLongAsItHasTries)
{
    entry("old");
    entry("zz+3-0");
    auto decision = decide("zz");
    expect("zz+3-0", "", decision);
    EXPECT_FALSE(decision.failed);
    volume.remove("/loader/entries/zz+3-0.conf");
    entry("zz+2-1");
    decision = decide("zz");
    expect("zz+2-1", "zz+2-1.conf was started and not marked as good, 2 tries left", decision);
    EXPECT_TRUE(decision.failed);
}

TEST_F(DecisionTest, AStartedEntryOfTheStateHasFailed)
{
    entry("new");
    entry("a");
    slot("new", 1);
    auto decision = decide();
    expect("new", "", decision);
    EXPECT_FALSE(decision.failed);
    use_state()->started = id("new");
    decision = decide();
    expect("new", "new.conf was started and not marked as good, 1 try left", decision);
    EXPECT_TRUE(decision.failed);
    use_state()->started = id("a"); // another one
    EXPECT_FALSE(decide().failed);
    state_record::find(*state, id("new"))->flags = FARJUMP_STATE_GOOD;
    use_state()->started = id("new"); // and it is good
    decision = decide();
    expect("new", "", decision);
    EXPECT_FALSE(decision.failed);
}

TEST_F(DecisionTest, ThreeFailedBootsLeadBackToTheOldEntry)
{
    entry("os-1");
    entry("os-2+3-0");
    slot("os-2", 3);
    slot("os-1", 3, FARJUMP_STATE_GOOD);
    use_state()->good = id("os-1");
    for (int boot = 0; boot < 3; ++boot) {
        auto const decision = decide();
        EXPECT_EQ(name_of(decision.item), "os-2+3-0");
        EXPECT_EQ(decision.failed, boot != 0);
        state_record::take_try(*use_state(), *state_record::find(*state, id("os-2")));
    }
    auto decision = decide();
    expect("os-1", "os-2+3-0.conf failed, no tries left", decision);
    EXPECT_TRUE(decision.failed); // the menu opens, once: then os-1 is what was started
    use_state()->started = 0;
    decision = decide();
    expect("os-1", "os-2+3-0.conf failed, no tries left", decision);
    EXPECT_FALSE(decision.failed);
}

TEST_F(DecisionTest, ThreeFailedBootsLeadBackAlsoByCountersInNames)
{
    entry("os-1");
    for (auto const* const name : {"os-2+3-0", "os-2+2-1", "os-2+1-2"}) {
        entry(name);
        EXPECT_EQ(name_of(decide("os-2").item), name);
        EXPECT_EQ(name_of(decide().item), name);
        volume.remove(std::string("/loader/entries/") + name + ".conf");
    }
    entry("os-2+0-3");
    auto const decision = decide("os-2");
    expect("os-1", "os-2+0-3.conf failed, no tries left", decision);
    EXPECT_FALSE(decision.failed);
}

// Of the entries that the default means, an older one has tried in vain, and that is past.
TEST_F(DecisionTest, ANewerEntryWithTriesIsNotSkippedBecauseOfAnOldExhaustedOne)
{
    entry("os-1");
    entry("os-2+0-3");
    entry("os-3+3-0");
    use_state()->good = id("os-1");
    expect("os-3+3-0", "", decide("os-[23]"));
    entry("os-4");
    expect("os-4", "", decide("os-*"));
    expect("os-4", "", decide());
}

TEST_F(DecisionTest, AnExhaustedDefaultFallsBackToTheOneThatWasMarkedAsGood)
{
    entry("a");
    entry("b");
    entry("c");
    entry("d+0-3");
    use_state()->good = id("b");
    expect("b", "d+0-3.conf failed, no tries left", decide("d"));
    use_state()->good = id("d"); // it was good before
    expect("c", "d+0-3.conf failed, no tries left", decide("d"));
    use_state()->good = id("removed");
    expect("c", "d+0-3.conf failed, no tries left", decide("d"));
    state.reset();
    expect("c", "d+0-3.conf failed, no tries left", decide("d"));
}

TEST_F(DecisionTest, AnExhaustedDefaultWithoutAGoodEntryStartsNothing)
{
    entry("d+0-3");
    entry("e+0");
    broken("f");
    auto const decision = decide("d");
    expect(none, "d+0-3.conf failed, no tries left", decision);
    EXPECT_TRUE(decision.failed);
    EXPECT_EQ(name_of(decision.shown), "d+0-3");
    EXPECT_EQ(decide().item, Decision::none);
    entry("g+1-2"); // nor one that has not shown what it can
    EXPECT_EQ(decide("d").item, Decision::none);
}

TEST_F(DecisionTest, FallbackIsNeverTheFailedEntryNorOneThatCannotStart)
{
    entry("a");
    entry("b+2-1");
    entry("c+0-1");
    broken("d");
    read();
    farjump_state good = state_record::empty();
    for (auto const* const name : {"a", "b", "c", "d"}) {
        good.good = id(name);
        for (std::size_t failed = 0; failed < list->items().size(); ++failed) {
            auto const other = choice::fallback(list->items(), &good, failed);
            if (other == Decision::none)
                continue;
            EXPECT_NE(other, failed);
            EXPECT_TRUE(list->items()[other].can_start());
        }
    }
    good.good = id("b"); // counted again, with tries
    EXPECT_EQ(name_of(choice::fallback(list->items(), &good, place_of("c+0-1"))), "b+2-1");
    EXPECT_EQ(name_of(choice::fallback(list->items(), nullptr, place_of("c+0-1"))), "a");
    EXPECT_EQ(choice::fallback(list->items(), nullptr, place_of("a")), Decision::none);
}

} // namespace
