// farjump's own protocol: 64-bit ELF kernels, entered in long mode. docs/boot-info.md is its specification.
#pragma once

#include "stage2/protocols/protocol.hpp"

namespace farjump_protocol {

extern Protocol const protocol;

} // namespace farjump_protocol
