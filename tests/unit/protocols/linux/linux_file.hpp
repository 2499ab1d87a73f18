// SPDX-License-Identifier: BSD-2-Clause
// Builds files that begin like a Linux kernel.
#pragma once

#include "include/bytes.hpp"
#include "stage2/protocols/linux/header.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

struct LinuxFile {
    std::uint16_t version = 0x20F;
    std::uint8_t setup_sectors = 39;
    std::uint8_t header_end = 0x6A; // the header ends at 202h + this
    std::uint8_t loadflags = 1;
    std::uint32_t protected_size = 8'000'000;
    std::uint32_t syssize = 0; // in units of 16 bytes
    std::uint32_t initrd_addr_max = 0x7FFF'FFFF;
    std::uint32_t alignment = 0x20'0000;
    std::uint8_t relocatable = 1;
    std::uint16_t xloadflags = 0x7F;
    std::uint32_t command_line_size = 2047;
    std::uint64_t pref_address = 0x100'0000;
    std::uint32_t init_size = 0x337'8000;

    template <typename Integer>
    static void put(std::vector<std::byte>& file, std::size_t offset, Integer value)
    {
        LittleEndian<Integer> const field{value};
        std::ranges::copy(std::as_bytes(std::span(&field, 1)), file.begin() + static_cast<std::ptrdiff_t>(offset));
    }

    // The first sectors, with a version text at 400h.
    std::vector<std::byte> start(std::size_t size = 4096) const
    {
        std::vector<std::byte> file(size);
        put(file, 0x1F1, setup_sectors);
        put(file, 0x1F4, syssize);
        put<std::uint8_t>(file, 0x201, header_end);
        put<std::uint32_t>(file, 0x202, 0x5372'6448);
        put(file, 0x206, version);
        put<std::uint16_t>(file, 0x20E, 0x200);
        put(file, 0x211, loadflags);
        put(file, 0x22C, initrd_addr_max);
        put(file, 0x230, alignment);
        put(file, 0x234, relocatable);
        put(file, 0x236, xloadflags);
        put(file, 0x238, command_line_size);
        put(file, 0x258, pref_address);
        put(file, 0x260, init_size);
        constexpr std::string_view text = "6.1.0-50-amd64 (user@host) #1 SMP";
        if (size >= 0x400 + text.size() + 1)
            std::ranges::copy(std::as_bytes(std::span(text)), file.begin() + 0x400);
        return file;
    }

    std::uint64_t size() const { return (setup_sectors + 1u) * 512u + std::uint64_t{protected_size}; }

    Result<linux_boot::Header> parse() const
    {
        auto const file = start();
        return linux_boot::parse(Bytes{file}.first(linux_boot::header_size), size(), "/vmlinuz");
    }
};
