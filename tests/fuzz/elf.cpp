// Fuzzes everything that looks at a kernel's file: headers, segments, notes with what they ask for, and the
// seal's checksum.
#include "stage2/formats/elf.hpp"
#include "stage2/formats/elf_dynamic.hpp"
#include "stage2/formats/isa_level.hpp"
#include "stage2/formats/notes.hpp"

#include "stage2/error_text.hpp"

#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

constexpr std::string_view name = "/boot/kernel.elf";

// What the parser promises of each image it gives out; the page tables and the loader rely on it.
void check_promises(elf::Image const& image, std::uint64_t file_size)
{
    bool entry_found = false;
    VirtAddr end{};
    for (auto const& segment : image.segments()) {
        auto const first_page = round_down(segment.address.value, elf::page_size);
        bool const good = segment.memory_size != 0 && segment.file_size <= segment.memory_size &&
                          (segment.file_size == 0 || (segment.file_offset <= file_size &&
                                                      segment.file_size <= file_size - segment.file_offset)) &&
                          segment.end() > segment.address && round_up(end.value, elf::page_size) <= first_page &&
                          !has(segment.rights, elf::Rights::write | elf::Rights::execute);
        if (!good)
            std::abort();
        entry_found |= has(segment.rights, elf::Rights::execute) && image.entry >= segment.address &&
                       image.entry < segment.end();
        end = segment.end();
    }
    auto const in_lower_half = image.begin() >= elf::lower_begin && image.end() <= elf::lower_end;
    auto const in_upper_half = image.begin() >= elf::upper_begin && image.end() <= elf::upper_end;
    auto const good_place = image.position_independent
                                ? image.end() <= elf::upper_end && image.alignment <= elf::max_alignment
                                : (in_lower_half || in_upper_half) && image.upper_half() == in_upper_half;
    if (!entry_found || !good_place || image.end() - image.begin() > elf::max_span)
        std::abort();
}

// The page tables and the screen rely on what the wishes may be.
void check_findings(notes::Findings const& findings)
{
    auto const wishes = findings.wishes.value_or(kernel_note::Wishes{});
    auto const whole_pages = [](std::uint32_t size, std::uint32_t largest) {
        return size != 0 && size % 4096 == 0 && size <= largest;
    };
    if ((wishes.flags & ~kernel_note::known_wishes) != 0 ||
        !whole_pages(wishes.stack_size, kernel_note::max_stack_size) ||
        !whole_pages(wishes.stack_guard_size, kernel_note::max_stack_guard_size) ||
        findings.isa_level > isa_level::highest_level)
        std::abort();
}

// As the loader does it, where the memory is not too large to try; the sanitizer sees writes beyond its end.
Result<void> relocate(elf::Image const& image, Bytes file)
{
    auto const begin = round_down(image.begin().value, elf::page_size);
    auto const size = round_up(image.end().value, elf::page_size) - begin;
    if (!image.position_independent || size > 1_MiB)
        return {};
    std::vector<std::byte> memory(static_cast<std::size_t>(size));
    for (auto const& segment : image.segments())
        if (segment.file_size != 0)
            std::memcpy(&memory[static_cast<std::size_t>(segment.address.value - begin)],
                        &file[static_cast<std::size_t>(segment.file_offset)],
                        static_cast<std::size_t>(segment.file_size));
    return elf_dynamic::relocate(image, memory, 0xFFFF'FFFF'8000'0000, name);
}

// As the loader does it, from the file instead of memory.
Result<void> load(Bytes file)
{
    auto const header = TRY(elf::parse_header(file, file.size(), name));
    auto const table = file.subspan(static_cast<std::size_t>(header.table_offset), header.table_size());
    auto const image = TRY(elf::parse_segments(header, table, file.size(), name));
    check_promises(image, file.size());
    auto const part = [&](std::uint64_t offset, std::uint64_t size) {
        return size == 0 ? Bytes{} : file.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
    };
    notes::Findings findings;
    for (auto const& range : image.notes()) {
        auto const before = findings.seal.has_value();
        TRY(notes::read(part(range.file_offset, range.file_size), range, name, findings));
        // The parser must have seen the whole checksum field inside the range.
        if (!before && findings.seal && (findings.seal->checksum_offset < range.file_offset ||
                                         findings.seal->checksum_offset + 4 > range.file_offset + range.file_size))
            std::abort();
    }
    check_findings(findings);
    if (findings.seal) {
        seal::Digest digest(crc32c::Method::table, image.entry, findings.seal->checksum_offset);
        for (auto const& segment : image.segments())
            digest.add(elf::program_header(table, segment.number), part(segment.file_offset, segment.file_size));
        if (digest.value() != findings.seal->checksum)
            return fail(errors::Code::seal_broken, {digest.value(), findings.seal->checksum}, name);
    }
    return relocate(image, file);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (auto const result = load(std::as_bytes(std::span(data, size))); !result)
        if (error_text::why(result.error()).view().empty())
            std::abort();
    return 0;
}
