// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes kernels of other loaders: what is accepted as a Linux or Multiboot kernel must be consistent, and can be
// described to it.
#include "stage2/protocols/linux/command_line.hpp"
#include "stage2/protocols/linux/placement.hpp"
#include "stage2/protocols/multiboot/facts.hpp"
#include "stage2/protocols/multiboot/placement.hpp"
#include "stage2/talk/error_text.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace {

void require(bool condition)
{
    if (!condition)
        std::abort();
}

MemoryMap const& machine()
{
    static auto const map = [] {
        MemoryMap map;
        map.clear();
        map.add(0, 0x9'FC00, MemoryKind::usable);
        map.add(1_MiB, 511_MiB, MemoryKind::usable);
        return map;
    }();
    return map;
}

void check_linux(Bytes file)
{
    auto const start = file.first(std::min(file.size(), linux_boot::header_size));
    auto const parsed = linux_boot::parse(start, file.size(), "/k");
    if (!parsed) {
        require(!error_text::why(parsed.error()).view().empty());
        return;
    }
    auto const& header = *parsed;
    require(header.setup_size + header.protected_size == file.size());
    require(header.setup_size >= linux_boot::header_size && header.setup_size <= linux_boot::largest_setup);
    require(header.needed_begin <= header.needed_end && header.checked_size <= file.size());
    require(linux_boot::version_text(header, file.first(header.setup_size)).size() <= 60);
    static_cast<void>(linux_boot::check_memory(header, machine().ranges(), "/k"));
    if (auto const place = memory_search::highest(machine().ranges(), {1_MiB, page_size, MemoryKind::module},
                                                  linux_boot::free_places(header, 512_MiB)))
        require(place->value >= linux_boot::load_address + header.protected_size && place->value >= header.needed_end &&
                place->value + 1_MiB <= header.initrd_end);
}

// The file's bytes as an entry's options.
void check_command_line(Bytes file)
{
    static std::array<char, 8192> room;
    std::string_view const options{reinterpret_cast<char const*>(file.data()),
                                   std::min<std::size_t>(file.size(), 4096)};
    boot_entry::Setting const setting{boot_entry::options, options};
    auto const line = linux_boot::write_command_line(room, {"linux", "/k"}, std::span(&setting, 1), 2047);
    require(!line || (line->ends_with(options) && line->size() <= 2047));
    static_cast<void>(linux_boot::video_mode(options));
    static_cast<void>(linux_boot::memory_end(options));
}

void check_information(Bytes file, multiboot::Image const& image)
{
    static multiboot::Screen const screen{};
    multiboot::Facts const facts{.command_line = "/k",
                                 .modules = {},
                                 .memory = machine().ranges(),
                                 .lower_kib = 639,
                                 .upper_kib = 1,
                                 .drive = 0x80,
                                 .partition = 0,
                                 .file = file,
                                 .sections = image.sections,
                                 .sections_place = 0x200000,
                                 .screen = &screen,
                                 .rsdp = {},
                                 .rsdp_revision = 0,
                                 .smbios = {},
                                 .load_base = image.begin()};
    for (auto* const write : {multiboot::write_information_1, multiboot::write_information_2}) {
        std::vector<std::byte> room(write(facts, {}, 0));
        require(write(facts, room, 0x10000) == room.size());
    }
}

void check_multiboot(Bytes file, std::uint32_t version)
{
    auto const header = multiboot::parse(file, version, "/k");
    if (!header) {
        require(!error_text::why(header.error()).view().empty());
        return;
    }
    require(header->version == 1 || header->version == 2);
    require(version == 0 || header->version == version);
    auto const image = multiboot::parse_image(file, *header, "/k");
    if (!image) {
        require(!error_text::why(image.error()).view().empty());
        return;
    }
    require(!image->segments().empty());
    for (auto const& segment : image->segments())
        require(segment.memory_size >= segment.file_size && segment.memory_size != 0 && segment.end() <= 4_GiB &&
                std::uint64_t{segment.file_offset} + segment.file_size <= file.size());
    if (auto const slide = multiboot::find_slide(*image, header->relocatable, machine().ranges(), machine())) {
        auto moved = *image;
        moved.move(*slide);
        require(moved.end() <= 512_MiB && moved.begin() >= multiboot::lowest_for_kernel);
    }
    check_information(file, *image);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    Bytes const file{reinterpret_cast<std::byte const*>(data), size};
    check_linux(file);
    check_command_line(file);
    for (std::uint32_t const version : {0u, 1u, 2u})
        check_multiboot(file, version);
    return 0;
}
