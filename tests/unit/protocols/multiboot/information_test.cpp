// SPDX-License-Identifier: BSD-2-Clause
// Tests the boot information of both versions: reads it back as a kernel does.
#include "stage2/protocols/multiboot/facts.hpp"

#include "stage2/memory/memory_map.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <vector>

namespace {

using multiboot::Facts;
using multiboot::Module;

constexpr std::uint32_t address = 0x40000;

struct MultibootInformation : testing::Test {
    MultibootInformation()
    {
        map.clear();
        map.add(0, 0x9FC00, MemoryKind::usable);
        map.add(0x9FC00, 0x400, MemoryKind::reserved);
        map.add(1_MiB, 63_MiB, MemoryKind::usable);
        map.add(64_MiB, 64_KiB, MemoryKind::acpi_reclaimable);
        map.add(65_MiB, 64_KiB, MemoryKind::acpi_nvs);
        map.add(66_MiB, 64_KiB, MemoryKind::bad);
        facts.memory = map.ranges();
    }

    template <typename Write>
    std::vector<std::byte> written(Write write)
    {
        std::vector<std::byte> room(64 << 10, std::byte{0xEE});
        auto const size = write(facts, room, address);
        EXPECT_EQ(write(facts, {}, 0), size); // the same without a room: this is how the loader learns the size
        EXPECT_LE(size, room.size());
        EXPECT_EQ(room[size], std::byte{0xEE});
        room.resize(size);
        return room;
    }

    void add_symbols()
    {
        // An ELF32 section table of two: one in the kernel, one apart.
        file.resize(300);
        auto const put = [&](std::size_t at, std::uint32_t word) { std::memcpy(&file[at], &word, 4); };
        put(100 + 4, 1), put(100 + 8, 2), put(100 + 12, 0x100000), put(100 + 20, 9); // PROGBITS, ALLOC
        put(140 + 4, 3), put(140 + 16, 200), put(140 + 20, 50), put(140 + 32, 16);   // STRTAB at 200, 50 bytes
        facts.file = file;
        facts.sections = {.offset = 100, .count = 2, .entry_size = 40, .names = 1, .is_64_bit = false};
        facts.sections_place = 0x200001;
    }

    void use_graphics()
    {
        screen.mode = video_modes::Mode{.number = 0x118,
                                        .size = {1024, 768},
                                        .pitch = 4096,
                                        .bits_per_pixel = 32,
                                        .channels = {{{8, 16}, {8, 8}, {8, 0}}},
                                        .physical = 0xFD000000};
        screen.vbe.control.fill(std::byte{0xC0});
        screen.vbe.mode.fill(std::byte{0x1D});
    }

    MemoryMap map;
    std::vector<std::byte> file;
    std::vector<Module> modules{{0x300000, 0x300123, "/m one"}, {0x301000, 0x301000, "/empty"}};
    multiboot::Screen screen{};
    Facts facts{.command_line = "/kernel a=b",
                .modules = modules,
                .memory = {},
                .lower_kib = 639,
                .upper_kib = 64512,
                .drive = 0x80,
                .partition = 4,
                .file = {},
                .sections = {},
                .sections_place = 0,
                .screen = &screen,
                .rsdp = {},
                .rsdp_revision = 0,
                .smbios = {},
                .load_base = 0x100000};
};

// Reads little-endian fields of information at `address`.
struct Reader {
    std::vector<std::byte> bytes;

    template <typename Integer = std::uint32_t>
    Integer at(std::size_t offset) const
    {
        Integer value;
        EXPECT_LE(offset + sizeof value, bytes.size());
        std::memcpy(&value, &bytes.at(offset), sizeof value);
        return value;
    }
    std::string text(std::size_t offset) const { return reinterpret_cast<char const*>(&bytes.at(offset)); }
    std::string text_at(std::uint32_t place) const { return text(place - address); }
};

TEST_F(MultibootInformation, OfVersionOneHasItsFields)
{
    Reader const info{written(multiboot::write_information_1)};
    EXPECT_EQ(info.at(0), 0x124Fu); // memory, device, line, modules, map, name, framebuffer
    EXPECT_EQ(info.at(4), 639u);
    EXPECT_EQ(info.at(8), 64512u);
    EXPECT_EQ(info.at(12), 0x8004FFFFu);
    EXPECT_EQ(info.text_at(info.at(16)), "/kernel a=b");
    EXPECT_EQ(info.at(20), 2u);
    auto const list = info.at(24) - address;
    EXPECT_EQ(info.at(list), 0x300000u);
    EXPECT_EQ(info.at(list + 4), 0x300123u);
    EXPECT_EQ(info.text_at(info.at(list + 8)), "/m one");
    EXPECT_EQ(info.at(list + 12), 0u);
    EXPECT_EQ(info.text_at(info.at(list + 24)), "/empty");
    EXPECT_EQ(info.text_at(info.at(64)), "farjump");
    EXPECT_EQ(info.at<std::uint64_t>(88), 0xB8000u);
    EXPECT_EQ(info.at(96), 160u);
    EXPECT_EQ(info.at(100), 80u);
    EXPECT_EQ(info.at(104), 25u);
    EXPECT_EQ(info.at<std::uint8_t>(108), 16u);
    EXPECT_EQ(info.at<std::uint8_t>(109), 2u);
}

TEST_F(MultibootInformation, OfVersionOneHasTheMemoryMap)
{
    Reader const info{written(multiboot::write_information_1)};
    std::vector<std::array<std::uint64_t, 3>> ranges;
    auto const begin = info.at(48) - address;
    for (auto at = begin; at < begin + info.at(44); at += info.at(at) + 4)
        ranges.push_back({info.at<std::uint64_t>(at + 4), info.at<std::uint64_t>(at + 12), info.at(at + 20)});
    EXPECT_EQ(ranges, (std::vector<std::array<std::uint64_t, 3>>{{0, 0x9FC00, 1},
                                                                 {0x9FC00, 0x400, 2},
                                                                 {1_MiB, 63_MiB, 1},
                                                                 {64_MiB, 64_KiB, 3},
                                                                 {65_MiB, 64_KiB, 4},
                                                                 {66_MiB, 64_KiB, 5}}));
}

TEST_F(MultibootInformation, OfVersionOneHasSectionsWithPlaces)
{
    add_symbols();
    Reader const info{written(multiboot::write_information_1)};
    EXPECT_EQ(info.at(0) & 0x20, 0x20u);
    EXPECT_EQ(info.at(28), 2u);
    EXPECT_EQ(info.at(32), 40u);
    EXPECT_EQ(info.at(40), 1u);
    auto const table = info.at(36) - address;
    EXPECT_EQ(info.at(table + 12), 0x100000u);
    EXPECT_EQ(info.at(table + 40 + 12), 0x200010u); // aligned to 16
    EXPECT_EQ(info.at(table + 40 + 20), 50u);
}

TEST_F(MultibootInformation, OfVersionOneHasGraphics)
{
    use_graphics();
    Reader const info{written(multiboot::write_information_1)};
    EXPECT_EQ(info.at(0) & 0x1800, 0x1800u);
    EXPECT_EQ(info.at<std::uint8_t>(info.at(72) - address + 511), 0xC0);
    EXPECT_EQ(info.at<std::uint8_t>(info.at(76) - address + 255), 0x1D);
    EXPECT_EQ(info.at<std::uint16_t>(80), 0x4118);
    EXPECT_EQ(info.at<std::uint64_t>(88), 0xFD000000u);
    EXPECT_EQ(info.at<std::uint8_t>(109), 1u);
    EXPECT_EQ(info.at<std::uint32_t>(112), 0x08080810u); // red: position, size; green
    EXPECT_EQ(info.at<std::uint16_t>(116), 0x0800u);     // blue
}

TEST_F(MultibootInformation, WithoutPartitionSaysSo)
{
    facts.partition = Facts::no_partition;
    EXPECT_EQ(Reader{written(multiboot::write_information_1)}.at(12), 0x80FFFFFFu);
}

// The tags of version 2: their offsets.
std::multimap<std::uint32_t, std::size_t> tags_of(Reader const& info)
{
    std::multimap<std::uint32_t, std::size_t> tags;
    EXPECT_EQ(info.at(0), info.bytes.size());
    EXPECT_EQ(info.at(4), 0u);
    std::size_t at = 8;
    for (; info.at(at) != 0; at += (info.at(at + 4) + 7) / 8 * 8)
        tags.emplace(info.at(at), at);
    EXPECT_EQ(info.at(at + 4), 8u);
    EXPECT_EQ(at + 8, info.bytes.size());
    return tags;
}

TEST_F(MultibootInformation, OfVersionTwoHasItsTags)
{
    Reader const info{written(multiboot::write_information_2)};
    auto const tags = tags_of(info);
    std::vector<std::uint32_t> types;
    for (auto const& [type, at] : tags)
        types.push_back(type);
    EXPECT_EQ(types, (std::vector<std::uint32_t>{1, 2, 3, 3, 4, 5, 6, 8, 21}));
    auto const tag = [&](std::uint32_t type) { return tags.lower_bound(type)->second; };
    EXPECT_EQ(info.text(tag(1) + 8), "/kernel a=b");
    EXPECT_EQ(info.at(tag(1) + 4), 8u + 12);
    EXPECT_EQ(info.text(tag(2) + 8), "farjump");
    EXPECT_EQ(info.at(tag(3) + 8), 0x300000u);
    EXPECT_EQ(info.at(tag(3) + 12), 0x300123u);
    EXPECT_EQ(info.text(tag(3) + 16), "/m one");
    EXPECT_EQ(info.at(tag(3) + 4), 16u + 7);
    EXPECT_EQ(info.at(tag(4) + 8), 639u);
    EXPECT_EQ(info.at(tag(4) + 12), 64512u);
    EXPECT_EQ(info.at(tag(5) + 8), 0x80u);
    EXPECT_EQ(info.at(tag(5) + 12), 4u);
    EXPECT_EQ(info.at(tag(5) + 16), UINT32_MAX);
    EXPECT_EQ(info.at(tag(6) + 8), 24u);
    EXPECT_EQ(info.at(tag(6) + 12), 0u);
    EXPECT_EQ(info.at(tag(6) + 4), 16u + 6 * 24);
    EXPECT_EQ(info.at<std::uint64_t>(tag(6) + 16 + 2 * 24), 1_MiB);
    EXPECT_EQ(info.at<std::uint64_t>(tag(6) + 16 + 2 * 24 + 8), 63_MiB);
    EXPECT_EQ(info.at(tag(6) + 16 + 2 * 24 + 16), 1u);
    EXPECT_EQ(info.at(tag(8) + 4), 32u);
    EXPECT_EQ(info.at<std::uint8_t>(tag(8) + 29), 2u);
    EXPECT_EQ(info.at(tag(21) + 8), 0x100000u);
}

TEST_F(MultibootInformation, OfVersionTwoHasGraphicsAndFirmwareTables)
{
    use_graphics();
    std::vector<std::byte> const rsdp(36, std::byte{0x52}), structures(77, std::byte{0x53});
    facts.rsdp = rsdp;
    facts.rsdp_revision = 2;
    facts.smbios = {structures, 2, 8};
    Reader const info{written(multiboot::write_information_2)};
    auto const tags = tags_of(info);
    auto const tag = [&](std::uint32_t type) { return tags.lower_bound(type)->second; };
    EXPECT_EQ(info.at(tag(7) + 4), 784u);
    EXPECT_EQ(info.at<std::uint16_t>(tag(7) + 8), 0x4118);
    EXPECT_EQ(info.at<std::uint8_t>(tag(7) + 783), 0x1D);
    EXPECT_EQ(info.at(tag(8) + 4), 38u);
    EXPECT_EQ(info.at<std::uint64_t>(tag(8) + 8), 0xFD000000u);
    EXPECT_EQ(info.at(tag(8) + 16), 4096u);
    EXPECT_EQ(info.at<std::uint8_t>(tag(8) + 28), 32u);
    EXPECT_EQ(info.at<std::uint8_t>(tag(8) + 29), 1u);
    EXPECT_EQ(info.at<std::uint16_t>(tag(8) + 30), 0u);
    EXPECT_EQ(info.at(tag(8) + 32), 0x08080810u);
    EXPECT_EQ(info.at(tag(13) + 4), 16u + 77);
    EXPECT_EQ(info.at<std::uint16_t>(tag(13) + 8), 0x0802u);
    EXPECT_EQ(info.at(tag(14) + 4), 28u);
    EXPECT_EQ(info.at(tag(15) + 4), 44u);
    facts.rsdp_revision = 0;
    EXPECT_EQ(tags_of(Reader{written(multiboot::write_information_2)}).count(15), 0u);
}

TEST_F(MultibootInformation, OfVersionTwoHasSectionsWithPlaces)
{
    add_symbols();
    Reader const info{written(multiboot::write_information_2)};
    auto const at = tags_of(info).lower_bound(9)->second;
    EXPECT_EQ(info.at(at + 4), 20u + 80);
    EXPECT_EQ(info.at(at + 8), 2u);
    EXPECT_EQ(info.at(at + 12), 40u);
    EXPECT_EQ(info.at(at + 16), 1u);
    EXPECT_EQ(info.at(at + 20 + 40 + 12), 0x200010u);
}

TEST_F(MultibootInformation, HasRoomForThreeHundredRanges)
{
    map.clear();
    for (std::uint64_t i = 0; i < 300; ++i)
        map.add(i * 2_MiB, 1_MiB, i % 2 == 0 ? MemoryKind::usable : MemoryKind::reserved);
    facts.memory = map.ranges();
    Reader const one{written(multiboot::write_information_1)};
    EXPECT_EQ(one.at(44), 300u * 24);
    Reader const two{written(multiboot::write_information_2)};
    EXPECT_EQ(two.at(tags_of(two).lower_bound(6)->second + 4), 16u + 300 * 24);
}

} // namespace
