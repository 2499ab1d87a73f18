// SPDX-License-Identifier: BSD-2-Clause
// The specifications leave ESP undefined. GRUB gives a usable stack "to avoid breaking non-compliant kernels"
// (grub-core/loader/i386/multiboot_mbi.c), and so should others.

#include "tests/guests/multiboot/checks.hpp"

namespace guest {
namespace {

constexpr std::uint32_t SIZE = 16 << 10;

// Writes to each word, and restores it.
bool is_writable(Block block)
{
    for (auto address = block.begin; address + 4 <= block.end; address += 4) {
        auto* const word = reinterpret_cast<std::uint32_t volatile*>(address);
        auto const before = *word;
        *word = ~before;
        bool const is_kept = *word == ~before;
        *word = before;
        if (!is_kept)
            return false;
    }
    return true;
}

} // namespace

void check_stack(Report& report, Answer const& answer)
{
    report.equal(Topic::stack, "ESP is divisible by 4", 0, entry_state.esp % 4);
    report.that(Topic::stack, "ESP leaves room", entry_state.esp >= SIZE + 0x500);
    if (entry_state.esp < SIZE + 0x500)
        return;
    Block const stack{entry_state.esp - SIZE, entry_state.esp};
    bool const usable = is_usable(answer, stack);
    report.that(Topic::stack, "16 KiB below ESP are usable memory", usable);
    report.that(Topic::stack, "the stack is not in the image", !stack.overlaps(image()));
    for (auto const& each : expectation.segments)
        report.that(Topic::stack, "the stack is not in a segment",
                    !stack.overlaps({each.begin, each.begin + each.memory_size}));
    for (auto const& module : answer.modules)
        report.that(Topic::stack, "the stack is not in a module", !stack.overlaps(module.bytes));
    for (auto const& piece : answer.pieces)
        report.that(Topic::stack, "the stack is not in the information", !stack.overlaps(piece.bytes));
    if (usable && !stack.overlaps(image()))
        report.that(Topic::stack, "the stack is writable", is_writable(stack));
}

} // namespace guest
