// SPDX-License-Identifier: BSD-2-Clause
// A cache of a few long windows of the disk, so that many small reads of directories, FATs and headers cost one BIOS
// call.
#pragma once

#include "include/units.hpp"
#include "stage2/storage/block_device.hpp"

#include <array>
#include <cstdint>

// Sits between a file system and its disk. A small read fills a whole window (the longest read that every BIOS can do)
// that begins at the first sector requested; later reads inside the window cost nothing. Long reads go directly to
// their destination, except for the parts that a window holds. So no sector is read twice while its window exists.
class DiskCache {
public:
    static constexpr std::size_t window_count = 4;
    static constexpr std::size_t window_size = 127 * 512; // one INT 13h AH=42h on every BIOS
    static constexpr std::size_t memory_needed = window_count * window_size;

    // Reads up to this size count as metadata reads, after which neighbouring bytes are likely to be read soon.
    static constexpr std::size_t small_read = 4096;

    // Reads only [begin, end), in bytes from the start of the disk, such as a partition. `memory` has memory_needed
    // bytes; it and `disk` must outlive the cache.
    DiskCache(BlockDevice& disk, MutableBytes memory, std::uint64_t begin, std::uint64_t end);

    Result<void> read(std::uint64_t offset, MutableBytes destination);
    std::uint32_t bytes_per_sector() const { return disk_.bytes_per_sector(); }
    std::uint64_t sector_count() { return disk_.sector_count(); }

    // Returns at least `size` bytes (at most small_read) from `offset` on, and the rest of the window. Valid until the
    // next call.
    Result<Bytes> view(std::uint64_t offset, std::size_t size);

    // Like view(), for random access within a table that starts at `earliest`, less than longest_read() before
    // `offset`. New windows start at `earliest` or where the previous one ends, so they cover the table without gaps.
    Result<Bytes> view_among(std::uint64_t earliest, std::uint64_t offset, std::size_t size);

    // Like view(), for a single sequential pass: the bytes are not kept, and lie in the disk's own buffer if it has one.
    // Returns at most `size` bytes, and at least those in the sector of `offset`; fewer than `size` if a window holds
    // the bytes that follow, or if a later sector is bad. The bytes and those before them in their sector have at most
    // longest_read() bytes. Costs at most one read. Reads no sector after the last byte.
    Result<Bytes> pass(std::uint64_t offset, std::size_t size);

    // The number of windows read so far.
    std::uint32_t fills() const { return fills_; }

    // The longest read in bytes: whole sectors.
    std::size_t longest_read() const { return round_down(window_size, bytes_per_sector()); }

    // From now on reads only [begin, end). The windows keep their contents.
    void cover(std::uint64_t begin, std::uint64_t end) { begin_ = begin, end_ = end; }

    // Empties the windows that hold any of [begin, end), because the disk has been written there. Inline, as only the
    // annex needs it.
    void forget(std::uint64_t begin, std::uint64_t end)
    {
        for (auto& window : windows_)
            if (window.offset < end && begin < window.offset + window.size)
                window = {};
    }

    std::uint64_t begin() const { return begin_; }
    std::uint64_t end() const { return end_; }

private:
    struct Window {
        std::uint64_t offset = 0; // a multiple of the sector size
        std::size_t size = 0;     // 0: empty
        std::uint32_t last_used = 0;
    };

    std::byte* memory_of(Window const& window) const;
    Bytes contents(Window const& window, std::uint64_t offset) const;
    Window* holding(std::uint64_t offset, std::size_t size);
    Window& least_recently_used();
    std::uint64_t behind_window_before(std::uint64_t offset, std::uint64_t earliest) const;
    std::size_t at_most_to_next_window(std::uint64_t offset, std::size_t size) const;
    Result<void> check_range(std::uint64_t offset, std::size_t size) const;
    Result<Bytes> kept(std::uint64_t offset, std::size_t least, std::size_t needed);
    Result<Window*> fill(std::uint64_t offset, std::size_t needed);

    BlockDevice& disk_;
    MutableBytes memory_;
    std::uint64_t begin_;
    std::uint64_t end_;
    std::array<Window, window_count> windows_{};
    std::uint32_t clock_ = 0;
    std::uint32_t fills_ = 0;
};
