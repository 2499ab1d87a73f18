// SPDX-License-Identifier: BSD-2-Clause
// Runs the loader's parsers and its search for memory.
#include "disk/kernel_tools/guest_verdict.hpp"

#include "disk/kernel_tools/model_pc.hpp"
#include "stage2/checksums/crc32.hpp"
#include "stage2/protocols/linux/own_checksum.hpp"
#include "stage2/protocols/linux/placement.hpp"
#include "stage2/protocols/multiboot/placement.hpp"

#include <algorithm>

namespace guest_verdict {
namespace {

template <typename Kernel>
std::optional<std::uint32_t> least(Kernel const& kernel)
{
    for (std::uint32_t mib = 1; mib <= model_pc::most_mib; ++mib)
        if (fits(kernel, mib))
            return mib;
    return std::nullopt;
}

std::unexpected<Failure> with_name(Error error, std::string_view name)
{
    error.name = name;
    return fail(error);
}

} // namespace

Result<Linux> examine_linux(Bytes file, std::string_view name)
{
    auto const start = file.first(std::min(file.size(), linux_boot::header_size));
    auto const header = TRY(linux_boot::parse(start, file.size(), name));
    return Linux{.file = file,
                 .name = name,
                 .header = header,
                 .version = linux_boot::version_text(header, file.first(header.setup_size)),
                 .own_checksum_is_right = linux_boot::own_checksum_is_right(header, {&file, 1}, crc32::of)};
}

Result<Multiboot> examine_multiboot(Bytes file, std::uint32_t version, std::string_view name)
{
    auto const header = TRY(multiboot::parse(file, version, name));
    auto const image = TRY(multiboot::parse_image(file, header, name));
    auto const other = multiboot::parse(file, 3 - header.version, name);
    bool const has_other = other || other.error()->code != errors::Code::multiboot_header_missing;
    return Multiboot{.file = file, .name = name, .header = header, .image = image, .has_other_version = has_other};
}

Result<void> fits(Linux const& kernel, std::uint32_t mib)
{
    auto memory = model_pc::loader_map(mib);
    TRY(linux_boot::take_memory(memory, kernel.header, kernel.name));
    return {};
}

Result<void> fits(Multiboot const& kernel, std::uint32_t mib)
{
    auto const firmware = model_pc::firmware_map(mib);
    auto memory = model_pc::loader_map(mib);
    auto image = kernel.image;
    auto const file_size = kernel.file.size();
    auto const take_file = [&] {
        return memory.allocate({file_size, MemoryMap::page, MemoryKind::loader, "the kernel's file"});
    };
    auto const place = TRY(take_file());
    auto const slide = multiboot::find_slide(image, kernel.header.relocatable, firmware.ranges(), memory);
    if (!slide)
        return with_name(slide.error(), kernel.name);
    image.move(*slide);
    TRY(multiboot::take_kernel(memory, image));
    if (multiboot::touches_kernel(image, place.value, file_size))
        TRY(take_file());
    auto const symbols = multiboot::size_of_sections(kernel.file, image.sections);
    if (symbols != 0 && !TRY(multiboot::take_behind(memory, symbols, image.end())))
        return fail(errors::Code::multiboot_module_no_room,
                    {symbols, memory_search::largest(memory.ranges(), {1_MiB, 4_GiB - page_size})},
                    "the kernel's symbols");
    return {};
}

std::optional<std::uint32_t> least_mib(Linux const& kernel)
{
    return least(kernel);
}

std::optional<std::uint32_t> least_mib(Multiboot const& kernel)
{
    return least(kernel);
}

} // namespace guest_verdict
