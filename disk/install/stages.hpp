// SPDX-License-Identifier: BSD-2-Clause
// The two files to install: stages 1 and 2 as the build made them.
#pragma once

#include "disk/install/boot_code.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace stages {

struct Stages {
    boot_code::Stage1 stage1;
    std::vector<std::byte> stage2; // the core, which stage 1 reads, and the annex behind it

    std::size_t core_size() const { return stage1.sum().size; }

    // The operands of a stage 1 of farjump in that sector. In a boot record they can be read only if it is of this
    // build.
    std::optional<boot_code::Told> told_to(Bytes sector, bool is_boot_record) const;
};

// The paths of stage1.bin and stage2.bin in that directory.
std::vector<std::filesystem::path> files_in(std::filesystem::path const& directory);

// Reads stage1.bin and stage2.bin. Refuses damaged stages and stages of different builds.
Stages read(std::filesystem::path const& directory);

} // namespace stages
