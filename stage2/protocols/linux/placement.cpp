// Computes the bounds for initrds.
#include "stage2/protocols/linux/placement.hpp"

#include <algorithm>

namespace linux_boot {

Result<void> check_memory(Header const& header, std::span<MemoryRange const> memory, std::string_view path)
{
    auto const found = memory_search::end_of_memory(memory, header.needed_begin);
    if (found < header.needed_end)
        return fail(errors::Code::linux_memory_missing, {header.needed_begin, header.needed_end, found}, path);
    return {};
}

memory_search::Bounds free_places(Header const& header, std::uint64_t memory_end)
{
    auto const last_page = 4_GiB - page_size;
    return {.lowest = std::max(load_address + header.protected_size, header.needed_end),
            .end = std::min({header.initrd_end, memory_end, last_page})};
}

} // namespace linux_boot
