// A partition, whatever table it stands in, and a list of them.
#pragma once

#include "include/units.hpp"
#include "stage2/disk_cache.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

struct Partition {
    enum class Table : std::uint8_t { none, mbr, mbr_logical, gpt };

    // Which of several to boot from: the one with the lowest rank, and of equals the first in the table.
    static constexpr std::uint8_t unfit = 6;        // its type says that it holds no FAT volume

    Lba first;                  // in the disk's sectors, like all that partition tables say
    std::uint64_t sectors;      // 0 when the table makes no sense there
    std::uint32_t type;         // MBR: the type byte; GPT: the first eight digits of the type's GUID
    char const* type_name;      // of a GPT type that farjump knows by name, else nullptr
    std::uint16_t number;       // as fdisk counts: from 1, logical ones from 5; 0 stands for the whole disk
    Table table;
    std::uint8_t rank;
};

class PartitionList {
public:
    static constexpr std::size_t capacity = 256;        // twice what partitioning tools set aside for a GPT

    void clear() { size_ = 0; }
    void add(Partition const& partition) { all_[size_++] = partition; }
    std::size_t size() const { return size_; }
    std::span<Partition> all() { return {all_.data(), size_}; }

private:
    std::array<Partition, capacity> all_;
    std::size_t size_;
};

// A disk in the unit of its partition tables: sectors of its own size, through the cache.
struct DiskSectors {
    DiskCache& cache;
    std::uint32_t shift;        // a sector has 1 << shift bytes

    // What LBAs must stay below, so that their bytes can be counted.
    static constexpr std::uint64_t limit = 1ull << 48;

    std::uint32_t bytes() const { return 1u << shift; }
    std::uint64_t offset(Lba lba) const { return lba.value << shift; }

    // From now on the cache reads these sectors only.
    void cover(Lba first, std::uint64_t count) const { cache.cover(offset(first), offset(first + count)); }
};
