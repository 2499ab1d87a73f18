// SPDX-License-Identifier: BSD-2-Clause
// Builds small kernels for the Limine boot protocol. Tests change one thing in them.
#pragma once

#include "stage2/protocols/limine/features.hpp"
#include "tests/unit/elf_builder.hpp"

#include <cstdint>
#include <cstring>
#include <vector>

namespace limine_files {

using elf_builder::File;

// In the file's last segment, from its first byte on; the segment may be written.
struct Limine {
    std::vector<std::uint64_t> words{0xF956'2B2D'5C95'A6C8, 0x6A7B'3849'4453'6BDC, 6};
    elf_builder::HandMade made = elf_builder::HandMade::at(0xFFFF'FFFF'8000'0000);

    static constexpr std::uint64_t data = 0xFFFF'FFFF'8000'2000;

    void ask(limine::Words const& id, std::uint64_t revision = 0, std::vector<std::uint64_t> const& extra = {})
    {
        words.insert(words.end(), {limine_marks::request[0], limine_marks::request[1], id[0], id[1], revision, 0});
        words.insert(words.end(), extra.begin(), extra.end());
    }

    void ask(limine::Feature feature, std::uint64_t revision = 0, std::vector<std::uint64_t> const& extra = {})
    {
        ask(limine::identities[static_cast<std::size_t>(feature)].words, revision, extra);
    }

    // The address of the next word.
    std::uint64_t here() const { return data + words.size() * sizeof(std::uint64_t); }

    File file() const
    {
        auto copy = made;
        auto const bytes = words.size() * sizeof(std::uint64_t);
        copy.segments.back().file_size = bytes;
        copy.size = 0x380 + bytes;
        auto file = copy.file();
        std::memcpy(&file[0x380], words.data(), bytes);
        return file;
    }
};

} // namespace limine_files
