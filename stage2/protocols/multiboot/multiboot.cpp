// SPDX-License-Identifier: BSD-2-Clause
// Loads a Multiboot kernel and its modules, describes the machine to it and enters it in 32-bit mode.
#include "stage2/protocols/multiboot/multiboot.hpp"

#include "include/part_entry.hpp"
#include "stage2/bios/graphics.hpp"
#include "stage2/bios/memory.hpp"
#include "stage2/bios/text_mode.hpp"
#include "stage2/boot.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/multiboot/facts.hpp"
#include "stage2/protocols/multiboot/firmware.hpp"
#include "stage2/protocols/multiboot/header.hpp"
#include "stage2/protocols/multiboot/image.hpp"
#include "stage2/protocols/multiboot/modules.hpp"
#include "stage2/protocols/multiboot/placement.hpp"
#include "stage2/protocols/multiboot/screen.hpp"
#include "stage2/protocols/multiboot/start.hpp"
#include "stage2/protocols/shared/diskette.hpp"
#include "stage2/protocols/shared/guest_files.hpp"
#include "stage2/protocols/shared/reports.hpp"
#include "stage2/talk/console.hpp"

#include <algorithm>
#include <array>

namespace multiboot {

namespace {

using console::step;
using errors::Code;

struct Kernel {
    MutableBytes file;
    bool verified;
    Header header;
    Image image;
    Modules modules;
    Screen screen;
    std::uint32_t sections_place;
    MutableBytes information;        // where it is written to
    std::uint32_t information_place; // where the kernel finds it
    Start* start;
};

Kernel kernel;
MemoryMap firmware_map;

// The key in the boot entry selects the version; under `kernel` the file's header does.
std::uint32_t wished_version(boot_entry::Setting const& setting)
{
    return setting.has("multiboot2") ? 2 : setting.has("multiboot") ? 1 : 0;
}

Result<void> read_kernel(Boot& boot)
{
    auto const place = [&](std::uint64_t size) -> Result<std::uint32_t> {
        auto const taken = TRY(boot.memory.allocate({size, MemoryMap::page, MemoryKind::loader, "the kernel's file"}));
        return static_cast<std::uint32_t>(taken.value);
    };
    auto const whole = TRY(guest_files::load_whole(boot, boot.entry.kernel.value, true, place));
    kernel.file = whole.bytes;
    kernel.verified = whole.verified;
    return {};
}

// The kernel may want the place where its file was read to.
Result<void> keep_file_apart(Boot& boot)
{
    auto const begin = reinterpret_cast<std::uintptr_t>(kernel.file.data());
    if (!touches_kernel(kernel.image, begin, kernel.file.size()))
        return {};
    auto const place = TRY(boot.memory.allocate(
        {kernel.file.size(), MemoryMap::page, MemoryKind::loader, "the kernel's file, at another place,"}));
    auto const copy = physical_memory(place, kernel.file.size());
    bulk::copy(copy, kernel.file);
    kernel.file = copy;
    return {};
}

Result<void> load(Boot& boot, File*)
{
    auto const path = boot.entry.kernel.value;
    TRY(read_kernel(boot));
    kernel.header = TRY(parse(kernel.file, wished_version(boot.entry.kernel), path));
    kernel.image = TRY(parse_image(kernel.file, kernel.header, path));
    firmware_map.limit(std::uint64_t{1} << boot.processor.physical_address_bits());
    TRY(bios::list_memory(firmware_map, bios::low_memory_end()));
    auto const slide = find_slide(kernel.image, kernel.header.relocatable, firmware_map.ranges(), boot.memory);
    if (!slide) {
        Error error = slide.error();
        error.name = path;
        return fail(error);
    }
    kernel.image.move(*slide);
    TRY(take_kernel(boot.memory, kernel.image));
    TRY(keep_file_apart(boot));

    auto& words = console::scratch_line();
    words.name(path) << ", ";
    words.size(kernel.file.size()) << ", Multiboot ";
    words.decimal(kernel.header.version) << ", at ";
    words.hex(kernel.image.begin()) << (kernel.verified ? "h, verified" : "h, not sealed");
    console::done(words.view());
    return {};
}

Result<void> load_modules(Boot& boot)
{
    auto const& modules = kernel.modules = TRY(multiboot::load_modules(boot, kernel.image.end()));
    reports::modules(modules.list.size(), modules.size, modules.verified);
    return {};
}

Result<void> choose_screen(Boot& boot)
{
    auto const& wish = kernel.header.graphics;
    multiboot::choose_screen(boot.entry.screen, wish, boot.memory, kernel.screen);
    auto const& mode = kernel.screen.mode;
    bool const user_wants_text = boot.entry.screen && !boot.entry.screen->graphics;
    if (!mode && wish && wish->required && !user_wants_text)
        return fail(Code::multiboot_no_screen, {wish->width, wish->height, wish->depth}, boot.entry.kernel.value);
    reports::screen(mode, wish ? "no graphics mode" : "nobody asked for graphics");
    return {};
}

// The command line: the path first. Kernels that know loaders by name expect it of all but GRUB.
Result<std::string_view> command_line(Boot& boot)
{
    auto const& path = boot.entry.kernel.value;
    auto size = path.size();
    for (auto const& setting : boot.entry.settings)
        size += setting.has(boot_entry::options) ? 1 + setting.value.size() : 0;
    auto const place = TRY(boot.memory.allocate({size, MemoryMap::page, MemoryKind::loader, "the command line"}));
    auto* const begin = reinterpret_cast<char*>(physical_memory(place, size).data());
    auto* end = std::ranges::copy(path, begin).out;
    for (auto const& setting : boot.entry.settings) {
        if (!setting.has(boot_entry::options))
            continue;
        *end++ = ' ';
        end = std::ranges::copy(setting.value, end).out;
    }
    return std::string_view{begin, size};
}

// Sections such as symbols, which the kernel's segments do not include, are copied behind the modules.
Result<void> place_sections(Boot& boot)
{
    auto const& sections = kernel.image.sections;
    auto const size = size_of_sections(kernel.file, sections);
    if (size == 0)
        return {};
    auto const place = TRY(take_behind(boot.memory, size, kernel.modules.end));
    if (!place)
        return fail(Code::multiboot_module_no_room,
                    {size, memory_search::largest(boot.memory.ranges(), {1_MiB, 4_GiB - page_size})},
                    "the kernel's symbols");
    auto at = kernel.sections_place = static_cast<std::uint32_t>(place->value);
    for (std::uint32_t index = 0; index < sections.count; ++index) {
        auto const header = section(kernel.file, sections, index);
        if (!header.loaded_apart)
            continue;
        at = place_of(header, at);
        bulk::copy(physical_memory({at}, header.size), Bytes{kernel.file}.subspan(header.file_offset, header.size));
        at += header.size;
    }
    return {};
}

Facts facts_for(Boot& boot, std::string_view line)
{
    auto const ranges = firmware_map.ranges();
    auto const upper_end = memory_search::end_of_memory(ranges, 1_MiB);
    auto const& partition = *boot.disk.partition;
    Facts facts{.command_line = line,
                .modules = kernel.modules.list,
                .memory = ranges,
                .lower_kib = bios::low_memory_end() >> 10,
                .upper_kib = static_cast<std::uint32_t>(std::min<std::uint64_t>((upper_end - 1_MiB) >> 10, UINT32_MAX)),
                .drive = boot.disk.device.drive(),
                .partition = partition.number != 0 ? partition.number - 1u : Facts::no_partition,
                .file = kernel.file,
                .sections = kernel.image.sections,
                .sections_place = kernel.sections_place,
                .screen = &kernel.screen,
                .rsdp = {},
                .rsdp_revision = 0,
                .smbios = {},
                .load_base = kernel.image.begin()};
    add_firmware_tables(facts);
    return facts;
}

std::size_t write_information(Facts const& facts)
{
    auto const write = kernel.header.version == 2 ? write_information_2 : write_information_1;
    return write(facts, kernel.information, kernel.information_place);
}

// The boot information lies in low memory, because some kernels map no more than the first megabytes. The loader is
// there: it writes the information elsewhere, and the last step moves it.
Result<void> place_information(Boot& boot, Facts const& facts)
{
    kernel.information = {};
    kernel.information_place = 0;
    auto const size = static_cast<std::uint32_t>(write_information(facts)); // at most: in text mode it is smaller
    auto const place = TRY(boot.memory.allocate({size, MemoryMap::page, MemoryKind::loader, "the boot information"}));
    kernel.information = physical_memory(place, size);
    auto const low = find_low(firmware_map.ranges(), kernel.image, size);
    kernel.information_place = low ? *low : static_cast<std::uint32_t>(place.value);
    return {};
}

// A stack in low memory, as GRUB's, or else behind the structure for the last step.
std::uint32_t stack_for(Start const& start)
{
    constexpr std::uint32_t usual_end = 0x7FF00;
    constexpr auto begin = usual_end - stack_size;
    auto const information_end = kernel.information_place + kernel.information.size();
    bool const is_free = memory_search::end_of_memory(firmware_map.ranges(), begin) >= usual_end &&
                         !touches_kernel(kernel.image, begin, stack_size) &&
                         (information_end <= begin || kernel.information_place >= usual_end);
    auto const behind = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(&start) + sizeof start);
    return is_free ? usual_end : behind + stack_size;
}

Result<void> describe(Boot& boot)
{
    TRY(place_sections(boot));
    auto const line = TRY(command_line(boot));
    auto const facts = facts_for(boot, line);
    TRY(place_information(boot, facts));
    auto const place = TRY(boot.memory.allocate(
        {sizeof(Start) + stack_size, MemoryMap::page, MemoryKind::loader, "the entry into the kernel"}));
    kernel.start = &object_at<Start>(place);

    auto& words = console::scratch_line();
    words.decimal(firmware_map.ranges().size()) << " memory ranges; entering the kernel at ";
    words.hex(kernel.image.entry) << "h in 32-bit mode";
    console::done(words.view());

    auto const& mode = kernel.screen.mode;
    if (mode && !bios::set_video_mode(mode->number))
        kernel.screen.mode.reset();
    if (!kernel.screen.mode)
        bios::set_text_mode();
    write_information(facts);
    return {};
}

// clang-format off: one line for each step
Result<void> hand_over(Boot& boot)
{
    step("loading modules");            TRY(load_modules(boot));
    step("choosing a screen");          TRY(choose_screen(boot));
    step("describing the machine");     TRY(describe(boot));
    return {};
}
// clang-format on

void add_move(Start& start, Move const& move)
{
    if (move.size != 0)
        start.moves[start.move_count++] = move;
}

[[gnu::noreturn]] void enter(Boot&)
{
    constexpr std::uint32_t magic_1 = 0x2BAD'B002, magic_2 = 0x36D7'6289;
    auto const address = [](MutableBytes bytes) {
        return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(bytes.data()));
    };
    console::close();
    diskette::stop_motors();
    auto& start = *kernel.start;
    prepare(start);
    for (auto const& segment : kernel.image.segments()) {
        auto const to = segment.physical;
        add_move(start, {to, address(kernel.file) + segment.file_offset, segment.file_size});
        add_move(start, {to + segment.file_size, 0, segment.memory_size - segment.file_size});
    }
    if (kernel.information_place != address(kernel.information))
        add_move(start, {kernel.information_place, address(kernel.information),
                         static_cast<std::uint32_t>(kernel.information.size())});
    start.magic = kernel.header.version == 2 ? magic_2 : magic_1;
    start.information = kernel.information_place;
    start.entry = kernel.image.entry;
    start.stack = stack_for(start);
    run(start);
}

} // namespace

PART_ENTRY constinit Protocol const protocol{.load = load, .hand_over = hand_over, .enter = enter};

} // namespace multiboot
