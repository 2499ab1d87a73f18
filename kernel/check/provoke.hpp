// SPDX-License-Identifier: BSD-2-Clause
// Makes accesses that the page tables must forbid, and returns the exception that each one raises.
#pragma once

#include "include/units.hpp"

#include <cstdint>
#include <optional>

namespace provoke {

struct Fault {
    std::uint64_t vector;
    std::uint64_t error_code;
    VirtAddr address; // CR2: means something after a page fault
    VirtAddr instruction;
};

// Each returns the exception that the access raised, or nothing if it raised none.
std::optional<Fault> read(VirtAddr address);
std::optional<Fault> write(VirtAddr address);   // a byte with the value it already has, so nothing is lost
std::optional<Fault> execute(VirtAddr address); // the bytes there should be a RET

} // namespace provoke
