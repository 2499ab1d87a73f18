// SPDX-License-Identifier: BSD-2-Clause
// The backup file: a header with a checksum of the whole file, then ranges of the disk with their bytes.
#include "disk/install/backup.hpp"

#include "disk/host/files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "stage2/checksums/crc32.hpp"
#include "stage2/volumes/fat/structures.hpp"

#include <algorithm>
#include <cstring>

namespace backup {

namespace {

struct Header {
    std::array<char, 16> magic;
    Le64 disk_bytes;
    Le32 sector_bytes;
    Le32 range_count;
    Le32 crc32; // of the file, with 0 in this field
    Le32 reserved;
};
static_assert(sizeof(Header) == 40);

struct Range {
    Le64 offset;
    Le32 size; // size of the old bytes, which follow; except for a witness, as many new bytes follow them
    Le16 step; // counted from 1; 0: a witness
    Le16 undo; // plan::Undo
};
static_assert(sizeof(Range) == 16);

// In files whose magic ends with 1, `undo` is always 0.
constexpr std::array<char, 16> magic{'f', 'a', 'r', 'j', 'u', 'm', 'p', ' ', 'b', 'a', 'c', 'k', 'u', 'p', '\n', '2'};
constexpr std::uint32_t most_ranges = 4096;      // a fragmented file that is replaced has one for each piece and FAT
constexpr std::uint32_t largest_range = 1 << 19; // stage 2 is such a range

bool is_known(std::array<char, 16> const& found)
{
    return std::equal(magic.begin(), magic.end() - 1, found.begin()) && (found.back() == '1' || found.back() == '2');
}

bool is_possible(plan::Undo undo, std::uint32_t size)
{
    switch (undo) {
    case plan::Undo::old_bytes: return true;
    case plan::Undo::delete_entry: return size == sizeof(fat::DirectoryEntry);
    case plan::Undo::add_back: return size == sizeof(Le32);
    }
    return false;
}

void append(std::vector<std::byte>& file, Bytes bytes)
{
    file.insert(file.end(), bytes.begin(), bytes.end());
}

template <typename T>
void append_object(std::vector<std::byte>& file, T const& object)
{
    append(file, std::as_bytes(std::span(&object, 1)));
}

std::uint32_t checksum(Bytes file, Header header)
{
    header.crc32 = 0;
    return crc32::of(file.subspan(sizeof header), crc32::of(std::as_bytes(std::span(&header, 1))));
}

// Parses a file from its start on.
class Reader {
public:
    Reader(Bytes file, std::string const& name) : rest_(file), name_(name) {}

    std::vector<std::byte> take(std::size_t size)
    {
        if (size > rest_.size())
            refuse("it ends too early");
        auto const taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return {taken.begin(), taken.end()};
    }

    template <typename T>
    T take_object()
    {
        return *read_at<T>(take(sizeof(T)), 0);
    }

    [[noreturn]] void refuse(std::string const& why) const
    {
        throw Refusal(name_ + " is no backup of farjump-install, or is damaged: " + why,
                      "name the file that farjump-install made when it installed");
    }

    bool is_at_end() const { return rest_.empty(); }

private:
    Bytes rest_;
    std::string const& name_;
};

void take_range(Reader& reader, Backup& backup)
{
    auto const range = reader.take_object<Range>();
    if (range.size == 0 || range.size > largest_range || range.offset > backup.disk_bytes ||
        range.size > backup.disk_bytes - range.offset)
        reader.refuse("a range leaves the disk");
    auto before = reader.take(range.size);
    auto const undo = static_cast<plan::Undo>(std::uint16_t{range.undo});
    if (range.undo > static_cast<std::uint16_t>(plan::Undo::add_back) || !is_possible(undo, range.size))
        reader.refuse("a range is of an unknown kind");
    if (range.step == 0)
        backup.witnesses.push_back({range.offset, std::move(before)});
    else
        backup.changes.push_back({range.step, range.offset, std::move(before), reader.take(range.size), undo});
}

} // namespace

std::vector<std::byte> to_file(Backup const& backup)
{
    Header header{magic,
                  backup.disk_bytes,
                  backup.sector_bytes,
                  static_cast<std::uint32_t>(backup.witnesses.size() + backup.changes.size()),
                  0,
                  0};
    std::vector<std::byte> file;
    append_object(file, header);
    for (auto const& witness : backup.witnesses) {
        append_object(file, Range{witness.offset, static_cast<std::uint32_t>(witness.bytes.size()), 0, 0});
        append(file, witness.bytes);
    }
    for (auto const& change : backup.changes) {
        append_object(file, Range{change.offset, static_cast<std::uint32_t>(change.before.size()),
                                  static_cast<std::uint16_t>(change.step), static_cast<std::uint16_t>(change.undo)});
        append(file, change.before);
        append(file, change.after);
    }
    header.crc32 = checksum(file, header);
    std::memcpy(file.data(), &header, sizeof header);
    return file;
}

Backup from_file(Bytes file, std::string const& name)
{
    Reader reader(file, name);
    auto const header = reader.take_object<Header>();
    if (!is_known(header.magic))
        reader.refuse("it does not begin as one");
    if (checksum(file, header) != header.crc32)
        reader.refuse("its checksum is wrong");
    if (header.range_count > most_ranges)
        reader.refuse("it has " + words::decimal(header.range_count) + " ranges");
    Backup backup{header.disk_bytes, header.sector_bytes, {}, {}};
    for (std::uint32_t i = 0; i < header.range_count; ++i)
        take_range(reader, backup);
    if (!reader.is_at_end())
        reader.refuse("it goes on behind its end");
    return backup;
}

std::filesystem::path keep(Backup const& backup, std::filesystem::path const& disk, std::string const& wanted)
{
    constexpr int most_names = 1000;
    auto const bytes = to_file(backup);
    auto const base = disk.filename().string() + ".farjump-backup";
    for (int number = 1; number < most_names; ++number) {
        auto const name = !wanted.empty() ? wanted : number == 1 ? base : base + '-' + std::to_string(number);
        if (files::create(name, bytes))
            return name;
        if (!wanted.empty())
            throw Refusal(wanted + " is there already, and backups are never overwritten",
                          "name another file with --backup");
    }
    throw Refusal("there are " + words::decimal(most_names) + " files named " + base + " here",
                  "name another one with --backup");
}

} // namespace backup
