// SPDX-License-Identifier: BSD-2-Clause
// Loads a kernel file into memory and verifies it.
#pragma once

#include "include/result.hpp"
#include "longmode/kernel_space.hpp"
#include "longmode/requirements.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/image/kernel_note.hpp"
#include "stage2/image/placement.hpp"
#include "stage2/image/seal.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/storage/file.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

struct LoadedKernel {
    VirtAddr entry;
    VirtAddr begin; // a multiple of the page size
    PhysAddr physical;
    std::uint64_t size;
    std::uint64_t slide; // run-time address minus link address
    bool position_independent;
    bool placed_at_random;
    std::uint64_t bytes_read;       // from the file
    std::optional<seal::Seal> seal; // has not been verified yet
    kernel_note::Wishes wishes;
    std::uint32_t isa_level;                                           // n means x86-64-vn; 0: the file does not say
    std::array<kernel_space::Mapping, elf::max_segments> mapping_list; // one for each segment; may be empty
    std::uint32_t segment_count;

    std::span<kernel_space::Mapping const> mappings() const { return std::span(mapping_list).first(segment_count); }
};

// Memory for the parts of a kernel file other than its segments.
struct KernelFileRoom {
    std::array<std::byte, elf::max_table_size> program_headers;
    std::array<std::byte, elf::max_note_size> notes; // of one PT_NOTE; or the start of a file that is no kernel
    elf::Image image;                                // the checked program headers
    LoadedKernel kernel;                             // as far as it was loaded
    bool is_loaded;                                  // all segments are in memory, even if the kernel was refused then
    std::byte const*
        searched_last;     // then: the segment in which a header for another loader was found; none is before it
    bool has_farjump_note; // the file is for farjump, even if it is invalid otherwise
};

// The input of load_kernel(): the file's path, the memory map, the processor that will run the kernel, and what the boot
// protocol allows.
struct LoadContext {
    std::string_view path;
    MemoryMap& memory;
    KernelFileRoom& room;
    requirements::Processor const& processor;
    placement::KaslrInput kaslr;
    elf::Allowed allowed = elf::Allowed::nothing;
    bool any_loader = false; // do not refuse kernels for other loaders
};

// Checks the notes, places, reads; in this order. Reads each segment directly to its place and fills
// the rest of its pages with zeros. Reads only headers, notes and the contents of PT_LOADs. Does not relocate a
// position-independent kernel: see stage2/image/elf_dynamic.hpp.
//
// Unless `any_loader` is true, refuses kernels for other loaders and programs (kernel_of_other_kind), which it recognizes by their notes and by the
// headers of other boot protocols in the loaded segments. stage2/image/explanation.hpp has the messages for these and
// for other files that cannot be loaded. A file with a farjump note is always treated as a kernel for farjump.
Result<LoadedKernel> load_kernel(File& file, LoadContext const& context);

// The functions that compute the checksum. The default is right for a seal of the current format and a processor with
// SSE2.
struct SealMethods {
    wide_sum::Add* add = wide_sum::add_by_sse2;
    seal::OldChecksum* old_checksum = nullptr; // not needed for a seal of the current format
    bool has_sse4_2 = false;
};

// Compares the kernel's seal, if there is one, with the memory. Call it before the kernel is relocated.
// Error: seal_broken.
Result<void> verify_seal(LoadedKernel const& kernel, KernelFileRoom const& room, SealMethods const& methods,
                         std::string_view path);
