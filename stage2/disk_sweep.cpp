// One pass over the disk, as an elevator makes it: the pieces in the order of the disk, those nearby in one read.
#include "stage2/disk_sweep.hpp"

#include "include/units.hpp"
#include "stage2/bulk.hpp"

#include <algorithm>

namespace disk_sweep {

namespace {

// Shell's sort with Knuth's gaps, in place: a few dozen instructions, and n^1.5 steps at worst.
// D. E. Knuth, "The Art of Computer Programming", vol. 3, "Sorting by Insertion" (5.2.1).
void sort(std::span<Piece> pieces)
{
    std::size_t gap = 1;
    while (gap < pieces.size())
        gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3) {
        for (auto i = gap; i < pieces.size(); ++i) {
            auto const piece = pieces[i];
            auto place = i;
            for (; place >= gap && pieces[place - gap].offset > piece.offset; place -= gap)
                pieces[place] = pieces[place - gap];
            pieces[place] = piece;
        }
    }
}

// Where the piece behind the first begins, passing over those that have been served.
std::uint64_t next_begin(std::span<Piece const> pieces)
{
    for (auto const& piece : pieces.subspan(1))
        if (piece.size != 0)
            return piece.offset;
    return ~0ull;
}

// Where the last piece that begins before `limit` ends, or `limit` if it does not end before it.
std::uint64_t end_of_last(std::span<Piece const> pieces, std::uint64_t limit)
{
    std::uint64_t end = 0;
    for (auto const& piece : pieces) {
        if (piece.offset >= limit)
            break;
        end = std::max(end, piece.offset + piece.size);
    }
    return std::min(end, limit);
}

void advance(Piece& piece, std::uint32_t size)
{
    piece = {piece.offset + size, piece.destination + size, piece.size - size};
}

// Gives every piece that begins in `bytes`, which lie at `offset`, its share. What sticks out of them remains.
void hand_out(Bytes bytes, std::uint64_t offset, std::span<Piece> pieces)
{
    for (auto& piece : pieces) {
        if (piece.size == 0)
            continue;
        if (piece.offset - offset >= bytes.size())
            break;
        auto const share = bytes.subspan(static_cast<std::size_t>(piece.offset - offset));
        auto const size = static_cast<std::uint32_t>(std::min<std::size_t>(piece.size, share.size()));
        bulk::copy({piece.destination, size}, share);
        advance(piece, size);
    }
}

// How much of the first piece is read for itself: all of it when the next one begins far behind its end, else as many
// whole windows as come before that one; perhaps 0.
std::uint32_t read_alone(std::span<Piece const> pieces, std::uint64_t read_begin, std::uint32_t window)
{
    auto const& piece = pieces.front();
    auto const next = next_begin(pieces);
    auto const skip = piece.offset - read_begin;
    auto const size = static_cast<std::uint32_t>(std::min<std::uint64_t>(piece.size, next - piece.offset) + skip);
    auto const windows = size - size % window;
    bool const last_is_shared = next - read_begin - windows < window;
    if (last_is_shared && windows == 0)
        return 0;
    return static_cast<std::uint32_t>((last_is_shared ? windows : size) - skip);
}

} // namespace

Result<void> sweep(DiskCache& cache, std::span<Piece> pieces)
{
    if (pieces.size() == 1)
        return cache.read(pieces[0].offset, {pieces[0].destination, pieces[0].size});
    sort(pieces);
    auto const window = static_cast<std::uint32_t>(cache.longest_read());
    while (!pieces.empty()) {
        auto& piece = pieces.front();
        auto const offset = piece.offset;
        if (piece.size == 0) {
            pieces = pieces.subspan(1);
            continue;
        }
        auto bytes = cache.held(offset);
        if (bytes.empty()) {
            auto const read_begin = round_down(offset, cache.bytes_per_sector());
            auto const alone = read_alone(pieces, read_begin, window);
            if (alone > DiskCache::small_read) {
                TRY(cache.read(offset, {piece.destination, alone}));
                advance(piece, alone);
                continue;
            }
            auto const end = end_of_last(pieces, read_begin + window);
            bytes = TRY(cache.pass(offset, piece.size, static_cast<std::size_t>(end - offset)));
        }
        hand_out(bytes, offset, pieces);
    }
    return {};
}

} // namespace disk_sweep
