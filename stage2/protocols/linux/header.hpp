// SPDX-License-Identifier: BSD-2-Clause
// The header of a Linux kernel. Linux, "The Linux/x86 Boot Protocol", "The Real-Mode Kernel Header".
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace linux_boot {

// The fields that the loader writes: their offsets in the first sectors of the file.
inline constexpr std::size_t vid_mode_at = 0x1FA;       // 2 bytes
inline constexpr std::size_t type_of_loader_at = 0x210; // 1 byte
inline constexpr std::size_t loadflags_at = 0x211;      // 1 byte
inline constexpr std::size_t code32_start_at = 0x214;   // 4 bytes
inline constexpr std::size_t ramdisk_image_at = 0x218;  // 4 bytes
inline constexpr std::size_t ramdisk_size_at = 0x21C;   // 4 bytes
inline constexpr std::size_t heap_end_ptr_at = 0x224;   // 2 bytes
inline constexpr std::size_t ext_loader_at = 0x226;     // 2 bytes
inline constexpr std::size_t cmd_line_ptr_at = 0x228;   // 4 bytes
inline constexpr std::size_t setup_data_at = 0x250;     // 8 bytes, since 2.09

// The header ends before 2B0h, and the setup code has at least one sector, so two sectors contain it.
inline constexpr std::size_t header_size = 2 * 512;
inline constexpr std::size_t largest_setup = (1 + 64) * 512;

struct Header {
    std::uint16_t version;           // 020Fh is 2.15
    std::uint32_t setup_size;        // bytes of boot sector and setup code, from the start of the file
    std::uint64_t protected_size;    // the rest of the file, in bytes
    std::uint64_t checked_size;      // bytes from the start of the file that its own CRC-32 covers; 0: it has none
    std::uint32_t command_line_size; // bytes that the kernel takes, without the zero
    std::uint64_t initrd_end;        // initrds end here or below
    std::uint64_t needed_begin;      // the kernel unpacks itself to [needed_begin, needed_end)
    std::uint64_t needed_end;
    std::uint16_t kernel_version; // offset in the file of a text; 0: none
    bool has_setup_data;
};

// Parses the first header_size bytes of a file of `file_size` bytes, or all of a shorter file. Fields that the version
// does not define, or that lie behind the header's end, have the values that the protocol gives for older versions.
// Errors: linux_header_missing, linux_for_uefi, linux_too_old, linux_is_zimage, linux_setup_too_long, linux_cut.
Result<Header> parse(Bytes start, std::uint64_t file_size, std::string_view path);

// The kernel's version as a text of printable characters, such as "6.1.0-50-amd64"; empty if there is none. `setup`: the
// first setup_size bytes of the file.
std::string_view version_text(Header const& header, Bytes setup);

// The kernel is loaded here; it moves itself to its final place.
inline constexpr std::uint64_t load_address = 0x10'0000;

} // namespace linux_boot
