// SPDX-License-Identifier: BSD-2-Clause
// What this protocol allows in a kernel's ELF file, and what it asks of the loaded image. The Limine Boot Protocol,
// "Executable". farjump-check-kernel uses the same rules.
#pragma once

#include "include/result.hpp"
#include "stage2/image/elf.hpp"
#include "stage2/protocols/limine/requests.hpp"

#include <cstdint>
#include <string_view>

namespace limine {

inline constexpr auto allowed =
    elf::Allowed::write_and_execute | elf::Allowed::dynamic_executables | elf::Allowed::any_entry;

// Whether a kernel that farjump's own protocol refuses with this error may still be one for this protocol, which allows
// more.
constexpr bool may_allow(errors::Code code)
{
    using errors::Code;
    return code == Code::elf_segment_writable_executable || code == Code::elf_needs_dynamic_linker ||
           code == Code::elf_entry_not_executable || code == Code::elf_entry_without_code ||
           code == Code::note_malformed || code == Code::isa_note_malformed || code == Code::isa_level_unknown;
}

constexpr bool is_open(elf::Segment const& segment)
{
    return has(segment.rights, elf::Rights::write) && has(segment.rights, elf::Rights::execute);
}

// The view of an image whose pages are in `bytes`, and which the kernel sees from `begin` on, moved by `slide`.
ImageView view_of(elf::Image const& image, VirtAddr begin, std::uint64_t slide, MutableBytes bytes);

// Error: limine_lower_half.
Result<void> check_half(VirtAddr begin, std::string_view name);

// The entry point of the request, or of the file's header. Error: limine_entry_invalid, if it is not in the pages of an
// executable segment.
Result<VirtAddr> find_entry(elf::Image const& image, std::uint64_t slide, Requests const& requests,
                            std::string_view name);

} // namespace limine
