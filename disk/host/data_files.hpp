// SPDX-License-Identifier: BSD-2-Clause
// The places of the loader's own files, from which images are made.
//
// An installed farjump has them in one directory: stage1.bin, stage1-simple.bin, stage1-cd.bin, stage2.bin,
// bootx64.efi, constants.sh, mkdisk.sh, module_names.sh, outputs.sh, bochs.sh and the directories layouts and new; the
// headers are in ../../include beside it. In the tree they are where the build puts them.
#pragma once

#include <filesystem>
#include <optional>

namespace data_files {

struct Places {
    std::filesystem::path stages;    // the directory of stage1.bin, stage1-simple.bin, stage1-cd.bin and stage2.bin
    std::filesystem::path efi_stub;  // bootx64.efi
    std::filesystem::path constants; // constants.sh
    std::filesystem::path engine;    // mkdisk.sh
    std::filesystem::path bochs;     // bochs.sh
    std::filesystem::path templates; // the directory of the files for `farjump new`
    std::filesystem::path headers;   // the directory that contains farjump/boot_info.h
};

// $FARJUMP_DATA if it is set; else the tree if this program lies in its directory build; else ../lib/farjump beside the
// program's directory. Does not look whether the files are there.
Places places();

// The program itself, behind all links. Refuses where /proc is not mounted.
std::filesystem::path program();

// Refuses if it is no regular file.
std::filesystem::path need(std::filesystem::path const& file);

} // namespace data_files
