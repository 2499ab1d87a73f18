// Does on purpose what the page tables must forbid, and says what the processor answered.
#pragma once

#include "include/units.hpp"
#include "kernel/exceptions/exceptions.hpp"

#include <cstdint>
#include <optional>

namespace provoke {

struct Fault {
    std::uint64_t vector;
    std::uint64_t error_code;
    VirtAddr address; // CR2: means something after a page fault
    VirtAddr instruction;
};

// Each returns the exception that came of it, or nothing when the processor let it happen.
std::optional<Fault> read(VirtAddr address);
std::optional<Fault> write(VirtAddr address);   // a byte with the value it already has, so nothing is lost
std::optional<Fault> execute(VirtAddr address); // the bytes there should be a RET

// For the exception handler: true when one of the above waits for this exception. Then `frame` leads back to it.
bool caught(exceptions::Frame& frame);

} // namespace provoke
