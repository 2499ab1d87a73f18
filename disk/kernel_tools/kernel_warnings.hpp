// What the loader cannot say of a kernel, since it reads no sections: where in the linker script a fault lies.
#pragma once

#include "disk/kernel_tools/kernel_file.hpp"
#include "include/bytes.hpp"
#include "include/result.hpp"

#include <string>
#include <vector>

namespace kernel_warnings {

// A sentence for each section that holds a farjump note outside of all PT_NOTEs, where the loader does not look. `file`
// is an ELF file of 64 bits, whose notes lie at `notes`.
std::vector<std::string> unseen_notes(Bytes file, std::vector<elf::NoteRange> const& notes);

// A sentence for each PT_LOAD of nothing but headers and notes that is not loaded.
std::vector<std::string> left_out_segments(kernel_file::Kernel const& kernel);

// More about a refusal: the sections where two segments meet, and notes that were not seen. May be empty.
std::vector<std::string> about(Error const& error, Bytes file);

} // namespace kernel_warnings
