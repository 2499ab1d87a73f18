// Loads a Linux kernel and its initrds, and starts its setup code in real mode. The setup code asks the BIOS for all
// that the kernel knows of the machine.
//
// Low memory, from `base` on. The transfer buffer is there, which nobody needs once all files are read:
//
//   base           boot sector and setup code of the kernel
//   base + E000h   the end of the heap and of the stack; the command line begins here
#include "stage2/protocols/linux/linux.hpp"

#include "include/layout.hpp"
#include "stage2/bios/text_mode.hpp"
#include "stage2/boot.hpp"
#include "stage2/checksums/crc32_fast.hpp"
#include "stage2/checksums/crc32_folding.hpp"
#include "stage2/machine/sse.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/memory/search.hpp"
#include "stage2/protocols/linux/command_line.hpp"
#include "stage2/protocols/linux/header.hpp"
#include "stage2/protocols/linux/initrds.hpp"
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
using errors::Code;

constexpr std::uint32_t base = layout::transfer_buffer;
constexpr std::uint32_t heap_end = 0xE000; // from base
constexpr std::uint32_t longest_line = layout::transfer_buffer_size - heap_end;
static_assert(largest_setup < heap_end);

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
    MutableBytes setup; // where it was read to; start() copies it to `base`
    std::array<char, longest_line> line_room;
    std::string_view line;
    Initrds initrds;
    std::uint16_t video_mode;
};

Linux guest;

Result<void> take_memory(Boot& boot)
{
    auto const& header = guest.header;
    TRY(check_memory(header, boot.memory.ranges(), boot.entry.kernel.value));
    auto const size = round_up(header.protected_size, page_size);
    if (!TRY(boot.memory.claim({load_address}, size, MemoryKind::kernel)))
        return fail(Code::linux_place_taken, {size, load_address}, boot.entry.kernel.value);
    auto const setup =
        TRY(boot.memory.allocate({header.setup_size, MemoryMap::page, MemoryKind::loader, "the kernel's setup code"}));
    guest.setup = physical_memory(setup, header.setup_size);
    return {};
}

std::uint32_t crc_of(requirements::Processor const& processor, std::array<Bytes, 2> const& pieces)
{
    bool const by_folding = requirements::has(processor, requirements::Bit{x86::cpuid_bits::pclmulqdq}) &&
                            requirements::has(processor, requirements::Feature::sse2);
    if (!by_folding)
        return crc32::of_large(pieces[1], crc32::of_large(pieces[0]));
    machine::SseUse const sse;
    return crc32::of_large_by_folding(pieces[1], crc32::of_large_by_folding(pieces[0]));
}

// True if the kernel is what the entry's checksum says, or else its own CRC-32.
Result<bool> verify(Boot const& boot, std::array<Bytes, 2> const& pieces)
{
    if (TRY(guest_files::verify(boot, boot.entry.kernel.value, pieces)))
        return true;
    if (guest.header.checked_size == 0)
        return false;
    // The kernel's build chose four bytes so that the register of the CRC ends with 0, which crc_of() returns inverted.
    return ~crc_of(boot.processor, pieces) == 0;
}

Result<void> load(Boot& boot, File* file)
{
    auto const& kernel = boot.entry.kernel;
    std::array<std::byte, header_size> start;
    auto const there = static_cast<std::size_t>(std::min<std::uint64_t>(start.size(), file->size()));
    TRY(file->read(0, MutableBytes{start}.first(there)));
    auto const& header = guest.header = TRY(parse(Bytes{start}.first(there), file->size(), kernel.value));
    guest.line = TRY(write_command_line(guest.line_room, kernel, boot.entry.settings, header.command_line_size));
    guest.video_mode = video_mode(guest.line);
    if (boot.entry.screen)
        console::note("'screen' is ignored: vga= in the options sets Linux's video mode");
    TRY(take_memory(boot));

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
    auto& initrds = guest.initrds = TRY(load_initrds(boot, free_places(guest.header, memory_end(guest.line))));
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
    auto const place = TRY(memory_search::take_highest(boot.memory, {sizeof(RandomSeed), page_size, MemoryKind::loader},
                                                       free_places(guest.header, memory_end(guest.line))));
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
    write<std::uint32_t>(cmd_line_ptr_at, base + heap_end);
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
    auto const low = physical_memory({base}, layout::transfer_buffer_size);
    bulk::clear(low);
    bulk::copy(low.first(guest.setup.size()), guest.setup);
    bulk::copy(low.subspan(heap_end, guest.line.size()), std::as_bytes(std::span(guest.line)));
    constexpr std::uint16_t segment = base >> 4;
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

constinit Protocol const protocol{.load = load, .hand_over = hand_over, .enter = enter};

} // namespace linux_boot
