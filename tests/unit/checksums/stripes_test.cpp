// Tests the checksums of a seal: XXH32 against the implementation for any length, the CRC-32C of lanes against its
// definition bit by bit; and what they miss of the damage that disks and cables do.
#include "stage2/checksums/crc32c.hpp"
#include "stage2/checksums/xxh32.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace {

using stripes::Add;
using stripes::Lanes;

std::vector<std::byte> sample(std::size_t count)
{
    std::vector<std::byte> bytes(count * stripes::size);
    std::mt19937 random{1};
    for (auto& byte : bytes)
        byte = static_cast<std::byte>(random());
    return bytes;
}

std::vector<Add*> methods()
{
    std::vector<Add*> all{stripes::add_by_xxh32, crc32c::add_stripes_by_table};
#if defined(__i386__) || defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2"))
        all.push_back(stripes::add_by_crc32c);
#endif
    return all;
}

std::uint32_t of(Add* method, Bytes bytes)
{
    stripes::Checksum checksum{method};
    checksum.add(bytes.data(), bytes.size() / stripes::size);
    return checksum.value();
}

// The definition of a lane: CRC-32C without inversions, bit by bit.
std::uint32_t remainder_of(std::uint32_t lane, std::uint32_t word)
{
    lane ^= word;
    for (int bit = 0; bit < 32; ++bit)
        lane = lane & 1 ? lane >> 1 ^ 0x82F6'3B78 : lane >> 1;
    return lane;
}

std::uint32_t reference_crc(Bytes bytes)
{
    Lanes lanes{0x24234428, 0x85EBCA77, 0, 0x61C8864F};
    for (std::size_t at = 0; at < bytes.size(); at += 4)
        lanes[at / 4 % 4] = remainder_of(lanes[at / 4 % 4], *read_at<Le32>(bytes, at));
    auto hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18) +
                static_cast<std::uint32_t>(bytes.size());
    hash = (hash ^ hash >> 15) * 0x85EBCA77;
    hash = (hash ^ hash >> 13) * 0xC2B2AE3D;
    return hash ^ hash >> 16;
}

} // namespace

TEST(Stripes, AreXxh32OfTheSameBytes)
{
    for (std::size_t count = 1; count < 40; ++count)
        EXPECT_EQ(of(stripes::add_by_xxh32, sample(count)), xxh32::of(sample(count))) << count;
}

TEST(Stripes, AreTheCrcOfEachLane)
{
    for (auto const method : methods())
        for (std::size_t count = 1; method != stripes::add_by_xxh32 && count < 40; ++count)
            EXPECT_EQ(of(method, sample(count)), reference_crc(sample(count))) << count;
}

TEST(Stripes, DoNotDependOnAlignmentOrOnHowTheyAreCut)
{
    auto bytes = sample(33);
    for (auto const method : methods()) {
        auto const due = of(method, bytes);
        for (std::size_t cut = 0; cut <= 33; ++cut) {
            stripes::Checksum checksum{method};
            checksum.add(bytes.data(), cut);
            checksum.add(bytes.data() + cut * stripes::size, 33 - cut);
            EXPECT_EQ(checksum.value(), due) << cut;
        }
        for (std::size_t shift = 1; shift < 5; ++shift) {
            std::vector<std::byte> moved(shift);
            moved.insert(moved.end(), bytes.begin(), bytes.end());
            EXPECT_EQ(of(method, Bytes{moved}.subspan(shift)), due) << shift;
        }
    }
}

// Also with what the BIOS's buffer held before, a sector of another kind, a sector read twice.
TEST(Stripes, FindWhatDisksAndCablesDo)
{
    auto const whole = sample(2048); // 64 sectors
    constexpr std::size_t sector = 512;
    std::mt19937 random{2};
    auto const any = [&](std::size_t below) { return static_cast<std::size_t>(random() % below); };
    auto const at = [&](std::vector<std::byte>& bytes, std::size_t number) {
        return bytes.begin() + static_cast<std::ptrdiff_t>(number * sector);
    };
    for (auto const method : methods()) {
        auto const due = of(method, whole);
        for (int trial = 0; trial < 3000; ++trial) {
            auto damaged = whole;
            switch (auto const place = any(64), other = (place + 1 + any(63)) % 64; trial % 6) {
            case 0: damaged[any(damaged.size())] ^= static_cast<std::byte>(1 << any(8)); break;
            case 1: // the same bit of two words, as a bad line of a bus makes them
                for (auto const word : {place, other})
                    damaged[word * 4 + 3] ^= std::byte{0x80};
                break;
            case 2: std::swap_ranges(at(damaged, place), at(damaged, place + 1), at(damaged, other)); break;
            case 3: std::copy_n(at(damaged, other), sector, at(damaged, place)); break;
            case 4: std::fill_n(at(damaged, place), sector, std::byte{static_cast<std::uint8_t>(any(2) * 255)}); break;
            case 5:
                std::rotate(at(damaged, place), at(damaged, place) + 1 + static_cast<std::ptrdiff_t>(any(sector - 1)),
                            at(damaged, place + 1));
                break;
            }
            ASSERT_NE(of(method, damaged), due) << "kind " << trial % 6;
        }
    }
}
