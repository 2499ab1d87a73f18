// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about the structure of the boot information and the targets of its pointers: boot_info.hpp.

#include "kernel/check/check.hpp"

namespace check {
namespace {

using farjump::BootInfo;
using farjump::MemoryKind;

} // namespace

void boot_info(Report& report, Evidence const& evidence)
{
    auto const& info = evidence.info;
    report.equal("RDI points at boot information (magic)", info.magic, FARJUMP_MAGIC);
    report.equal("the boot information has the version of this kernel's header", info.version, FARJUMP_VERSION);
    report.equal("the boot information has the size of this kernel's header", info.size, sizeof(BootInfo));
    report.promise("the boot information lies in memory of kind loader, in the direct map",
                   lies_in(evidence, evidence.entry.rdi, sizeof(BootInfo), MemoryKind::loader));
    report.promise("the memory map lies there too",
                   lies_in(evidence, info.memory_map.address, evidence.ranges.size_bytes(), MemoryKind::loader));

    auto const path_size = string_size(evidence, info.kernel_path.address);
    report.promise("the kernel's path lies there too, and ends in NUL", path_size > 0);
    report.promise("the kernel's path is absolute", path_size > 1 && *info.kernel_path.get() == '/');
    report.promise("the command line lies there too, and ends in NUL",
                   string_size(evidence, info.command_line.address) > 0);

    report.promise("the boot partition has sectors", info.partition_sectors > 0);
    report.promise("sealed is 0 or 1", info.sealed <= 1);
    report.promise("no_execute is 0 or 1", info.no_execute <= 1);
}

} // namespace check
