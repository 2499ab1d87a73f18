// SPDX-License-Identifier: BSD-2-Clause
// Tests the local APIC against one that keeps its registers as memory or as model-specific registers.
#include "stage2/machine/processors/local_apic.hpp"

#include "stage2/machine/tsc_rate.hpp"
#include "tests/unit/machine/processors/fake_local_apic.hpp"

#include <gtest/gtest.h>

namespace {

using local_apic::Mode;

struct LocalApicTest : testing::Test {
    FakeMachine machine;
    FakeLocalApic apic{machine};
};

TEST_F(LocalApicTest, IsUsableOnlyIfItIsThereAndEnabled)
{
    EXPECT_EQ(local_apic::mode(), Mode::xapic);
    apic.base() = 0xFEE0'0900 | 1 << 10;
    EXPECT_EQ(local_apic::mode(), Mode::x2apic);
    apic.base() = 0xFEE0'0100;
    EXPECT_EQ(local_apic::mode(), Mode::none);
    apic.base() = 0x1'FEE0'0900;
    EXPECT_EQ(local_apic::mode(), Mode::none);
    apic.base() = 0xFEE0'0900;
    machine.cpuid[1].edx &= ~(1u << 9);
    EXPECT_EQ(local_apic::mode(), Mode::none);
}

TEST_F(LocalApicTest, KnowsItsIdInBothModes)
{
    apic.registers[0x20] = 0x8500'0000;
    EXPECT_EQ(local_apic::id(), 0x85u);
    local_apic::enter_x2apic();
    EXPECT_EQ(apic.base(), 0xFEE0'0D00u);
    apic.registers[0x20] = 0x12345;
    EXPECT_EQ(local_apic::id(), 0x12345u);
}

TEST_F(LocalApicTest, MasksLocalInterruptsExceptSmiAndInit)
{
    apic.registers[0x30] = 0x0006'0014;
    apic.registers[0x320] = 0x0002'0040; // timer, periodic
    apic.registers[0x330] = 0x0000'0200; // SMI
    apic.registers[0x340] = 0x0000'0400; // NMI
    apic.registers[0x350] = 0x0000'0700; // ExtINT
    apic.registers[0x360] = 0x0000'5500; // INIT
    apic.registers[0x370] = 0x0000'1140; // lowest priority; delivery status set
    apic.registers[0x2F0] = 0x0001'0000;
    apic.registers[0x80] = 0x20;
    local_apic::prepare({}, 0);
    EXPECT_EQ(apic.registers[0xF0], 0x1FFu);
    EXPECT_EQ(apic.registers[0x80], 0u);
    EXPECT_EQ(apic.registers[0x320], 0x0003'0040u);
    EXPECT_EQ(apic.registers[0x330], 0x0000'0200u);
    EXPECT_EQ(apic.registers[0x340], 0x0001'0400u);
    EXPECT_EQ(apic.registers[0x350], 0x0001'0700u);
    EXPECT_EQ(apic.registers[0x360], 0x0000'5500u);
    EXPECT_EQ(apic.registers[0x370], 0x0001'0140u);
    EXPECT_EQ(apic.registers[0x2F0], 0x0001'0000u);
}

TEST_F(LocalApicTest, LeavesRegistersAloneThatItDoesNotHave)
{
    apic.registers[0x30] = 0x0003'0014; // an LVT of four entries
    local_apic::prepare({}, 0);
    for (std::uint32_t const absent : {0x340u, 0x330u, 0x2F0u})
        EXPECT_FALSE(apic.written.contains(absent)) << absent;
    EXPECT_TRUE(apic.written.contains(0x370));
}

TEST_F(LocalApicTest, SetsTheNmiPinsOfItsProcessor)
{
    constexpr auto all = madt::NmiPin::all_processors;
    std::array<madt::NmiPin, 4> const pins{
        {{all, 1, false, false}, {5, 0, true, true}, {6, 0, false, false}, {5, 2, false, false}}};
    local_apic::prepare(pins, 5);
    EXPECT_EQ(apic.registers[0x360], 0x0001'0400u);
    EXPECT_EQ(apic.registers[0x350], 0x0001'A400u);
    local_apic::enter_x2apic();
    local_apic::prepare(pins, 6);
    EXPECT_EQ(apic.registers[0x350], 0x0001'0400u);
}

TEST_F(LocalApicTest, GoesBackToXApicThroughDisabledAndKeepsItsState)
{
    local_apic::enter_x2apic();
    apic.registers[0x20] = 7;
    apic.registers[0x80] = 0x30;
    apic.registers[0xF0] = 0x1FF;
    apic.registers[0x360] = 0x0001'0400;
    apic.bases.clear();
    EXPECT_TRUE(local_apic::leave_x2apic());
    EXPECT_EQ(apic.bases, (std::vector<std::uint64_t>{0xFEE0'0100, 0xFEE0'0900}));
    EXPECT_EQ(apic.registers[0x80], 0x30u);
    EXPECT_EQ(apic.registers[0xF0], 0x1FFu);
    EXPECT_EQ(apic.registers[0x360], 0x0001'0400u);
    apic.bases.clear();
    EXPECT_TRUE(local_apic::leave_x2apic()); // it has
    EXPECT_TRUE(apic.bases.empty());
}

TEST_F(LocalApicTest, StaysInX2ApicModeIfItMust)
{
    local_apic::enter_x2apic();
    apic.registers[0x20] = 0xFF;
    EXPECT_FALSE(local_apic::leave_x2apic()); // the id is too long
    apic.registers[0x20] = 0xFE;
    machine.cpuid[0].eax = 7;
    machine.cpuid[7].edx = 1 << 29;
    machine.msrs[0x10A] = 1 << 21;
    machine.msrs[0xBD] = 1;
    EXPECT_FALSE(local_apic::leave_x2apic());
    EXPECT_EQ(local_apic::mode(), Mode::x2apic);
    machine.msrs[0xBD] = 0;
    EXPECT_TRUE(local_apic::leave_x2apic());
}

TEST_F(LocalApicTest, SendsTheTargetBeforeTheCommand)
{
    EXPECT_TRUE(local_apic::send(0x85, local_apic::init_command));
    EXPECT_EQ(apic.sent, (std::vector<std::uint64_t>{0x8500'0000'0000'4500}));
    local_apic::enter_x2apic();
    EXPECT_TRUE(local_apic::send(0x12345, local_apic::startup_command | 0x5A));
    EXPECT_EQ(apic.sent[1], 0x0001'2345'0000'465Au);
}

TEST_F(LocalApicTest, DoesNotWaitForEverForItsDelivery)
{
    tsc_rate::start({}); // no rate
    apic.busy = 10;
    EXPECT_TRUE(local_apic::send(1, local_apic::init_command));
    EXPECT_EQ(apic.sent.size(), 1u);
    apic.busy = ~0u;
    EXPECT_FALSE(local_apic::send(1, local_apic::init_command));
    EXPECT_EQ(apic.sent.size(), 1u);
}

} // namespace
