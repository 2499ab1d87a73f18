// SPDX-License-Identifier: BSD-2-Clause
// Opens and verifies the files of a boot entry.
#include "stage2/protocols/shared/guest_files.hpp"

#include "stage2/annex/parts.hpp"
#include "stage2/entries/words.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/modules/checked_file.hpp"
#include "stage2/packed/format.hpp"
#include "stage2/volumes/notices.hpp"

#include <algorithm>
#include <array>

namespace guest_files {

namespace {

std::array<char, 16 << 10> rooted_paths;
std::size_t used = 0;

// The content is unpacked to the highest place first, because its size is known only then.
Result<Whole> load_packed(Boot& boot, CheckedFile& file, std::string_view path, Place place)
{
    auto& memory = boot.memory;
    auto const content = TRY(annex::packed_part.use().unpack_to_pages(file, memory, MemoryKind::loader, path));
    auto const address = TRY(place(std::max<std::uint64_t>(content.size, 1)));
    auto const bytes = physical_memory({address}, content.size);
    bulk::copy(bytes, physical_memory(content.place, content.size));
    if (content.size != 0)
        TRY(memory.release(content.place, content.size));
    return Whole{address, bytes, file.verified()};
}

bool has_sse2(Boot const& boot)
{
    return requirements::has(boot.processor, requirements::Feature::sse2);
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

Result<File*> unpacked(Boot& boot, File& file, std::string_view path)
{
    Le32 first_bytes{};
    if (file.size() >= sizeof first_bytes)
        TRY(file.read(0, std::as_writable_bytes(std::span(&first_bytes, 1))));
    return packed::is_packed(first_bytes) ? annex::packed_part.use().unpack(file, boot.memory, path) : &file;
}

Result<bool> has_checksum(Boot const& boot, std::string_view path)
{
    for (auto const& setting : boot.entry.settings)
        if (setting.has(boot_entry::checksum) && words::same_path(TRY(checksum_line::parse(setting.value)).path, path))
            return true;
    return false;
}

Result<bool> verify(Boot const& boot, std::string_view path, std::span<Bytes const> pieces)
{
    return checksum_line::verify(boot.entry.settings, path, pieces, has_sse2(boot));
}

Result<Whole> load_whole(Boot& boot, std::string_view path, bool unpack, Place place)
{
    CheckedFile file{*TRY(open(boot, path)), path, boot.entry.settings, has_sse2(boot)};
    Le32 first_bytes{};
    if (unpack && file.size() >= sizeof first_bytes)
        TRY(file.read(0, std::as_writable_bytes(std::span(&first_bytes, 1))));
    if (packed::is_packed(first_bytes))
        return load_packed(boot, file, path, place);
    auto const address = TRY(place(std::max<std::uint64_t>(file.size(), 1)));
    auto const bytes = physical_memory({address}, file.size());
    TRY(file.read(0, bytes));
    return Whole{address, bytes, file.verified()};
}

} // namespace guest_files
