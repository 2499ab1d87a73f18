// SPDX-License-Identifier: BSD-2-Clause
// Tests the A20 gate: which method opens it on which machine, what is left unchanged, and that no wait is endless.
#include "stage2/bios/a20.hpp"

#include "tests/fake_a20_gate.hpp"

#include <gtest/gtest.h>

namespace {

using a20::Method;
using Way = FakeA20Gate::Way;

constexpr int for_ever = 1 << 30;

struct A20Test : testing::Test {
    void expect_opened_by(Method method)
    {
        auto const result = a20::open();
        ASSERT_TRUE(result);
        EXPECT_EQ(*result, method);
        EXPECT_TRUE(gate.open);
        expect_no_reset();
    }

    // Bit 0 of port 92h resets when set, bit 0 of the controller's output port when clear.
    void expect_no_reset()
    {
        for (auto const value : machine.written_to(0x92))
            EXPECT_EQ(value & 1, 0);
        for (auto const value : machine.written_to(0x60))
            EXPECT_EQ(value & 1, 1);
    }

    FakeMachine machine;
    FakeA20Gate gate{machine};
};

TEST_F(A20Test, LeavesAnOpenGateAlone)
{
    gate.open = true;
    expect_opened_by(Method::already_open);
    EXPECT_TRUE(machine.calls.empty());
    EXPECT_TRUE(machine.port_reads.empty());
    EXPECT_TRUE(machine.port_writes.empty());
}

TEST_F(A20Test, AsksTheBiosFirst)
{
    gate.bios = gate.port_92 = gate.keyboard = Way::works;
    expect_opened_by(Method::bios);
    EXPECT_EQ(machine.calls.size(), 1u);
    EXPECT_TRUE(machine.port_reads.empty());
    EXPECT_TRUE(machine.port_writes.empty());
}

TEST_F(A20Test, DoesNotBelieveTheBios)
{
    gate.bios = Way::lies;
    gate.port_92 = gate.keyboard = Way::works;
    expect_opened_by(Method::port_92);
    EXPECT_FALSE(machine.port_writes.contains(0x64));
}

TEST_F(A20Test, KeepsWhatElsePort92hHolds)
{
    gate.port_92 = Way::works;
    gate.control = 0xC9; // bit 0 too, as some chip sets read it
    expect_opened_by(Method::port_92);
    EXPECT_EQ(machine.written_to(0x92), std::vector<std::uint8_t>{0xCA});
}

TEST_F(A20Test, DoesNotWritePort92hWhereItIsMissingOrSaysOpen)
{
    gate.keyboard = Way::works;
    expect_opened_by(Method::keyboard_controller);
    EXPECT_FALSE(machine.port_writes.contains(0x92));

    gate.open = false;
    gate.port_92 = Way::lies;
    gate.control = 0x02;
    expect_opened_by(Method::keyboard_controller);
    EXPECT_FALSE(machine.port_writes.contains(0x92));
}

TEST_F(A20Test, TellsTheKeyboardControllerInItsOrder)
{
    gate.keyboard = Way::works;
    expect_opened_by(Method::keyboard_controller);
    EXPECT_EQ(machine.written_to(0x64), (std::vector<std::uint8_t>{0xD1, 0xFF}));
    EXPECT_EQ(machine.written_to(0x60), std::vector<std::uint8_t>{0xDF});
}

TEST_F(A20Test, TriesTheControllerWhenPort92hLies)
{
    gate.port_92 = Way::lies;
    gate.keyboard = Way::works;
    expect_opened_by(Method::keyboard_controller);
}

TEST_F(A20Test, WaitsForABusyControllerAndDropsWhatItSays)
{
    gate.keyboard = Way::works;
    gate.busy = 5000;
    gate.characters = 16;
    expect_opened_by(Method::keyboard_controller);
    EXPECT_EQ(gate.characters, 0);
    EXPECT_EQ(machine.reads_of(0x60), 16u);
}

TEST_F(A20Test, WaitsForAGateThatSwingsSlowly)
{
    for (auto const way : {&FakeA20Gate::port_92, &FakeA20Gate::keyboard}) {
        gate.*way = Way::works;
        gate.swing = 1000;
        ASSERT_TRUE(a20::open());
        gate.*way = Way::absent;
        gate.open = false;
    }
}

TEST_F(A20Test, GivesUpWhereNothingWorks)
{
    auto const result = a20::open();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, errors::Code::a20_closed);
    EXPECT_LE(machine.reads_of(0x64), 100u); // nobody there: no point in waiting
    EXPECT_FALSE(machine.port_writes.contains(0x64));
    EXPECT_FALSE(machine.port_writes.contains(0x60));
}

TEST_F(A20Test, GivesUpWhereAllLie)
{
    gate.bios = gate.port_92 = gate.keyboard = Way::lies;
    EXPECT_FALSE(a20::open());
    EXPECT_LE(machine.written_to(0x80).size(), 1'000'000u);
    EXPECT_EQ(machine.calls.size(), 2u);
    expect_no_reset();
}

TEST_F(A20Test, GivesUpOnAControllerThatIsBusyForEver)
{
    gate.keyboard = Way::works;
    gate.busy = for_ever;
    EXPECT_FALSE(a20::open());
    EXPECT_LE(machine.reads_of(0x64), 200'000u);
    EXPECT_FALSE(machine.port_writes.contains(0x64));
}

TEST_F(A20Test, GivesUpOnAControllerThatTalksForEver)
{
    gate.keyboard = Way::works;
    gate.characters = for_ever;
    EXPECT_FALSE(a20::open());
    EXPECT_LE(machine.reads_of(0x64), 200'000u);
}

TEST_F(A20Test, KeepsTheGateOpen)
{
    gate.open = true;
    EXPECT_TRUE(a20::keep_open());
    EXPECT_TRUE(machine.calls.empty());
    gate.open = false;
    gate.bios = Way::works;
    EXPECT_TRUE(a20::keep_open());
    EXPECT_TRUE(gate.open);
    gate.open = false;
    gate.bios = Way::lies;
    auto const result = a20::keep_open();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, errors::Code::a20_closed);
}

} // namespace
