// SPDX-License-Identifier: BSD-2-Clause
// Prints boot_info.inc. NASM manual, "Structure Data Types" (STRUC) for the names; "ELF Extensions to the SECTION
// Directive".
#include "disk/build/contract/items.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

namespace contract {
namespace {

using std::string;

constexpr char head[] =
    R"(; SPDX-License-Identifier: 0BSD
; The contract for kernels in NASM, generated from boot_info.h. Fields have names as in a `struc`:
;
;     mov rsi, [rdi + farjump_boot_info.command_line]
;     mov eax, [rdi + farjump_boot_info.screen + farjump_screen.width]
%ifndef FARJUMP_BOOT_INFO_INC
%define FARJUMP_BOOT_INFO_INC
)";

// The numbers are those of struct farjump_kernel_note; FARJUMP_KERNEL_NOTE in boot_info.h makes the same note.
constexpr char tail[] = R"(
; A whole note in one line, once in a kernel; 0 for what shall have its default. It goes into a section of its own, and
; the assembler returns to the section where it was. The linker script must put it into a PT_NOTE segment.
;
;     farjump_kernel_note FARJUMP_WISH_SMEP | FARJUMP_WISH_SMAP, 128 << 10, 0
%macro farjump_kernel_note 3-5 0, 0     ; flags, stack_size, stack_guard_size; screen_width, screen_height
[section .note.farjump.wishes note alloc noexec nowrite align=4]
    dd 8, 32, 2
    db "farjump", 0
    dd %1, FARJUMP_VERSION, %2, %3
    dw %4, %5
    dd 0, 0, 0
__?SECT?__
%endmacro

%endif
)";

void print_line(string const& name, string const& value, string const& words)
{
    auto line = name;
    auto const pad = [&](std::size_t width) { line.resize(std::max(line.size() + 1, width), ' '); };
    pad(48);
    line += "equ " + value;
    if (!words.empty()) {
        pad(60);
        line += "; " + words;
    }
    std::puts(line.c_str());
}

// NASM has no types: states a size if it is not that of a register.
string words_of(Item const& item)
{
    string words(item.words);
    if (item.count != 0 || item.size > 8)
        words = std::to_string(item.size) + " bytes" + (words.empty() ? "" : ": " + words);
    return words;
}

} // namespace

void print_nasm()
{
    std::fputs(head, stdout);
    string structure;
    auto before = Kind::type;
    for (auto const& item : items()) {
        string const name(item.name);
        bool const opens = item.kind == Kind::comment || item.kind == Kind::structure;
        if (structure.empty() && opens && before != Kind::comment)
            std::puts("");
        before = item.kind;
        switch (item.kind) {
        case Kind::type: break;
        case Kind::comment: std::puts(("; " + string(item.words)).c_str()); break;
        case Kind::constant: print_line(name, number(item.number), string(item.words)); break;
        case Kind::structure: structure = name; break;
        case Kind::field: print_line(structure + "." + name, std::to_string(item.number), words_of(item)); break;
        case Kind::end:
            print_line(name + "_size", std::to_string(item.number), "");
            structure.clear();
            break;
        }
    }
    std::fputs(tail, stdout);
}

} // namespace contract
