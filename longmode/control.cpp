// SPDX-License-Identifier: BSD-2-Clause
// Chooses the bits of the control registers.
#include "longmode/control.hpp"

namespace control {

using requirements::Feature;

x86::Cr0 cr0(std::uint32_t wishes)
{
    auto const bits = x86::Cr0::paging | x86::Cr0::write_protect | x86::Cr0::protection;
    return (wishes & farjump::wish_sse) != 0 ? bits | x86::Cr0::monitor_coprocessor : bits;
}

x86::Cr4 cr4(requirements::Processor const& processor, std::uint32_t wishes)
{
    auto bits = x86::Cr4::physical_address_extension;
    for (auto const& option : options)
        if ((wishes & option.wish) != 0 && has(processor, option.feature))
            bits = bits | option.bit;
    if ((wishes & farjump::wish_sse) != 0) // each processor with long mode has SSE
        bits = bits | x86::Cr4::fxsave | x86::Cr4::simd_exceptions;
    return bits;
}

paging::Features paging_features(requirements::Processor const& processor, x86::Cr4 cr4)
{
    return {.no_execute = has(processor, Feature::no_execute),
            .gigabyte_pages = has(processor, Feature::gigabyte_pages),
            .five_levels = has(cr4, x86::Cr4::five_levels),
            .page_attributes = has(processor, Feature::page_attributes)};
}

} // namespace control
