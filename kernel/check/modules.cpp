// SPDX-License-Identifier: BSD-2-Clause
// Checks the promises about modules: boot_info.hpp, Module.

#include "kernel/check/check.hpp"

#include <algorithm>

namespace check {
namespace {

using farjump::MemoryKind;
using farjump::Module;

bool is_nowhere(Module const& module)
{
    return module.size == 0 && module.address.address == 0 && module.physical == 0;
}

bool lies_where_it_should(Evidence const& evidence, Module const& module)
{
    auto const address = module.address.address;
    return module.physical % page_size == 0 && evidence.memory.virtual_of({module.physical}).value == address &&
           lies_in(evidence, address, round_up(module.size, page_size), MemoryKind::module);
}

bool ends_in_zeros(Module const& module)
{
    auto const* const end = static_cast<char const*>(module.address.get()) + module.size;
    auto const* const page_end =
        reinterpret_cast<char const*>(round_up(reinterpret_cast<std::uintptr_t>(end), page_size));
    return std::all_of(end, page_end, [](char byte) { return byte == 0; });
}

bool overlap(Module const& left, Module const& right)
{
    return left.size != 0 && right.size != 0 && left.physical < right.physical + right.size &&
           right.physical < left.physical + left.size;
}

template <typename Wrong>
std::optional<std::uint64_t> first(std::span<Module const> list, Wrong wrong)
{
    auto const found = std::ranges::find_if(list, wrong);
    return found == list.end() ? std::nullopt : std::optional{found->physical};
}

} // namespace

void modules(Report& report, Evidence const& evidence)
{
    auto const& [place, count] = evidence.info.modules;
    if (count == 0)
        return report.equal("there are no modules, and no list of them", place.address, 0);
    bool const there = count <= 4_KiB && lies_in(evidence, place.address, count * sizeof(Module), MemoryKind::loader);
    report.promise("the list of modules lies in memory of kind loader, in the direct map", there);
    if (!there)
        return;
    std::span const list{place.get(), count};
    report.none("every module has a name there",
                first(list, [&](auto const& module) { return string_size(evidence, module.name.address) < 2; }));
    auto const misplaced =
        first(list, [&](auto const& module) { return !is_nowhere(module) && !lies_where_it_should(evidence, module); });
    report.none("modules lie in pages of kind module, in the direct map; empty ones nowhere", misplaced);
    if (misplaced)
        return;
    report.none("the last page of a module is filled with 0",
                first(list, [](auto const& module) { return !ends_in_zeros(module); }));
    report.none("no two modules overlap", first(list, [&](auto const& module) {
                    return std::ranges::any_of(
                        list, [&](auto const& other) { return &other != &module && overlap(module, other); });
                }));
}

} // namespace check
