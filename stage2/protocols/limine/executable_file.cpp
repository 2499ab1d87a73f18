// SPDX-License-Identifier: BSD-2-Clause
// Assembles the file from its parts.
#include "stage2/protocols/limine/executable_file.hpp"

#include "stage2/memory/bulk.hpp"
#include "stage2/memory/pages.hpp"
#include "stage2/memory/physical_memory.hpp"

#include <algorithm>
#include <array>

namespace limine {

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

} // namespace limine
