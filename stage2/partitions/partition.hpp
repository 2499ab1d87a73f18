// SPDX-License-Identifier: BSD-2-Clause
// A partition from any kind of table, and the list of all partitions of a disk.
#pragma once

#include "include/code_size.hpp"
#include "include/units.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

using Guid = std::array<std::uint8_t, 16>; // in the byte order of the disk

struct Partition {
    enum class Table : std::uint8_t { none, mbr, mbr_logical, gpt };

    // The partition with the lowest rank is booted; among equals, the first in the table.
    static constexpr std::uint8_t unfit_marked = 6; // a type for other contents than FAT, but marked as bootable
    static constexpr std::uint8_t unfit = 7;        // a type for other contents than FAT
    static constexpr std::uint8_t no_volume = 8;    // a type without a file system: an extended partition, or boot code

    Lba first;             // in the disk's own sectors, like all values in partition tables
    std::uint64_t sectors; // 0 if the table's values are impossible
    std::uint32_t type;    // MBR: the type byte; GPT: the first eight digits of the type's GUID
    char const* type_name; // the name of a GPT type that farjump knows, else nullptr
    std::uint16_t number;  // as in fdisk: from 1, logical partitions from 5; 0 is the whole disk
    Table table;
    std::uint8_t rank;
    Guid guid{}; // GPT: UniquePartitionGUID
};

class PartitionList {
public:
    static constexpr std::uint32_t most_entries = 256; // in a GPT: twice what partitioning tools reserve

    // The identity at 1B8h of sector 0.
    std::uint32_t disk_signature;

    Guid disk_guid; // GPT: DiskGUID; otherwise zeros

    void clear()
    {
        size_ = 0;
        disk_guid = {};
    }
    OUT_OF_LINE Partition& add() { return all_[size_++]; }
    std::size_t size() const { return size_; }
    Partition* begin() { return all_.data(); }
    Partition* end() { return all_.data() + size_; }

private:
    std::size_t size_;
    std::array<Partition, most_entries + 1> all_; // one more for the whole disk
};
