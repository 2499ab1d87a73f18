// SPDX-License-Identifier: BSD-2-Clause
// The command line of a Linux kernel, and the words in it that are for the loader. Linux, "The Linux/x86 Boot Protocol",
// "The Kernel Command Line" and "Special Command Line Options".
#pragma once

#include "include/result.hpp"
#include "stage2/entries/boot_entry.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace linux_boot {

// Writes "BOOT_IMAGE=path " and all options of the entry, byte for byte, with one blank between two lines, and a zero
// behind them. `counted_entry`: the file name of a counted entry, for the system to mark; "farjump.entry=name" comes
// before the options, because those may end in "--" and words for init. It is in quotes if it has blanks. Returns the line
// without the zero. `most`: bytes that the kernel takes. Errors: linux_command_line_long, linux_options_unexpanded.
Result<std::string_view> write_command_line(std::span<char> room, boot_entry::Setting const& kernel,
                                            std::span<boot_entry::Setting const> settings, std::uint32_t most,
                                            std::string_view counted_entry = {});

// The value of the last `vga=`: the number for vid_mode in the kernel's header, FFFFh ("normal") if there is none or it is
// not valid.
std::uint16_t video_mode(std::string_view line);

// The smallest `mem=`, in bytes: the kernel uses no memory behind it. UINT64_MAX if there is none or it is not valid.
std::uint64_t memory_end(std::string_view line);

} // namespace linux_boot
