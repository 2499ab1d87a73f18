// What the kernel gets of the processor's ways to page and protect: what is there, and where it is optional, asked for.
// Intel SDM Vol. 3A, "Control Registers" (2.5).
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/x86/control.hpp"
#include "longmode/paging.hpp"
#include "longmode/requirements.hpp"

#include <array>
#include <cstdint>

namespace control {

// A bit of CR4 that a kernel may wish for.
struct Option {
    std::uint32_t wish; // farjump::wish_...
    requirements::Feature feature;
    x86::Cr4 bit;
};

inline constexpr std::array<Option, 4> options{{
    {farjump::wish_five_levels, requirements::Feature::five_levels, x86::Cr4::five_levels},
    {farjump::wish_smep, requirements::Feature::smep, x86::Cr4::supervisor_execution_prevention},
    {farjump::wish_smap, requirements::Feature::smap, x86::Cr4::supervisor_access_prevention},
    {farjump::wish_umip, requirements::Feature::umip, x86::Cr4::user_instruction_prevention},
}};

// The bits of CR0 that the kernel starts with, but for those it finds as the BIOS left them (ET, NE).
x86::Cr0 cr0(std::uint32_t wishes);

// The CR4 that the kernel starts with.
x86::Cr4 cr4(requirements::Processor const& processor, std::uint32_t wishes);

// The paging that goes with it.
paging::Features paging_features(requirements::Processor const& processor, x86::Cr4 cr4);

} // namespace control
