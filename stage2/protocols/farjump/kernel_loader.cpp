// SPDX-License-Identifier: BSD-2-Clause
// Loads the kernel: headers, notes, placement, segments. Verifies its seal.
#include "stage2/protocols/farjump/kernel_loader.hpp"

#include "stage2/image/notes.hpp"
#include "stage2/machine/sse.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"

#include <algorithm>
#include <optional>

namespace {

struct Source {
    File& file;
    LoadContext const& context;
    std::string_view path = context.path;
    Bytes program_headers{};
    notes::Findings findings{};
};

Result<elf::Header> read_headers(Source& source)
{
    std::array<std::byte, sizeof(elf::FileHeader)> start;
    auto const available = static_cast<std::size_t>(std::min<std::uint64_t>(start.size(), source.file.size()));
    TRY(source.file.read(0, MutableBytes{start}.first(available)));
    auto header = TRY(elf::parse_header(Bytes{start}.first(available), source.file.size(), source.path));
    header.allowed = source.context.allowed;

    auto const table = MutableBytes{source.context.room.program_headers}.first(header.table_size());
    TRY(source.file.read(header.table_offset, table));
    source.program_headers = table;
    return header;
}

constexpr VirtAddr page_down(VirtAddr address)
{
    return {round_down(address.value, paging::page_size)};
}

constexpr VirtAddr page_up(VirtAddr address)
{
    return {round_up(address.value, paging::page_size)};
}

// The notes are read first, because they decide whether and how the kernel is loaded. This usually costs no read of the
// disk, because the read of the headers fetched the notes too.
Result<void> read_notes(Source& source, elf::Header const& header)
{
    bool const any_loader = source.context.any_loader;
    for (std::uint32_t number = 0; number < header.table_count; ++number) {
        auto const& entry = elf::program_header(source.program_headers, number);
        if (!elf::is_note(entry))
            continue;
        auto const range = TRY(elf_notes::range_of(entry, number, source.file.size(), source.path));
        auto const bytes = MutableBytes{source.context.room.notes}.first(range.file_size);
        TRY(source.file.read(range.file_offset, bytes));
        if (auto const read = notes::read(bytes, range, source.path, source.findings); !any_loader)
            TRY(read);
    }
    return any_loader ? Result<void>{} : file_kind::refuse(source.findings.kind(), source.path);
}

// The run-time address of a link address.
VirtAddr slid(LoadedKernel const& kernel, VirtAddr linked)
{
    return linked + kernel.slide;
}

// The current location of the memory between two link addresses.
MutableBytes memory_of(LoadedKernel const& kernel, VirtAddr from, VirtAddr to)
{
    return physical_memory(kernel.physical + (slid(kernel, from) - kernel.begin), to - from);
}

// Clears the parts of the segment's pages that the file does not fill, and returns the part that it does. Segments with
// the same rights may share a page: so all pages are cleared before the file is read, and a shared page is mapped once,
// with the first segment. `mapped_end` is the end of the previous segment's mapping.
FilePart place_segment(LoadedKernel& kernel, elf::Segment const& segment, VirtAddr& mapped_end)
{
    auto const file_end = segment.address + segment.file_size;
    auto const end = page_up(segment.end());
    bulk::clear(memory_of(kernel, page_down(segment.address), segment.address));
    bulk::clear(memory_of(kernel, file_end, end));

    kernel.bytes_read += segment.file_size;
    auto const begin = std::max(page_down(segment.address), mapped_end);
    kernel.mapping_list[kernel.segment_count++] = {
        slid(kernel, begin),
        kernel.physical + (slid(kernel, begin) - kernel.begin),
        end - begin,
        {.write = has(segment.rights, elf::Rights::write), .execute = has(segment.rights, elf::Rights::execute)}};
    mapped_end = end;
    return {segment.file_offset, memory_of(kernel, segment.address, file_end)};
}

// A kernel without a farjump note may be written for another loader. The segments are already in memory, so this costs
// no read.
Result<void> check_protocol(Source const& source, std::span<FilePart const> parts)
{
    for (auto const& [offset, bytes] : parts) {
        source.context.room.searched_last = bytes.data();
        TRY(file_kind::refuse(file_kind::of_headers(bytes, static_cast<std::uint32_t>(offset)), source.path));
    }
    return {};
}

// Reads all segments in one call, because they may be in any order on the disk.
Result<void> load_segments(Source& source, LoadedKernel& kernel, elf::Image const& image)
{
    std::array<FilePart, elf::max_segments> room;
    auto* part = room.data();
    VirtAddr mapped_end{};
    for (auto const& segment : image.segments())
        *part++ = place_segment(kernel, segment, mapped_end);
    std::span<FilePart const> const parts{room.data(), part};
    TRY(source.file.read_parts(parts));
    TRY(source.file.finish());
    source.context.room.is_loaded = true;
    bool const is_welcome = source.findings.ours || source.context.any_loader;
    return is_welcome ? Result<void>{} : check_protocol(source, parts);
}

void record_placement(LoadedKernel& kernel, elf::Image const& image, placement::Place const& place)
{
    kernel.begin = place.begin;
    kernel.physical = place.physical;
    kernel.size = place.size;
    kernel.slide = place.slide;
    kernel.entry = slid(kernel, image.entry);
    kernel.position_independent = image.position_independent;
    kernel.placed_at_random = place.random;
}

Result<void> load(Source& source, LoadedKernel& kernel)
{
    auto const& context = source.context;
    auto const header = TRY(read_headers(source));
    TRY(read_notes(source, header));
    auto const& findings = source.findings;
    kernel.isa_level = findings.isa_level;
    auto const& image = context.room.image =
        TRY(elf::parse_segments(header, source.program_headers, source.file.size(), source.path));

    kernel.wishes = findings.wishes.value_or(kernel_note::Wishes{});
    record_placement(kernel, image, TRY(placement::find(image, context.memory, context.kaslr)));
    TRY(load_segments(source, kernel, image));
    kernel.seal = findings.seal;
    return {};
}

} // namespace

Result<LoadedKernel> load_kernel(File& file, LoadContext const& context)
{
    Source source{file, context};
    auto& kernel = context.room.kernel = {};
    context.room.is_loaded = false;
    auto const loaded = load(source, kernel);
    context.room.has_farjump_note = source.findings.ours;
    TRY(loaded);
    return kernel;
}

Result<void> verify_seal(LoadedKernel const& kernel, KernelFileRoom const& room, SealMethods const& methods,
                         std::string_view path)
{
    if (!kernel.seal)
        return {};
    auto const& seal = *kernel.seal;
    seal::Loaded const loaded{.image = room.image,
                              .program_headers = room.program_headers,
                              .memory = physical_memory(kernel.physical, kernel.size),
                              .begin = {kernel.begin.value - kernel.slide}};
    machine::SseUse const sse;
    auto const found = seal.format == seal::old_format
                           ? methods.old_checksum(loaded, seal, methods.has_sse4_2)
                           : loaded.checksum(seal::Digest{methods.add, room.image, seal.checksum_offset});
    if (found != seal.checksum)
        return fail(errors::Code::seal_broken, {found, seal.checksum}, path);
    return {};
}
