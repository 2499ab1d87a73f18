// SPDX-License-Identifier: BSD-2-Clause
// The text of the report: what happened, where, the registers, a suggestion. Independent of the output: writes
// characters to `out.put()`.
#pragma once

#include "include/errors.hpp"
#include "include/x86/exceptions.hpp"
#include "longmode/fault_report/facts.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fault_report {

// In the order of the message.
struct Fault {
    std::uint64_t vector;
    std::uint64_t rip;
    std::uint64_t error_code; // 0 if the exception has none
    std::uint64_t cr2;
    std::uint64_t rsp;
    std::uint64_t general[15]; // RAX, RBX, RCX, RDX, RSI, RDI, RBP, R8 to R15
    std::uint64_t cr0, cr3, cr4, rflags, cs;
};

namespace message {

// Placeholders: the fault's next number in hexadecimal or decimal, the exception's name, the suggestion.
enum Mark : char { hex = 1, decimal = 2, name = 3, hint = 4 };

inline constexpr std::string_view before = "\nFJ-0903: failed while running the kernel\n  ";
inline constexpr std::string_view behind =
    "\n  error code \1h, CR2 \1h, RSP \1h"
    "\n  RAX \1  RBX \1  RCX \1\n  RDX \1  RSI \1  RDI \1\n  RBP \1  R8  \1  R9  \1\n  R10 \1  R11 \1  R12 \1"
    "\n  R13 \1  R14 \1  R15 \1\n  CR0 \1  CR3 \1  CR4 \1\n  FLG \1  CS  \1"
    "\n  try: \4\nthe PC is halted: reset it\n";

// The whole message with its placeholders. The sentence in the middle is from include/errors.hpp.
inline constexpr auto text = [] {
    constexpr std::string_view why = errors::describe(errors::Code::kernel_exception).why;
    std::array<char, before.size() + why.size() + behind.size() + 1> all{};
    std::size_t size = 0;
    auto const append = [&](std::string_view words) {
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i] != '{') {
                all[size++] = words[i];
                continue;
            }
            auto const close = words.find('}', i);
            auto const place = words.substr(i + 1, close - i - 1);
            all[size++] = place == "name" ? name : place == "1h" ? hex : decimal;
            if (place == "1h")
                all[size++] = 'h';
            i = close;
        }
    };
    append(before);
    append(why);
    append(behind);
    return all;
}();

} // namespace message

constexpr char const* what_to_try(Fault const& fault, Facts const& facts)
{
    if (fault.vector == x86::non_maskable_interrupt)
        return "the hardware reports a fault: test the memory";
    if (fault.vector == x86::invalid_opcode || fault.vector == x86::device_not_available)
        return "ask for SSE (FARJUMP_WISH_SSE), or compile with -mgeneral-regs-only";
    if (fault.vector == x86::page_fault && fault.cr2 < page_size)
        return "the kernel used a null pointer";
    if (fault.vector == x86::page_fault && fault.cr2 >= facts.guard_begin && fault.cr2 < facts.guard_end)
        return "the stack is full: ask for a larger one (stack_size in the kernel's note)";
    constexpr auto const* otherwise = errors::describe(errors::Code::kernel_exception).hint;
    return otherwise;
}

template <typename Out>
void write_words(Out& out, char const* words)
{
    for (; *words != '\0'; ++words)
        out.put(*words);
}

template <typename Out>
void write_message(Out& out, Fault const& fault, Facts const& facts)
{
    auto const* number = &fault.vector;
    for (auto const* next = message::text.data(); *next != '\0'; ++next)
        switch (*next) {
        case message::hex:
            for (int shift = 60; shift >= 0; shift -= 4)
                out.put("0123456789ABCDEF"[*number >> shift & 0xF]);
            ++number;
            break;
        case message::decimal: // the vector: two digits
            if (*number >= 10)
                out.put(static_cast<char>('0' + *number / 10));
            out.put(static_cast<char>('0' + *number % 10));
            ++number;
            break;
        case message::name: write_words(out, x86::exception_name(fault.vector)); break;
        case message::hint: write_words(out, what_to_try(fault, facts)); break;
        default: out.put(*next);
        }
}

} // namespace fault_report
