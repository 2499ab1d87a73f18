// SPDX-License-Identifier: BSD-2-Clause
// gzip files of one member. RFC 1952, "GZIP file format specification version 4.3"; inflate.hpp unpacks the stream.
//
// The content's CRC-32 and size, and the header's CRC if it has one, are verified; data after the member are an error.
#pragma once

#include "stage2/packed/inflate.hpp"
#include "stage2/packed/reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gzip {

// The contents of the header, and of the file's end.
struct Description {
    std::size_t header_size; // bytes
    // The size of the content in bytes, modulo 2^32, if the file is whole: its last four bytes (ISIZE). Reader verifies
    // it at the end.
    std::uint32_t content_size;
};

// Skips the optional fields (FEXTRA, FNAME, FCOMMENT), and verifies FHCRC. Refuses reserved flags. `name`
// is the file's name, for errors. Precondition: is_gzip() for the first bytes, which include the method.
Result<Description> parse_header(Bytes packed, std::string_view name);

// Unpacks a file from start to end.
class Reader final : public packed::Reader {
public:
    // The part of the content that must stay in the window, in bytes.
    static constexpr std::size_t history_size = inflater::Decoder::history_size;

    // `packed`: the whole file. `window`: more than history_size bytes, where a larger window means fewer moves of the
    // history; or exactly the size of the content, which one call of advance() then unpacks. Both must outlive the reader.
    Reader(Bytes packed, Description const& description, MutableBytes window, std::string_view name);

    Result<bool> advance() override;
    void begin_again() override;

private:
    std::size_t place() const { return header_size_ + decoder_.bytes_read(); }
    Result<void> verify_trailer();

    std::size_t header_size_;
    std::uint32_t checksum_ = 0; // of the content so far
    inflater::Decoder decoder_;
};

} // namespace gzip
