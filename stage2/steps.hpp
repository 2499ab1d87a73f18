// SPDX-License-Identifier: BSD-2-Clause
// The steps of main.cpp. Each step calls the room that does the work, stores the result in `boot` and prints it.
#pragma once

#include "include/result.hpp"
#include "stage2/boot.hpp"
#include "stage2/protocols/protocol.hpp"

namespace steps {

void identify_processor(Boot& boot);
void gather_entropy(Boot& boot);
Result<void> open_a20();
Result<void> read_memory_map(Boot& boot);
Result<void> find_volume(Boot& boot);
Result<void> choose_entry(Boot& boot);
// Loads the kernel of the chosen entry. Returns the boot protocol that the kernel is written for.
Result<Protocol const*> load(Boot& boot);
// Leaves a mark in memory, so that the next boot knows if the kernel ran only for seconds.
void leave_mark();

} // namespace steps
