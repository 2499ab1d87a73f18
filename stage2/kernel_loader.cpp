// Loading the kernel, step by step.
#include "stage2/kernel_loader.hpp"

#include "longmode/isa_levels.hpp"
#include "stage2/bulk.hpp"
#include "stage2/formats/notes.hpp"
#include "stage2/physical_memory.hpp"

#include <algorithm>
#include <optional>

namespace {

struct Source {
    fat::File file;
    std::string_view path;
    Bytes program_headers;
};

Result<elf::Image> read_headers(Source& source, Workspace& workspace)
{
    std::array<std::byte, sizeof(elf::FileHeader)> start;
    auto const available = std::min<std::size_t>(start.size(), source.file.size());
    TRY(source.file.read(0, MutableBytes{start}.first(available)));
    auto const header = TRY(elf::parse_header(Bytes{start}.first(available), source.file.size(), source.path));

    auto const table = MutableBytes{workspace.program_headers}.first(header.table_size());
    TRY(source.file.read(header.table_offset, table));
    source.program_headers = table;
    return elf::parse_segments(header, table, source.file.size(), source.path);
}

constexpr VirtAddr page_down(VirtAddr address)
{
    return {round_down(address.value, paging::page_size)};
}

constexpr VirtAddr page_up(VirtAddr address)
{
    return {round_up(address.value, paging::page_size)};
}

// Before anything is loaded: what is asked for decides whether and how. Usually this costs no read of the disk, since
// the one that brought the headers brought the notes as well.
Result<notes::Findings> read_notes(Source& source, elf::Image const& image, Workspace& workspace)
{
    notes::Findings findings;
    for (auto const& range : image.notes()) {
        auto const bytes = MutableBytes{workspace.notes}.first(range.file_size);
        TRY(source.file.read(range.file_offset, bytes));
        TRY(notes::read(bytes, range, source.path, findings));
    }
    return findings;
}

// The refusal names the kernel, what it was built for, the processor, and all that this one lacks.
Result<void> check_processor_for(std::uint32_t level, requirements::Processor const& processor, std::string_view path)
{
    static text::Sentence words{};
    words.clear();
    words << path << " is built for x86-64-v";
    words.decimal(level) << ", and " << processor.name() << " lacks ";
    if (isa_levels::append_missing(processor, level, words))
        return fail(errors::Code::isa_level_missing, {level}, words.view());
    return {};
}

// A kernel in the upper half can lie anywhere; a large one is put where large pages can map it. One in the lower half
// is mapped where it lies, so it must lie where it is linked.
Result<PhysAddr> find_place(elf::Image const& image, std::uint64_t size, MemoryMap& memory)
{
    auto const begin = page_down(image.begin());
    if (!image.upper_half()) {
        PhysAddr const place{begin.value};
        if (!memory.claim(place, size, MemoryKind::kernel))
            return fail(errors::Code::kernel_place_taken, {size, place.value});
        return place;
    }
    if (size >= paging::large_page_size && begin.value % paging::large_page_size == 0)
        if (auto const place = memory.allocate(size, paging::large_page_size, MemoryKind::kernel, "the kernel"))
            return place;
    return memory.allocate(size, paging::page_size, MemoryKind::kernel, "the kernel");
}

// Where a segment's memory is now: the virtual address less the kernel's, from the kernel's physical place on.
MutableBytes memory_of(LoadedKernel const& kernel, VirtAddr from, VirtAddr to)
{
    return physical_memory(kernel.physical + (from - kernel.begin), to - from);
}

// Clears what the file does not fill of the segment's pages. Out: what the file does fill.
fat::Part place_segment(LoadedKernel& kernel, elf::Segment const& segment)
{
    auto const file_end = segment.address + segment.file_size;
    auto const begin = page_down(segment.address);
    auto const end = page_up(segment.end());
    bulk::clear(memory_of(kernel, begin, segment.address));
    bulk::clear(memory_of(kernel, file_end, end));

    kernel.bytes_read += segment.file_size;
    kernel.mapping_list[kernel.segment_count++] = {
        begin, kernel.physical + (begin - kernel.begin), end - begin,
        {.write = has(segment.rights, elf::Rights::write), .execute = has(segment.rights, elf::Rights::execute)}};
    return {segment.file_offset, memory_of(kernel, segment.address, file_end)};
}

// All segments at once, since their pieces may lie on the disk in any order.
Result<void> load_segments(Source& source, LoadedKernel& kernel, elf::Image const& image, Workspace& workspace)
{
    std::array<fat::Part, elf::max_segments> parts;
    auto* part = parts.data();
    for (auto const& segment : image.segments())
        *part++ = place_segment(kernel, segment);
    return source.file.read_parts({parts.data(), part}, workspace.pieces);
}

// With the processor's own CRC-32C where it has one.
Result<bool> verify_seal(Source& source, LoadedKernel const& kernel, elf::Image const& image,
                         std::optional<seal::Seal> const& seal, requirements::Processor const& processor)
{
    if (!seal)
        return false;
    auto const method = requirements::has(processor, requirements::Feature::sse4_2) ? crc32c::Method::instruction
                                                                                    : crc32c::Method::table;
    seal::Digest digest{method, image.entry, seal->checksum_offset};
    for (auto const& segment : image.segments())
        digest.add(elf::program_header(source.program_headers, segment.number),
                   memory_of(kernel, segment.address, segment.address + segment.file_size));
    if (digest.value() != seal->checksum)
        return fail(errors::Code::seal_broken, {digest.value(), seal->checksum}, source.path);
    return true;
}

} // namespace

Result<LoadedKernel> load_kernel(fat::File file, std::string_view path, MemoryMap& memory, Workspace& workspace,
                                 requirements::Processor const& processor)
{
    Source source{file, path, {}};
    auto const image = TRY(read_headers(source, workspace));
    auto const findings = TRY(read_notes(source, image, workspace));
    TRY(check_processor_for(findings.isa_level, processor, path));

    LoadedKernel kernel{};
    kernel.wishes = findings.wishes.value_or(kernel_note::Wishes{});
    kernel.entry = image.entry;
    kernel.begin = page_down(image.begin());
    kernel.size = page_up(image.end()) - kernel.begin;
    kernel.physical = TRY(find_place(image, kernel.size, memory));
    TRY(load_segments(source, kernel, image, workspace));
    kernel.sealed = TRY(verify_seal(source, kernel, image, findings.seal, processor));
    return kernel;
}
