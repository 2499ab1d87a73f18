// Selects the boot protocol for the kernel of the boot entry.
#pragma once

#include "stage2/protocols/protocol.hpp"
#include "stage2/storage/file.hpp"

namespace protocols {

// Opens the kernel file of the boot entry. If it is packed, this is the file that it unpacks to.
Result<File*> open_kernel(Boot& boot);

// Loads what the boot entry names, and returns the protocol that has loaded it.
Result<Protocol const*> load(Boot& boot);

} // namespace protocols
