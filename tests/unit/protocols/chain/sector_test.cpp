// SPDX-License-Identifier: BSD-2-Clause
// Tests what is recognized of boot sectors: signature, code, OEM name, and farjump's own.
#include "stage2/protocols/chain/sector.hpp"

#include "include/boot_sector.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace {

using namespace std::string_view_literals;

using Sector = std::array<std::byte, 512>;

constexpr std::string_view message = "\x0C"
                                     "FJ-0102 AH=\0 DL=\0 LBA=\0\0\0\0"sv;

void put(Sector& sector, std::size_t offset, std::string_view text)
{
    std::ranges::transform(text, sector.begin() + static_cast<std::ptrdiff_t>(offset),
                           [](char character) { return static_cast<std::byte>(character); });
}

// Not farjump's: bytes that follow no pattern of it.
Sector other()
{
    Sector sector;
    for (std::size_t at = 0; at < sector.size(); ++at)
        sector[at] = static_cast<std::byte>(at * 7 + 1);
    put(sector, 510, "\x55\xAA");
    return sector;
}

TEST(ChainSector, SignatureIsThatOfTheFirst512Bytes)
{
    EXPECT_EQ(chain::signature(other()), chain::boot_signature);
    std::array<std::byte, 4096> large{};
    large[510] = std::byte{0x34};
    large[511] = std::byte{0x12};
    large[4094] = std::byte{0x55};
    large[4095] = std::byte{0xAA};
    EXPECT_EQ(chain::signature(large), 0x1234);
}

TEST(ChainSector, ZerosAtTheStartAreNoCode)
{
    Sector sector{};
    put(sector, 16, "code");
    EXPECT_FALSE(chain::has_code(sector));
    put(sector, 15, "c");
    EXPECT_TRUE(chain::has_code(sector));
}

TEST(ChainSector, OemNameIsPrintable)
{
    Sector sector{};
    put(sector, 3, "NTFS    ");
    auto const text = [&] {
        auto const name = chain::oem_name(sector);
        return std::string(name.begin(), name.end());
    };
    EXPECT_EQ(text(), "NTFS    ");
    put(sector, 3, "\x1F \x7E\x7F\x80\xFF\0\n"sv);
    EXPECT_EQ(text(), ". ~.....");
}

TEST(ChainSector, SameCodeIsFarjumpsWhateverItsParameters)
{
    auto const stage1 = other();
    auto sector = stage1;
    put(sector, 0, "another jump, and the parameters of a volume");
    put(sector, boot_sector::identity, "identity and a partition table");
    EXPECT_TRUE(chain::is_farjumps(sector, stage1));
    for (auto const place : {boot_sector::code_begin, boot_sector::code_end - 1}) {
        auto changed = sector;
        changed[place] ^= std::byte{1};
        EXPECT_FALSE(chain::is_farjumps(changed, stage1)) << place;
    }
}

TEST(ChainSector, MessageOfAnyBuildIsFarjumps)
{
    auto const stage1 = Sector{};
    EXPECT_FALSE(chain::is_farjumps(other(), stage1));
    auto const last = boot_sector::code_end - message.size();
    for (auto const place : {boot_sector::code_begin, std::size_t{0x180}, last}) {
        auto sector = other();
        put(sector, place, message);
        EXPECT_TRUE(chain::is_farjumps(sector, stage1)) << place;
        put(sector, place + message.find('2'), "1"); // as stage 1 itself changes it
        EXPECT_TRUE(chain::is_farjumps(sector, stage1)) << place;
        put(sector, place + 1, "XX-010");
        EXPECT_FALSE(chain::is_farjumps(sector, stage1)) << place;
    }
    auto simple = other();
    put(simple, 0x120, "\r\nFJ-0101: stage 2 cannot be read");
    EXPECT_TRUE(chain::is_farjumps(simple, stage1));
}

TEST(ChainSector, MessageCountsOnlyWholeAndInTheCode)
{
    auto const stage1 = Sector{};
    auto sector = other();
    put(sector, boot_sector::code_begin, message.substr(message.find(" AH"))); // nothing of it before the code
    EXPECT_FALSE(chain::is_farjumps(sector, stage1));
    sector = other();
    put(sector, boot_sector::code_end, message);
    EXPECT_FALSE(chain::is_farjumps(sector, stage1));
}

} // namespace
