// SPDX-License-Identifier: BSD-2-Clause
// Writes the boot information: bytes one behind the other, with the address that each will have.
#pragma once

#include "include/bytes.hpp"
#include "stage2/protocols/multiboot/facts.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace multiboot {

// Counts all bytes, and writes those that fit.
class Output {
public:
    Output(MutableBytes room, std::uint32_t address) : room_{room}, address_{address} {}

    std::size_t size() const { return size_; }
    std::uint32_t here() const { return address_ + static_cast<std::uint32_t>(size_); }

    void bytes(Bytes bytes)
    {
        write_at(size_, bytes);
        size_ += bytes.size();
    }

    // Any structure without padding.
    template <typename Structure>
    void put(Structure const& structure)
    {
        bytes(std::as_bytes(std::span(&structure, 1)));
    }

    void word(std::uint32_t value) { put(Le32{value}); }

    // The text and a zero. Returns its address.
    std::uint32_t text(std::string_view text)
    {
        auto const begin = here();
        bytes(std::as_bytes(std::span(text)));
        put(std::uint8_t{0});
        return begin;
    }

    // Writes zeros up to a multiple of `alignment`.
    void align(std::size_t alignment)
    {
        while (size_ % alignment != 0)
            put(std::uint8_t{0});
    }

    void write_at(std::size_t offset, Bytes bytes)
    {
        if (offset < room_.size())
            std::ranges::copy(bytes.first(std::min(bytes.size(), room_.size() - offset)), &room_[offset]);
    }

    // The section headers, with the addresses of the sections that are loaded apart.
    void section_headers(Facts const& facts)
    {
        auto const& sections = facts.sections;
        auto const table = facts.file.subspan(sections.offset, static_cast<std::size_t>(sections.size()));
        auto at = facts.sections_place;
        for (std::uint32_t index = 0; index < sections.count; ++index) {
            auto const offset = size_;
            bytes(table.subspan(index * sections.entry_size, sections.entry_size));
            auto const header = section(facts.file, sections, index);
            if (!header.loaded_apart || size_ > room_.size())
                continue;
            auto const place = place_of(header, at);
            set_section_address(room_.subspan(offset, sections.entry_size), sections.is_64_bit, place);
            at = place + header.size;
        }
    }

private:
    MutableBytes room_;
    std::uint32_t address_;
    std::size_t size_ = 0;
};

// The screen as the kernel finds it. Multiboot Specification, "Boot information format"; Multiboot2 Specification,
// "Framebuffer info".
struct Framebuffer {
    enum class Type : std::uint8_t { palette, rgb, text };

    std::uint64_t address;
    std::uint32_t pitch, width, height;
    std::uint8_t bits;
    Type type;
    std::array<std::uint8_t, 6> channels; // position and size of red, green, blue
};

constexpr Framebuffer framebuffer_of(Screen const& screen)
{
    if (!screen.mode)
        return {0xB8000, 160, 80, 25, 16, Framebuffer::Type::text, {}};
    auto const& mode = *screen.mode;
    auto const& [red, green, blue] = mode.channels;
    return {mode.physical,
            mode.pitch,
            mode.size.width,
            mode.size.height,
            mode.bits_per_pixel,
            Framebuffer::Type::rgb,
            {red.shift, red.size, green.shift, green.size, blue.shift, blue.size}};
}

// The type of a range. The loader's and the kernel's own ranges are not in the firmware's map.
constexpr std::uint32_t type_of(MemoryKind kind)
{
    switch (kind) {
    case MemoryKind::usable: return 1;
    case MemoryKind::acpi_reclaimable: return 3;
    case MemoryKind::acpi_nvs: return 4;
    case MemoryKind::bad: return 5;
    default: return 2;
    }
}

// The VBE mode number, with the bit that selects the linear framebuffer.
constexpr std::uint16_t vbe_mode_of(Screen const& screen)
{
    constexpr std::uint16_t linear = 0x4000;
    return screen.mode ? static_cast<std::uint16_t>(screen.mode->number | linear) : std::uint16_t{3};
}

} // namespace multiboot
