// SPDX-License-Identifier: BSD-2-Clause
// A line for each feature, in the order of limine::Feature. stage2/protocols/limine/answers.cpp decides.
#include "disk/kernel_tools/limine_features.hpp"

#include <algorithm>
#include <iterator>

namespace limine_features {
namespace {

constexpr Description descriptions[]{
    {"Bootloader Info", "answered"},
    {"Executable Command Line", "answered"},
    {"Firmware Type", "answered: 0, a BIOS"},
    {"Stack Size", "answered"},
    {"HHDM", "answered"},
    {"Framebuffer", "answered where there is a graphics mode"},
    {"Paging Mode", "answered"},
    {"MP", "answered where the PC has a local APIC and its table (MADT)"},
    {"Memory Map", "answered"},
    {"Entry Point", "answered"},
    {"Executable File", "answered: the whole file is loaded"},
    {"Module", "answered if there is a module"},
    {"RSDP", "answered where the PC has ACPI"},
    {"SMBIOS", "answered where the PC has SMBIOS"},
    {"Date at Boot", "answered where the PC's clock runs"},
    {"Executable Address", "answered"},
    {"Bootloader Performance", "answered where the TSC's rate can be measured"},
    {"Keep IOMMU", "answered"},
    {"TSC Frequency", "answered where the TSC's rate can be measured"},
    {"Entropy", "answered: at most 128 values"},
    {"EFI System Table", "left untouched: only UEFI has it"},
    {"EFI Memory Map", "left untouched: only UEFI has it"},
    {"TPM Event Log", "left untouched: only UEFI has it"},
    {"Device Tree Blob", "left untouched: a PC with a BIOS has none"},
    {"RISC-V BSP Hart ID", "left untouched: only RISC-V has it"},
    {"Flanterm FB Init Params", "left untouched: farjump has no such terminal"},
    {"Terminal", "left untouched: the protocol dropped it in 2023"},
    {"5-Level Paging", "left untouched: the protocol replaced it with Paging Mode"},
};
static_assert(std::size(descriptions) == limine::feature_count);

constexpr bool is_right(std::size_t index)
{
    bool const is_answered = index < static_cast<std::size_t>(limine::first_unanswered);
    return descriptions[index].gets.starts_with(is_answered ? "answered" : untouched);
}
static_assert([] {
    for (std::size_t index = 0; index < limine::feature_count; ++index)
        if (!is_right(index))
            return false;
    return true;
}());

} // namespace

Description const& of(limine::Feature feature)
{
    return descriptions[static_cast<std::size_t>(feature)];
}

std::optional<limine::Feature> feature_of(limine::Request const& request)
{
    auto const* const found = std::ranges::find_if(limine::identities, [&](limine::Identity const& identity) {
        return request.id[2] == identity.words[0] && request.id[3] == identity.words[1];
    });
    return found != std::end(limine::identities) ? std::optional{found->feature} : std::nullopt;
}

} // namespace limine_features
