// SPDX-License-Identifier: BSD-2-Clause
// Warnings that need sections, which the loader does not read: the place of an error in the linker script.
#pragma once

#include "disk/kernel_tools/kernel_file.hpp"
#include "include/bytes.hpp"
#include "include/result.hpp"

#include <string>
#include <vector>

namespace kernel_warnings {

// A sentence for each section with a farjump note outside of all PT_NOTEs, which the loader does not find. `file` is a
// 64-bit ELF file with the notes `notes`.
std::vector<std::string> unseen_notes(Bytes file, std::vector<elf::NoteRange> const& notes);

// A sentence for each PT_LOAD that is not loaded because it contains only headers and notes.
std::vector<std::string> left_out_segments(kernel_file::Kernel const& kernel);

// Additions to a refusal: the sections on a page that two segments share, and notes that the loader does not find. May
// be empty.
std::vector<std::string> about(Error const& error, Bytes file);

} // namespace kernel_warnings
