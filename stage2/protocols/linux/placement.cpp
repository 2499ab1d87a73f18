// SPDX-License-Identifier: BSD-2-Clause
// Takes the memory of a Linux kernel.
#include "stage2/protocols/linux/placement.hpp"

#include <algorithm>

namespace linux_boot {

using errors::Code;

Result<void> check_memory(Header const& header, std::span<MemoryRange const> memory, std::string_view path)
{
    if (auto const found = memory_search::end_of_memory(memory, header.needed_begin); found < header.needed_end)
        return fail(Code::linux_memory_missing, {header.needed_begin, header.needed_end, found}, path);
    return {};
}

Result<PhysAddr> take_memory(MemoryMap& memory, Header const& header, std::string_view path)
{
    TRY(check_memory(header, memory.ranges(), path));
    auto const size = round_up(header.protected_size, page_size);
    if (!TRY(memory.claim({load_address}, size, MemoryKind::kernel)))
        return fail(Code::linux_place_taken, {size, load_address}, path);
    return memory.allocate({header.setup_size, MemoryMap::page, MemoryKind::loader, "the kernel's setup code"});
}

memory_search::Bounds free_places(Header const& header, std::uint64_t memory_end)
{
    auto const last_page = 4_GiB - page_size;
    return {.lowest = std::max(load_address + header.protected_size, header.needed_end),
            .end = std::min({header.initrd_end, memory_end, last_page})};
}

} // namespace linux_boot
