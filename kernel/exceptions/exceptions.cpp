// SPDX-License-Identifier: BSD-2-Clause
// Reports the processor's exceptions in words. Intel SDM Vol. 3A, "Exception and Interrupt Reference" (6.15).

#include "kernel/exceptions/exceptions.hpp"

#include "include/x86/control.hpp"
#include "include/x86/exceptions.hpp"
#include "kernel/console/console.hpp"
#include "kernel/outcome.hpp"

#include <array>
#include <string_view>

namespace exceptions {
namespace {

using console::Line;

struct NamedRegister {
    std::string_view name;
    std::uint64_t Frame::* value;
};

constexpr auto registers = std::to_array<NamedRegister>({
    {"RAX", &Frame::rax}, {"RBX", &Frame::rbx}, {"RCX", &Frame::rcx}, {"RDX", &Frame::rdx}, {"RSI", &Frame::rsi},
    {"RDI", &Frame::rdi}, {"RBP", &Frame::rbp}, {"RSP", &Frame::rsp}, {"R8 ", &Frame::r8},  {"R9 ", &Frame::r9},
    {"R10", &Frame::r10}, {"R11", &Frame::r11}, {"R12", &Frame::r12}, {"R13", &Frame::r13}, {"R14", &Frame::r14},
    {"R15", &Frame::r15}, {"RIP", &Frame::rip}, {"CS ", &Frame::cs},  {"SS ", &Frame::ss},  {"FLG", &Frame::rflags},
});

// Prints the access, its address and the reason of the fault. Intel SDM Vol. 3A, "Interrupt 14—Page-Fault Exception".
void explain_page_fault(Frame const& frame)
{
    bool const present = frame.error_code & 1u << 0;
    bool const write = frame.error_code & 1u << 1;
    bool const reserved_bit = frame.error_code & 1u << 3;
    bool const fetch = frame.error_code & 1u << 4;

    Line line;
    line << "        " << (fetch ? "execution of " : write ? "write to " : "read from ");
    line.hex(x86::read_cr2(), 16) << "h: ";
    line << (reserved_bit ? "a page-table entry has a reserved bit set"
             : present    ? "the page does not allow it"
                          : "no page is there");
    console::print(line);
}

void print_registers(Frame const& frame)
{
    constexpr std::size_t per_line = 3; // 3 * 24 characters fit a text screen
    Line line;
    for (std::size_t i = 0; i < registers.size(); ++i) {
        (line << "  " << registers[i].name << ' ').hex(frame.*registers[i].value, 16);
        if (i % per_line == per_line - 1 || i + 1 == registers.size()) {
            console::print(line);
            line.clear();
        }
    }
    line << "  CR0 ";
    line.hex(static_cast<std::uint64_t>(x86::read_cr0()), 16) << "  CR2 ";
    line.hex(x86::read_cr2(), 16) << "  CR3 ";
    line.hex(x86::read_cr3(), 16);
    console::print(line);
}

void report(Frame const& frame)
{
    Line line;
    line << "kernel: exception ";
    line.decimal(frame.vector) << ", " << x86::exception_name(frame.vector) << ", error code ";
    line.hex(frame.error_code) << "h, at ";
    line.hex(frame.rip, 16) << "h";
    console::print(line);
    if (frame.vector == page_fault)
        explain_page_fault(frame);
    print_registers(frame);
}

constinit bool reporting = false;
constinit Handler handler = nullptr;

} // namespace

void handle_with(Handler new_handler)
{
    handler = new_handler;
}

extern "C" void exception_raised(Frame* frame)
{
    if (handler != nullptr && handler(*frame))
        return;
    if (reporting) // an exception in the report: give up
        leave(Outcome::panic);
    reporting = true;
    report(*frame);
    leave(Outcome::panic);
}

} // namespace exceptions
