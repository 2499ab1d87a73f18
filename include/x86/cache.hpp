// The processor's cache: one instruction per function. Intel SDM Vol. 2, "CLFLUSH".
#pragma once

namespace x86 {

#if __STDC_HOSTED__

// On the desk a scripted machine answers (tests/fake_machine.cpp).
void flush_cache_line(void const volatile* address);

#else

// What the cache holds of the line at `address` goes to memory, and the next read fetches it from there. Every processor
// with a long mode has this instruction.
inline void flush_cache_line(void const volatile* address)
{
    asm volatile("clflush %0" : : "m"(*static_cast<char const volatile*>(address)) : "memory");
}

#endif

} // namespace x86
