// SPDX-License-Identifier: BSD-2-Clause
// Reads the kernel's wishes. A wish that cannot be granted is an error: otherwise the kernel would fail later and less
// clearly.
#include "stage2/image/kernel_note.hpp"

#include <algorithm>

namespace kernel_note {
namespace {

using errors::Code;
using farjump::KernelNote;

// Checks a size for whole pages and the maximum. 0 selects the default.
bool in_range(std::uint32_t size, std::uint32_t largest)
{
    return size % elf::page_size == 0 && size <= largest;
}

Result<void> check(KernelNote const& note, std::string_view name)
{
    if (note.boot_info_version > FARJUMP_VERSION)
        return fail(Code::boot_info_too_old, {note.boot_info_version, FARJUMP_VERSION}, name);
    if ((note.flags & ~known_wishes) != 0)
        return fail(Code::wish_unknown, {note.flags, note.flags & ~known_wishes}, name);
    if (!in_range(note.stack_size, max_stack_size))
        return fail(Code::wish_stack_size, {note.stack_size, max_stack_size}, name);
    if (!in_range(note.stack_guard_size, max_stack_guard_size))
        return fail(Code::wish_stack_guard_size, {note.stack_guard_size, max_stack_guard_size}, name);
    return {};
}

} // namespace

Result<Wishes> parse(elf_notes::Note const& note, std::string_view file_name)
{
    auto const fields = read_at<KernelNote>(note.bytes, 0);
    if (!fields)
        return fail(Code::kernel_note_short, {note.bytes.size(), sizeof(KernelNote)}, file_name);
    TRY(check(*fields, file_name));
    auto const reserved = note.bytes.subspan(offsetof(KernelNote, reserved));
    auto const used = std::ranges::find_if(reserved, [](std::byte byte) { return byte != std::byte{}; });
    if (used != reserved.end())
        return fail(Code::wish_reserved,
                    {offsetof(KernelNote, reserved) + (used - reserved.begin()), static_cast<std::uint8_t>(*used)},
                    file_name);
    Wishes wishes{.flags = fields->flags, .screen_width = fields->screen_width, .screen_height = fields->screen_height};
    if (fields->stack_size != 0)
        wishes.stack_size = fields->stack_size;
    if (fields->stack_guard_size != 0)
        wishes.stack_guard_size = fields->stack_guard_size;
    return wishes;
}

} // namespace kernel_note
