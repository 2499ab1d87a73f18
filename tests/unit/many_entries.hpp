// SPDX-License-Identifier: BSD-2-Clause
// Builds a volume with thousands of boot entries byte by byte, because mtools would take minutes.
#pragma once

#include "tests/unit/fat_directory_bytes.hpp"
#include "tests/unit/fat_image.hpp"

#include <functional>

// The entries "entry-with-a-name-00000.conf" and so on, each in a cluster of its own. `place` says in which one, counted
// from the first; `text` says what is in it. loader.conf says `loader_conf`.
inline std::vector<std::byte> volume_of_entries(std::uint32_t count, std::uint32_t sectors_per_cluster,
                                                std::function<std::uint32_t(std::uint32_t)> const& place,
                                                std::function<std::string(std::uint32_t)> const& text,
                                                std::string const& loader_conf)
{
    auto const cluster = sectors_per_cluster * sector_size;
    FatImage image("-F 16 -s " + std::to_string(sectors_per_cluster), (8000 + 2 * count) * cluster / 1024);
    std::vector<std::byte> directory, texts(std::size_t{count} * cluster);
    auto const add = [&](RawEntry const& entry) { directory.insert(directory.end(), entry.begin(), entry.end()); };
    add(short_entry(".          ", 0x10));
    add(short_entry("..         ", 0x10));
    for (std::uint32_t i = 0; i < count; ++i) {
        auto const digits = std::to_string(100'000 + i).substr(1);
        auto const raw_name = "E" + digits + "~1CON";
        std::u16string name = u"entry-with-a-name-" + std::u16string(digits.begin(), digits.end()) + u".conf";
        name += u'\0';
        for (int part = 3; part >= 1; --part)
            add(long_entry(part == 3 ? 0x43 : part, name.substr((part - 1) * 13, 13), checksum_of(raw_name)));
        auto const content = text(i);
        auto entry = short_entry(raw_name);
        Le32 const size = static_cast<std::uint32_t>(content.size());
        std::memcpy(&entry[28], &size, sizeof size);
        add(entry);
        std::memcpy(&texts[std::size_t{place(i)} * cluster], content.data(), content.size());
    }
    std::ofstream(image.files() + "/loader.conf") << loader_conf;
    write_bytes(image.files() + "/entries", directory);
    write_bytes(image.files() + "/texts", texts);
    image.sh("cd $files; mmd -i $image ::/LOADER; mcopy -i $image loader.conf ::/LOADER/loader.conf;"
             "mcopy -i $image texts ::/TEXTS; mcopy -i $image entries ::/LOADER/ENTRIES");

    FatKnife knife(image.on_disk());
    auto const first_text = knife.first_cluster("TEXTS      ");
    for (std::uint32_t i = 0; i < count; ++i)
        knife.set_fat(first_text + i, knife.end_of_chain());
    auto const entries = knife.entry_at("ENTRIES    ");
    auto const first = knife.first_cluster_in(entries);
    knife.put(entries + 11, std::uint8_t{0x10}); // a file becomes a directory
    knife.put(entries + 28, Le32{0});
    knife.set_first_cluster_in(knife.cluster_at(first), first); // '.'
    knife.set_first_cluster_in(knife.cluster_at(first) + 32, knife.first_cluster("LOADER     "));
    for (std::uint32_t i = 0; i < count; ++i)
        knife.set_first_cluster_in(knife.cluster_at(first) + 64 + std::size_t{i} * 128 + 96, first_text + place(i));
    return std::move(knife.disk.content);
}
