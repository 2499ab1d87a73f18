// SPDX-License-Identifier: BSD-2-Clause
// Overwrites one sector. The header lists the calls of the BIOS in their order.
#include "stage2/choice/counting/sector_writer.hpp"

#include "stage2/bios/call.hpp"
#include "stage2/bios/disk_status.hpp"
#include "stage2/bios/disk_write.hpp"

#include <algorithm>

namespace counting {

using errors::Code;

namespace {

constexpr std::size_t before = 0, ours = 1, behind = 2; // positions of the three sectors in the buffer
constexpr std::byte unread{0xDB};
constexpr std::uint8_t unknown_status = 0xFF;

bool same(Bytes a, Bytes b)
{
    return std::ranges::equal(a, b);
}

std::string_view words_of(std::uint8_t status)
{
    constexpr std::uint8_t write_protected = 0x03;
    return status == write_protected ? "write-protected" : bios::disk_status_words(status);
}

} // namespace

Bytes SectorWriter::old(std::size_t position) const
{
    return Bytes(old_).subspan(position * size_, size_);
}

Bytes SectorWriter::seen(std::size_t position) const
{
    return Bytes(bios::data()).subspan(position * size_, size_);
}

std::string_view SectorWriter::objection(bios::Disk const& disk) const
{
    if (disk.drive() < 0x80)
        return "it is no hard disk for the BIOS";
    if (!disk.reads_by_lba() || disk.needed_cylinders())
        return "the BIOS had to read it by cylinder, head and sector";
    if (disk.has_lied())
        return "the BIOS reported success for a read that brought nothing";
    return has_failed_ ? "an earlier write failed in this boot" : "";
}

Result<void> SectorWriter::write(bios::Disk const& disk, Lba elsewhere, SectorWrite const& wanted)
{
    if (auto const words = objection(disk); !words.empty())
        return fail(Code::disk_not_written, {disk.drive()}, words);
    has_failed_ = true; // until all is proved
    drive_ = disk.drive();
    size_ = disk.bytes_per_sector();
    TRY(check_before(wanted));
    TRY(check_upper_bits(wanted));
    auto const status = TRY(put(wanted.sector, wanted.fresh));
    TRY(check_behind(wanted, elsewhere, status));
    has_failed_ = false;
    return {};
}

// Reads into the buffer from this position on. All bytes there are overwritten first, so that a read that moves nothing,
// or too little, does not find what an earlier call has left.
Result<void> SectorWriter::read(Lba first, std::uint32_t count, std::uint32_t position)
{
    auto const room = bios::data().subspan(position * size_, count * size_);
    std::ranges::fill(room, unread);
    auto const answer = TRY(bios::transfer(bios::Transfer::read, drive_, first, count, position * size_));
    bool const arrived =
        std::ranges::find_if(room.last(8), [](std::byte byte) { return byte != unread; }) != room.end();
    if (!answer.succeeded || !arrived) {
        std::uint8_t const status = answer.succeeded ? 0 : answer.status;
        return fail(Code::disk_read_failed, {drive_, first.value, status}, words_of(status));
    }
    return {};
}

Result<void> SectorWriter::check_before(SectorWrite const& wanted)
{
    TRY(read({wanted.sector.value - 1}, 3, before));
    std::ranges::copy(bios::data().first(3 * size_), old_.begin());
    bool const as_expected = same(old(ours), wanted.expected);
    TRY(read(wanted.sector, 1, ours));
    if (!as_expected || !same(seen(ours), wanted.expected))
        return fail(Code::sector_unexpected, {drive_, wanted.sector.value});
    return {};
}

// If a BIOS drops bits of the LBA in reads, too, then the sector with the lower number has been read all the time.
Result<void> SectorWriter::check_upper_bits(SectorWrite const& wanted)
{
    for (int const bits : {28, 32}) {
        Lba const low{wanted.sector.value & ((std::uint64_t{1} << bits) - 1)};
        if (low == wanted.sector)
            continue;
        TRY(read(low, 1, ours));
        if (same(seen(ours), wanted.expected))
            return fail(Code::disk_not_written, {drive_, wanted.sector.value, low.value},
                        bits == 28 ? "its BIOS seems to drop the LBA's bits from 28 on"
                                   : "its BIOS seems to drop the LBA's bits from 32 on");
    }
    return {};
}

// One write. Returns the BIOS's status: 0 is success.
Result<std::uint8_t> SectorWriter::put(Lba sector, Bytes content)
{
    auto const buffer = bios::data();
    std::ranges::copy(old(before), buffer.begin());
    std::ranges::copy(content, buffer.subspan(size_).begin());
    std::ranges::copy(old(behind), buffer.subspan(2 * size_).begin());
    auto const answer = TRY(bios::transfer(bios::Transfer::write, drive_, sector, 1, size_));
    if (answer.succeeded)
        return std::uint8_t{0};
    return answer.status != 0 ? answer.status : unknown_status;
}

// Reads the three sectors again.
Result<void> SectorWriter::look(Lba elsewhere, Lba sector)
{
    TRY(read(elsewhere, 1, ours));
    return read({sector.value - 1}, 3, before);
}

Result<void> SectorWriter::check_behind(SectorWrite const& wanted, Lba elsewhere, std::uint8_t status)
{
    TRY(look(elsewhere, wanted.sector));
    bool const is_new = same(seen(ours), wanted.fresh);
    bool const is_old = same(seen(ours), wanted.expected);
    for (auto const neighbour : {before, behind}) {
        if (same(seen(neighbour), old(neighbour)))
            continue;
        auto const hit = wanted.sector.value - 1 + neighbour;
        auto const fate = wanted.neighbours == SectorWrite::Neighbours::unused
                              ? "it is an unused part of the state file"
                              : put_back(wanted, elsewhere, neighbour);
        return fail(Code::write_misplaced, {drive_, wanted.sector.value, hit}, fate);
    }
    if (status != 0)
        return fail(Code::write_failed, {drive_, wanted.sector.value, status}, words_of(status));
    if (!is_new)
        return fail(Code::write_lost, {drive_, wanted.sector.value},
                    is_old ? "still has its old bytes" : "has neither its old nor its new bytes");
    return {};
}

// Only one fault can be undone with confidence: our bytes are in one neighbour and nowhere else, so this BIOS writes one
// sector beside the LBA. Then the same request with the neighbour's old bytes goes to the same place. After any other
// fault, such as the same bytes in two sectors, each request would damage a further sector, and none is made.
std::string_view SectorWriter::put_back(SectorWrite const& wanted, Lba elsewhere, std::size_t neighbour)
{
    auto const other = neighbour == before ? behind : before;
    bool const is_shifted =
        same(seen(neighbour), wanted.fresh) && same(seen(ours), wanted.expected) && same(seen(other), old(other));
    if (!is_shifted)
        return "its old bytes are lost";
    bool const undone = put(wanted.sector, old(neighbour)) && look(elsewhere, wanted.sector) &&
                        same(Bytes(bios::data()).first(3 * size_), Bytes(old_).first(3 * size_));
    return undone ? "it has its old bytes again" : "its old bytes are lost, and could not be written back";
}

} // namespace counting
