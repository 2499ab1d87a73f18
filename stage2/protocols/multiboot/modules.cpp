// SPDX-License-Identifier: BSD-2-Clause
// Loads the modules of a Multiboot kernel.
#include "stage2/protocols/multiboot/modules.hpp"

#include "stage2/entries/words.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/multiboot/placement.hpp"
#include "stage2/protocols/shared/guest_files.hpp"

#include <array>

namespace multiboot {

namespace {

using errors::Code;

constexpr std::size_t most_modules = 128;

Result<std::uint32_t> take(MemoryMap& memory, std::uint64_t size, std::uint64_t behind, std::string_view path)
{
    auto const place = TRY(take_behind(memory, size, behind));
    if (!place)
        return fail(Code::multiboot_module_no_room,
                    {size, memory_search::largest(memory.ranges(), {1_MiB, 4_GiB - page_size})}, path);
    return static_cast<std::uint32_t>(place->value);
}

} // namespace

Result<Modules> load_modules(Boot& boot, std::uint64_t behind)
{
    static std::array<Module, most_modules> list;
    std::size_t count = 0;
    Modules modules{{}, 0, behind, true};
    for (auto const& setting : boot.entry.settings) {
        if (!boot_entry::names_file(setting))
            continue;
        auto rest = setting.value;
        auto const path = TRY(guest_files::rooted(*words::take(rest)));
        if (count == most_modules)
            return fail(Code::multiboot_too_many_modules, {most_modules}, path);
        auto const place = [&](std::uint64_t size) { return take(boot.memory, size, modules.end, path); };
        auto const content = TRY(guest_files::load_whole(boot, path, !setting.has("initrd"), place));
        auto const size = static_cast<std::uint32_t>(content.bytes.size());
        list[count++] = {content.place, content.place + size, setting.value};
        modules.size += size;
        modules.end = std::max<std::uint64_t>(modules.end, std::uint64_t{content.place} + size);
        modules.verified &= content.verified;
    }
    modules.list = std::span(list).first(count);
    return modules;
}

} // namespace multiboot
