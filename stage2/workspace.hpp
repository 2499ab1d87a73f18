// The memory that stage 2 works in above 1 MiB, taken from the memory map in one piece and forgotten with the loader.
#pragma once

#include "include/text.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/entries/entry_list.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/image/seal.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_cache.hpp"
#include "stage2/storage/disk_sweep.hpp"
#include "stage2/volumes/fat/volume.hpp"

#include <array>
#include <cstddef>
#include <string_view>

// A boot entry's file while it is considered: its path, its text, and what was read from it.
struct EntryFile {
    std::string_view path;
    std::array<char, boot_entry::max_file_size> text;
    boot_entry::Entry entry;
};

struct Workspace {
    std::array<std::byte, DiskCache::memory_needed> cache;
    PartitionList partitions;
    std::array<fat::Extent, 16384> extents;      // of the file being read; more are looked up again
    std::array<disk_sweep::Piece, 16384> pieces; // of the kernel: 8 MiB in fragments of 512 bytes
    std::array<char, boot_entry::max_loader_conf_size> loader_conf;
    EntryList entry_list;
    std::array<EntryFile, 2> entries; // the best one so far, and the one being looked at
    text::Sentence foreign_entry;     // which one is for which architecture: an error's words
    std::array<std::byte, elf::max_table_size> program_headers;
    std::array<std::byte, elf::max_note_size> notes; // of one PT_NOTE, or the start of a file that is no kernel
};
