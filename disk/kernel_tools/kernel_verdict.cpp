// SPDX-License-Identifier: BSD-2-Clause
// Makes the loader's checks in order, for a machine that lacks nothing.
#include "disk/kernel_tools/kernel_verdict.hpp"

#include "disk/kernel_tools/loaded_image.hpp"
#include "stage2/image/elf_dynamic.hpp"
#include "stage2/memory/memory_map.hpp"

#include <bit>
#include <limits>

namespace kernel_verdict {
namespace {

using kernel_file::Kernel;

// Places the kernel in a memory map in which every address that a kernel may have is free.
Result<placement::Place> place(elf::Image const& image, placement::KaslrInput const& kaslr)
{
    MemoryMap memory;
    memory.add(elf::lower_begin.value, elf::lower_end - elf::lower_begin, MemoryKind::usable);
    return placement::find(image, memory, kaslr);
}

// The value of an entry of the dynamic section, or 0. If there are several, the last one counts, as in the loader.
std::uint64_t dynamic_value(LoadedImage const& loaded, elf::Image const& image, elf_dynamic::Tag tag)
{
    std::uint64_t value = 0;
    for (std::uint64_t offset = 0; offset < image.dynamic_size; offset += sizeof(elf_dynamic::Entry)) {
        auto const entry = loaded.at<elf_dynamic::Entry>(image.dynamic_address + offset);
        if (!entry || entry->tag == elf_dynamic::null)
            break;
        if (entry->tag == tag)
            value = entry->value;
    }
    return value;
}

// Counts relocations before they are applied, because they may change their own tables. The count for a wrong table has
// no meaning: applying the table then fails.
Relocations count(LoadedImage const& loaded, elf::Image const& image)
{
    auto const size = dynamic_value(loaded, image, elf_dynamic::relr_size);
    auto const table = dynamic_value(loaded, image, elf_dynamic::relr);
    std::uint64_t packed = 0;
    for (std::uint64_t offset = 0; offset < size; offset += sizeof(Le64)) {
        auto const word = loaded.at<Le64>(table + offset);
        if (!word)
            break;
        bool const is_bitmap = (*word & 1) != 0;
        packed += is_bitmap ? std::popcount(std::uint64_t{*word}) - 1u : 1u;
    }
    return {dynamic_value(loaded, image, elf_dynamic::rela_size) / sizeof(elf_dynamic::Relocation), packed};
}

Result<Relocations> relocate(Kernel const& kernel, placement::Place const& place)
{
    if (!kernel.image.position_independent)
        return Relocations{};
    LoadedImage const loaded{kernel.file, kernel.image, place.size};
    auto const relocations = count(loaded, kernel.image);
    TRY(elf_dynamic::relocate(kernel.image, loaded.memory(), place.slide, kernel.name));
    return relocations;
}

} // namespace

Result<Facts> examine(Bytes file, std::string_view name)
{
    auto const kernel = TRY(kernel_file::parse(file, name));
    auto const fixed = TRY(place(kernel.image, {}));
    auto const lowest = TRY(place(kernel.image, {.random = true, .virtual_place = 0, .physical_place = 0}));
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    auto const highest = TRY(place(kernel.image, {.random = true, .virtual_place = most, .physical_place = 0}));
    auto const seal = kernel_file::verify_seal(kernel);
    if (!seal && kernel.findings.seal->checksum != 0)
        return std::unexpected(seal.error());
    auto const relocations = relocate(kernel, fixed);
    if (!relocations)
        return kernel_file::explain(relocations.error(), kernel);
    return Facts{kernel, seal.value_or(std::nullopt), fixed, lowest.begin, highest.begin, *relocations};
}

} // namespace kernel_verdict
