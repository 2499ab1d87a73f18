// SPDX-License-Identifier: BSD-2-Clause
// Describes the selected entry: its kernel's file, its options. Reads the entry and the start of the kernel.
#pragma once

#include "include/text.hpp"
#include "stage2/boot.hpp"
#include "stage2/choice/list.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace menu {

// "/boot/kernel.elf, 103 KiB, for farjump, sealed"; or why it cannot be read.
void describe_kernel(Boot& boot, choice::Item const& item, text::Sentence& words);

// Joins the options of the entry as a kernel gets them: the lines `options` with one space between them. Returns nothing
// if `room` is too small. Without a file, there are no options.
std::optional<std::string_view> join_options(std::span<boot_entry::Setting const> settings, std::span<char> room);

// Writes all that the entry says, and where it is, as lines of text. Returns what fits.
std::string_view print_entry(boot_choice::EntryFile const& file, std::string_view kernel, std::span<char> room);

// Writes the memory map as lines of text. Returns what fits.
std::string_view print_memory_map(MemoryMap const& memory, std::span<char> room);

} // namespace menu
