// SPDX-License-Identifier: BSD-2-Clause
// One pass over the disk in ascending order, like an elevator. Pieces that lie close together share a read.
#include "stage2/storage/disk_sweep.hpp"

#include "stage2/memory/bulk.hpp"

#include <algorithm>

namespace disk_sweep {

namespace {

// Shell's sort with Knuth's gaps, in place: a few dozen instructions, and at most n^1.5 steps for n below 30,000.
// D. E. Knuth, "The Art of Computer Programming", vol. 3, "Sorting by Insertion" (5.2.1).
void sort(Piece* pieces, std::size_t count)
{
    for (std::size_t gap = 9841; gap > 0; gap /= 3) { // 9841, 3280, …, 13, 4, 1: each is 3 times the next plus 1
        for (auto i = gap; i < count; ++i) {
            auto const piece = pieces[i];
            auto place = i;
            for (; place >= gap && pieces[place - gap].offset > piece.offset; place -= gap)
                pieces[place] = pieces[place - gap];
            pieces[place] = piece;
        }
    }
}

// The distance from `begin` to `offset`, less than 4 GiB.
std::uint32_t distance(std::uint64_t begin, std::uint64_t offset)
{
    return static_cast<std::uint32_t>(offset) - static_cast<std::uint32_t>(begin);
}

// The number of bytes from the first piece's start to the end of the farthest piece that begins within `most` bytes of
// it; at most `most`.
std::uint32_t reach(Piece const* piece, Piece const* end, std::uint32_t most)
{
    auto const begin = piece->offset;
    auto const limit = begin + most;
    std::uint32_t farthest = 0;
    for (; piece != end && piece->offset < limit; ++piece)
        farthest = std::max(farthest, distance(begin, piece->offset) + std::min(piece->size, most));
    return std::min(farthest, most);
}

void advance(Piece& piece, std::uint32_t size, std::uint64_t offset)
{
    piece = {offset, piece.destination + size, piece.size - size};
}

// Copies `bytes`, which begin at the first piece, to all pieces that begin in them. The parts of pieces beyond `bytes`
// remain.
void hand_out(Bytes bytes, Piece* piece, Piece const* end)
{
    auto const begin = piece->offset;
    auto const limit = begin + bytes.size();
    for (; piece != end && piece->offset < limit; ++piece) {
        auto const rest = bytes.subspan(distance(begin, piece->offset));
        auto const size = static_cast<std::uint32_t>(std::min<std::size_t>(piece->size, rest.size()));
        bulk::copy({piece->destination, size}, rest);
        advance(*piece, size, limit); // even if it is empty now, so that the pieces stay sorted
    }
}

} // namespace

Result<void> sweep(DiskCache& cache, std::span<Piece> pieces)
{
    bool const single = pieces.size() == 1; // a lookup, after which neighbouring bytes are likely to be read
    sort(pieces.data(), pieces.size());
    auto const sector = cache.bytes_per_sector();
    auto const window = static_cast<std::uint32_t>(cache.longest_read());
    auto const* const end = pieces.data() + pieces.size();
    for (auto* piece = pieces.data(); piece != end;) {
        // Reads begin at a sector boundary, `skip` bytes before the piece.
        auto const skip = static_cast<std::uint32_t>(piece->offset) & (sector - 1);
        constexpr std::uint64_t far = 1u << 31; // beyond this, the distance does not matter
        auto const to_next =
            static_cast<std::uint32_t>(piece + 1 != end ? std::min(piece[1].offset - piece->offset, far) : far);
        // Whole windows before the next piece are read directly to their destination, if they are long enough.
        auto const windows = (skip + to_next) / window * window;
        auto const alone = std::min(piece->size, std::max(windows, skip) - skip);
        if (piece->size == 0) {
            ++piece;
        } else if (single || alone > DiskCache::small_read) {
            TRY(cache.read(piece->offset, {piece->destination, alone}));
            advance(*piece, alone, piece->offset + alone);
        } else {
            auto const size = reach(piece, end, window - skip);
            hand_out(TRY(cache.pass(piece->offset, size)), piece, end);
        }
    }
    return {};
}

} // namespace disk_sweep
