// SPDX-License-Identifier: BSD-2-Clause
// Checks an ELF file's header. Tool Interface Standard, ELF 1.2; System V gABI, "ELF Header".
#include "stage2/image/elf.hpp"

namespace elf {
namespace {

using errors::Code;

using Magic = std::array<std::uint8_t, 4>;
constexpr Magic expected_magic{0x7F, 'E', 'L', 'F'};

// The first four bytes as one number, in the order of a hex dump.
std::uint32_t as_in_a_dump(Magic const& bytes)
{
    return std::uint32_t{bytes[0]} << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

// A field of the file header with only one valid value, and the error for any other value.
struct FixedField {
    std::uint8_t offset;
    std::uint8_t size;
    std::uint8_t due;
    Code code;
};

constexpr FixedField fixed_fields[] = {
    {offsetof(FileHeader, file_class), 1, 2, Code::elf_not_64_bit},                 // ELFCLASS64
    {offsetof(FileHeader, data_encoding), 1, 1, Code::elf_not_little_endian},       // ELFDATA2LSB
    {offsetof(FileHeader, identification_version), 1, 1, Code::elf_header_invalid}, // EV_CURRENT
    {offsetof(FileHeader, machine), 2, 62, Code::elf_not_x86_64},                   // EM_X86_64
    {offsetof(FileHeader, version), 4, 1, Code::elf_header_invalid},                // EV_CURRENT
    {offsetof(FileHeader, flags), 4, 0, Code::elf_header_invalid},                  // the psABI defines none
    {offsetof(FileHeader, header_size), 2, sizeof(FileHeader), Code::elf_header_invalid},
};

Result<void> check_fixed_fields(FileHeader const& header, std::string_view name)
{
    auto const bytes = reinterpret_cast<std::uint8_t const*>(&header);
    for (auto const& field : fixed_fields) {
        std::uint32_t value = 0;
        for (auto i = field.size; i-- > 0;)
            value = value << 8 | bytes[field.offset + i];
        if (value != field.due)
            return fail(field.code, {value, field.due, field.offset}, name);
    }
    return {};
}

} // namespace

Result<Header> parse_header(Bytes first_bytes, std::uint64_t file_size, std::string_view name)
{
    if (first_bytes.size() >= sizeof(Magic) && overlay<Magic>(first_bytes.data()) != expected_magic)
        return fail(Code::elf_not_elf, {as_in_a_dump(overlay<Magic>(first_bytes.data()))}, name);
    if (first_bytes.size() < sizeof(FileHeader))
        return fail(Code::elf_too_short, {first_bytes.size()}, name);
    auto const& header = overlay<FileHeader>(first_bytes.data());
    TRY(check_fixed_fields(header, name));
    if (header.type != FileHeader::executable && header.type != FileHeader::shared)
        return fail(Code::elf_not_executable, {header.type}, name);

    // FFFFh program headers would mean that section 0 holds the number (PN_XNUM). No kernel has so many.
    std::uint32_t const count = header.program_header_count;
    std::uint32_t const entry_size = header.program_header_size;
    std::uint64_t const offset = header.program_header_offset;
    if (entry_size != sizeof(ProgramHeader) || count == 0 || count > max_program_headers ||
        offset < sizeof(FileHeader) || !inside_file(offset, count * entry_size, file_size))
        return fail(Code::elf_program_headers_invalid, {count, entry_size, offset}, name);
    return Header{{header.entry}, header.type == FileHeader::shared, offset, count};
}

ProgramHeader const& program_header(Bytes table, std::size_t number)
{
    return overlay<ProgramHeader>(table.subspan(number * sizeof(ProgramHeader), sizeof(ProgramHeader)).data());
}

} // namespace elf
