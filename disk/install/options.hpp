// SPDX-License-Identifier: BSD-2-Clause
// The options of farjump-install.
#pragma once

#include "disk/host/arguments.hpp"
#include "disk/host/system.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace install_command {

struct Options {
    enum class Task { install, uninstall, verify, help };

    static constexpr char usage[] =
        "usage: farjump-install [OPTION…] DISK             put stages 1 and 2 on a disk or image with a FAT volume\n"
        "       farjump-install --uninstall BACKUP DISK    put the old sectors back\n"
        "       farjump-install --verify [OPTION…] DISK    tell whether what is there is ours, and whole\n"
        "  --dry-run                  tell which bytes would be written, and write none\n"
        "  --boot-record N            into partition N's own boot record and reserved sectors, not into the MBR\n"
        "  --backup FILE              keep the old sectors there, not in ./DISK.farjump-backup\n"
        "  --stages DIR               where stage1.bin and stage2.bin are\n"
        "  --sector-bytes N           of the disk that an image is for: 512, 1024, 2048 or 4096\n"
        "  --overwrite-other-loader   even where another loader, or data of unknown owners, would be lost\n";

    explicit Options(Arguments arguments);

    Task task = Task::install;
    bool dry_run = false;
    bool overwrite_others = false;
    std::optional<std::uint32_t> boot_record;
    std::optional<std::uint32_t> sector_bytes;
    std::string backup; // to write, or to restore from; empty: named after the disk
    std::filesystem::path stages;
    System system; // --root, for tests: disk/host/system.hpp
    std::filesystem::path disk;
};

} // namespace install_command
