// SPDX-License-Identifier: BSD-2-Clause
// Fuzzes disks with a GPT. Corrects wrong checksums of the input, because otherwise nearly every input would be refused
// at once.
#include "stage2/partitions/gpt.hpp"

#include "stage2/checksums/crc32.hpp"
#include "tests/fuzz/sparse_disk.hpp"

#include <cstdlib>
#include <memory>
#include <vector>

namespace {

constexpr std::uint32_t sectors = 128; // that can be read; a table may speak of more
constexpr std::uint64_t limit = 1ull << 48;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

// The disk in memory, beyond whose end nothing can be read.
class SealedDisk final : public BlockDevice {
public:
    explicit SealedDisk(Bytes input)
    {
        SparseDisk disk(input);
        disk.sectors = sectors;
        require(disk.read(0, content_).has_value());
    }

    // The checksums of the header there, and of its entries as far as they lie on the disk.
    void seal(std::uint64_t lba)
    {
        auto* const header = &content_[lba * sector_size];
        auto const first = std::uint64_t{overlay<Le64>(header + 72)};
        auto const size = overlay<Le32>(header + 80) * std::uint64_t{overlay<Le32>(header + 84)};
        if (first < sectors && size <= (sectors - first) * sector_size)
            put(header + 88, crc32::of(Bytes(content_).subspan(first * sector_size, size)));
        auto const header_size = std::min<std::uint32_t>(overlay<Le32>(header + 12), sector_size);
        put(header + 16, 0);
        put(header + 16, crc32::of(Bytes(header, header_size)));
    }

    Result<void> read(std::uint64_t offset, MutableBytes destination) override
    {
        if (offset > content_.size() || destination.size() > content_.size() - offset)
            return fail(errors::Code::disk_read_failed, {0x80, offset / sector_size, 4});
        std::memcpy(destination.data(), &content_[offset], destination.size());
        return {};
    }

private:
    static void put(std::byte* place, Le32 value) { std::memcpy(place, &value, sizeof value); }

    std::vector<std::byte> content_ = std::vector<std::byte>(std::size_t{sectors} * sector_size);
};

void check(Partition const& partition, std::byte const* header)
{
    require(partition.number >= 1 && partition.number <= overlay<Le32>(header + 80));
    require(partition.table == Partition::Table::gpt && partition.rank <= Partition::no_volume);
    if (partition.sectors == 0)
        return;
    require(partition.first.value >= overlay<Le64>(header + 40) && partition.first.value < limit);
    require(partition.first.value + partition.sectors - 1 <= overlay<Le64>(header + 48));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    static std::vector<std::byte> memory(DiskCache::memory_needed);
    static auto const list = std::make_unique<PartitionList>();
    SealedDisk disk(Bytes(reinterpret_cast<std::byte const*>(data), size));
    for (bool const sealed : {false, true}) {
        if (sealed)
            disk.seal(1);
        DiskCache cache(disk, memory, 0, 0);
        list->clear();
        Lba other{0};
        auto const read = gpt::read({cache, 9}, gpt::primary_header, *list, other);
        require(other.value < limit && list->size() <= PartitionList::most_entries);
        if (!read)
            continue;
        std::array<std::byte, sector_size> header;
        require(disk.read(sector_size, header).has_value());
        require(std::memcmp(header.data(), "EFI PART", 8) == 0 && other.value == overlay<Le64>(&header[32]));
        for (auto const& partition : *list)
            check(partition, header.data());
    }
    return 0;
}
