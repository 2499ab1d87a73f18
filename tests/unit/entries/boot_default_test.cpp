// SPDX-License-Identifier: BSD-2-Clause
// Tests the meaning of `default` in loader.conf, an id, a file name or a pattern, and what is never booted instead.
#include "tests/unit/boot_choice_setup.hpp"

namespace {

using errors::Code;

struct BootDefaultTest : BootChoiceTest {
    void forget_files() { image.sh("mdeltree -i $image ::/loader 2> /dev/null || true"); }
};

TEST_F(BootDefaultTest, AnIdHasNoCounter)
{
    entry("zebra.conf"); // the first in order
    for (std::string const counter : {"+3", "+3-1", "+0", "+0-3", "+03-00"}) {
        entry("foo" + counter + ".conf");
        for (auto const* const wanted : {"foo", "foo.conf", "FOO", "f*", "fo?.conf", "foo.*", "[e-g]oo"}) {
            if (counter != "+3-1" && wanted != std::string_view("foo"))
                continue; // the counter was cut off before the pattern is looked at
            SCOPED_TRACE(counter + ", default " + wanted);
            default_is(wanted);
            forget_files();
            expect_entry("foo" + counter + ".conf");
        }
        std::filesystem::remove(image.files() + "/loader/entries/foo" + counter + ".conf");
    }
    EXPECT_EQ(machine.screen, "");
}

TEST_F(BootDefaultTest, WhatIsNoCounterBelongsToTheId)
{
    std::string const no_counters[] = {"+x", "+", "+3x", "+-1", "+3-", "+3-x", "+3-1-1", "+2147483648", "-3", "+3.1"};
    for (auto const& no_counter : no_counters)
        entry("foo" + no_counter + ".conf");
    default_is("foo");
    forget_files();
    expect_failure(choose(), Code::default_entry_missing, {}, "foo");
    for (auto const& no_counter : no_counters) {
        SCOPED_TRACE(no_counter);
        default_is("foo" + no_counter);
        forget_files();
        expect_entry("foo" + no_counter + ".conf");
    }
}

TEST_F(BootDefaultTest, AFilesNameMeansThisFileWithItsCounter)
{
    entry("foo+3.conf");
    entry("foo+2-1.conf");
    entry("foo.conf");
    for (auto const& [wanted, name] : {std::pair{"foo+3", "foo+3.conf"},
                                       {"FOO+2-1.Conf", "foo+2-1.conf"},
                                       {"foo+*", "foo+3.conf"},
                                       {"foo", "foo.conf"},
                                       {"foo.conf", "foo.conf"}}) {
        SCOPED_TRACE(wanted);
        default_is(wanted);
        forget_files();
        expect_entry(name);
    }
}

TEST_F(BootDefaultTest, OfEntriesOfOneIdTheOneWithMostTriesLeftIsTaken)
{
    entry("foo+0-5.conf");
    entry("foo+1-2.conf");
    default_is("foo");
    expect_entry("foo+1-2.conf");
    entry("foo+2-3.conf");
    entry("foo+2-1.conf");
    forget_files();
    expect_entry("foo+2-1.conf");
    entry("foo.conf"); // the good one
    forget_files();
    expect_entry("foo.conf");
}

TEST_F(BootDefaultTest, AnEntryOfAnotherArchitectureIsRefusedInWords)
{
    entry("pc.conf", "architecture x64\n");
    entry("board.conf", "architecture aa64\n");
    entry("board-2+3.conf", "architecture ARM\n");
    for (auto const& [wanted, words] :
         {std::pair{"board", "/loader/entries/board.conf is for the architecture aa64, and this PC is x64"},
          {"board.conf", "/loader/entries/board.conf is for the architecture aa64, and this PC is x64"},
          {"board-2", "/loader/entries/board-2+3.conf is for the architecture ARM, and this PC is x64"},
          {"board-*", "/loader/entries/board-2+3.conf is for the architecture ARM, and this PC is x64"}}) {
        SCOPED_TRACE(wanted);
        default_is(wanted);
        forget_files();
        expect_failure(choose(), Code::entry_other_architecture, {}, words);
    }
}

TEST_F(BootDefaultTest, WordsOfSystemdBootAreANoteAndTheFirstEntry)
{
    entry("a.conf");
    entry("b.conf");
    for (std::string const word : {"@saved", "@current", "@oneshot"}) {
        default_is(word);
        forget_files();
        machine.screen.clear();
        expect_entry("b.conf");
        EXPECT_TRUE(screen_has("'default " + word + "'")) << machine.screen;
    }
    entry("@saved.conf");
    forget_files();
    default_is("@saved");
    machine.screen.clear();
    expect_entry("@saved.conf"); // an entry's own name after all
    EXPECT_EQ(machine.screen, "");
}

TEST_F(BootDefaultTest, WordsOfSystemdBootWithoutEntriesLeaveTheDefaultKernel)
{
    default_is("@saved");
    expect_default_kernel();
    EXPECT_TRUE(screen_has("'default @saved'")) << machine.screen;
}

TEST_F(BootDefaultTest, AMissingOneListsTheEntriesThatAreThere)
{
    entry("a.conf");
    entry("b+3.conf");
    entry(".hidden.conf");
    put("/loader/entries/readme.txt", "");
    for (auto const* const wanted : {"c", "c*", "../entries/a", "/loader/entries/a.conf", "a/", ".hidden"}) {
        SCOPED_TRACE(wanted);
        default_is(wanted);
        forget_files();
        machine.screen.clear();
        expect_failure(choose(), Code::default_entry_missing, {}, wanted);
        EXPECT_TRUE(screen_has("        /loader/entries/a.conf\r\n") || machine.screen.ends_with("/a.conf"));
        EXPECT_TRUE(screen_has("        /loader/entries/b+3.conf"));
        EXPECT_FALSE(screen_has("more")) << machine.screen;
        EXPECT_FALSE(screen_has("hidden")) << machine.screen;
        EXPECT_FALSE(screen_has("readme")) << machine.screen;
    }
}

TEST_F(BootDefaultTest, AMissingOneListsAsManyAsTheScreenHasRoomFor)
{
    for (int i = 100; i < 200; ++i)
        entry("an-entry-with-a-long-name-" + std::to_string(i) + ".conf");
    entry(std::string(240, 'n') + ".conf");
    default_is("missing");
    expect_failure(choose(), Code::default_entry_missing, {}, "missing");
    EXPECT_EQ(std::ranges::count(machine.screen, '\n'), 13) << machine.screen;
    EXPECT_TRUE(machine.screen.ends_with("\n        89 more in /loader/entries")) << machine.screen;
}

TEST_F(BootDefaultTest, AMissingOneWithoutAnyEntriesListsNone)
{
    default_is("missing");
    expect_failure(choose(), Code::default_entry_missing, {}, "missing");
    EXPECT_EQ(machine.screen, "");
}

TEST_F(BootDefaultTest, ABrokenOneIsAnErrorAndNoneOfTheOthersIsBooted)
{
    entry("good.conf");
    put("/loader/entries/bad+3.conf", "title no kernel\n");
    for (auto const* const wanted : {"bad", "bad.conf", "bad*", "bad+3"}) {
        default_is(wanted);
        forget_files();
        expect_failure(choose(), Code::entry_without_kernel, {}, "/loader/entries/bad+3.conf");
    }
}

} // namespace
