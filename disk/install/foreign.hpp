// SPDX-License-Identifier: BSD-2-Clause
// Finds data of others in the place for stage 2: other boot loaders, volume managers, unknown data.
#pragma once

#include "stage2/storage/block_device.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace foreign {

// A description of the owner; nullopt if the range is empty, or holds a stage 2 of farjump or parts of the new one.
std::optional<std::string> owner(BlockDevice& disk, std::uint64_t offset, Bytes stage2);

} // namespace foreign
