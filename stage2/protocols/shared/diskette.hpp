// SPDX-License-Identifier: BSD-2-Clause
// The motors of diskette drives.
#pragma once

namespace diskette {

// A motor runs until the BIOS's clock interrupt stops it, and kernels take that interrupt away. Stops all motors, if one
// runs. IBM, "PS/2 and PC BIOS Interface Technical Reference", "Data Areas", diskette motor status; Intel 82077AA,
// "Digital Output Register".
void stop_motors();

} // namespace diskette
