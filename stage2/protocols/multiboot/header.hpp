// SPDX-License-Identifier: BSD-2-Clause
// The header by which a kernel asks for a Multiboot loader, of either version. Multiboot Specification 0.6.96, "OS image
// format"; Multiboot2 Specification 2.0, "OS image format".
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace multiboot {

// Where an image that is no ELF file is loaded, or one whose header shall be used instead: "The address fields of
// Multiboot header", "The address tag of Multiboot2 header".
struct Addresses {
    std::uint32_t header;
    std::uint32_t load;     // FFFFFFFFh: the file is loaded from its first byte
    std::uint32_t load_end; // 0: the end of the file
    std::uint32_t bss_end;  // 0: there is none
};

struct Graphics {
    std::uint32_t width, height, depth; // 0: no wish
    bool required;
};

// "Relocatable header tag".
struct Relocatable {
    static constexpr std::uint32_t prefers_high = 2;

    std::uint32_t lowest;  // of the first byte
    std::uint32_t highest; // of the last byte
    std::uint32_t alignment;
    std::uint32_t preference;
};

struct Header {
    std::uint32_t version; // 1 or 2
    std::uint32_t offset;  // in the file
    std::optional<Addresses> addresses;
    std::optional<std::uint32_t> entry; // physical
    std::optional<Graphics> graphics;
    std::optional<Relocatable> relocatable;
};

inline constexpr std::uint32_t searched_for_1 = 8 << 10; // bytes of the file that contain the whole header
inline constexpr std::uint32_t searched_for_2 = 32 << 10;

// Finds and parses the header in the file, of version 2 if there are both; `version`, if not 0, is the only one that is
// looked for. A magic number with a wrong checksum is no header. On a BIOS the tags for UEFI are ignored, even if the
// kernel requires them: it has another way for a BIOS, or it would not be here.
// Errors: multiboot_header_missing, multiboot_feature_unknown, multiboot_tag_malformed, multiboot_tag_unknown,
// multiboot_information_unknown.
Result<Header> parse(Bytes file, std::uint32_t version, std::string_view path);

} // namespace multiboot
