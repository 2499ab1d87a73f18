// SPDX-License-Identifier: BSD-2-Clause
// The kernel's paging and protection features: those that the processor has, and, if optional, that the kernel
// requests.
// Intel SDM Vol. 3A, "Control Registers" (2.5).
#pragma once

#include "include/farjump/boot_info.hpp"
#include "include/x86/control.hpp"
#include "longmode/paging.hpp"
#include "longmode/requirements.hpp"

#include <array>
#include <cstdint>

namespace control {

// A bit of CR4 that a kernel may request.
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

// The bits of CR0 at the kernel's start, except those that keep the BIOS's values (ET, NE).
x86::Cr0 cr0(std::uint32_t wishes);

// The value of CR4 at the kernel's start.
x86::Cr4 cr4(requirements::Processor const& processor, std::uint32_t wishes);

// The paging features to use with this `cr4`.
paging::Features paging_features(requirements::Processor const& processor, x86::Cr4 cr4);

} // namespace control
