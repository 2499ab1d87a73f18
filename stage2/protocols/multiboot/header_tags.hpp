// SPDX-License-Identifier: BSD-2-Clause
// The flags of a Multiboot 1 header, and the tags of a Multiboot2 header. Multiboot Specification 0.6.96, "The magic fields
// of Multiboot header"; Multiboot2 Specification 2.0, "Multiboot2 header".
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

namespace multiboot {

// Flags of version 1. A loader must refuse a kernel with an unknown one among bits 0 to 15.
inline constexpr std::uint32_t aligns_modules = 1 << 0, wants_memory_map = 1 << 1, wants_graphics = 1 << 2,
                               has_addresses = 1 << 16;
inline constexpr std::uint32_t flags_at = 4; // from the header's begin

// Version 2: the size of the header before its tags, and the alignment of header and tags, in bytes.
inline constexpr std::uint32_t header_2_size = 16;
inline constexpr std::uint32_t alignment_2 = 8;
inline constexpr std::uint32_t size_2_at = 8; // from the header's begin: the size of the header with its tags

// A tag of a Multiboot2 header. "Header tags".
struct Tag {
    Le16 type;
    Le16 flags; // bit 0: optional
    Le32 size;  // bytes, without the padding to the next tag
};

enum TagType : std::uint16_t {
    end = 0,
    information_request = 1,
    address = 2,
    entry_address = 3,
    console_flags = 4,
    framebuffer = 5,
    module_alignment = 6,
    efi_boot_services = 7,
    efi_i386_entry = 8,
    efi_amd64_entry = 9,
    relocatable = 10,
};

} // namespace multiboot
