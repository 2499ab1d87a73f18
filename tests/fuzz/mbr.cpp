// Any bytes as sector 0: what is found lies in the table, and is what the table says.
#include "stage2/formats/mbr.hpp"

#include <cstdlib>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    Bytes const sector(reinterpret_cast<std::byte const*>(data), size);
    auto const signature = mbr::disk_signature(sector);
    auto const found = mbr::find_fat_partition(sector);
    bool const is_table = size >= 512 && data[510] == 0x55 && data[511] == 0xAA;
    if (signature.has_value() != is_table)
        std::abort();
    if (!found)
        return 0;

    if (!is_table || found->index < 1 || found->index > 4)
        std::abort();
    auto const* const entry = data + 0x1BE + 16 * (found->index - 1);
    std::uint32_t first;
    std::uint32_t sectors;
    std::memcpy(&first, entry + 8, 4);
    std::memcpy(&sectors, entry + 12, 4);
    if (found->active != (entry[0] == 0x80) || found->type != entry[4] || found->first.value != first ||
        found->sectors != sectors || first == 0 || sectors == 0)
        std::abort();
    return 0;
}
