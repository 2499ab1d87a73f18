// Opens the file in a packed file, or unpacks its content to pages. Unlike stage2/unpack.asm, this code does not trust
// its input: lz4_frame.cpp checks lengths, offsets and checksums.
#include "stage2/packed/unpack.hpp"

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

std::optional<UnpackedFile> unpacked;

struct Frame {
    Bytes packed;
    lz4_frame::Description description;
    std::uint64_t content; // bytes
};

// Reads all of the file into `packed`, and finds the size of the content. Refuses a content that is larger than the
// usable memory.
Result<Frame> read_frame(File& file, MutableBytes packed, MemoryMap const& memory, std::string_view path)
{
    TRY(file.read(0, packed));
    auto const description = TRY(lz4_frame::parse_header(packed, path));
    auto const content =
        description.content_size ? *description.content_size : TRY(lz4_frame::measure(packed, description, path));
    if (auto const usable = memory.usable_bytes(); content > usable)
        return fail(Code::packed_too_large, {content, usable}, path);
    return Frame{packed, description, content};
}

Result<void> check_magic(File& file, std::string_view path)
{
    Le32 first_bytes{};
    auto const there = static_cast<std::size_t>(std::min<std::uint64_t>(sizeof first_bytes, file.size()));
    TRY(file.read(0, std::as_writable_bytes(std::span(&first_bytes, 1)).first(there)));
    if (!is_packed(first_bytes))
        return fail(Code::packed_not_lz4, {first_bytes}, path);
    return {};
}

// Unpacks to `content`, which has the size that the frame announces or that was measured.
Result<void> unpack_all(Frame const& frame, MutableBytes content, std::string_view path)
{
    lz4_frame::Reader reader{frame.packed, frame.description, content, path};
    TRY(reader.advance());
    if (!reader.finished())
        return fail(Code::packed_size_wrong,
                    {frame.content, TRY(lz4_frame::measure(frame.packed, frame.description, path))}, path);
    return {};
}

} // namespace

Result<File*> unpack(File& file, MemoryMap& memory, std::string_view path)
{
    auto const size = file.size();
    auto const place = TRY(memory.allocate({size + window_size, MemoryMap::page, MemoryKind::loader, "a packed file"}));
    auto const bytes = physical_memory(place, size + window_size);
    auto const packed = bytes.first(static_cast<std::size_t>(size));
    auto const frame = TRY(read_frame(file, packed, memory, path));
    text::Sentence line;
    line.size(size) << " of LZ4, unpacked ";
    line.size(frame.content);
    console::note(line.view());
    auto const window = bytes.subspan(packed.size());
    return &unpacked.emplace(lz4_frame::Reader{packed, frame.description, window, path}, frame.content, path);
}

Result<Content> unpack_to_pages(File& file, MemoryMap& memory, MemoryKind kind, std::string_view path)
{
    TRY(check_magic(file, path));
    auto const packed_place = TRY(memory.allocate({file.size(), MemoryMap::page, MemoryKind::loader, path.data()}));
    auto const frame = TRY(read_frame(file, physical_memory(packed_place, file.size()), memory, path));
    auto const content = TRY(pages::take(memory, frame.content, kind, path.data()));
    TRY(unpack_all(frame, content.bytes, path));
    TRY(memory.release(packed_place, file.size()));
    return Content{content.place, frame.content};
}

} // namespace packed
