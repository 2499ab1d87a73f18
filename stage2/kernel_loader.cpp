// Loading the kernel, step by step.
#include "stage2/kernel_loader.hpp"

#include "longmode/isa_levels.hpp"
#include "stage2/bulk.hpp"
#include "stage2/formats/elf_dynamic.hpp"
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
    words.name(path) << " is built for x86-64-v";
    words.decimal(level) << ", and " << processor.name() << " lacks ";
    if (isa_levels::append_missing(processor, level, words))
        return fail(errors::Code::isa_level_missing, {level}, words.view());
    return {};
}

// Where an address of the file will be when the kernel runs.
VirtAddr slid(LoadedKernel const& kernel, VirtAddr linked)
{
    return linked + kernel.slide;
}

// Where a segment's memory is now: the virtual address less the kernel's, from the kernel's physical place on. The
// addresses are those of the file.
MutableBytes memory_of(LoadedKernel const& kernel, VirtAddr from, VirtAddr to)
{
    return physical_memory(kernel.physical + (slid(kernel, from) - kernel.begin), to - from);
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
        slid(kernel, begin), kernel.physical + (slid(kernel, begin) - kernel.begin), end - begin,
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
    seal::Digest digest{method, image, seal->checksum_offset};
    for (auto const& segment : image.segments())
        digest.add(elf::program_header(source.program_headers, segment.number),
                   memory_of(kernel, segment.address, segment.address + segment.file_size));
    if (digest.value() != seal->checksum)
        return fail(errors::Code::seal_broken, {digest.value(), seal->checksum}, source.path);
    return true;
}

void take_place(LoadedKernel& kernel, elf::Image const& image, kernel_place::Place const& place)
{
    kernel.begin = place.begin;
    kernel.physical = place.physical;
    kernel.size = place.size;
    kernel.slide = place.slide;
    kernel.entry = slid(kernel, image.entry);
    kernel.position_independent = image.position_independent;
    kernel.placed_at_random = place.random;
}

} // namespace

Result<LoadedKernel> load_kernel(fat::File file, std::string_view path, MemoryMap& memory, Workspace& workspace,
                                 requirements::Processor const& processor, kernel_place::Chance const& chance)
{
    Source source{file, path, {}};
    auto const image = TRY(read_headers(source, workspace));
    auto const findings = TRY(read_notes(source, image, workspace));
    TRY(check_processor_for(findings.isa_level, processor, path));

    LoadedKernel kernel{};
    kernel.wishes = findings.wishes.value_or(kernel_note::Wishes{});
    take_place(kernel, image, TRY(kernel_place::find(image, memory, chance)));
    TRY(load_segments(source, kernel, image, workspace));
    kernel.sealed = TRY(verify_seal(source, kernel, image, findings.seal, processor));
    if (image.position_independent)
        TRY(elf_dynamic::relocate(image, physical_memory(kernel.physical, kernel.size), kernel.slide, path));
    return kernel;
}
