// SPDX-License-Identifier: BSD-2-Clause
// The responses, as the kernel sees them. The Limine Boot Protocol, "Features". All addresses are the kernel's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace limine {

// The responses that have one or two numbers behind the revision: which ones is said in answers.cpp.
struct Response {
    std::uint64_t revision = 0;
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    std::uint64_t third = 0;
};

struct ProcessorsResponse {
    std::uint64_t revision = 0;
    std::uint32_t flags; // 1: x2APIC mode
    std::uint32_t boot_lapic_id;
    std::uint64_t count;
    std::uint64_t processors; // of start_page::Waiting structures
};
static_assert(sizeof(ProcessorsResponse) == 32);

struct FileStructure {
    std::uint64_t revision = 0;
    std::uint64_t address;
    std::uint64_t size;
    std::uint64_t path;
    std::uint64_t string;
    std::uint32_t media_type; // 0: a disk
    std::uint32_t unused;
    std::uint8_t tftp_address[4];
    std::uint32_t tftp_port;
    std::uint32_t partition_index; // from 1; 0: the whole disk
    std::uint32_t mbr_disk_id;
    std::uint8_t gpt_disk[16], gpt_partition[16], partition[16];
};
static_assert(sizeof(FileStructure) == 112 && offsetof(FileStructure, gpt_disk) == 64);

struct VideoMode {
    std::uint64_t pitch, width, height;
    std::uint16_t bits_per_pixel;
    std::uint8_t memory_model; // 1: RGB
    std::uint8_t masks[6];     // size and shift of red, green, blue
    std::uint8_t padding[7];
};
static_assert(sizeof(VideoMode) == 40);

struct FramebufferStructure {
    std::uint64_t address, width, height, pitch;
    std::uint16_t bits_per_pixel;
    std::uint8_t memory_model;
    std::uint8_t masks[6];
    std::uint8_t unused[7];
    std::uint64_t edid_size, edid;
    std::uint64_t mode_count, modes;
};
static_assert(sizeof(FramebufferStructure) == 80 && offsetof(FramebufferStructure, edid_size) == 48);

// In the kernel: a module that it asks for itself.
struct InternalModule {
    static constexpr std::uint64_t required = 1, compressed = 2; // bits of `flags`

    std::uint64_t path;
    std::uint64_t string;
    std::uint64_t flags;
};
static_assert(sizeof(InternalModule) == 24);

} // namespace limine
