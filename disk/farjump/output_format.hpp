// SPDX-License-Identifier: BSD-2-Clause
// The format of an image, by the end of its name, and what is there already under that name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace output_format {

struct Format {
    std::string name;    // "raw", or qemu-img's name of it
    std::string options; // for qemu-img's -o; or empty

    bool is_raw() const { return name == "raw"; }
};

// By the suffix .vdi, .vmdk, .vhd or .qcow2; raw for all others.
Format of(std::filesystem::path const& image);

// Refuses a file that is no disk image of this format, so that a slip of the user's costs no data. An empty file, or
// none, may be written. `inputs`: files that will be read.
void check_output(std::filesystem::path const& image, Format const& format);

// Makes the converted file the same for the same image: replaces numbers that qemu-img draws or takes from the clock.
void remove_chance(std::filesystem::path const& file, Format const& format, std::uint64_t seed);

} // namespace output_format
