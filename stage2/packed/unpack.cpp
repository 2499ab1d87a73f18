// Opens the file in a packed file.
#include "stage2/packed/unpack.hpp"

#include "stage2/memory/physical_memory.hpp"
#include "stage2/packed/unpacked_file.hpp"
#include "stage2/talk/console.hpp"

#include <optional>

namespace packed {

namespace {

// Large enough to make moves of the history rare.
constexpr std::size_t window_size = 512 << 10;

std::optional<UnpackedFile> unpacked;

} // namespace

Result<File*> unpack(File& file, MemoryMap& memory, std::string_view path)
{
    auto const size = file.size();
    auto const place = TRY(memory.allocate(size + window_size, MemoryMap::page, MemoryKind::loader, "a packed file"));
    auto const bytes = physical_memory(place, size + window_size);
    auto const packed = bytes.first(static_cast<std::size_t>(size));
    TRY(file.read(0, packed));

    auto const description = TRY(lz4_frame::parse_header(packed, path));
    auto const content =
        description.content_size ? *description.content_size : TRY(lz4_frame::measure(packed, description, path));
    if (auto const usable = memory.usable_bytes(); content > usable)
        return fail(errors::Code::packed_too_large, {content, usable}, path);
    text::Sentence line;
    line.size(size) << " of LZ4, unpacked ";
    line.size(content);
    console::note(line.view());
    auto const window = bytes.subspan(packed.size());
    return &unpacked.emplace(lz4_frame::Reader{packed, description, window, path}, content, path);
}

} // namespace packed
