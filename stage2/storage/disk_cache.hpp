// A few long windows of the disk, kept: directories, FATs and headers cost one BIOS call for many small looks.
#pragma once

#include "include/units.hpp"
#include "stage2/storage/block_device.hpp"

#include <array>
#include <cstdint>

// Sits between a file system and its disk. Small reads fill a whole window (the longest read the BIOS takes), beginning
// at the first sector asked for; later reads inside it cost nothing. Long reads go straight to their destination, but
// for what a window already holds. So no sector is read twice while its window lives.
class DiskCache final : public BlockDevice {
public:
    static constexpr std::size_t window_count = 4;
    static constexpr std::size_t window_size = 127 * 512; // one INT 13h AH=42h on every BIOS
    static constexpr std::size_t memory_needed = window_count * window_size;

    // Reads of at most this size are thought to be looks at metadata, whose neighbours will be wanted soon.
    static constexpr std::size_t small_read = 4096;

    // Reads only [begin, end), in bytes from the start of the disk: a partition. `memory` has memory_needed bytes; it
    // and `disk` must outlive the cache.
    DiskCache(BlockDevice& disk, MutableBytes memory, std::uint64_t begin, std::uint64_t end);

    Result<void> read(std::uint64_t offset, MutableBytes destination) override;
    std::uint32_t bytes_per_sector() const override { return disk_.bytes_per_sector(); }
    std::uint64_t sector_count() override { return disk_.sector_count(); }

    // At least `size` bytes (at most small_read) from `offset` on, and as many more as the window happens to hold.
    // Valid until the next call.
    Result<Bytes> view(std::uint64_t offset, std::size_t size);

    // The same for one who jumps about in what begins at `earliest`, less than longest_read() before `offset`. A new
    // window begins there, or behind the one that holds that place: so no gaps are left that would each cost a read.
    Result<Bytes> view_among(std::uint64_t earliest, std::uint64_t offset, std::size_t size);

    // `size` bytes from `offset` on (with what lies before them in their sector at most longest_read()), for one who
    // passes by and will not come back; or fewer, up to where a window begins that holds what follows. They cost at most
    // one read, and where it fails, the first `needed` of them will do. No sector behind them is read, and the next pass
    // gets the same window, so that the others keep what they hold.
    Result<Bytes> pass(std::uint64_t offset, std::size_t needed, std::size_t size);

    // How often a window has been read.
    std::uint32_t fills() const { return fills_; }

    // What one read can bring: whole sectors.
    std::size_t longest_read() const { return round_down(window_size, bytes_per_sector()); }

    // From now on reads only [begin, end). What the windows hold stays.
    void cover(std::uint64_t begin, std::uint64_t end) { begin_ = begin, end_ = end; }

    std::uint64_t begin() const { return begin_; }
    std::uint64_t end() const { return end_; }

private:
    struct Window {
        std::uint64_t offset = 0; // where a sector begins
        std::size_t size = 0;     // 0: holds nothing
        std::uint32_t last_used = 0;
    };

    MutableBytes memory_of(Window const& window) const;
    Bytes contents(Window const& window, std::uint64_t offset) const;
    Window* holding(std::uint64_t offset, std::size_t size);
    Window& least_recently_used();
    std::uint64_t behind_window_before(std::uint64_t offset, std::uint64_t earliest) const;
    std::size_t at_most_to_next_window(std::uint64_t offset, std::size_t size) const;
    Result<void> check_range(std::uint64_t offset, std::size_t size) const;
    Result<Window*> window_with(std::uint64_t offset, std::size_t least, std::size_t needed, std::size_t wanted,
                                bool keep);
    Result<Window*> fill(std::uint64_t offset, std::size_t needed, std::size_t wanted);

    BlockDevice& disk_;
    MutableBytes memory_;
    std::uint64_t begin_;
    std::uint64_t end_;
    std::array<Window, window_count> windows_{};
    std::uint32_t clock_ = 0;
    std::uint32_t fills_ = 0;
};
