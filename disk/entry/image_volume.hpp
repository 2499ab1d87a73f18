// SPDX-License-Identifier: BSD-2-Clause
// The boot volume in a disk image, by the programs of mtools.
#pragma once

#include "include/bytes.hpp"

#include <filesystem>
#include <string>

namespace image_volume {

class Volume {
public:
    // Finds the one FAT volume of the image that has a directory /loader. Refuses an image without one, and a device.
    explicit Volume(std::filesystem::path const& image);

    bool holds(std::string const& path) const;

    // Writes a file; an older one is replaced.
    void put(Bytes bytes, std::string const& path) const;

private:
    std::string drive_; // for mtools' option -i
};

} // namespace image_volume
