// SPDX-License-Identifier: BSD-2-Clause
// The table of formats: the header of a packed file, and a reader for its content. Add a format here.
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/packed/gzip.hpp"
#include "stage2/packed/lz4_frame.hpp"
#include "stage2/packed/reader.hpp"

#include <cstdint>
#include <string_view>
#include <variant>

namespace packed {

enum class Format : std::uint8_t { lz4, gzip };

// The format's name, for messages.
constexpr std::string_view words(Format format)
{
    return format == Format::lz4 ? "LZ4" : "gzip";
}

struct Header {
    std::variant<lz4_frame::Description, gzip::Description> fields; // in the order of Format
    std::uint64_t content_size; // bytes: from the header, measured, or from the last bytes of the file
    // Whether a checksum of the header covers content_size, or it was measured. If not, a file that was cut may have
    // any number there.
    bool size_is_protected;

    Format format() const { return static_cast<Format>(fields.index()); }
};

// Reads the header of a packed file. `packed`: the whole file, for which is_packed() is true. `name` is its name, for
// errors.
Result<Header> parse_header(Bytes packed, std::string_view name);

// A file in memory, with its header.
struct Packed {
    Bytes bytes;
    Header header;
    std::string_view name;
};

// Holds a reader of any format.
class AnyReader {
public:
    // A reader of this file, at the beginning of its content. `window` is as the format's reader wants it, which is
    // valid until the next call; both must outlive the reader.
    Reader& open(Packed const& file, MutableBytes window);

    // The most that a format's reader keeps in the window. A window must be larger, or as large as the content.
    static constexpr std::size_t largest_history = lz4_frame::Reader::history_size;

private:
    std::variant<std::monostate, lz4_frame::Reader, gzip::Reader> reader_;
};

} // namespace packed
