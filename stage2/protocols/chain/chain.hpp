// Chain-loading: starts a boot sector, or a file like one, as a BIOS or an MBR would start it.
// Phoenix, "BIOS Boot Specification" 1.01, "INT 19h"; T13, "Enhanced Disk Drive - 4" (2132-D), annex A.
#pragma once

#include "include/result.hpp"
#include "stage2/entries/boot_entry.hpp"
#include "stage2/protocols/protocol.hpp"

namespace chain {

inline constexpr std::string_view key = "chain";

extern Protocol const protocol;

// Parses the value of the entry's line, which remains without the words that follow a name. True if it names a file.
// Call it before protocol.load(). Error: chain_value_unknown.
Result<bool> take_target(boot_entry::Setting& kernel);

} // namespace chain
