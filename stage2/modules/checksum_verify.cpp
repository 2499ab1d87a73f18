// SPDX-License-Identifier: BSD-2-Clause
// Computes the checksums of files, and compares them with the `checksum` lines of the entry.
#include "stage2/modules/checksum_line.hpp"

#include "stage2/checksums/file_sum.hpp"
#include "stage2/checksums/xxh32.hpp"
#include "stage2/entries/words.hpp"
#include "stage2/machine/sse.hpp"

#include <algorithm>
#include <optional>

namespace checksum_line {

namespace {

using boot_entry::Setting;
using errors::Code;

bool is_aligned(Bytes bytes)
{
    return reinterpret_cast<std::uintptr_t>(bytes.data()) % 16 == 0;
}

std::uint32_t checksum_of(std::span<Bytes const> pieces, Method method, bool has_sse2)
{
    bool const by_sse2 = method == Method::wide && has_sse2 && std::ranges::all_of(pieces, is_aligned);
    std::optional<machine::SseUse> sse;
    if (by_sse2)
        sse.emplace();
    FileSum wide{by_sse2 ? wide_sum::add_by_sse2 : wide_sum::add_by_words};
    xxh32::Checksum xxh32;
    for (auto const piece : pieces)
        method == Method::wide ? wide.add(piece) : xxh32.add(piece);
    return method == Method::wide ? wide.value() : xxh32.value();
}

} // namespace

Result<bool> verify(std::span<Setting const> settings, std::string_view path, std::span<Bytes const> pieces,
                    bool has_sse2)
{
    bool found = false;
    for (auto const& setting : settings) {
        if (!setting.has(boot_entry::checksum))
            continue;
        auto const line = TRY(parse(setting.value));
        if (!words::same_path(line.path, path))
            continue;
        found = true;
        if (auto const checksum = checksum_of(pieces, line.method, has_sse2); checksum != line.checksum)
            return fail(Code::checksum_wrong, {checksum, line.checksum}, path);
    }
    return found;
}

} // namespace checksum_line
