// SPDX-License-Identifier: BSD-2-Clause
// Reads and fills in the operands of stage 1, and computes its sum of the core (stage1/mbr.asm, `verify`).
#include "disk/install/boot_code.hpp"

#include "include/core_sum.hpp"
#include "include/crc32.hpp"
#include "stage2/annex/facts.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>

namespace boot_code {

namespace {

using boot_sector::jump, boot_sector::microsofts;

// `mov cx, STAGE2_SIZE / 4; mov edx, STAGE2_SUM_START; imul edx, edx, CORE_SUM_MULTIPLIER`: the start of `verify`.
struct ChecksumCode {
    std::uint8_t mov_cx;
    Le16 dwords;
    std::uint8_t mov_edx[2];
    Le32 start;
    std::uint8_t imul[3];
    Le32 multiplier;

    bool is_here() const
    {
        constexpr std::uint8_t edx[]{0x66, 0xBA}, by[]{0x66, 0x69, 0xD2};
        return mov_cx == 0xB9 && std::ranges::equal(mov_edx, edx) && std::ranges::equal(imul, by) &&
               multiplier == core_sum::multiplier;
    }
};
static_assert(sizeof(ChecksumCode) == 16);

template <typename T>
T get(Sector const& sector, std::size_t offset)
{
    return *read_at<T>(sector, offset);
}

template <typename T>
void put(Sector& sector, std::size_t offset, T const& value)
{
    std::memcpy(&sector[offset], &value, sizeof value);
}

bool starts_with(Bytes bytes, std::span<std::uint8_t const> start)
{
    return std::ranges::equal(bytes.first(start.size()), std::as_bytes(start));
}

} // namespace

std::optional<Sum> sum_of(Bytes sector)
{
    constexpr std::string_view message = "FJ-010";
    if (sector.size() < sector_size || (!starts_with(sector, jump) && !starts_with(sector, microsofts)))
        return std::nullopt;
    auto const code = sector.subspan(code_begin, code_end - code_begin);
    auto const is_letter = [](std::byte byte, char letter) { return static_cast<char>(byte) == letter; };
    if (std::ranges::search(code, message, is_letter).empty())
        return std::nullopt;
    for (std::size_t at = 0; at + sizeof(ChecksumCode) <= code.size(); ++at)
        if (auto const found = *read_at<ChecksumCode>(code, at); found.is_here())
            return Sum{std::uint32_t{found.dwords} * 4, found.start};
    return std::nullopt;
}

std::optional<Stage1> Stage1::parse(Bytes bytes)
{
    auto const sum = sum_of(bytes);
    if (!sum)
        return std::nullopt;
    Stage1 stage1;
    stage1.sum_ = *sum;
    stage1.operands_ = *read_at<boot_sector::Operands>(bytes, boot_sector::operands);
    std::copy_n(bytes.begin(), sector_size, stage1.sector_.begin());
    auto const& at = stage1.operands_;
    auto const is_code = [](std::size_t offset, std::size_t size) {
        return offset >= code_begin && offset + size <= code_end;
    };
    if (!is_code(at.first, 4) || !is_code(at.second, 4) || !is_code(at.sectors, 1) ||
        !is_code(at.sector_bytes_upper, 1) || !is_code(at.sectors_per_track, 1) || !is_code(at.highest_head, 1))
        return std::nullopt;
    return stage1;
}

Sector Stage1::told(Told const& told) const
{
    auto sector = sector_;
    put(sector, operands_.first, Le32{told.first});
    put(sector, operands_.second, Le32{told.second});
    put(sector, operands_.sectors, told.sectors);
    put(sector, operands_.sector_bytes_upper, static_cast<std::uint8_t>(told.sector_bytes >> 8));
    put(sector, operands_.sectors_per_track, told.sectors_per_track);
    put(sector, operands_.highest_head, told.highest_head);
    if (told.like_microsofts)
        put(sector, 0, microsofts);
    return sector;
}

Told Stage1::read(Sector const& sector) const
{
    return {get<Le32>(sector, operands_.first),
            get<Le32>(sector, operands_.second),
            get<std::uint8_t>(sector, operands_.sectors),
            static_cast<std::uint16_t>(get<std::uint8_t>(sector, operands_.sector_bytes_upper) << 8),
            get<std::uint8_t>(sector, operands_.sectors_per_track),
            get<std::uint8_t>(sector, operands_.highest_head),
            starts_with(sector, microsofts)};
}

std::optional<Told> Stage1::found_in(Bytes bytes) const
{
    Sector sector;
    std::copy_n(bytes.begin(), sector_size, sector.begin());
    auto const candidate = read(sector);
    auto const expected = told(candidate);
    auto const same = [&](std::size_t begin, std::size_t end) {
        return std::memcmp(&expected[begin], &sector[begin], end - begin) == 0;
    };
    auto const start = candidate.like_microsofts ? microsofts.size() : jump.size();
    if (!same(0, start) || !same(code_begin, code_end))
        return std::nullopt;
    return candidate;
}

bool accepts(Sum const& sum, Bytes stage2)
{
    return stage2.size() == sum.size && core_sum::of(stage2, sum.start) == core_sum::end_value;
}

// Stage 2 of older builds has stage 1's CRC table near its start instead of the mark.
bool starts_stage2(Bytes bytes)
{
    constexpr std::size_t old_table_offset = 32;
    static constexpr auto old_table = crc32::make_table();
    auto const has = [&](std::size_t offset, Bytes wanted) {
        return bytes.size() >= offset + wanted.size() &&
               std::ranges::equal(bytes.subspan(offset, wanted.size()), wanted);
    };
    return has(annex::mark_offset, std::as_bytes(std::span(annex::mark))) ||
           has(old_table_offset, std::as_bytes(std::span(old_table)));
}

} // namespace boot_code
