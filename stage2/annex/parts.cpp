// Unpacks a part of the annex from the annex's packed form, which stays at the end of the annex's memory.
#include "stage2/annex/parts.hpp"

#include "include/layout.hpp"
#include "stage2/annex/facts.hpp"
#include "stage2/annex/unpack_block.hpp"
#include "stage2/memory/physical_memory.hpp"

namespace annex {

void AnyPart::unpack()
{
    auto const packed = physical_memory({layout::annex_end - annex_facts.size}, annex_facts.size);
    auto* const begin = const_cast<std::byte*>(static_cast<std::byte const*>(begin_));
    unpack_lz4_block(&packed[block_], begin, end_);
    block_ = 0;
}

} // namespace annex
