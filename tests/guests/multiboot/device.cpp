// SPDX-License-Identifier: BSD-2-Clause
// The tests boot from the first partition of the first disk, which has an MBR.

#include "tests/guests/multiboot/checks.hpp"

namespace guest {

void check_device(Report& report, Answer const& answer)
{
    report.that(Topic::device, "the boot device is given", answer.device.has_value());
    if (!answer.device)
        return;
    report.equal(Topic::device, "drive", 0x80, answer.device->drive);
    report.equal(Topic::device, "partition", 0, answer.device->partition);
    report.equal(Topic::device, "partition in the partition", 0xFFFF'FFFF, answer.device->sub_partition);
}

} // namespace guest
