// SPDX-License-Identifier: BSD-2-Clause
// The cache's windows: which window serves a read, and which one is replaced.
#include "stage2/storage/disk_cache.hpp"

#include "stage2/memory/bulk.hpp"

#include <algorithm>

DiskCache::DiskCache(BlockDevice& disk, MutableBytes memory, std::uint64_t begin, std::uint64_t end)
    : disk_(disk), memory_(memory), begin_(begin), end_(end)
{}

Result<void> DiskCache::read(std::uint64_t offset, MutableBytes destination)
{
    TRY(check_range(offset, destination.size()));
    while (!destination.empty()) {
        auto size = at_most_to_next_window(offset, destination.size());
        if (size > small_read && holding(offset, 1) == nullptr) {
            TRY(disk_.read(offset, {destination.data(), size}));
        } else {
            auto const held = TRY(kept(offset, 1, size));
            size = std::min(destination.size(), held.size());
            bulk::copy({destination.data(), size}, held);
        }
        offset += size;
        destination = destination.subspan(size);
    }
    return {};
}

Result<Bytes> DiskCache::view(std::uint64_t offset, std::size_t size)
{
    return kept(offset, size, size);
}

Result<Bytes> DiskCache::view_among(std::uint64_t earliest, std::uint64_t offset, std::size_t size)
{
    auto const begin = behind_window_before(offset, earliest);
    auto const skip = static_cast<std::uint32_t>(begin) & (bytes_per_sector() - 1);
    auto const needed = static_cast<std::size_t>(offset - begin) + size;
    if (begin != offset && skip + needed <= longest_read())
        (void)fill(begin, needed); // if that fails, a shorter read may succeed
    return view(offset, size);
}

Result<Bytes> DiskCache::pass(std::uint64_t offset, std::size_t size)
{
    TRY(check_range(offset, 1));
    if (auto const* const window = holding(offset, 1))
        return contents(*window, offset);
    return disk_.lend(offset, {memory_of(least_recently_used()), at_most_to_next_window(offset, size)});
}

// Returns the rest of a window that holds `least` bytes from `offset` on. If there is none yet, of a new one that holds
// `needed` bytes.
Result<Bytes> DiskCache::kept(std::uint64_t offset, std::size_t least, std::size_t needed)
{
    TRY(check_range(offset, needed));
    auto* window = holding(offset, least);
    if (window == nullptr) {
        window = TRY(fill(offset, needed));
        window->last_used = ++clock_;
    }
    return contents(*window, offset);
}

std::byte* DiskCache::memory_of(Window const& window) const
{
    return &memory_[(&window - windows_.data()) * window_size];
}

// The window's contents from `offset` on. Precondition: `offset` is in the window.
Bytes DiskCache::contents(Window const& window, std::uint64_t offset) const
{
    auto const before = static_cast<std::size_t>(offset - window.offset);
    return {memory_of(window) + before, window.size - before};
}

// The window that holds all of [offset, offset + size), and marks it as used last; nullptr if there is none.
DiskCache::Window* DiskCache::holding(std::uint64_t offset, std::size_t size)
{
    for (auto& window : windows_) {
        if (offset < window.offset || offset + size > window.offset + window.size)
            continue;
        window.last_used = ++clock_;
        return &window;
    }
    return nullptr;
}

// The window to replace next, emptied.
DiskCache::Window& DiskCache::least_recently_used()
{
    return *std::ranges::min_element(windows_, {}, &Window::last_used) = {};
}

// The largest end of a window that begins at or before `offset`, limited to [earliest, offset].
std::uint64_t DiskCache::behind_window_before(std::uint64_t offset, std::uint64_t earliest) const
{
    auto begin = earliest;
    for (auto const& window : windows_)
        if (window.offset <= offset)
            begin = std::max(begin, window.offset + window.size);
    return std::min(begin, offset);
}

// The part of `size` that ends before the next window after `offset` and before the partition's end.
std::size_t DiskCache::at_most_to_next_window(std::uint64_t offset, std::size_t size) const
{
    auto next = end_;
    for (auto const& window : windows_)
        if (window.size != 0 && window.offset >= offset)
            next = std::min(next, window.offset);
    return static_cast<std::size_t>(std::min<std::uint64_t>(size, next - offset));
}

Result<void> DiskCache::check_range(std::uint64_t offset, std::size_t size) const
{
    if (offset < begin_ || offset > end_ || size > end_ - offset)
        return fail(errors::Code::read_beyond_partition, {size, offset, end_});
    return {};
}

// Reads the disk from the sector of `offset` on into the least recently used window: at least `needed` bytes, and as
// many more as fit before the next window.
Result<DiskCache::Window*> DiskCache::fill(std::uint64_t offset, std::size_t needed)
{
    auto const sector = bytes_per_sector();
    auto const skip = static_cast<std::uint32_t>(offset) & (sector - 1);
    ++fills_;
    auto& window = least_recently_used();
    window.offset = offset - skip;

    needed = static_cast<std::size_t>(std::min<std::uint64_t>(round_up(skip + needed, sector), end_ - window.offset));
    auto wanted = needed + at_most_to_next_window(window.offset + needed, longest_read() - needed);
    auto* const memory = memory_of(window);
    auto filled = disk_.read(window.offset, {memory, wanted});
    if (!filled && wanted > needed) {
        wanted = needed; // a bad sector that was not requested may cost time, but not the boot
        filled = disk_.read(window.offset, {memory, wanted});
    }
    TRY(filled);
    window.size = wanted;
    return &window;
}
