// Assembles the file from its parts, and reads its section headers.
#include "stage2/protocols/limine/executable_file.hpp"

#include "stage2/memory/bulk.hpp"
#include "stage2/memory/pages.hpp"
#include "stage2/memory/physical_memory.hpp"

#include <algorithm>
#include <array>

namespace limine {

namespace {

// gABI, "Section Headers": Elf64_Shdr.
struct SectionHeader {
    Le32 name; // offset in the table of names
    Le32 type;
    Le64 flags;
    Le64 address;
    Le64 offset;
    Le64 size;
    Le32 link, info;
    Le64 alignment, entry_size;
};
static_assert(sizeof(SectionHeader) == 64);

constexpr std::uint32_t most_sections = 4096;
constexpr std::size_t longest_name = 32;

Result<SectionHeader> read_header(File& file, std::uint64_t offset)
{
    SectionHeader header{};
    TRY(file.read(offset, std::as_writable_bytes(std::span(&header, 1))));
    return header;
}

// Whether the name at `offset` of the file is `name`.
Result<bool> has_name(File& file, std::uint64_t offset, std::string_view name)
{
    std::array<char, longest_name> text{};
    auto const size = name.size() + 1; // with the NUL
    if (!elf::inside_file(offset, size, file.size()))
        return false;
    TRY(file.read(offset, std::as_writable_bytes(std::span(text)).first(size)));
    return std::string_view{text.data(), size - 1} == name && text[size - 1] == '\0';
}

} // namespace

Result<MutableBytes> assemble(Boot& boot, File& file)
{
    auto const& room = boot.workspace->kernel_file;
    auto const& kernel = room.kernel;
    auto const bytes = TRY(pages::take(boot.memory, file.size(), MemoryKind::module, "the kernel's file")).bytes;

    // The segments in the order of the file.
    std::array<elf::Segment const*, elf::max_segments> sorted{};
    std::size_t count = 0;
    for (auto const& segment : room.image.segments()) {
        auto place = count++;
        for (; place > 0 && sorted[place - 1]->file_offset > segment.file_offset; --place)
            sorted[place] = sorted[place - 1];
        sorted[place] = &segment;
    }

    std::array<FilePart, elf::max_segments + 1> parts;
    std::size_t part_count = 0;
    std::uint64_t done = 0;
    auto const read_up_to = [&](std::uint64_t end) {
        if (end > done)
            parts[part_count++] = {done,
                                   bytes.subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(end - done))};
    };
    for (auto const* const segment : std::span(sorted).first(count)) {
        read_up_to(segment->file_offset);
        auto const end = segment->file_offset + segment->file_size;
        if (end <= done)
            continue; // two segments may share bytes of the file
        auto const skipped = std::max(done, segment->file_offset) - segment->file_offset;
        auto const size = segment->file_size - skipped;
        auto const from = kernel.physical + (segment->address + kernel.slide - kernel.begin) + skipped;
        bulk::copy(
            bytes.subspan(static_cast<std::size_t>(segment->file_offset + skipped), static_cast<std::size_t>(size)),
            physical_memory(from, size));
        done = end;
    }
    read_up_to(file.size());
    TRY(file.read_parts(std::span(parts).first(part_count)));
    return bytes;
}

Result<std::optional<std::uint64_t>> section_address(File& file, std::string_view name)
{
    std::optional<std::uint64_t> none;
    elf::FileHeader header{};
    if (file.size() < sizeof header)
        return none;
    TRY(file.read(0, std::as_writable_bytes(std::span(&header, 1))));
    std::uint32_t const count = header.section_header_count;
    std::uint64_t const table = header.section_header_offset;
    if (header.section_header_size != sizeof(SectionHeader) || count > most_sections ||
        header.section_name_index >= count || !elf::inside_file(table, count * sizeof(SectionHeader), file.size()))
        return none;
    auto const names = TRY(read_header(file, table + header.section_name_index * sizeof(SectionHeader)));
    for (std::uint32_t index = 0; index < count; ++index) {
        auto const section = TRY(read_header(file, table + index * sizeof(SectionHeader)));
        if (section.name < names.size && TRY(has_name(file, names.offset + section.name, name)))
            return std::optional{std::uint64_t{section.address}};
    }
    return none;
}

} // namespace limine
