// SPDX-License-Identifier: BSD-2-Clause
// A line for each fact about a Linux kernel.
#include "disk/kernel_tools/linux_report.hpp"

#include "disk/host/words.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "stage2/protocols/linux/placement.hpp"

#include <algorithm>

namespace linux_report {
namespace {

using namespace report_text;
using guest_verdict::Linux;
using std::string;
using words::decimal;

string protocol(Linux const& kernel)
{
    auto const version = kernel.header.version;
    return "Linux kernel (bzImage), boot protocol " + decimal(version >> 8) + '.' + decimal(version & 0xFF);
}

string setup(Linux const& kernel)
{
    return decimal(kernel.header.setup_size) + " bytes, which start in real mode at " + hex(linux_boot::low_base);
}

string protected_part(Linux const& kernel)
{
    return decimal(kernel.header.protected_size) + " bytes, loaded at " + hex(linux_boot::load_address);
}

string unpacks(Linux const& kernel)
{
    return "itself to " + hex(kernel.header.needed_begin) + ", up to " + hex(kernel.header.needed_end - 1);
}

string options(Linux const& kernel)
{
    auto const most = std::min<std::uint64_t>(kernel.header.command_line_size, linux_boot::longest_line - 1);
    return "at most " + decimal(most) + " bytes, with BOOT_IMAGE=<path> in front (else FJ-0847)";
}

string initrds(Linux const& kernel)
{
    auto const [lowest, end] = linux_boot::free_places(kernel.header, ~std::uint64_t{0});
    return "between " + hex(lowest) + " and " + hex(end - 1) + (lowest < end ? "" : ": there is no place for any");
}

string checksum(Linux const& kernel)
{
    if (kernel.own_checksum_is_right)
        return "right: the boot says \"verified\"";
    auto const* const why = kernel.header.checked_size != 0 ? "wrong: the file was changed after the build"
                                                            : "none that covers the file: it is old, or was signed";
    return string(why) + ". The boot says \"not sealed\", unless the entry has a line `checksum`";
}

} // namespace

string describe(Linux const& kernel, string const& key)
{
    auto const line = [](char const* label, string const& words) { return wrapped(left(label, 11), words); };
    auto lines =
        string(kernel.name) + ": " + words::size(kernel.file.size()) + "\n\n" + line("  kind", protocol(kernel));
    if (!kernel.version.empty())
        lines += line("  version", string(kernel.version));
    lines += line("  setup", setup(kernel)) + line("  protected", protected_part(kernel)) +
             line("  unpacks", unpacks(kernel)) + line("  options", options(kernel)) +
             line("  initrds", initrds(kernel)) + line("  CRC-32", checksum(kernel));
    return lines + "\nin the boot entry, with paths on the boot volume:\n  " + key +
           " /vmlinuz\n  initrd /initrd.img\n  options root=...\n\n";
}

} // namespace linux_report
