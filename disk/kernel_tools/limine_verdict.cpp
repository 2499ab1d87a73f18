// SPDX-License-Identifier: BSD-2-Clause
// Loads the kernel into the host's memory, and runs the loader's parsers on it.
#include "disk/kernel_tools/limine_verdict.hpp"

#include "disk/kernel_tools/model_pc.hpp"
#include "stage2/image/elf_dynamic.hpp"
#include "stage2/protocols/limine/image_rules.hpp"
#include "stage2/protocols/limine/sections.hpp"
#include "stage2/protocols/limine/wishes.hpp"
#include "stage2/storage/file.hpp"

#include <algorithm>
#include <utility>

namespace limine_verdict {
namespace {

using limine::Feature, limine::ImageView, limine::Requests;

class MemoryFile final : public File {
public:
    explicit MemoryFile(Bytes content) : content_{content} {}

    std::uint64_t size() const override { return content_.size(); }

    Result<void> read_parts(std::span<FilePart const> parts) override
    {
        for (auto const& [offset, destination] : parts)
            std::ranges::copy(content_.subspan(static_cast<std::size_t>(offset), destination.size()),
                              destination.begin());
        return {};
    }

private:
    Bytes content_;
};

// As the loader chooses it without random numbers, in memory in which each address is free.
Result<placement::Place> place(elf::Image const& image)
{
    MemoryMap memory;
    memory.add(elf::lower_begin.value, elf::lower_end - elf::lower_begin, MemoryKind::usable);
    return placement::find(image, memory, {});
}

Result<void> check_paging(limine::PagingWindow const& window, std::string_view name)
{
    constexpr std::uint32_t most = 1; // levels above four, of a processor that lacks nothing
    if (choose_paging_mode(window, most))
        return {};
    return fail(errors::Code::limine_no_paging_mode, {window.lowest + 4, window.highest + 4, most + 4}, name);
}

// Base revision 0 can list its requests in a section.
Result<bool> choose_requests(Facts& facts, ImageView const& view)
{
    if (facts.requests.requested_revision() != 0)
        return false;
    MemoryFile file{facts.kernel.file};
    auto const section = TRY(limine::section_address(file, limine::requests_section));
    if (section)
        facts.requests = TRY(facts.requests.only_listed(view, *section + facts.fixed.slide, facts.kernel.name));
    return section.has_value();
}

Result<void> list_modules(Facts& facts, ImageView const& view)
{
    auto const name = facts.kernel.name;
    auto const count = TRY(limine::count_internal(facts.requests, name));
    for (std::uint64_t index = 0; index < count; ++index)
        facts.modules.push_back(TRY(limine::internal_file(view, facts.requests, index, name)));
    return {};
}

} // namespace

Result<Facts> examine(Bytes file, std::string_view name)
{
    auto const kernel = TRY(kernel_file::parse_for_any_loader(file, name, limine::allowed));
    auto const& image = kernel.image;
    auto const fixed = TRY(place(image));
    TRY(limine::check_half(fixed.begin, name));
    Facts facts{.kernel = kernel,
                .fixed = fixed,
                .loaded = {file, image, fixed.size},
                .requests = {},
                .has_section = false,
                .entry = {},
                .modules = {},
                .paging = {}};
    auto const view = limine::view_of(image, fixed.begin, fixed.slide, facts.loaded.memory());
    facts.requests = TRY(Requests::find(view, name));
    if (facts.requests.empty())
        return fail(errors::Code::limine_no_requests, {}, name);
    TRY(elf_dynamic::relocate_with_symbols(image, view.bytes, fixed.slide, name));
    facts.has_section = TRY(choose_requests(facts, view));
    facts.entry = TRY(limine::find_entry(image, fixed.slide, facts.requests, name));
    TRY(list_modules(facts, view));
    facts.paging = limine::paging_window(facts.requests);
    TRY(check_paging(facts.paging, name));
    return facts;
}

// The tables, stacks of other processors and responses come to less than a few MiB, and are not counted.
Result<void> fits(Facts const& kernel, std::uint32_t mib)
{
    auto memory = model_pc::loader_map(mib);
    TRY(placement::find(kernel.kernel.image, memory, {}));
    if (kernel.requests.has(Feature::executable_file))
        TRY(memory.allocate({kernel.kernel.file.size(), page_size, MemoryKind::module, "the kernel's file"}));
    TRY(memory.allocate({stack_size(kernel.requests), page_size, MemoryKind::loader, "the kernel's stack"}));
    return {};
}

std::optional<std::uint32_t> least_mib(Facts const& kernel)
{
    for (std::uint32_t mib = 1; mib <= model_pc::most_mib; ++mib)
        if (fits(kernel, mib))
            return mib;
    return std::nullopt;
}

} // namespace limine_verdict
