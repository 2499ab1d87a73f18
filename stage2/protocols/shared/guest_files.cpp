// Opens and verifies the files of a boot entry.
#include "stage2/protocols/shared/guest_files.hpp"

#include "stage2/machine/sse.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/modules/checksum_line.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/packed/unpack.hpp"
#include "stage2/volumes/notices.hpp"

#include <algorithm>
#include <array>

namespace guest_files {

namespace {

std::array<char, 16 << 10> rooted_paths;
std::size_t used = 0;

bool is_aligned(Bytes bytes)
{
    return reinterpret_cast<std::uintptr_t>(bytes.data()) % 16 == 0;
}

// Bytes in memory, as a file.
class MemoryFile final : public File {
public:
    explicit MemoryFile(Bytes bytes) : bytes_{bytes} {}

    std::uint64_t size() const override { return bytes_.size(); }

    Result<void> read_parts(std::span<FilePart const> parts) override
    {
        for (auto const& [offset, destination] : parts)
            bulk::copy(destination, bytes_.subspan(static_cast<std::size_t>(offset), destination.size()));
        return {};
    }

private:
    Bytes bytes_;
};

// The content is unpacked to the highest place first, because its size is known only then.
Result<Whole> load_packed(Boot& boot, File& file, std::string_view path, Place place)
{
    auto& memory = boot.memory;
    auto const packed_place = TRY(memory.allocate({file.size(), MemoryMap::page, MemoryKind::loader, path.data()}));
    auto const packed_bytes = physical_memory(packed_place, file.size());
    TRY(file.read(0, packed_bytes));
    Bytes const to_verify{packed_bytes};
    bool const verified = TRY(verify(boot, path, std::span(&to_verify, 1)));
    MemoryFile packed_file{packed_bytes};
    auto const content = TRY(packed::unpack_to_pages(packed_file, memory, MemoryKind::loader, path));
    TRY(memory.release(packed_place, file.size()));
    auto const address = TRY(place(std::max<std::uint64_t>(content.size, 1)));
    auto const bytes = physical_memory({address}, content.size);
    bulk::copy(bytes, physical_memory(content.place, content.size));
    if (content.size != 0)
        TRY(memory.release(content.place, content.size));
    return Whole{address, bytes, verified};
}

} // namespace

Result<std::string_view> rooted(std::string_view path)
{
    auto const size = path.size() + 2;
    if (size > rooted_paths.size() - used)
        return fail(errors::Code::text_too_long, {rooted_paths.size()}, path);
    auto* const begin = &rooted_paths[used];
    auto* end = begin;
    if (!path.starts_with('/'))
        *end++ = '/';
    end = std::ranges::copy(path, end).out;
    *end = '\0';
    used += size;
    return std::string_view{begin, end};
}

Result<File*> open(Boot& boot, std::string_view path)
{
    auto const opened = boot.volume->open(path);
    volumes::note_spare_parts(*boot.volume);
    return opened;
}

Result<bool> verify(Boot const& boot, std::string_view path, std::span<Bytes const> pieces)
{
    bool const by_sse2 =
        requirements::has(boot.processor, requirements::Feature::sse2) && std::ranges::all_of(pieces, is_aligned);
    machine::SseUse const sse;
    return checksum_line::verify(boot.entry.settings, path, pieces,
                                 by_sse2 ? wide_sum::add_by_sse2 : wide_sum::add_by_words);
}

Result<Whole> load_whole(Boot& boot, std::string_view path, bool unpack, Place place)
{
    auto& file = *TRY(open(boot, path));
    Le32 first_bytes{};
    if (unpack && file.size() >= sizeof first_bytes)
        TRY(file.read(0, std::as_writable_bytes(std::span(&first_bytes, 1))));
    if (packed::is_packed(first_bytes))
        return load_packed(boot, file, path, place);
    auto const address = TRY(place(std::max<std::uint64_t>(file.size(), 1)));
    auto const bytes = physical_memory({address}, file.size());
    TRY(file.read(0, bytes));
    Bytes const content{bytes};
    return Whole{address, bytes, TRY(verify(boot, path, std::span(&content, 1)))};
}

} // namespace guest_files
