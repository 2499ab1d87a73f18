// SPDX-License-Identifier: BSD-2-Clause
// Serves reads while the content passes through the window.
#include "stage2/packed/unpacked_file.hpp"

#include "stage2/memory/bulk.hpp"

#include <algorithm>

namespace packed {

Result<void> UnpackedFile::read_parts(std::span<FilePart const> parts)
{
    auto begin = size_;
    std::uint64_t end = 0;
    for (auto const& [offset, destination] : parts) {
        if (offset > size_ || destination.size() > size_ - offset)
            return fail(errors::Code::read_beyond_file, {size_, destination.size(), offset}, name_);
        if (destination.empty())
            continue;
        begin = std::min(begin, offset);
        end = std::max(end, offset + destination.size());
    }
    if (begin < reader_.begin())
        reader_.begin_again();
    copy_out(reader_.begin(), parts);
    while (reader_.end() < end) {
        auto const seen = reader_.end();
        if (!TRY(reader_.advance()))
            return fail(errors::Code::packed_size_wrong, {size_, reader_.end()}, name_);
        copy_out(seen, parts);
    }
    return {};
}

Result<void> UnpackedFile::finish()
{
    while (TRY(reader_.advance())) {}
    if (reader_.end() != size_)
        return fail(errors::Code::packed_size_wrong, {size_, reader_.end()}, name_);
    return {};
}

// Copies the window's contents from `begin` on to all parts that overlap it.
void UnpackedFile::copy_out(std::uint64_t begin, std::span<FilePart const> parts)
{
    auto const shown = reader_.window().subspan(static_cast<std::size_t>(begin - reader_.begin()));
    auto const end = reader_.end();
    for (auto const& [offset, destination] : parts) {
        auto const from = std::max(begin, offset);
        auto const to = std::min(end, offset + destination.size());
        if (from < to)
            bulk::copy(
                destination.subspan(static_cast<std::size_t>(from - offset), static_cast<std::size_t>(to - from)),
                shown.subspan(static_cast<std::size_t>(from - begin)));
    }
}

} // namespace packed
