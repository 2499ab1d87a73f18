// SPDX-License-Identifier: BSD-2-Clause
// The seal of format version 2, which kernels sealed by earlier versions of farjump have. Its checksum is the CRC-32C of
// the pieces that stage2/image/seal.hpp lists, without padding, and with e_type as two bytes.
#pragma once

#include "stage2/checksums/crc32c.hpp"
#include "stage2/image/seal.hpp"

namespace old_seal {

// Call add() for each segment of the elf::Image, in order.
class Digest {
public:
    Digest(crc32c::Method method, elf::Image const& image, std::uint64_t checksum_offset);

    // `header` is elf::program_header(table, segment.number); `contents` its file_size bytes, from memory or the file.
    void add(elf::ProgramHeader const& header, Bytes contents);

    std::uint32_t value() const { return checksum_.value(); }

private:
    crc32c::Checksum checksum_;
    std::uint64_t checksum_offset_;
};

seal::OldChecksum checksum;

} // namespace old_seal
