// The kernel's way from its file to memory: headers, place, bytes, proof.
#pragma once

#include "include/result.hpp"
#include "longmode/kernel_space.hpp"
#include "longmode/requirements.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/image/kernel_note.hpp"
#include "stage2/image/placement.hpp"
#include "stage2/memory/memory_map.hpp"
#include "stage2/storage/file.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

// Memory for what is read of a kernel's file besides its segments.
struct KernelFileRoom {
    std::array<std::byte, elf::max_table_size> program_headers;
    std::array<std::byte, elf::max_note_size> notes; // of one PT_NOTE, or the start of a file that is no kernel
    elf::Image image;                                // what the program headers say
    bool has_farjump_note;                           // the file is meant for farjump, whatever else is wrong with it
};

// What a kernel is loaded with: the name of its file, the memory map it is placed in, the processor that will run it.
struct LoadContext {
    std::string_view path;
    MemoryMap& memory;
    KernelFileRoom& room;
    requirements::Processor const& processor;
    placement::KaslrInput kaslr;
};

struct LoadedKernel {
    VirtAddr entry;
    VirtAddr begin; // whole pages
    PhysAddr physical;
    std::uint64_t size;
    std::uint64_t slide; // from where it is linked to where it runs
    bool position_independent;
    bool placed_at_random;
    std::uint64_t bytes_read; // of the file
    bool sealed;
    kernel_note::Wishes wishes;
    std::uint32_t isa_level; // n: x86-64-vn is what it is built for; 0: it does not say
    std::array<kernel_space::Mapping, elf::max_segments> mapping_list; // one for each segment, perhaps empty
    std::uint32_t segment_count;

    std::span<kernel_space::Mapping const> mappings() const { return std::span(mapping_list).first(segment_count); }
};

// Checks the notes, places, reads, verifies the seal; in this order. Each segment is read straight to where it belongs,
// and the rest of its pages is filled with zeros; nothing is read that no PT_LOAD covers, but for headers and notes. A
// position-independent kernel is still to be relocated (stage2/image/elf_dynamic.hpp).
//
// Refuses what is no kernel for farjump (kernel_of_other_kind), by notes that others put into programs and kernels, and
// by headers of other boot protocols among what was loaded; stage2/image/explanation.hpp has words for that and for
// other files that cannot be loaded. A farjump note makes any file a kernel for farjump.
Result<LoadedKernel> load_kernel(File& file, LoadContext const& context);
