// SPDX-License-Identifier: BSD-2-Clause
// Computes the checksum of an old seal.
#include "stage2/image/old_seal.hpp"

namespace old_seal {
namespace {

template <typename T>
Bytes bytes_of(T const& object)
{
    return std::as_bytes(std::span(&object, 1));
}

} // namespace

Digest::Digest(crc32c::Method method, elf::Image const& image, std::uint64_t checksum_offset)
    : checksum_(method), checksum_offset_(checksum_offset)
{
    checksum_.add(bytes_of(Le16{image.position_independent ? elf::FileHeader::shared : elf::FileHeader::executable}));
    for (auto const number : {image.entry.value, image.dynamic_address, image.dynamic_size})
        checksum_.add(bytes_of(Le64{number}));
}

void Digest::add(elf::ProgramHeader const& header, Bytes contents)
{
    checksum_.add(bytes_of(seal::sealed_part(header)));
    auto const [begin, end] = seal::gap_in(header, contents.size(), checksum_offset_);
    constexpr std::array<std::byte, sizeof(seal::Note::checksum)> zeros{};
    checksum_.add(contents.first(begin));
    checksum_.add(Bytes{zeros}.first(end - begin));
    checksum_.add(contents.subspan(end));
}

std::uint32_t checksum(seal::Loaded const& kernel, seal::Seal const& seal, bool has_sse4_2)
{
    auto const method = has_sse4_2 ? crc32c::Method::instruction : crc32c::Method::table;
    return kernel.checksum(Digest{method, kernel.image, seal.checksum_offset});
}

} // namespace old_seal
