// SPDX-License-Identifier: BSD-2-Clause
// The command line of farjump-write.
#pragma once

#include "disk/host/arguments.hpp"
#include "disk/host/system.hpp"

#include <filesystem>

namespace write_command {

struct Options {
    static constexpr char usage[] =
        "usage: farjump-write [--fixed-disk] IMAGE DISK    write a whole image to a disk, which loses all it holds\n"
        "  --fixed-disk    also to a disk that is not removable, as large USB disks and cards in readers may be\n";

    explicit Options(Arguments arguments)
    {
        help = arguments.flag("--help") || arguments.flag("-h");
        fixed_disk = arguments.flag("--fixed-disk");
        system.root = arguments.value("--root").value_or("/");
        auto const rest = arguments.rest();
        if (help)
            return;
        if (rest.size() != 2)
            throw UsageError("an image and a disk are wanted");
        image = rest[0];
        disk = rest[1];
    }

    bool help;
    bool fixed_disk;
    System system; // --root, for tests: disk/host/system.hpp
    std::filesystem::path image;
    std::filesystem::path disk;
};

} // namespace write_command
