// SPDX-License-Identifier: BSD-2-Clause
// Loads the annex, which follows the core on the disk. Stage 1 is still where the BIOS loaded it, and its code contains
// the places on the disk from which it reads the core.
#include "stage2/annex/load.hpp"

#include "include/boot_sector.hpp"
#include "include/layout.hpp"
#include "stage2/annex/facts.hpp"
#include "stage2/annex/unpack_block.hpp"
#include "stage2/boot.hpp"
#include "stage2/machine/sse.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/talk/error_text.hpp"

namespace annex {

namespace {

using errors::Code;

EntryPoints const* loaded = nullptr;
bool has_sse2;

// The wide sum's method on this processor.
void add_blocks(wide_sum::State& state, std::byte const* blocks, std::size_t count)
{
    if (!has_sse2)
        return wide_sum::add_by_words(state, blocks, count);
    machine::SseUse const sse;
    wide_sum::add_by_sse2(state, blocks, count);
}

// Reads the place where the annex of a core at `core` would be into `bytes`, and verifies it.
Result<void> read(bios::Disk& disk, Lba core, MutableBytes bytes, std::string_view purpose)
{
    auto const at = core.value * disk.bytes_per_sector() + annex_facts.offset;
    TRY(disk.read(at, bytes));
    Lba const place{at / disk.bytes_per_sector()};
    switch (prove(annex_facts, bytes, add_blocks)) {
    case Proof::missing: return fail(Code::annex_missing, {place.value}, purpose);
    case Proof::of_other_build:
        return fail(Code::annex_of_other_build,
                    {std::uint32_t{overlay<Header>(bytes.data()).build}, std::uint32_t{annex_facts.build}}, purpose);
    case Proof::damaged:
        return fail(Code::annex_damaged,
                    {checksum_of(bytes, add_blocks), std::uint32_t{annex_facts.checksum}, place.value}, purpose);
    case Proof::whole: break;
    }
    *reinterpret_cast<Le64*>(&bytes[offsetof(Header, place)]) = at;
    return {};
}

// Reads the annex of the core that stage 1 read. Candidates are the operands of stage 1's `mov ecx, LBA` instructions,
// the last one first, which is stage 1's order. Equal bytes in other instructions cost a read; header and checksum
// detect them. The error is that of the first candidate, unless a later one has an unusable annex.
Result<void> find(bios::Disk& disk, MutableBytes bytes, std::string_view purpose)
{
    using boot_sector::code_begin, boot_sector::code_end;
    constexpr std::size_t instruction_size = 6;
    auto const stage1 = physical_memory({layout::stage1_base}, layout::stage1_size);
    Error error{.code = Code::annex_missing, .name = purpose};
    Lba tried{0};
    for (auto at = code_end - instruction_size; at >= code_begin; --at) {
        if (*read_at<Le16>(stage1, at) != 0xB966u)
            continue;
        Lba const core{*read_at<Le32>(stage1, at + 2)};
        if (core == tried)
            continue;
        auto const found = read(disk, core, bytes, purpose);
        if (found)
            return {};
        auto const code = found.error()->code;
        if (tried == Lba{0} || code == Code::annex_damaged || code == Code::annex_of_other_build)
            error = found.error();
        tried = core;
    }
    return fail(error);
}

} // namespace

Result<EntryPoints const*> load(Boot& boot, std::string_view purpose)
{
    if (loaded != nullptr)
        return loaded;
    static bool claimed = false; // by an earlier call, which found no annex
    claimed = claimed ||
              TRY(boot.memory.claim({layout::annex_base}, layout::annex_end - layout::annex_base, MemoryKind::loader));
    if (!claimed)
        return fail(Code::annex_memory_taken, {layout::annex_end >> 10}, purpose);
    auto const size = front_size(annex_facts);
    auto const packed = physical_memory({layout::annex_end - size}, size);
    has_sse2 = has(boot.processor, requirements::Feature::sse2);
    TRY(find(boot.disk.device, packed, purpose));
    auto const& header = overlay<Header>(packed.data());
    auto const memory = physical_memory({layout::annex_base}, header.memory_size);
    unpack_lz4_block(&packed[header.block], memory.data(), memory.data() + header.common_size);
    bulk::clear(memory.subspan(header.image_size));
    loaded = reinterpret_cast<EntryPoints const*>(memory.data());
    error_text::add(loaded->errors);
    return loaded;
}

} // namespace annex
