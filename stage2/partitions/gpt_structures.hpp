// SPDX-License-Identifier: BSD-2-Clause
// The on-disk structures of a GUID partition table, with the specification's names.
// UEFI specification, "GPT Header" (5.3.2), "GPT Partition Entry Array" (5.3.3).
#pragma once

#include "include/bytes.hpp"
#include "stage2/partitions/partition.hpp"
#include "stage2/storage/disk_cache.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace gpt {

// A GUID with the fields of its text form. A GUID that is only compared is a Guid: 16 bytes.
struct TypedGuid {
    Le32 time_low;
    Le16 time_mid;
    Le16 time_high_and_version;
    std::uint8_t clock_and_node[8];

    bool operator==(TypedGuid const& other) const { return __builtin_memcmp(this, &other, sizeof other) == 0; }
};
static_assert(sizeof(TypedGuid) == sizeof(Guid));

struct Header {
    std::array<char, 8> Signature;
    Le32 Revision;
    Le32 HeaderSize;
    Le32 HeaderCRC32;
    Le32 Reserved;
    Le64 MyLBA;
    Le64 AlternateLBA;
    Le64 FirstUsableLBA;
    Le64 LastUsableLBA;
    Guid DiskGUID;
    Le64 PartitionEntryLBA;
    Le32 NumberOfPartitionEntries;
    Le32 SizeOfPartitionEntry;
    Le32 PartitionEntryArrayCRC32;
};
static_assert(sizeof(Header) == 92 && offsetof(Header, MyLBA) == 24 && offsetof(Header, PartitionEntryLBA) == 72);

struct Entry {
    TypedGuid PartitionTypeGUID;
    Guid UniquePartitionGUID;
    Le64 StartingLBA;
    Le64 EndingLBA;
    Le64 Attributes;
    Le16 PartitionName[36];
};
static_assert(sizeof(Entry) == 128 && offsetof(Entry, Attributes) == 48);

inline constexpr std::array<char, 8> header_signature{'E', 'F', 'I', ' ', 'P', 'A', 'R', 'T'};

// Whether the loader reads tables whose entries have this size in bytes.
constexpr bool is_entry_size(std::uint32_t size)
{
    return size >= sizeof(Entry) && size <= DiskCache::small_read && (size & (size - 1)) == 0;
}

} // namespace gpt
