// The file of the kernel besides its segments: the whole of it in memory, and its sections. System V gABI, "Sections".
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/boot.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace limine {

// Puts all bytes of the file in memory of kind `module`: copies those of the loaded segments, which must not have been
// changed yet, and reads the others.
Result<MutableBytes> assemble(Boot& boot, File& file);

// The link address of the section of this name; nullopt if there is none. Damaged headers count as none.
Result<std::optional<std::uint64_t>> section_address(File& file, std::string_view name);

} // namespace limine
