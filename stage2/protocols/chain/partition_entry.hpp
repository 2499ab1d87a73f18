// SPDX-License-Identifier: BSD-2-Clause
// What a boot sector gets at DS:SI: the entry of its partition in the form of an MBR's partition table; for a partition
// of a GPT the entry of the GPT behind it.
// T13, "Enhanced Disk Drive - 4" (2132-D), A.4 "Hybrid MBR boot code handover procedure", tables A.2 and A.3.
#pragma once

#include "include/bytes.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/partitions/partition_record.hpp"
#include "stage2/storage/disk_cache.hpp"

#include <array>
#include <cstdint>

namespace chain {

// The entry, active, with the start on the whole disk. The CHS fields say "beyond CHS". In an entry for a GPT's
// partition, the type is the one that the MBR of a small disk would have, or EEh; if the start does not fit in 32 bits,
// the start is FFFFFFFFh and the type EDh, by which Syslinux knows that the GPT's entry follows. A size that does not fit
// is FFFFFFFFh. (Table A.3 sets start and size to FFFFFFFFh always. The numbers are for the many boot sectors that know only
// the form of an MBR.)
mbr::PartitionRecord record_of(Partition const& partition);

// "Hybrid MBR boot code hand over structure".
struct Handover {
    static constexpr std::uint32_t mark = 0x54504721; // "!GPT", in EAX

    mbr::PartitionRecord record;
    Le32 gpt_entry_size;                                    // bytes; 0: there is no GPT entry
    std::array<std::byte, DiskCache::small_read> gpt_entry; // the first gpt_entry_size bytes are valid

    std::size_t size() const
    {
        return gpt_entry_size == 0 ? sizeof record : sizeof record + sizeof gpt_entry_size + gpt_entry_size;
    }
};

} // namespace chain
