// SPDX-License-Identifier: BSD-2-Clause
// The core's unpacker, and its facts about the annex.
#pragma once

#include "stage2/annex/facts.hpp"

#include <cstddef>

extern "C" annex::Facts const annex_facts; // stage2/entry.asm

// stage2/unpack.asm: does not check its input, whose checksum the caller has verified. Unpacks to [to, to_end).
extern "C" void unpack_lz4_block(std::byte const* block, std::byte* to, std::byte const* to_end);
