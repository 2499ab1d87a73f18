// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes everything that reads a kernel's file: headers, segments, notes with wishes, the seal's checksum, relocations,
// and the report on all of it.
#include "stage2/image/elf.hpp"
#include "disk/kernel_tools/kernel_file.hpp"
#include "disk/kernel_tools/kernel_report.hpp"
#include "disk/kernel_tools/kernel_verdict.hpp"
#include "stage2/image/isa_level.hpp"
#include "stage2/image/notes.hpp"
#include "stage2/talk/error_text.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

constexpr std::string_view name = "/boot/kernel.elf";

// What the parser promises of each image it gives out; the page tables and the loader rely on it.
void check_promises(elf::Image const& image, std::uint64_t file_size)
{
    bool entry_found = false;
    VirtAddr end{};
    auto rights = elf::Rights::none; // of the segment before, as far as pages have them
    for (auto const& segment : image.segments()) {
        auto const first_page = round_down(segment.address.value, elf::page_size);
        auto const page_rights = segment.rights & (elf::Rights::write | elf::Rights::execute);
        bool const good = segment.memory_size != 0 && segment.file_size <= segment.memory_size &&
                          (segment.file_size == 0 || (segment.file_offset <= file_size &&
                                                      segment.file_size <= file_size - segment.file_offset)) &&
                          segment.end() > segment.address && end <= segment.address &&
                          (round_up(end.value, elf::page_size) <= first_page || rights == page_rights) &&
                          !has(segment.rights, elf::Rights::write | elf::Rights::execute);
        if (!good)
            std::abort();
        entry_found |= has(segment.rights, elf::Rights::execute) && image.entry >= segment.address &&
                       image.entry < segment.address + segment.file_size;
        end = segment.end();
        rights = page_rights;
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

// The parser must have seen the whole checksum inside a range of notes.
void check_seal(kernel_file::Kernel const& kernel, seal::Seal const& seal)
{
    auto const holds = [&](elf::NoteRange const& range) {
        return seal.checksum_offset >= range.file_offset &&
               seal.checksum_offset + 4 <= range.file_offset + range.file_size;
    };
    if (std::ranges::none_of(kernel.notes, holds))
        std::abort();
}

// The steps of the loader, then all of them as the developer's tool takes them. What must be laid out in memory to be
// relocated is kept small; the sanitizer sees writes beyond its end.
Result<void> load(Bytes file)
{
    auto const kernel = TRY(kernel_file::parse(file, name));
    check_promises(kernel.image, file.size());
    check_findings(kernel.findings);
    if (kernel.findings.seal)
        check_seal(kernel, *kernel.findings.seal);
    if (kernel.image.position_independent && kernel.image.end() - kernel.image.begin() > 1_MiB)
        return {};
    auto const facts = TRY(kernel_verdict::examine(file, name));
    if (!kernel_report::describe(facts).ends_with('\n'))
        std::abort();
    return {};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (auto const result = load(std::as_bytes(std::span(data, size))); !result)
        if (error_text::why(result.error()).view().empty())
            std::abort();
    return 0;
}
