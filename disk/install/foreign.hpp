// Whose data lies where stage 2 would go: other boot loaders, volume managers, unknown ones.
#pragma once

#include "stage2/storage/block_device.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace foreign {

// In words; nothing when the range is empty, holds a stage 2 of ours, or parts of the one that will be written there.
std::optional<std::string> owner(BlockDevice& disk, std::uint64_t offset, Bytes stage2);

} // namespace foreign
