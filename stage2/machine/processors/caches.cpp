// SPDX-License-Identifier: BSD-2-Clause
// Sets the control bits that turn caches off, and restores them.
#include "stage2/machine/processors/caches.hpp"

#include "include/x86/cache.hpp"
#include "include/x86/control.hpp"

namespace machine {

namespace {

// A write to CR3 drops all entries of the TLBs, except global ones. (Without paging there are none, and nothing of it
// hurts.)
void flush_tlb()
{
    std::uint32_t root;
    asm volatile("mov %%cr3, %0\n mov %0, %%cr3" : "=r"(root) : : "memory");
}

} // namespace

CachesOff::CachesOff()
{
    asm volatile("mov %%cr0, %0\n mov %%cr4, %1" : "=r"(cr0_), "=r"(cr4_));
    constexpr auto off = static_cast<std::uint32_t>(x86::Cr0::cache_disable);
    constexpr auto not_write_through = static_cast<std::uint32_t>(x86::Cr0::not_write_through);
    constexpr auto global = static_cast<std::uint32_t>(x86::Cr4::global_pages);
    asm volatile("mov %0, %%cr0" : : "r"((cr0_ | off) & ~not_write_through) : "memory");
    x86::flush_cache();
    if (cr4_ & global)
        asm volatile("mov %0, %%cr4" : : "r"(cr4_ & ~global) : "memory"); // drops global entries of the TLBs too
    flush_tlb();
}

CachesOff::~CachesOff()
{
    x86::flush_cache();
    flush_tlb();
    asm volatile("mov %0, %%cr0" : : "r"(cr0_) : "memory");
    if (cr4_ & static_cast<std::uint32_t>(x86::Cr4::global_pages))
        asm volatile("mov %0, %%cr4" : : "r"(cr4_) : "memory");
}

} // namespace machine
