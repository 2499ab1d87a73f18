// SPDX-License-Identifier: BSD-2-Clause
// Chooses the code of a packed file's format.
#include "stage2/packed/formats.hpp"

#include "stage2/packed/format.hpp"

namespace packed {

Result<Header> parse_header(Bytes packed, std::string_view name)
{
    if (is_gzip(read_at<Le32>(packed, 0).value_or(0))) {
        auto const fields = TRY(gzip::parse_header(packed, name));
        return Header{fields, fields.content_size, false};
    }
    auto const fields = TRY(lz4_frame::parse_header(packed, name));
    auto const size = fields.content_size ? *fields.content_size : TRY(lz4_frame::measure(packed, fields, name));
    return Header{fields, size, true};
}

Reader& AnyReader::open(Packed const& file, MutableBytes window)
{
    if (auto const* const fields = std::get_if<gzip::Description>(&file.header.fields))
        return reader_.emplace<gzip::Reader>(file.bytes, *fields, window, file.name);
    auto const& fields = *std::get_if<lz4_frame::Description>(&file.header.fields);
    return reader_.emplace<lz4_frame::Reader>(file.bytes, fields, window, file.name);
}

} // namespace packed
