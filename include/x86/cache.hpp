// SPDX-License-Identifier: BSD-2-Clause
// The processor's cache: one instruction per function. Intel SDM Vol. 2, "CLFLUSH", "WBINVD".
#pragma once

namespace x86 {

#if __STDC_HOSTED__

// In unit tests a scripted machine answers (tests/fake_machine.cpp).
void flush_cache_line(void const volatile* address);
void flush_cache();

#else

// Writes the cache line of `address` back to memory and invalidates it, so that the next read comes from memory. All
// processors with long mode have this instruction (CPUID leaf 1, EDX bit 19).
inline void flush_cache_line(void const volatile* address)
{
    asm volatile("clflush %0" : : "m"(*static_cast<char const volatile*>(address)) : "memory");
}

// The same for the whole cache. Available from the 486 on.
inline void flush_cache()
{
    asm volatile("wbinvd" : : : "memory");
}

#endif

} // namespace x86
