// farjump's own boot protocol: 64-bit ELF kernels, entered in long mode. Its specification is docs/boot-info.md.
#pragma once

#include "stage2/protocols/protocol.hpp"

namespace farjump_protocol {

extern Protocol const protocol;

} // namespace farjump_protocol
