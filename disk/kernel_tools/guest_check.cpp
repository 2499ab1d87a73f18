// SPDX-License-Identifier: BSD-2-Clause
// Prints the reports on kernels of other protocols, and the verdict below them.
#include "disk/kernel_tools/guest_check.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/kernel_tools/guest_verdict.hpp"
#include "disk/kernel_tools/limine_report.hpp"
#include "disk/kernel_tools/limine_verdict.hpp"
#include "disk/kernel_tools/linux_report.hpp"
#include "disk/kernel_tools/model_pc.hpp"
#include "disk/kernel_tools/multiboot_report.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "stage2/talk/error_text.hpp"

#include <iostream>

namespace guest_check {
namespace {

using guest_file::Protocol;
using report_text::wrapped;
using std::string;

// The loader's error, or none. A copy: the next failure overwrites the original.
using guest_verdict::fits, guest_verdict::least_mib, limine_verdict::fits, limine_verdict::least_mib;

template <typename Kernel>
std::optional<Error> refusal_with(Kernel const& kernel, std::uint32_t mib)
{
    auto const result = fits(kernel, mib);
    return result ? std::nullopt : std::optional<Error>{result.error()};
}

string mib_words(std::uint32_t mib)
{
    return words::decimal(mib) + " MiB";
}

string code_of(Error const& error)
{
    return string(error_text::code_name(error.code).view());
}

template <typename Kernel>
void print_verdict(Kernel const& kernel, std::optional<std::uint32_t> mib)
{
    auto const least = least_mib(kernel);
    if (!least)
        throw Refusal(*refusal_with(kernel, model_pc::most_mib));
    auto const error = mib ? refusal_with(kernel, *mib) : std::nullopt;
    if (error) {
        std::cout << wrapped("will boot with " + mib_words(*mib) + ":",
                             "no, " + code_of(*error) + "; it needs " + mib_words(*least));
        throw Refusal(*error);
    }
    if (mib) {
        std::cout << wrapped("will boot with " + mib_words(*mib) + ":", "yes");
        return;
    }
    auto const less = *least > 1 ? refusal_with(kernel, *least - 1) : std::nullopt;
    std::cout << wrapped("will boot:", "on a PC with " + mib_words(*least) + " of memory or more" +
                                           (less ? " (else " + code_of(*less) + ')' : ""));
}

void print_packing(packed_kernel::File const& file)
{
    if (file.packing)
        std::cout << "packed with " << packed::words(file.packing->format) << ": " << words::decimal(file.packing->size)
                  << " bytes hold " << words::decimal(file.content.size()) << '\n';
}

// If the header of version 2 is refused, `multiboot` may boot the file by its other header.
guest_verdict::Multiboot examine(Bytes file, string const& path)
{
    auto const kernel = guest_verdict::examine_multiboot(file, 0, path);
    if (kernel)
        return *kernel;
    Error const error = kernel.error();
    string hint(error_text::hint(error.code));
    if (guest_verdict::examine_multiboot(file, 1, path) && !multiboot::parse(file, 2, path))
        hint += "\nnote: a line `multiboot` in the boot entry, not `kernel`, boots it by its header of version 1";
    throw Refusal(error, hint);
}

} // namespace

string key(Protocol protocol, packed_kernel::File const& file, string const& path)
{
    if (protocol == Protocol::limine) {
        or_refuse(limine_verdict::examine(file.content, path));
        return "limine";
    }
    if (protocol == Protocol::multiboot)
        return examine(file.content, path).header.version == 2 ? "multiboot2" : "multiboot";
    if (file.packing)
        throw Refusal(path + " is a Linux kernel that was packed once more",
                      "unpack it: Linux kernels unpack themselves");
    return "linux";
}

void report(Protocol protocol, packed_kernel::File const& file, string const& path, std::optional<std::uint32_t> mib)
{
    if (protocol == Protocol::linux) {
        auto const kernel = or_refuse(guest_verdict::examine_linux(file.content, path));
        std::cout << linux_report::describe(kernel, file.packing ? "kernel" : "linux");
        print_packing(file);
        print_verdict(kernel, mib);
        return;
    }
    if (protocol == Protocol::limine) {
        auto const kernel = or_refuse(limine_verdict::examine(file.content, path));
        std::cout << limine_report::describe(kernel);
        print_packing(file);
        print_verdict(kernel, mib);
        return;
    }
    auto const kernel = examine(file.content, path);
    std::cout << multiboot_report::describe(kernel);
    print_packing(file);
    print_verdict(kernel, mib);
}

} // namespace guest_check
