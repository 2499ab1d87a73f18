// SPDX-License-Identifier: BSD-2-Clause
// The tables by which the firmware describes the machine to a kernel.
#pragma once

#include "include/farjump/boot_info.hpp"

namespace firmware_tables {

// Searches for ACPI's RSDP and for SMBIOS's entry points where the specifications place them. The addresses of tables that
// are not there are 0.
farjump::Firmware find();

} // namespace firmware_tables
