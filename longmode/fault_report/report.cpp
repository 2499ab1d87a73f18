// SPDX-License-Identifier: BSD-2-Clause
// Reports a fault in the kernel on COM1 and on the screen, then halts. 64-bit code without relocations, which runs at
// any address; all its variables are on the stack.
#include "longmode/fault_report/facts.hpp"
#include "longmode/fault_report/message.hpp"
#include "longmode/fault_report/screen.hpp"

#include "include/x86/control.hpp"
#include "include/x86/cpu.hpp"
#include "include/x86/serial.hpp"

namespace fault_report {
namespace {

extern "C" Facts const facts; // both in entries.asm
extern "C" char const entries[];

struct Outputs {
    void put(char character)
    {
        serial.write(character);
        screen.put(character);
    }

    x86::Serial serial;
    Screen screen;
};

// The values pushed by entries.asm and the processor, from the top of the stack on.
struct Frame {
    std::uint64_t general[15];
    std::uint64_t return_address; // after the entry's CALL; identifies the vector
    std::uint64_t pushed[6];      // the error code, if the exception has one; RIP, CS, RFLAGS, RSP, SS
};

Fault fault_of(Frame const& frame)
{
    Fault fault;
    fault.vector = (frame.return_address - reinterpret_cast<std::uint64_t>(entries)) / entry_size - 1;
    auto const* pushed = frame.pushed;
    bool const has_error_code = x86::exceptions_with_error_code >> fault.vector & 1;
    fault.error_code = has_error_code ? *pushed++ : 0;
    fault.rip = pushed[0];
    fault.cs = pushed[1];
    fault.rflags = pushed[2];
    fault.rsp = pushed[3];
    fault.cr0 = static_cast<std::uint64_t>(x86::read_cr0());
    fault.cr2 = x86::read_cr2();
    fault.cr3 = x86::read_cr3();
    fault.cr4 = static_cast<std::uint64_t>(x86::read_cr4());
    for (std::size_t i = 0; i < std::size(fault.general); ++i)
        fault.general[i] = frame.general[i];
    return fault;
}

} // namespace

extern "C" [[noreturn]] void report_fault(Frame const& frame)
{
    auto& reporting = *reinterpret_cast<bool volatile*>(facts.reporting);
    if (!reporting) { // a fault during the report must not start another report
        reporting = true;
        Outputs outputs{{}, Screen{facts}};
        outputs.serial.open(facts.com1);
        write_message(outputs, fault_of(frame), facts);
    }
    for (;;)
        x86::halt();
}

} // namespace fault_report
