// SPDX-License-Identifier: BSD-2-Clause
// Tests the start of other processors: those that come, those that come at the second call, and those that do not.
#include "stage2/machine/processors/start.hpp"

#include "stage2/machine/processors/local_apic.hpp"
#include "stage2/machine/tsc_rate.hpp"
#include "stage2/talk/console.hpp"
#include "tests/unit/machine/processors/fake_local_apic.hpp"
#include "tests/unit/machine/processors/madt_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>

namespace {

constexpr std::uint64_t list_address = 0xFFFF'8000'0010'0000;
constexpr std::uint32_t start_up = 0x4600 | 0x5A; // the page of the fake start page

struct StartTest : testing::Test {
    StartTest()
    {
        tsc_rate::start({}); // no rate: waits count port accesses
        machine.ports[0x80].write = [this](std::uint8_t) { ++microseconds; };
        machine.cpuid[1].edx &= ~(1u << 12); // no MTRRs
        apic.registers[0x20] = 0;            // the boot processor's id
        apic.on_send = [this](std::uint64_t command) { sent(command); };
        machine.processor_waits = [this] { return taken_from == machine.expected_structure; };
        for (std::size_t i = 0; i < waiting.size(); ++i)
            waiting[i].stack_top = 0x1000 * (i + 1);
    }

    void sent(std::uint64_t command)
    {
        auto const id = static_cast<std::uint32_t>(command >> 56);
        commands[id].push_back(static_cast<std::uint32_t>(command));
        if (static_cast<std::uint32_t>(command) != start_up || !comes_at.contains(id))
            return;
        if (std::ranges::count(commands[id], start_up) == comes_at[id]) {
            taken[id] = machine.expected_structure;
            taken_from = machine.expected_structure;
        }
    }
    std::uint32_t start(Bytes table)
    {
        madt::read(table, local_apic::mode() == local_apic::Mode::x2apic, *report);
        return processors::start(*report, waiting, list_address);
    }
    std::vector<std::uint32_t> listed(std::uint32_t count)
    {
        std::vector<std::uint32_t> ids;
        for (auto const& one : std::span(waiting).first(count))
            ids.push_back(one.lapic_id);
        return ids;
    }

    FakeMachine machine;
    FakeLocalApic apic{machine};
    std::unique_ptr<madt::Report> report = std::make_unique<madt::Report>();
    std::array<start_page::Waiting, 256> waiting{};
    std::map<std::uint32_t, std::vector<std::uint32_t>> commands; // by target
    std::map<std::uint32_t, int> comes_at;                        // the start-up IPI that a processor obeys
    std::map<std::uint32_t, std::uint64_t> taken;                 // the structure that it took
    std::uint64_t taken_from = 0;                                 // the structure that a processor took last
    std::uint32_t microseconds = 0;
};

using Ids = std::vector<std::uint32_t>;
using Commands = std::vector<std::uint32_t>;

TEST_F(StartTest, EachProcessorGetsItsStructure)
{
    comes_at = {{2, 1}, {4, 1}, {6, 1}};
    EXPECT_EQ(start(MadtTable().processor(9, 2).processor(0, 0).processor(8, 4).processor(7, 6).bytes()), 4u);
    EXPECT_EQ(listed(4), (Ids{2, 0, 4, 6}));
    for (std::uint32_t const i : {0u, 2u, 3u})
        EXPECT_EQ(taken[waiting[i].lapic_id], list_address + 32 * i) << i;
    EXPECT_EQ(waiting[0].acpi_uid, 9u);
    EXPECT_EQ(waiting[3].stack_top, 0x4000u);
    EXPECT_TRUE(std::ranges::all_of(waiting, [](auto const& one) { return one.start == 0 && one.argument == 0; }));
    EXPECT_FALSE(commands.contains(0)) << "the boot processor";
    for (std::uint32_t const id : {2u, 4u, 6u})
        EXPECT_EQ(commands[id], (Commands{0x4500, start_up})) << id;
    EXPECT_GE(microseconds, 10'000u);
    EXPECT_LT(microseconds, 12'000u) << "10 ms once for all";
    EXPECT_EQ(machine.screen, "");
}

TEST_F(StartTest, ASecondCallMayBeNeeded)
{
    comes_at = {{1, 2}};
    EXPECT_EQ(start(MadtTable().processor(0, 0).processor(1, 1).bytes()), 2u);
    EXPECT_EQ(commands[1], (Commands{0x4500, start_up, start_up}));
}

TEST_F(StartTest, OneThatDoesNotComeIsNamedAndStoppedAndLeftOut)
{
    comes_at = {{2, 1}};
    EXPECT_EQ(start(MadtTable().processor(0, 0).processor(1, 77).processor(2, 2).bytes()), 2u);
    EXPECT_EQ(listed(2), (Ids{0, 2}));
    EXPECT_EQ(waiting[1].acpi_uid, 2u);
    EXPECT_EQ(waiting[1].stack_top, 0x2000u);
    EXPECT_EQ(taken[2], list_address + 32);
    EXPECT_EQ(commands[77], (Commands{0x4500, start_up, start_up, 0x4500}));
    EXPECT_NE(machine.screen.find("APIC id 77 "), std::string::npos) << machine.screen;
    EXPECT_GE(microseconds, 1'000'000u);
    EXPECT_LT(microseconds, 1'100'000u);
}

TEST_F(StartTest, ManyThatDoNotComeDoNotTakeForEver)
{
    MadtTable table;
    table.processor(0, 0);
    for (int id = 1; id <= 20; ++id)
        table.processor(0, static_cast<std::uint8_t>(id));
    comes_at = {{20, 1}};
    EXPECT_EQ(start(table.bytes()), 2u);
    EXPECT_EQ(listed(2), (Ids{0, 20}));
    EXPECT_LT(microseconds, 4'000'000u);
    EXPECT_NE(machine.screen.find("and 11 more"), std::string::npos) << machine.screen;
}

TEST_F(StartTest, FindsProcessorsThroughTheMadt)
{
    farjump::Firmware const firmware{.rsdp = 0xF0000, .rsdp_revision = 0, .padding = 0, .smbios2 = 0, .smbios3 = 0};
    EXPECT_FALSE(processors::find({}, *report));
    ASSERT_EQ(report->processors.count, 1u);
    EXPECT_EQ(report->processors.elements[0].lapic_id, 0u);

    auto const put_tables = [&](MadtTable const& table) {
        auto const madt = table.sound();
        std::ranges::copy(madt, machine.at(0x20000, madt.size()).begin());
        std::memcpy(machine.at(0x10000, 4).data(), "RSDT", 4);
        machine.put(0x10004, std::uint32_t{40});
        machine.put(0x10024, std::uint32_t{0x20000});
        machine.put(0xF0010, std::uint32_t{0x10000});
    };
    apic.registers[0x20] = 0x0300'0000;
    put_tables(MadtTable().processor(1, 1).processor(2, 3));
    EXPECT_TRUE(processors::find(acpi::find(firmware, processors::table), *report));
    EXPECT_EQ(report->processors.count, 2u);

    put_tables(MadtTable().processor(1, 1).processor(2, 2)); // of another machine
    EXPECT_FALSE(processors::find(acpi::find(firmware, processors::table), *report));
    ASSERT_EQ(report->processors.count, 1u);
    EXPECT_EQ(report->processors.elements[0].lapic_id, 3u);

    put_tables(MadtTable().processor(1, 1).processor(2, 3));
    apic.base() = 0;
    EXPECT_FALSE(processors::find(acpi::find(firmware, processors::table), *report));
}

TEST_F(StartTest, AnArrivingProcessorTakesOverTheStateOfTheBootProcessor)
{
    madt::Report nothing{};
    nothing.processors.add({0, 0});
    nothing.nmi_pins.add({0, 1, false, false});
    local_apic::enter_x2apic();
    processors::start(nothing, waiting, list_address);
    apic.base() = 0xFEE0'0800;
    processor_arrives();
    EXPECT_EQ(local_apic::mode(), local_apic::Mode::x2apic);
    EXPECT_EQ(apic.registers[0xF0], 0x1FFu);

    apic.base() = 0xFEE0'0800;
    apic.registers[0x20] = 0;
    processors::start(nothing, waiting, list_address);
    local_apic::enter_x2apic();
    processor_arrives();
    EXPECT_EQ(local_apic::mode(), local_apic::Mode::xapic);
}

} // namespace
