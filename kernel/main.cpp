// SPDX-License-Identifier: BSD-2-Clause
// Runs the kernel: prints what it received, checks each promise of the loader, and answers commands.
// include/farjump/boot_info.hpp; docs/boot-info.md.

#include "include/farjump/boot_info.hpp"
#include "kernel/check/check.hpp"
#include "kernel/commands/good.hpp"
#include "kernel/commands/received.hpp"
#include "kernel/console/console.hpp"
#include "kernel/exceptions/descriptor_tables.hpp"
#include "kernel/outcome.hpp"
#include "kernel/shell/shell.hpp"

namespace {

// Checked before any other field is used: without these three the structure is unknown.
bool understood(farjump::BootInfo const* info)
{
    return info != nullptr && info->magic == FARJUMP_MAGIC && info->version >= FARJUMP_VERSION &&
           info->size >= sizeof(farjump::BootInfo);
}

void print_summary(check::Report const& report)
{
    console::Line line;
    line << "self-check: ";
    line.decimal(report.kept(), text::Grouped::no) << " kept, ";
    line.decimal(report.broken(), text::Grouped::no) << " broken";
    console::print(line);
}

} // namespace

// Called by entry.asm on the loader's stack.
extern "C" [[noreturn]] void kernel_main(farjump::BootInfo const* info)
{
    console::open_serial();
    descriptor_tables::install(); // from here on a fault is a message, not a reset
    if (!understood(info)) {
        console::print("kernel: RDI points at no boot information that this kernel understands");
        leave(Outcome::panic);
    }
    console::open(*info);

    console::print("kernel: hello from 64-bit C++");
    print_received(*info);
    auto const report = check::every_promise(*info);
    print_summary(report);
    if (report.broken() == 0)
        mark_boot_good_if_asked(*info);
    tell_emulator(report.broken() == 0 ? Outcome::promises_kept : Outcome::promise_broken);
    shell::run(*info);
}
