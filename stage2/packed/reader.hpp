// SPDX-License-Identifier: BSD-2-Clause
// What the readers of all formats have in common: each unpacks a file from start to end through a window.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace packed {

class Reader {
public:
    // Unpacks until the window is full or the content ends, and verifies all checksums at the end. Returns false if the
    // end had already been reached. Errors: packed_damaged, packed_ends_early, packed_checksum, packed_size_wrong,
    // packed_more_behind.
    virtual Result<bool> advance() = 0;

    // Restarts at the beginning of the content.
    virtual void begin_again() = 0;

    // Whether the end has been reached.
    bool finished() const { return finished_; }

    // The range of the content that is in the window: the bytes [begin(), end()).
    std::uint64_t begin() const { return end_ - filled_; }
    std::uint64_t end() const { return end_; }
    Bytes window() const { return window_.first(filled_); }

protected:
    // `packed`: the whole file. Both must outlive the reader.
    Reader(Bytes packed, MutableBytes window, std::string_view name) : packed_{packed}, window_{window}, name_{name} {}
    ~Reader() = default;

    // Makes room in the window: moves its last `size` bytes to its start.
    void keep_history(std::size_t size)
    {
        if (filled_ <= size)
            return;
        std::memmove(window_.data(), window_.data() + (filled_ - size), size);
        filled_ = size;
    }

    Bytes packed_;
    MutableBytes window_;
    std::string_view name_;  // of the file, for errors
    std::size_t filled_ = 0; // bytes in the window
    std::uint64_t end_ = 0;  // unpacked bytes so far
    bool finished_ = false;
};

} // namespace packed
