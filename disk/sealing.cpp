// Finds room for a seal in an ELF file, and computes it with the loader's own code. System V gABI, "ELF Header",
// "Sections", "Program Header", "Note Section".
#include "disk/sealing.hpp"

#include "stage2/formats/elf.hpp"
#include "stage2/formats/notes.hpp"
#include "stage2/formats/seal.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

namespace sealing {
namespace {

// gABI, "Sections": Elf64_Shdr.
struct SectionHeader {
    static constexpr std::uint32_t null = 0, no_bits = 8;       // SHT_NULL, SHT_NOBITS

    Le32 name;
    Le32 type;
    Le64 flags;
    Le64 address;
    Le64 offset;
    Le64 size;
    Le32 link;
    Le32 info;
    Le64 alignment;
    Le64 entry_size;
};
static_assert(sizeof(SectionHeader) == 64 && offsetof(SectionHeader, offset) == 24);

// A file that the loader's parser has accepted, and what it found.
struct Parsed {
    elf::Header header;
    Bytes table;
    elf::Image image;
};

Result<Parsed> parse(Bytes file, std::string_view name)
{
    auto const header = TRY(elf::parse_header(file, file.size(), name));
    auto const table = file.subspan(static_cast<std::size_t>(header.table_offset), header.table_size());
    return Parsed{header, table, TRY(elf::parse_segments(header, table, file.size(), name))};
}

Bytes part(Bytes file, std::uint64_t offset, std::uint64_t size)
{
    return file.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

template <typename T>
void put(File& file, std::uint64_t offset, T const& object)
{
    if (file.size() < offset + sizeof object)
        file.resize(static_cast<std::size_t>(offset + sizeof object));
    std::memcpy(&file[static_cast<std::size_t>(offset)], &object, sizeof object);
}

Result<std::optional<seal::Seal>> find_seal(Bytes file, elf::Image const& image, std::string_view name)
{
    notes::Findings findings;
    for (auto const& range : image.notes())
        TRY(notes::read(part(file, range.file_offset, range.file_size), range, name, findings));
    return findings.seal;
}

std::uint32_t checksum(Bytes file, Parsed const& parsed, std::uint64_t checksum_offset)
{
    seal::Digest digest(crc32c::Method::table, parsed.image.entry, checksum_offset);
    for (auto const& segment : parsed.image.segments())
        digest.add(elf::program_header(parsed.table, segment.number),
                   part(file, segment.file_offset, segment.file_size));
    return digest.value();
}

// Looks for the first used byte in [begin, end).
class UsedBytes {
public:
    UsedBytes(std::uint64_t begin, std::uint64_t end) : begin_(begin), first_used_(end) {}

    void add(std::uint64_t offset, std::uint64_t size)
    {
        if (size != 0 && (offset >= begin_ || size > begin_ - offset))
            first_used_ = std::min(first_used_, std::max(offset, begin_));
    }

    std::uint64_t first_used() const { return first_used_; }

private:
    std::uint64_t begin_;
    std::uint64_t first_used_;
};

// Marks what the section headers name. False when they cannot be read: then nobody knows what the file holds where.
bool add_sections(Bytes file, UsedBytes& used)
{
    auto const header = *read_at<elf::FileHeader>(file, 0);
    std::uint64_t const offset = header.section_header_offset;
    if (offset == 0)
        return true;
    std::uint64_t const count = header.section_header_count;
    if (count == 0 || header.section_header_size != sizeof(SectionHeader) || offset > file.size())
        return false;
    for (std::uint64_t i = 0; i < count; ++i) {
        auto const section = read_at<SectionHeader>(file, offset + i * sizeof(SectionHeader));
        if (!section || section->offset > file.size())
            return false;
        if (section->type != SectionHeader::null && section->type != SectionHeader::no_bits)
            used.add(section->offset, section->size);
    }
    used.add(offset, count * sizeof(SectionHeader));
    return true;
}

// One more program header and the note fit behind the table when that much is zero there and neither sections nor
// segments lay claim to it.
bool has_gap(Bytes file, Parsed const& parsed, std::uint64_t size)
{
    auto const begin = parsed.header.table_offset + parsed.header.table_size();
    UsedBytes used(begin, file.size());
    for (std::uint32_t number = 0; number < parsed.header.table_count; ++number) {
        auto const header = elf::program_header(parsed.table, number);
        if (header.offset <= file.size())       // the loader looks at the ranges of those it uses only
            used.add(header.offset, header.file_size);
    }
    if (!add_sections(file, used) || used.first_used() - begin < size)
        return false;
    return std::ranges::all_of(part(file, begin, size), [](std::byte byte) { return byte == std::byte{0}; });
}

seal::Note empty_note()
{
    return {.header = {sizeof(elf_notes::Name), seal::our_descriptor_size, seal::our_type},
            .name = elf_notes::our_name, .format = seal::current_format, .checksum = 0};
}

// Not loaded (no address, no memory), as in core files.
elf::ProgramHeader note_header(std::uint64_t offset)
{
    return {.type = elf::ProgramHeader::note, .flags = static_cast<std::uint32_t>(elf::Rights::read),
            .offset = offset, .virtual_address = 0, .physical_address = 0, .file_size = sizeof(seal::Note),
            .memory_size = 0, .alignment = 4};
}

// Adds a note with an empty seal, and a program header that names it.
Place add_note(File& file, Parsed const& parsed)
{
    constexpr std::uint64_t note_alignment = 4, table_alignment = 8;
    auto file_header = *read_at<elf::FileHeader>(file, 0);
    auto const table_size = parsed.header.table_size();
    auto table = parsed.header.table_offset;
    auto const padding = round_up(table + table_size, note_alignment) - (table + table_size);
    auto const gap = has_gap(file, parsed, sizeof(elf::ProgramHeader) + padding + sizeof(seal::Note));
    if (!gap) {
        File const old(parsed.table.begin(), parsed.table.end());       // parsed.table is about to move
        table = round_up<std::uint64_t>(file.size(), table_alignment);
        file.resize(static_cast<std::size_t>(table));
        file.insert(file.end(), old.begin(), old.end());
    }
    auto const header_offset = table + table_size;
    auto const note_offset = round_up(header_offset + sizeof(elf::ProgramHeader), note_alignment);
    put(file, header_offset, note_header(note_offset));
    put(file, note_offset, empty_note());
    file_header.program_header_offset = table;
    file_header.program_header_count = static_cast<std::uint16_t>(parsed.header.table_count + 1);
    put(file, 0, file_header);
    return gap ? Place::gap : Place::appended;
}

} // namespace

Result<std::optional<std::uint32_t>> check(Bytes file, std::string_view name)
{
    auto const parsed = TRY(parse(file, name));
    auto const found = TRY(find_seal(file, parsed.image, name));
    if (!found)
        return std::nullopt;
    auto const computed = checksum(file, parsed, found->checksum_offset);
    if (computed != found->checksum)
        return fail(errors::Code::seal_broken, {computed, found->checksum}, name);
    return computed;
}

Result<Sealed> seal(File file, std::string_view name)
{
    auto place = Place::existing;
    {
        auto const parsed = TRY(parse(file, name));
        if (!TRY(find_seal(file, parsed.image, name))) {
            if (parsed.header.table_count == elf::max_program_headers || parsed.image.notes().size() == elf::max_notes)
                return fail(errors::Code::seal_no_room, {parsed.header.table_count, parsed.image.note_count}, name);
            place = add_note(file, parsed);
        }
    }
    auto const parsed = TRY(parse(file, name));
    auto const found = *TRY(find_seal(file, parsed.image, name));
    auto const value = checksum(file, parsed, found.checksum_offset);
    put(file, found.checksum_offset, Le32{value});
    TRY(check(file, name));
    return Sealed{std::move(file), place, value};
}

} // namespace sealing
