// A few long windows of the disk, kept: which of them answers a read, and which gives way to a new one.
#include "stage2/disk_cache.hpp"

#include "stage2/bulk.hpp"

#include <algorithm>

DiskCache::DiskCache(BlockDevice& disk, MutableBytes memory, std::uint64_t begin, std::uint64_t end)
    : disk_(disk), memory_(memory), begin_(begin), end_(end)
{
}

Result<void> DiskCache::read(std::uint64_t offset, MutableBytes destination)
{
    TRY(check_range(offset, destination.size()));
    while (!destination.empty()) {
        auto const* window = holding(offset, 1);
        auto size = window ? destination.size() : at_most_to_next_window(offset, destination.size());
        if (window == nullptr && size > small_read) {
            TRY(disk_.read(offset, destination.first(size)));
        } else {
            if (window == nullptr)
                window = TRY(fill(offset, size, window_size));
            auto const held = contents(*window, offset);
            size = std::min(size, held.size());
            bulk::copy(destination.first(size), held);
        }
        offset += size;
        destination = destination.subspan(size);
    }
    return {};
}

Result<Bytes> DiskCache::view(std::uint64_t offset, std::size_t size)
{
    TRY(check_range(offset, size));
    auto const* window = holding(offset, size);
    if (window == nullptr)
        window = TRY(fill(offset, size, window_size));
    return contents(*window, offset);
}

Bytes DiskCache::held(std::uint64_t offset)
{
    auto const* window = holding(offset, 1);
    return window ? contents(*window, offset) : Bytes{};
}

Result<Bytes> DiskCache::pass(std::uint64_t offset, std::size_t needed, std::size_t size)
{
    TRY(check_range(offset, size));
    auto* const window = TRY(fill(offset, at_most_to_next_window(offset, needed), size));
    window->last_used = 0;              // the next pass may have it
    return contents(*window, offset);
}

MutableBytes DiskCache::memory_of(Window const& window) const
{
    return memory_.subspan((&window - windows_.data()) * window_size, window_size);
}

// What the window holds from `offset` on, which must lie in it.
Bytes DiskCache::contents(Window const& window, std::uint64_t offset) const
{
    return memory_of(window).first(window.size).subspan(static_cast<std::size_t>(offset - window.offset));
}

// The window that has all of [offset, offset + size), now the one used last; or nullptr.
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

DiskCache::Window& DiskCache::least_recently_used()
{
    return *std::ranges::min_element(windows_, {}, &Window::last_used);
}

// As much of `size` as lies before the next window after `offset`, and before the partition's end.
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

// Gives the least recently used window to the disk from the sector of `offset` on: at least `needed` bytes, and `wanted`
// of them as far as they fit before the next window.
Result<DiskCache::Window*> DiskCache::fill(std::uint64_t offset, std::size_t needed, std::size_t wanted)
{
    auto& window = least_recently_used();
    window = {.offset = round_down(offset, bytes_per_sector()), .size = 0, .last_used = ++clock_};

    auto const sectors_end = [&](std::size_t size) {
        auto const end = std::min(round_up(offset + size, bytes_per_sector()), end_);
        return static_cast<std::size_t>(std::min<std::uint64_t>(end - window.offset, longest_read()));
    };
    needed = sectors_end(needed);
    wanted = at_most_to_next_window(window.offset + needed, sectors_end(wanted) - needed) + needed;
    auto const memory = memory_of(window);
    auto filled = disk_.read(window.offset, memory.first(wanted));
    if (!filled && wanted > needed) {
        wanted = needed;        // a bad sector that nobody asked for may cost time, but not the boot
        filled = disk_.read(window.offset, memory.first(wanted));
    }
    TRY(filled);
    window.size = wanted;
    return &window;
}
