// SPDX-License-Identifier: BSD-2-Clause
// Stage 2's interrupt descriptor table, and the output for exceptions and failed assertions.
// Intel SDM Vol. 3A, "IDT Descriptors" (6.11).
#include "stage2/talk/panic.hpp"

#include "include/text.hpp"
#include "include/x86/cpu.hpp"
#include "include/x86/exceptions.hpp"
#include "longmode/gdt.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/exception_frame.hpp"
#include "stage2/talk/failure.hpp"

#include <array>
#include <cstdint>
#include <string_view>

using exceptions::Frame;

extern "C" std::byte const exception_entries[exceptions::count * exceptions::entry_size];

namespace {

struct Gate {
    std::uint16_t offset_low;
    std::uint16_t selector;
    std::uint16_t type; // P, DPL, interrupt gate
    std::uint16_t offset_high;
};
static_assert(sizeof(Gate) == 8);

constexpr std::uint16_t interrupt_gate_32 = 0x8E00;

std::array<Gate, exceptions::count> gates;

struct Register {
    char const* name;
    std::uint32_t Frame::* value;
};

constexpr Register registers[] = {
    {"\n EAX ", &Frame::eax}, {"  EBX ", &Frame::ebx}, {"  ECX ", &Frame::ecx},    {"  EDX ", &Frame::edx},
    {"\n ESI ", &Frame::esi}, {"  EDI ", &Frame::edi}, {"  EBP ", &Frame::ebp},    {"  ESP ", &Frame::esp},
    {"\n EIP ", &Frame::eip}, {"   CS ", &Frame::cs},  {"  EFL ", &Frame::eflags}, {"  ERR ", &Frame::error_code},
};

void write_registers(Frame frame)
{
    constexpr std::uint32_t pushed_before_pushad = 20;
    frame.esp += pushed_before_pushad;
    for (auto const& [name, value] : registers) {
        text::Sentence line;
        line << name;
        line.hex(frame.*value, 8);
        console::write(line.view());
    }
}

// A fault during the report of a fault: nothing that the report used can be trusted, so the processor halts.
bool reporting;

void stop_if_reporting()
{
    while (reporting)
        x86::halt();
    reporting = true;
    console::write_at_once();
}

} // namespace

// call.asm loads it after each BIOS call.
extern "C" constinit gdt::Pointer32 const idt_pointer{sizeof gates - 1, &gates};

namespace panic {

void install_handlers()
{
    for (std::uint32_t vector = 0; vector < exceptions::count; ++vector) {
        auto const entry = reinterpret_cast<std::uint32_t>(exception_entries + vector * exceptions::entry_size);
        gates[vector] = {static_cast<std::uint16_t>(entry), static_cast<std::uint16_t>(gdt::Selector::code32),
                         interrupt_gate_32, static_cast<std::uint16_t>(entry >> 16)};
    }
    asm volatile("lidt %0" : : "m"(idt_pointer));
}

} // namespace panic

extern "C" [[noreturn]] void report_exception(Frame const& frame)
{
    stop_if_reporting();
    write_registers(frame);
    stop({errors::Code::processor_exception, {frame.vector, frame.eip}, x86::exception_name(frame.vector)});
}

// stage2/talk/assertions.hpp: a precondition of the C++ library is violated, such as an index out of range.
extern "C" [[noreturn]] void assertion_failed()
{
    stop_if_reporting();
    auto const address = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
    stop({errors::Code::assertion_failed, {address}, {}});
}

extern "C" [[noreturn]] void __cxa_pure_virtual()
{
    assertion_failed();
}

// Called by basic_string_view::substr if the position is beyond the end.
namespace std {
[[noreturn]] void __throw_out_of_range_fmt(char const*, ...)
{
    assertion_failed();
}
} // namespace std
