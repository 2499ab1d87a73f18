// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about a counted boot: boot_info.hpp, BootState.

#include "kernel/check/check.hpp"

#include "include/units.hpp"

#include <cstring>

namespace check {

using farjump::MemoryKind;

void boot_state(Report& report, Evidence const& evidence)
{
    auto const& state = evidence.info.boot_state;
    if (state.sector_bytes == 0)
        return report.promise("this boot is not counted, and boot_state is 0",
                              state.lba == 0 && state.tries_left == 0 && state.expected.address == 0 &&
                                  state.finished.address == 0);
    report.equal("the sector of a counted boot has the size of the disk's sectors", state.sector_bytes,
                 evidence.info.disk.bytes_per_sector);
    auto const first = evidence.info.partition_lba;
    report.promise("it lies in the boot partition, behind its first sector",
                   state.lba > first && state.lba - first < evidence.info.partition_sectors);
    bool const there = is_sector_size(state.sector_bytes) &&
                       lies_in(evidence, state.expected.address, state.sector_bytes, MemoryKind::loader) &&
                       lies_in(evidence, state.finished.address, state.sector_bytes, MemoryKind::loader);
    report.promise("both contents of it lie in memory of kind loader, in the direct map", there);
    report.promise("they differ",
                   there && std::memcmp(state.expected.get(), state.finished.get(), state.sector_bytes) != 0);
}

} // namespace check
