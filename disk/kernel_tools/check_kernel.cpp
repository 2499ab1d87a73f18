// SPDX-License-Identifier: BSD-2-Clause
// farjump-check-kernel: predicts whether a kernel will boot, and if not, why. See disk/kernel_tools/kernel_verdict.hpp, and
// guest_verdict.hpp for kernels of other loaders' protocols.
#include "disk/kernel_tools/check_kernel.hpp"

#include "disk/host/arguments.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/kernel_tools/guest_check.hpp"
#include "disk/kernel_tools/guest_file.hpp"
#include "disk/kernel_tools/kernel_key.hpp"
#include "disk/kernel_tools/kernel_report.hpp"
#include "disk/kernel_tools/kernel_verdict.hpp"
#include "disk/kernel_tools/kernel_warnings.hpp"
#include "disk/kernel_tools/packed_kernel.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "stage2/talk/error_text.hpp"

#include <iostream>
#include <string>

namespace check_command {
namespace {

[[noreturn]] void refuse(Error const error, Bytes file)
{
    std::string hint(error_text::hint(error.code));
    for (auto const& sentence : kernel_warnings::about(error, file)) {
        hint += '\n' + report_text::wrapped("note:", sentence);
        hint.pop_back(); // the end of the line
    }
    throw Refusal(error, hint);
}

void print_report(packed_kernel::File const& read, kernel_verdict::Facts const& facts)
{
    std::cout << kernel_report::describe(facts);
    if (read.packing)
        std::cout << "packed with " << packed::words(read.packing->format) << ": " << words::decimal(read.packing->size)
                  << " bytes hold " << words::decimal(read.content.size()) << '\n';
    if (auto const advice = packed_kernel::advice(read, kernel_file::loaded_bytes(facts.kernel.image)); !advice.empty())
        std::cout << report_text::wrapped("note:", advice);
}

int check(std::string const& path, std::optional<std::uint32_t> mib)
{
    auto const read = packed_kernel::read(path);
    auto const& file = read.content;
    auto const facts = kernel_verdict::examine(file, path);
    if (!facts) {
        Error const error = facts.error();
        auto const protocol = guest_file::of_refused(file, path);
        if (protocol == guest_file::Protocol::none)
            refuse(error, file);
        guest_check::report(protocol, read, path, mib);
        return 0;
    }
    if (mib)
        throw Refusal(path + " is a kernel for farjump: --memory decides for Linux, Multiboot and Limine kernels",
                      "without --memory the report says which memory it needs");
    print_report(read, *facts);
    return 0;
}

int run_task(Arguments arguments)
{
    bool const wants_key = arguments.flag("--key");
    auto const mib = arguments.number("--memory");
    if (mib == 0u || mib > 1u << 20)
        throw UsageError("--memory needs a number of MiB from 1 to 1048576");
    auto const rest = arguments.rest();
    if (rest.size() != 1 || rest[0].empty() || (wants_key && mib))
        throw UsageError("one kernel is wanted");
    if (!wants_key)
        return check(rest[0], mib);
    std::cout << kernel_key::of(rest[0]) << '\n';
    return 0;
}

} // namespace

char const* const usage =
    "usage: farjump-check-kernel [--memory MIB] KERNEL\n"
    "           say whether farjump will boot it, and if not, why; of a Linux or Multiboot kernel also\n"
    "           whether it boots on a PC with this much memory\n"
    "       farjump-check-kernel --key KERNEL\n"
    "           print the key that names it in a boot entry: kernel, linux, multiboot or multiboot2; or limine for\n"
    "           the lines `kernel` and `protocol limine`\n";

int run(Call const& call)
{
    return program::run(call.name, call.usage(usage, older_name), [&] { return run_task(call.arguments()); });
}

} // namespace check_command
