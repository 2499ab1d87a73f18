// SPDX-License-Identifier: BSD-2-Clause
// The tables of the firmware, of which a Multiboot2 kernel gets copies.
#pragma once

#include "stage2/protocols/multiboot/facts.hpp"

namespace multiboot {

// Fills in `rsdp` and `smbios`, as far as the firmware has them and they are plausible.
void add_firmware_tables(Facts& facts);

} // namespace multiboot
