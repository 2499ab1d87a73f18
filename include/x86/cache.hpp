// The processor's cache: one instruction per function. Intel SDM Vol. 2, "CLFLUSH", "WBINVD".
#pragma once

namespace x86 {

#if __STDC_HOSTED__

// On the desk a scripted machine answers (tests/fake_machine.cpp).
void flush_cache_line(void const volatile* address);
void flush_cache();

#else

// What the cache holds of the line at `address` goes to memory, and the next read fetches it from there. Every processor
// with a long mode has this instruction (CPUID leaf 1, EDX bit 19).
inline void flush_cache_line(void const volatile* address)
{
    asm volatile("clflush %0" : : "m"(*static_cast<char const volatile*>(address)) : "memory");
}

// The same for all lines. From the 486 on.
inline void flush_cache()
{
    asm volatile("wbinvd" : : : "memory");
}

#endif

} // namespace x86
