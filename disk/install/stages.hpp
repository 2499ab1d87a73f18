// Stages 1 and 2 as the build made them: the two files that are installed.
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

    // What a stage 1 of ours in that sector has been told. In a boot record only one of this build can be read.
    std::optional<boot_code::Told> told_to(Bytes sector, bool is_boot_record) const;
};

// stage1.bin and stage2.bin there.
std::vector<std::filesystem::path> files_in(std::filesystem::path const& directory);

// Reads stage1.bin and stage2.bin. Refuses what is damaged, or of two builds.
Stages read(std::filesystem::path const& directory);

} // namespace stages
