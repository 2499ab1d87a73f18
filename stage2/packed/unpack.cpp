// SPDX-License-Identifier: BSD-2-Clause
// Opens the file in a packed file, or unpacks its content to pages. Unlike stage2/unpack.asm, this code does not trust
// its input: the formats' readers check lengths, offsets and checksums.
#include "stage2/packed/unpack.hpp"

#include "include/part_entry.hpp"
#include "stage2/memory/pages.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/packed/unpacked_file.hpp"
#include "stage2/talk/console.hpp"

#include <algorithm>
#include <optional>

namespace packed {

namespace {

using errors::Code;

// Large enough to make moves of the history rare.
constexpr std::size_t window_size = 512 << 10;

constinit AnyReader reader_room;
std::optional<UnpackedFile> unpacked;

// Reads all of the file into `bytes`, and its header.
Result<Packed> read_packed(File& file, MutableBytes bytes, std::string_view path)
{
    TRY(file.read(0, bytes));
    return Packed{bytes, TRY(parse_header(bytes, path)), path};
}

Failure too_large(Packed const& file, std::uint64_t content, std::uint64_t usable)
{
    return fail(Code::packed_too_large, {content, usable}, file.name).error();
}

// The fault of a file whose content has not the size that the file says. Unpacks it through `window`, because a file
// that was cut says anything. Stops when the content is larger than `usable` bytes of memory.
Failure fault_of_size(Packed const& file, MutableBytes window, std::uint64_t usable)
{
    auto& reader = reader_room.open(file, window);
    while (reader.end() <= usable) {
        auto const more = reader.advance();
        if (!more)
            return more.error();
        if (!*more)
            return fail(Code::packed_size_wrong, {file.header.content_size, reader.end()}, file.name).error();
    }
    return too_large(file, std::max(file.header.content_size, reader.end()), usable);
}

Result<MutableBytes> take_window(MemoryMap& memory)
{
    auto const place = TRY(memory.allocate({window_size, MemoryMap::page, MemoryKind::loader, "a packed file"}));
    return physical_memory(place, window_size);
}

// The file's first four bytes; those that are not there count as 0.
Result<std::uint32_t> first_bytes(File& file)
{
    Le32 bytes{};
    auto const there = static_cast<std::size_t>(std::min<std::uint64_t>(sizeof bytes, file.size()));
    TRY(file.read(0, std::as_writable_bytes(std::span(&bytes, 1)).first(there)));
    return bytes;
}

// Unpacks to `content`, which has the size that the file says.
Result<void> unpack_all(Packed const& file, MutableBytes content, MemoryMap& memory)
{
    auto& reader = reader_room.open(file, content);
    TRY(reader.advance());
    if (reader.finished())
        return {};
    auto const window = content.size() > AnyReader::largest_history ? content : TRY(take_window(memory));
    return std::unexpected(fault_of_size(file, window, memory.usable_bytes() + content.size()));
}

} // namespace

Result<File*> unpack(File& file, MemoryMap& memory, std::string_view path)
{
    if (!is_packed(TRY(first_bytes(file))))
        return &file;
    auto const size = file.size();
    auto const place = TRY(memory.allocate({size + window_size, MemoryMap::page, MemoryKind::loader, "a packed file"}));
    auto const bytes = physical_memory(place, size + window_size);
    auto const window = bytes.subspan(static_cast<std::size_t>(size));
    auto const packed = TRY(read_packed(file, bytes.first(static_cast<std::size_t>(size)), path));
    auto const content = packed.header.content_size;
    auto const usable = memory.usable_bytes();
    auto& reader = reader_room.open(packed, window);
    if (!packed.header.size_is_protected) {
        TRY(reader.advance());
        if (content > usable || content < reader.end())
            return std::unexpected(fault_of_size(packed, window, usable));
    } else if (content > usable) {
        return std::unexpected(too_large(packed, content, usable));
    }
    text::Sentence line;
    line.size(size) << " of " << words(packed.header.format()) << ", unpacked ";
    line.size(content);
    console::note(line.view());
    return &unpacked.emplace(reader, content, path);
}

Result<Content> unpack_to_pages(File& file, MemoryMap& memory, MemoryKind kind, std::string_view path)
{
    if (auto const start = TRY(first_bytes(file)); !is_packed(start))
        return fail(Code::packed_format_unknown, {start}, path);
    auto const packed_place = TRY(memory.allocate({file.size(), MemoryMap::page, MemoryKind::loader, path.data()}));
    auto const packed = TRY(read_packed(file, physical_memory(packed_place, file.size()), path));
    auto const size = packed.header.content_size;
    if (auto const usable = memory.usable_bytes(); size > usable)
        return std::unexpected(packed.header.size_is_protected
                                   ? too_large(packed, size, usable)
                                   : fault_of_size(packed, TRY(take_window(memory)), usable));
    auto const content = TRY(pages::take(memory, size, kind, path.data()));
    TRY(unpack_all(packed, content.bytes, memory));
    TRY(memory.release(packed_place, file.size()));
    return Content{content.place, size, packed.header.format()};
}

PART_ENTRY constinit EntryPoints const entry_points{
    .unpack = unpack,
    .unpack_to_pages = unpack_to_pages,
};

} // namespace packed
