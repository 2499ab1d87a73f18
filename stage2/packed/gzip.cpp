// SPDX-License-Identifier: BSD-2-Clause
// The header and the trailer of a gzip file. RFC 1952 (2.3).
#include "stage2/packed/gzip.hpp"

#include "stage2/checksums/crc32.hpp"

#include <optional>

namespace gzip {

namespace {

using errors::Code;

struct Trailer {
    Le32 checksum;
    Le32 content_size;
};

constexpr std::size_t flags_at = 3;
constexpr std::size_t fixed_size = 10; // bytes of the header before the optional fields

// The offset behind the zero byte that ends the text at `at`.
std::optional<std::size_t> behind_text(Bytes packed, std::size_t at)
{
    while (at < packed.size())
        if (packed[at++] == std::byte{0})
            return at;
    return std::nullopt;
}

} // namespace

Result<Description> parse_header(Bytes packed, std::string_view name)
{
    constexpr std::uint8_t header_checksum = 0x02, extra = 0x04, file_name = 0x08, comment = 0x10, reserved = 0xE0;
    auto const ends_early = [&] { return fail(Code::packed_ends_early, {packed.size()}, name); };
    if (packed.size() < fixed_size)
        return ends_early();
    auto const flags = static_cast<std::uint8_t>(packed[flags_at]);
    if (flags & reserved)
        return fail(Code::packed_gzip_flags_unknown, {flags}, name);
    std::size_t at = fixed_size;
    if (flags & extra) {
        auto const size = read_at<Le16>(packed, at);
        if (!size)
            return ends_early();
        at += sizeof *size + *size;
    }
    for (auto const text : {file_name, comment})
        if (flags & text) {
            auto const end = behind_text(packed, at);
            if (!end)
                return ends_early();
            at = *end;
        }
    if (flags & header_checksum) {
        auto const stored = read_at<Le16>(packed, at);
        if (!stored)
            return ends_early();
        auto const computed = crc32::of(packed.first(at)) & 0xFFFF;
        if (computed != *stored)
            return fail(Code::packed_checksum, {computed, *stored, at}, name);
        at += sizeof *stored;
    }
    if (at > packed.size() || packed.size() - at < sizeof(Trailer))
        return ends_early();
    auto const trailer = read_at<Trailer>(packed, packed.size() - sizeof(Trailer));
    return Description{.header_size = at, .content_size = trailer->content_size};
}

Reader::Reader(Bytes packed, Description const& description, MutableBytes window, std::string_view name)
    : packed::Reader{packed, window, name}, header_size_{description.header_size}
{
    begin_again();
}

void Reader::begin_again()
{
    decoder_.start(packed_.subspan(header_size_));
    filled_ = 0;
    end_ = 0;
    finished_ = false;
    checksum_ = 0;
}

Result<bool> Reader::advance()
{
    if (finished_)
        return false;
    keep_history(history_size);
    auto const before = filled_;
    auto const status = decoder_.unpack(window_, filled_);
    end_ += filled_ - before;
    if (status == inflater::Status::damaged)
        return fail(Code::packed_damaged, {place()}, name_);
    if (status == inflater::Status::ends_early)
        return fail(Code::packed_ends_early, {packed_.size()}, name_);
    checksum_ = crc32::of(window_.subspan(before, filled_ - before), checksum_);
    if (status == inflater::Status::ended)
        TRY(verify_trailer());
    return true;
}

Result<void> Reader::verify_trailer()
{
    auto const at = place();
    auto const trailer = read_at<Trailer>(packed_, at);
    if (!trailer)
        return fail(Code::packed_ends_early, {packed_.size()}, name_);
    if (checksum_ != trailer->checksum)
        return fail(Code::packed_checksum, {checksum_, trailer->checksum, at}, name_);
    if (static_cast<std::uint32_t>(end_) != trailer->content_size)
        return fail(Code::packed_size_wrong, {trailer->content_size, end_}, name_);
    auto const end = at + sizeof *trailer;
    if (end != packed_.size())
        return fail(Code::packed_more_behind, {packed_.size() - end, end}, name_);
    finished_ = true;
    return {};
}

} // namespace gzip
