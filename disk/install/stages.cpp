// SPDX-License-Identifier: BSD-2-Clause
// Reads the two stages and checks that they belong together.
#include "disk/install/stages.hpp"

#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/install/annex_on_disk.hpp"
#include "include/layout.hpp"

#include <algorithm>

namespace stages {

std::optional<boot_code::Told> Stages::told_to(Bytes sector, bool is_boot_record) const
{
    if (auto const told = stage1.found_in(sector))
        return told;
    auto const other = is_boot_record ? std::nullopt : boot_code::Stage1::parse(sector);
    return other ? std::optional(other->as_it_is()) : std::nullopt;
}

std::vector<std::filesystem::path> files_in(std::filesystem::path const& directory)
{
    return {directory / "stage1.bin", directory / "stage2.bin"};
}

Stages read(std::filesystem::path const& directory)
{
    constexpr auto build = "build the loader with `make`, and name its directory with --stages (such as build/release)";
    auto const paths = files_in(directory);
    auto const &stage1_path = paths[0], &stage2_path = paths[1];
    for (auto const& path : paths)
        if (!std::filesystem::is_regular_file(path))
            throw Refusal("there is no " + path.string(), build);
    auto const sector = files::read(stage1_path);
    auto const stage1 = sector.size() == sector_size ? boot_code::Stage1::parse(sector) : std::nullopt;
    if (!stage1)
        throw Refusal(stage1_path.string() + " is no stage 1 of farjump", build);
    auto stage2 = files::read(stage2_path);
    if (stage2.size() > layout::stage2_max_size || stage2.size() % sector_size != 0)
        throw Refusal(stage2_path.string() + " has " + words::decimal(stage2.size()) + " bytes: at most " +
                          words::decimal(layout::stage2_max_size) + " fit, in whole sectors",
                      build);
    auto const core = Bytes{stage2}.first(std::min<std::size_t>(stage1->sum().size, stage2.size()));
    if (!boot_code::accepts(stage1->sum(), core))
        throw Refusal(stage1_path.string() + " does not accept " + stage2_path.string() +
                          ": they are of different builds, or damaged",
                      build);
    if (annex_on_disk::look(core, Bytes{stage2}.subspan(core.size())) != annex_on_disk::State::whole)
        throw Refusal(stage2_path.string() + " has no whole annex behind its core", build);
    return {*stage1, std::move(stage2)};
}

} // namespace stages
