// A partition, whatever table it stands in, and all that a disk has.
#pragma once

#include "include/units.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

using Guid = std::array<std::uint8_t, 16>; // as its bytes stand on the disk

struct Partition {
    enum class Table : std::uint8_t { none, mbr, mbr_logical, gpt };

    // Which of several to boot from: the one with the lowest rank, and of equals the first in the table.
    static constexpr std::uint8_t unfit_marked = 6; // its type says that it holds no FAT volume, but it is to be booted
    static constexpr std::uint8_t unfit = 7;        // the type alone says so
    static constexpr std::uint8_t no_volume = 8;    // it holds partitions, or boot code

    Lba first;             // in the disk's sectors, like all that partition tables say
    std::uint64_t sectors; // 0 when the table cannot be right
    std::uint32_t type;    // MBR: the type byte; GPT: the first eight digits of the type's GUID
    char const* type_name; // of a GPT type that farjump knows by name, else nullptr
    std::uint16_t number;  // as fdisk counts: from 1, logical ones from 5; 0 stands for the whole disk
    Table table;
    std::uint8_t rank;
    Guid guid{}; // of a GPT: UniquePartitionGUID
};

class PartitionList {
public:
    static constexpr std::uint32_t most_entries = 256; // in a GPT: twice what partitioning tools set aside

    // The number in sector 0 that tells this disk from others.
    std::uint32_t disk_signature;

    Guid disk_guid; // of a GPT, else zeros

    void clear()
    {
        size_ = 0;
        disk_guid = {};
    }
    [[gnu::noinline]] Partition& add() { return all_[size_++]; }
    std::size_t size() const { return size_; }
    Partition* begin() { return all_.data(); }
    Partition* end() { return all_.data() + size_; }

private:
    std::size_t size_;
    std::array<Partition, most_entries + 1> all_; // and the whole disk
};
