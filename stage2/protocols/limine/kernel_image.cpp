// SPDX-License-Identifier: BSD-2-Clause
// Loads, verifies and relocates the kernel's image.
#include "stage2/protocols/limine/kernel_image.hpp"

#include "stage2/image/elf_dynamic.hpp"
#include "stage2/image/isa_check.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/farjump/farjump.hpp"
#include "stage2/protocols/limine/executable_file.hpp"
#include "stage2/protocols/limine/image_rules.hpp"
#include "stage2/protocols/limine/sections.hpp"
#include "stage2/protocols/shared/guest_files.hpp"

#include <algorithm>

namespace limine {

namespace {

using errors::Code;

// The kernel gets one block of memory; pages that no segment has are zeros in it.
void clear_gaps(LoadedKernel const& kernel)
{
    auto end = kernel.physical;
    for (auto const& mapping : kernel.mappings()) {
        if (mapping.to > end)
            bulk::clear(physical_memory(end, mapping.to - end));
        end = std::max(end, mapping.to + mapping.length);
    }
}

Result<void> keep_file(Boot& boot, File& file, KernelImage& kernel)
{
    auto const path = boot.entry.kernel.value;
    bool const has_checksum = TRY(guest_files::has_checksum(boot, path));
    if (!has_checksum && !kernel.requests.has(Feature::executable_file))
        return {};
    kernel.file = TRY(assemble(boot, file));
    Bytes const content{kernel.file};
    kernel.verified = TRY(guest_files::verify(boot, path, std::span(&content, 1)));
    return {};
}

// Base revision 0 can list its requests in a section.
Result<void> choose_requests(Boot& boot, File& file, KernelImage& kernel)
{
    if (kernel.requests.requested_revision() != 0)
        return {};
    if (auto const section = TRY(section_address(file, requests_section)))
        kernel.requests = TRY(
            kernel.requests.only_listed(kernel.view, *section + kernel.loaded(boot).slide, boot.entry.kernel.value));
    return {};
}

Result<void> read_image(Boot& boot, File& file)
{
    auto& room = boot.workspace->kernel_file;
    auto const path = boot.entry.kernel.value;
    if (!room.is_loaded) {
        room.searched_last = nullptr;
        TRY(load_kernel(file, {.path = path,
                               .memory = boot.memory,
                               .room = room,
                               .processor = boot.processor,
                               .kaslr = farjump_protocol::kaslr_input(boot),
                               .allowed = allowed,
                               .any_loader = true}));
    }
    return check_half(room.kernel.begin, path);
}

} // namespace

Result<void> load_image(Boot& boot, File& file, KernelImage& kernel)
{
    auto const path = boot.entry.kernel.value;
    auto const& room = boot.workspace->kernel_file;
    TRY(read_image(boot, file));
    auto const& loaded = kernel.loaded(boot);
    kernel.view = view_of(room.image, loaded.begin, loaded.slide, physical_memory(loaded.physical, loaded.size));
    if (room.searched_last != nullptr)
        kernel.view.searched = round_down(static_cast<std::uint32_t>(room.searched_last - kernel.view.bytes.data()), 8);
    kernel.requests = TRY(Requests::find(kernel.view, path));
    bool const is_told = !boot.entry.kernel.has(boot_entry::kernel); // `protocol limine`
    if (kernel.requests.empty() && !is_told)
        return fail(Code::limine_no_requests, {}, path);
    TRY(keep_file(boot, file, kernel));
    TRY(isa_check::check(loaded.isa_level, boot.processor, path));
    TRY(elf_dynamic::relocate_with_symbols(room.image, kernel.view.bytes, loaded.slide, path));
    TRY(choose_requests(boot, file, kernel));
    clear_gaps(loaded);
    kernel.has_open_segment = std::ranges::any_of(room.image.segments(), is_open);
    kernel.entry = TRY(find_entry(room.image, loaded.slide, kernel.requests, path));
    return {};
}

} // namespace limine
