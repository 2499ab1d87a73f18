// SPDX-License-Identifier: BSD-2-Clause
// Sets the control bits that SSE instructions need, and restores them.
#include "stage2/machine/sse.hpp"

#include "include/x86/control.hpp"

namespace machine {

SseUse::SseUse()
{
    asm volatile("mov %%cr0, %0\n mov %%cr4, %1" : "=r"(cr0_), "=r"(cr4_));
    constexpr auto hindrances = static_cast<std::uint32_t>(x86::Cr0::emulate_fpu | x86::Cr0::task_switched);
    constexpr auto permission = static_cast<std::uint32_t>(x86::Cr4::fxsave);
    asm volatile("mov %0, %%cr0\n mov %1, %%cr4" : : "r"(cr0_ & ~hindrances), "r"(cr4_ | permission));
}

SseUse::~SseUse()
{
    asm volatile("mov %0, %%cr0\n mov %1, %%cr4" : : "r"(cr0_), "r"(cr4_));
}

} // namespace machine
