// Which kernel to boot: /loader/loader.conf and /loader/entries, or /boot/kernel.elf where there are none.
// UAPI Group, "Boot Loader Specification".
#pragma once

#include "include/result.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/volumes/fat/volume.hpp"
#include "stage2/workspace.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace boot_choice {

inline constexpr std::string_view default_kernel = "/boot/kernel.elf";

struct Choice {
    std::string_view entry_path; // empty: no entry, the default kernel
    std::string_view kernel;
    std::span<std::string_view const> options; // pieces of the command line
    std::span<std::string_view const> modules; // paths, with or without a '/' in front
    std::optional<boot_entry::Screen> screen;
};

// Whether the volume holds anything that a choice could be made from.
Result<bool> is_possible(fat::Volume const& volume);

// Texts in the choice lie in the workspace.
Result<Choice> choose(fat::Volume const& volume, Workspace& workspace);

} // namespace boot_choice
