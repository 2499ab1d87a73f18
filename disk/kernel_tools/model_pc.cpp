// SPDX-License-Identifier: BSD-2-Clause
// Makes the memory maps of a plain PC.
#include "disk/kernel_tools/model_pc.hpp"

namespace model_pc {

MemoryMap firmware_map(std::uint32_t mib)
{
    MemoryMap map;
    map.add(0, low_end, MemoryKind::usable);
    if (mib > 1)
        map.add(1_MiB, (std::uint64_t{mib} << 20) - 1_MiB, MemoryKind::usable);
    return map;
}

MemoryMap loader_map(std::uint32_t mib)
{
    auto map = firmware_map(mib);
    map.finish(low_end);
    return map;
}

} // namespace model_pc
