// SPDX-License-Identifier: BSD-2-Clause
// Reads CR0.
#include "stage2/machine/processors/control_registers.hpp"

#include "include/x86/control.hpp"

namespace machine {

std::uint32_t kept_cr0()
{
    std::uint32_t value;
    asm volatile("mov %%cr0, %0" : "=r"(value));
    return value & static_cast<std::uint32_t>(x86::Cr0::extension_type | x86::Cr0::numeric_error);
}

} // namespace machine
