// SPDX-License-Identifier: BSD-2-Clause
// Makes a disk image: prepares what goes on it, and runs disk/image/mkdisk.sh.
#pragma once

#include "disk/farjump/image_options.hpp"
#include "disk/farjump/progress.hpp"
#include "disk/farjump/work_directory.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace disk_image {

inline constexpr auto entry_path = "/loader/entries/farjump.conf";

struct Made {
    std::string protocol;              // "farjump", "linux", "multiboot", "multiboot2" or "limine"
    std::string kernel_path;           // on the image
    std::optional<std::uint32_t> seal; // of a kernel for farjump
    std::vector<std::string> notes;    // sentences about the kernel
    std::vector<std::pair<std::string, std::string>> checksums; // paths on the image, and "wide:89ABCDEF"
    std::uint64_t size;                                         // of the disk, in bytes
};

// Refuses an output that is one of the files that are read.
void check_inputs(image_options::Wishes const& wishes, std::filesystem::path const& output, std::string const& option);

// Makes the raw image. It is complete when it gets its name; an older one stays until then. `work` is for files that are
// needed meanwhile. Prints the engine's command line if it is `verbose`.
Made make(image_options::Wishes const& wishes, std::filesystem::path const& image, WorkDirectory const& work,
          Progress& progress, bool verbose);

} // namespace disk_image
