// SPDX-License-Identifier: BSD-2-Clause
// CRC-32C (Castagnoli), the checksum of a kernel's seal: by the SSE4.2 instruction, or with tables on older processors.
// RFC 3720 (iSCSI), "Digests" (12.1) and appendix B.4; Intel SDM Vol. 2, "CRC32".
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

namespace crc32c {

enum class Method : std::uint8_t {
    table,       // works on every processor: 58 instructions for 16 bytes
    instruction, // 35 instructions for 128 bytes; only where CPUID.01H:ECX.SSE4_2 (bit 20) is set
};

class Checksum {
public:
    explicit Checksum(Method method);

    void add(Bytes bytes);
    // The checksum of all bytes added so far.
    std::uint32_t value() const { return ~remainder_; }

private:
    Method method_;
    std::uint32_t remainder_ = 0xFFFF'FFFF;
};

} // namespace crc32c
