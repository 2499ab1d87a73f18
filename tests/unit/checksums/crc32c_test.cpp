// SPDX-License-Identifier: BSD-2-Clause
// Tests CRC-32C with the vectors of RFC 3720, appendix B.4, both implementations, and any division and alignment.
#include "stage2/checksums/crc32c.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string_view>
#include <vector>

using crc32c::Checksum;
using crc32c::Method;

namespace {

std::vector<Method> methods()
{
#if defined(__i386__) || defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2"))
        return {Method::table, Method::instruction};
#endif
    return {Method::table};
}

std::uint32_t of(Method method, Bytes bytes)
{
    Checksum checksum(method);
    checksum.add(bytes);
    return checksum.value();
}

// The definition, bit by bit: slow, and short enough to be right.
std::uint32_t reference(Bytes bytes)
{
    std::uint32_t remainder = 0xFFFF'FFFF;
    for (auto const byte : bytes) {
        remainder ^= std::to_integer<std::uint32_t>(byte);
        for (int bit = 0; bit < 8; ++bit)
            remainder = remainder & 1 ? remainder >> 1 ^ 0x82F6'3B78 : remainder >> 1;
    }
    return ~remainder;
}

std::vector<std::byte> sample(std::size_t size)
{
    std::vector<std::byte> bytes(size);
    std::uint32_t state = 1;
    for (auto& byte : bytes)
        byte = static_cast<std::byte>((state = state * 1664525 + 1013904223) >> 24);
    return bytes;
}

} // namespace

TEST(Crc32c, AgreesWithTheVectorsOfRfc3720)
{
    std::array<std::byte, 32> zeros{}, ones{}, rising{}, falling{};
    ones.fill(std::byte{0xFF});
    for (std::size_t i = 0; i < 32; ++i) {
        rising[i] = static_cast<std::byte>(i);
        falling[i] = static_cast<std::byte>(31 - i);
    }
    // An iSCSI read command, the RFC's last example.
    std::array<std::uint8_t, 48> const command{0x01, 0xC0, 0, 0, 0, 0, 0,    0, 0,    0, 0, 0,    0, 0, 0, 0,
                                               0x14, 0,    0, 0, 0, 0, 0x04, 0, 0,    0, 0, 0x14, 0, 0, 0, 0x18,
                                               0x28, 0,    0, 0, 0, 0, 0,    0, 0x02, 0, 0, 0,    0, 0, 0, 0};
    for (auto const method : methods()) {
        EXPECT_EQ(of(method, zeros), 0x8A91'36AAu);
        EXPECT_EQ(of(method, ones), 0x62A8'AB43u);
        EXPECT_EQ(of(method, rising), 0x46DD'794Eu);
        EXPECT_EQ(of(method, falling), 0x113F'DB5Cu);
        EXPECT_EQ(of(method, std::as_bytes(std::span(command))), 0xD996'3A56u);
        EXPECT_EQ(of(method, std::as_bytes(std::span(std::string_view("123456789")))), 0xE306'9283u);
        EXPECT_EQ(of(method, {}), 0u);
    }
}

TEST(Crc32c, DoesNotDependOnAlignmentOrLength)
{
    auto const bytes = sample(1024);
    for (auto const method : methods())
        for (std::size_t begin = 0; begin < 17; ++begin)
            for (std::size_t size = 0; size < 300; size += 7) {
                auto const part = Bytes(bytes).subspan(begin, size);
                ASSERT_EQ(of(method, part), reference(part)) << begin << ' ' << size;
            }
}

TEST(Crc32c, DoesNotDependOnHowTheBytesAreCut)
{
    auto const bytes = sample(999);
    auto const due = reference(bytes);
    for (auto const method : methods())
        for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
            Checksum checksum(method);
            checksum.add(Bytes(bytes).first(cut));
            checksum.add(Bytes(bytes).subspan(cut));
            ASSERT_EQ(checksum.value(), due) << cut;
        }
}
