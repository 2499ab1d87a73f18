// The steps of main.cpp's story: each does one thing with the room that knows how, writes the result into the boot, and
// tells the user.
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
// Loads the entry's kernel by the protocol that it is written for.
Result<Protocol const*> load(Boot& boot);

} // namespace steps
