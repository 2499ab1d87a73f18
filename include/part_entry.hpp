// SPDX-License-Identifier: BSD-2-Clause
// The entry point of a part of the annex.
#pragma once

// Places a constant at the start of its part: stage2/annex/annex.ld. Each part has one; stage2/annex/parts.hpp declares
// its type.
#define PART_ENTRY [[gnu::used, gnu::section(".part_entry")]]
