// SPDX-License-Identifier: BSD-2-Clause
// Tests the values of the key `chain`.
#include "stage2/protocols/chain/target.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using chain::Target;
using Kind = chain::Target::Kind;

Target target_of(std::string_view value)
{
    auto const target = chain::parse(value);
    EXPECT_TRUE(target) << value;
    return target.value_or(Target{});
}

TEST(ChainTarget, NumbersOfPartitionsAreDecimal)
{
    auto const target = target_of("partition 12");
    EXPECT_EQ(target.kind, Kind::partition);
    EXPECT_EQ(target.number, 12);
    EXPECT_EQ(target.name, "partition 12");
    EXPECT_FALSE(target.force || target.bpb);
}

TEST(ChainTarget, NumbersOfDrivesAreHexadecimalInEachForm)
{
    for (auto const* value : {"drive 81h", "drive 0x81", "drive 81", "drive \t 81h"}) {
        EXPECT_EQ(target_of(value).kind, Kind::drive) << value;
        EXPECT_EQ(target_of(value).number, 0x81) << value;
    }
    EXPECT_EQ(target_of("drive 0").number, 0);
    EXPECT_EQ(target_of("drive 0xFf").number, 0xFF);
}

TEST(ChainTarget, PathsMayHaveBlanks)
{
    auto const target = target_of("/boot/my force file.bin");
    EXPECT_EQ(target.kind, Kind::file);
    EXPECT_EQ(target.name, "/boot/my force file.bin");
    EXPECT_FALSE(target.force);
}

TEST(ChainTarget, TwoWordsMayFollowInAnyOrder)
{
    for (std::string const name : {"partition 2", "drive 81h", "/boot/x"}) {
        for (std::string const words : {" force", " \tbpb", " force bpb", " bpb force", " bpb  force bpb"}) {
            auto const value = name + words; // the target refers to it
            auto const target = target_of(value);
            EXPECT_EQ(target.name, name) << words;
            EXPECT_EQ(target.force, words.contains("force")) << words;
            EXPECT_EQ(target.bpb, words.contains("bpb")) << words;
        }
    }
    EXPECT_EQ(target_of("/boot/reinforce").name, "/boot/reinforce");
    EXPECT_EQ(target_of("/force").name, "/force");
}

TEST(ChainTarget, OtherValuesAreRefusedAsAWhole)
{
    for (auto const* value : {"partition",
                              "partition 0",
                              "partition -1",
                              "partition 2a",
                              "partition 1000",
                              "partition 2 3",
                              "partition2",
                              "partition 4294967298",
                              "Partition 2",
                              "drive",
                              "drive 0x",
                              "drive h",
                              "drive 100",
                              "drive 8g",
                              "drive 0x81h",
                              "drive 81h 82h",
                              "force",
                              "bpb force",
                              "boot.bin",
                              "boot/x force",
                              "hd0"}) {
        auto const target = chain::parse(value);
        ASSERT_FALSE(target) << value;
        EXPECT_EQ(target.error()->code, errors::Code::chain_value_unknown);
        EXPECT_EQ(target.error()->name, value);
    }
}

} // namespace
