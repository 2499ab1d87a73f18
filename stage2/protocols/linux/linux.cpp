// SPDX-License-Identifier: BSD-2-Clause
// Loads a Linux kernel and its initrds, and starts its setup code in real mode. The setup code asks the BIOS for all
// that the kernel knows of the machine.
#include "stage2/protocols/linux/linux.hpp"

#include "include/part_entry.hpp"
#include "stage2/bios/text_mode.hpp"
#include "stage2/boot.hpp"
#include "stage2/checksums/crc32.hpp"
#include "stage2/checksums/crc32_folding.hpp"
#include "stage2/machine/sse.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/memory/search.hpp"
#include "stage2/protocols/linux/command_line.hpp"
#include "stage2/protocols/linux/header.hpp"
#include "stage2/protocols/linux/initrds.hpp"
#include "stage2/protocols/linux/own_checksum.hpp"
#include "stage2/protocols/linux/placement.hpp"
#include "stage2/protocols/real_mode/start.hpp"
#include "stage2/protocols/shared/diskette.hpp"
#include "stage2/protocols/shared/guest_files.hpp"
#include "stage2/talk/console.hpp"

#include <algorithm>
#include <array>

namespace linux_boot {

namespace {

using console::step;

// "Details of Header Fields".
constexpr std::uint8_t loader_without_number = 0xFF;
constexpr std::uint8_t can_use_heap = 0x80, relocation_by_kernel = 0x02; // bits of loadflags
constexpr std::uint16_t current_mode = 0x0F04;

// A node of the list that setup_data begins. "The setup_data linked list".
struct RandomSeed {
    static constexpr std::uint32_t seed_type = 9; // SETUP_RNG_SEED

    Le64 next;
    Le32 type;
    Le32 length;
    std::array<std::uint32_t, 8> seed;
};

struct Linux {
    Header header;
    MutableBytes setup; // where it was read to; enter() copies it to low_base
    std::array<char, longest_line> line_room;
    std::string_view line;
    Initrds initrds;
    std::uint16_t video_mode;
};

Linux guest;

memory_search::Bounds free_places()
{
    return linux_boot::free_places(guest.header, memory_end(guest.line));
}

// True if the kernel is what the entry's checksum says, or else its own CRC-32.
Result<bool> verify(Boot const& boot, std::array<Bytes, 2> const& pieces)
{
    if (TRY(guest_files::verify(boot, boot.entry.kernel.value, pieces)))
        return true;
    bool const by_folding = requirements::has(boot.processor, requirements::Bit{x86::cpuid_bits::pclmulqdq}) &&
                            requirements::has(boot.processor, requirements::Feature::sse2);
    if (!by_folding)
        return own_checksum_is_right(guest.header, pieces, crc32::of);
    machine::SseUse const sse;
    return own_checksum_is_right(guest.header, pieces, crc32::of_by_folding);
}

// The file name of the entry if this boot is counted; else empty.
std::string_view counted_entry(Boot const& boot)
{
    if (boot.counted.sector_bytes == 0)
        return {};
    auto const path = boot.entry.entry_path;
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

Result<void> load(Boot& boot, File* file)
{
    auto const& kernel = boot.entry.kernel;
    std::array<std::byte, header_size> start;
    auto const there = static_cast<std::size_t>(std::min<std::uint64_t>(start.size(), file->size()));
    TRY(file->read(0, MutableBytes{start}.first(there)));
    auto const& header = guest.header = TRY(parse(Bytes{start}.first(there), file->size(), kernel.value));
    guest.line = TRY(write_command_line(guest.line_room, kernel, boot.entry.settings, header.command_line_size,
                                        counted_entry(boot)));
    guest.video_mode = video_mode(guest.line);
    if (boot.entry.screen)
        console::note("'screen' is ignored: vga= in the options sets Linux's video mode");
    auto const setup = TRY(take_memory(boot.memory, header, kernel.value));
    guest.setup = physical_memory(setup, header.setup_size);

    auto const protected_part = physical_memory({load_address}, header.protected_size);
    std::array<FilePart, 2> const parts{{{0, guest.setup}, {header.setup_size, protected_part}}};
    TRY(file->read_parts(parts));
    TRY(file->finish());
    bool const verified = TRY(verify(boot, {guest.setup, protected_part}));

    auto& words = console::scratch_line();
    words.name(kernel.value) << ", ";
    words.size(file->size());
    if (auto const version = version_text(header, guest.setup); !version.empty())
        words << ", version " << version;
    words << (verified ? ", verified" : ", not sealed");
    console::done(words.view());
    return {};
}

Result<void> load_modules(Boot& boot)
{
    auto& initrds = guest.initrds = TRY(load_initrds(boot, free_places()));
    auto& words = console::scratch_line();
    if (initrds.count == 0) {
        words << "none asked for";
    } else {
        words.decimal(initrds.count) << (initrds.count == 1 ? " initrd, " : " initrds, ");
        words.size(initrds.size) << " at ";
        words.hex(initrds.place.value) << (initrds.verified ? "h, verified" : "h, not sealed");
    }
    console::done(words.view());
    return {};
}

// Hands over random numbers, if the kernel knows the list of data and a place for the node is free.
Result<std::uint64_t> write_seed(Boot& boot)
{
    if (!guest.header.has_setup_data)
        return 0;
    auto const place = TRY(
        memory_search::take_highest(boot.memory, {sizeof(RandomSeed), page_size, MemoryKind::loader}, free_places()));
    if (!place)
        return 0;
    object_at<RandomSeed>(*place) = {
        .next{0}, .type{RandomSeed::seed_type}, .length{sizeof(RandomSeed::seed)}, .seed = boot.entropy.words};
    boot.entropy = {}; // so that the kernel has the only copy
    return place->value;
}

template <typename Integer>
void write(std::size_t offset, Integer value)
{
    LittleEndian<Integer> const field{value};
    bulk::copy(guest.setup.subspan(offset, sizeof field), std::as_bytes(std::span(&field, 1)));
}

Result<void> describe(Boot& boot)
{
    auto const seed = TRY(write_seed(boot));
    auto const& initrds = guest.initrds;
    auto const flags = std::to_integer<std::uint8_t>(guest.setup[loadflags_at]);
    guest.setup[type_of_loader_at] = std::byte{loader_without_number};
    guest.setup[loadflags_at] = static_cast<std::byte>((flags | can_use_heap) & ~relocation_by_kernel);
    write<std::uint16_t>(vid_mode_at, guest.video_mode);
    write<std::uint32_t>(code32_start_at, load_address);
    write<std::uint32_t>(ramdisk_image_at, static_cast<std::uint32_t>(initrds.place.value));
    write<std::uint32_t>(ramdisk_size_at, static_cast<std::uint32_t>(initrds.size));
    write<std::uint16_t>(heap_end_ptr_at, heap_end - 0x200);
    write<std::uint16_t>(ext_loader_at, 0);
    write<std::uint32_t>(cmd_line_ptr_at, low_base + heap_end);
    if (guest.header.has_setup_data)
        write<std::uint64_t>(setup_data_at, seed);

    auto& words = console::scratch_line() << "command line of ";
    words.decimal(guest.line.size()) << " bytes, video mode ";
    words.hex(guest.video_mode) << (seed != 0 ? "h, random seed; " : "h; ") << "entering the setup code in real mode";
    console::done(words.view());
    return {};
}

// clang-format off: one line for each step
Result<void> hand_over(Boot& boot)
{
    step("loading modules");            TRY(load_modules(boot));
    step("describing the machine");     TRY(describe(boot));
    if (guest.video_mode != current_mode)
        bios::set_text_mode();
    return {};
}
// clang-format on

// "Running the Kernel".
[[gnu::noreturn]] void enter(Boot&)
{
    console::close();
    diskette::stop_motors();
    auto const low = physical_memory({low_base}, layout::transfer_buffer_size);
    bulk::clear(low);
    bulk::copy(low.first(guest.setup.size()), guest.setup);
    bulk::copy(low.subspan(heap_end, guest.line.size()), std::as_bytes(std::span(guest.line)));
    constexpr std::uint16_t segment = low_base >> 4;
    constexpr std::uint16_t setup_segment = segment + (sector_size >> 4); // behind the kernel's boot sector
    real_mode::start({.ds = segment,
                      .es = segment,
                      .fs = segment,
                      .gs = segment,
                      .ss = segment,
                      .sp = heap_end,
                      .ip = 0,
                      .cs = setup_segment,
                      .flags = real_mode::flags_without_interrupts});
}

} // namespace

PART_ENTRY constinit Protocol const protocol{.load = load, .hand_over = hand_over, .enter = enter};

} // namespace linux_boot
