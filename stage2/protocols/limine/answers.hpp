// SPDX-License-Identifier: BSD-2-Clause
// Answers the kernel's requests. The Limine Boot Protocol, "Features".
#pragma once

#include "stage2/protocols/limine/handover.hpp"

#include <cstddef>

namespace limine {

// The bytes that the responses need in Handover::room, at most. Call it when the memory map has its last ranges, except
// for a few allocations.
std::size_t room_for_answers(Boot const& boot, Handover const& handover);

// Writes the responses of all requests that a BIOS can answer, and the base revision. The other requests stay untouched.
void answer_requests(Boot& boot, Handover& handover);

} // namespace limine
