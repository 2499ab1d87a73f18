// SPDX-License-Identifier: BSD-2-Clause
// Tests the report of the kernel's first fault: its text, its gates, its pixels.
#include "longmode/early_faults.hpp"
#include "longmode/fault_report/message.hpp"
#include "longmode/fault_report/screen.hpp"

#include "longmode/gdt.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace {

using fault_report::Facts;
using fault_report::Fault;

struct Text {
    void put(char character) { all += character; }
    std::string all;
};

std::string message(Fault const& fault, Facts const& facts = {})
{
    Text text;
    fault_report::write_message(text, fault, facts);
    return text.all;
}

TEST(FaultReport, ShowsEachNumberInItsPlace)
{
    Fault fault{.vector = 14,
                .rip = 0xFFFFFFFF80001234,
                .error_code = 2,
                .cr2 = 0xFFFF900000000000,
                .rsp = 5,
                .general = {},
                .cr0 = 0xC0,
                .cr3 = 0xC3,
                .cr4 = 0xC4,
                .rflags = 0xF,
                .cs = 8};
    for (std::uint64_t i = 0; i < std::size(fault.general); ++i)
        fault.general[i] = 0xA0 + i;
    EXPECT_EQ(message(fault),
              "\nFJ-0903: failed while running the kernel\n"
              "  it raised exception 14 (page fault) at FFFFFFFF80001234h before it loaded an IDT of its own\n"
              "  error code 0000000000000002h, CR2 FFFF900000000000h, RSP 0000000000000005h\n"
              "  RAX 00000000000000A0  RBX 00000000000000A1  RCX 00000000000000A2\n"
              "  RDX 00000000000000A3  RSI 00000000000000A4  RDI 00000000000000A5\n"
              "  RBP 00000000000000A6  R8  00000000000000A7  R9  00000000000000A8\n"
              "  R10 00000000000000A9  R11 00000000000000AA  R12 00000000000000AB\n"
              "  R13 00000000000000AC  R14 00000000000000AD  R15 00000000000000AE\n"
              "  CR0 00000000000000C0  CR3 00000000000000C3  CR4 00000000000000C4\n"
              "  FLG 000000000000000F  CS  0000000000000008\n"
              "  try: find RIP in the kernel with addr2line -e; docs/errors.md lists what it often is\n"
              "the PC is halted: reset it\n");
}

TEST(FaultReport, GuessesTheCause)
{
    Facts facts{};
    facts.guard_begin = 0x1000'0000;
    facts.guard_end = 0x1001'0000;
    auto const hint = [&](std::uint64_t vector, std::uint64_t cr2) {
        Fault fault{};
        fault.vector = vector;
        fault.cr2 = cr2;
        return std::string{fault_report::what_to_try(fault, facts)};
    };
    EXPECT_NE(hint(6, 0).find("SSE"), std::string::npos);
    EXPECT_NE(hint(7, 0).find("SSE"), std::string::npos);
    EXPECT_NE(hint(2, 0).find("hardware"), std::string::npos);
    EXPECT_NE(hint(14, 0xFFF).find("null pointer"), std::string::npos);
    EXPECT_NE(hint(14, 0x1000'FFF8).find("the stack is full"), std::string::npos);
    for (auto const cr2 : {0x1000ull, 0xFFF'FFFFull, 0x1001'0000ull})
        EXPECT_NE(hint(14, cr2).find("addr2line"), std::string::npos);
    EXPECT_NE(hint(13, 0).find("addr2line"), std::string::npos);
}

TEST(FaultReport, NamesAllExceptions)
{
    EXPECT_STREQ(x86::exception_name(0), "divide error");
    EXPECT_STREQ(x86::exception_name(13), "general protection");
    EXPECT_STREQ(x86::exception_name(21), "control protection");
    for (std::uint64_t const vector : {15ull, 22ull, 31ull, 255ull, ~0ull})
        EXPECT_STREQ(x86::exception_name(vector), "reserved");
}

TEST(FaultReport, FillsRowsOfText)
{
    constexpr std::size_t columns = 10;
    std::vector<std::uint16_t> video(3 * columns, 0xEEEE);
    Facts facts{};
    facts.screen = reinterpret_cast<std::uintptr_t>(video.data());
    facts.columns = columns;
    facts.pitch = 2 * columns;
    fault_report::Screen screen{facts};
    for (char const character : std::string("\nABCDEFGHIJKL\n"))
        screen.put(character);
    std::string shown;
    for (auto const cell : video) {
        EXPECT_EQ(cell >> 8, 0x4F);
        shown += static_cast<char>(cell & 0xFF);
    }
    EXPECT_EQ(shown, "          ABCDEFGHIJKL        ");
}

TEST(FaultReport, DrawsPixelsOfAnySize)
{
    std::vector<std::uint8_t> font(256 * 16);
    font['A' * 16] = 0x81;
    for (std::uint32_t const bytes : {2u, 3u, 4u}) {
        std::uint32_t const pitch = 8 * bytes + 5;
        std::vector<std::uint8_t> pixels(16 * pitch, 0xEE);
        Facts facts{};
        facts.screen = reinterpret_cast<std::uintptr_t>(pixels.data());
        facts.font = reinterpret_cast<std::uintptr_t>(font.data());
        facts.columns = 1;
        facts.pitch = pitch;
        facts.bytes_per_pixel = static_cast<std::uint8_t>(bytes);
        fault_report::Screen{facts}.put('A');
        for (std::uint32_t y = 0; y < 16; ++y)
            for (std::uint32_t at = 0; at < pitch; ++at) {
                bool const lit = y == 0 && (at / bytes == 0 || at / bytes == 7);
                ASSERT_EQ(pixels[y * pitch + at], at >= 8 * bytes ? 0xEE : lit ? 0xFF : 0) << y << ' ' << at;
            }
    }
}

TEST(EarlyFaults, LeadToTheReporterOnItsStack)
{
    auto const area = std::make_unique<early_faults::Area>();
    VirtAddr const address{0xFFFF'8000'0123'4000}, page{0xFFFF'FF00'0003'1000};
    Facts facts{};
    facts.com1 = 0x2F8;
    early_faults::prepare(*area, address, page, facts);
    for (std::uint32_t vector = 0; vector < x86::exception_count; ++vector) {
        auto const& gate = area->idt[vector];
        auto const handler =
            gate.offset_low | std::uint64_t{gate.offset_middle} << 16 | std::uint64_t{gate.offset_high} << 32;
        EXPECT_EQ(handler, page.value + 64 + 5 * vector);
        EXPECT_EQ(gate.selector, 8);
        EXPECT_EQ(gate.interrupt_stack, 1);
        EXPECT_EQ(gate.type, 0x8E);
    }
    EXPECT_EQ(area->task.interrupt_stacks[0], address.value + 2 * 4096);
    Facts stored;
    std::memcpy(&stored, area->code.data(), sizeof stored);
    EXPECT_EQ(stored.com1, 0x2F8);
    EXPECT_EQ(stored.reporting, address.value + offsetof(early_faults::Area, reporting));
}

} // namespace
