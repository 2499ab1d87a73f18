// SPDX-License-Identifier: BSD-2-Clause
// Tests that IOMMUs are turned off only if they are on, and only where one can be.
#include "stage2/machine/processors/iommu.hpp"

#include "stage2/machine/tsc_rate.hpp"
#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <vector>

namespace {

constexpr std::uint32_t place = 0xFED9'0000;

struct IommuTest : testing::Test {
    IommuTest()
    {
        tsc_rate::start({}); // no rate
        machine.read_device = [this](std::uint32_t address) { return read(address); };
        machine.write_device = [this](std::uint32_t address, std::uint32_t value) { write(address, value); };
    }
    std::uint32_t read(std::uint32_t address)
    {
        if (address == place + 0x18)
            return control;
        return address == place + 0x1C ? status : 0xFFFF'FFFF;
    }
    void write(std::uint32_t address, std::uint32_t value)
    {
        EXPECT_EQ(address, place + 0x18);
        written.push_back(value);
        control = value;
        if (obeys)
            status = value;
    }
    // An entry with the address of registers at offset 8.
    static void entry(std::vector<std::byte>& table, std::uint16_t type, std::uint64_t base, std::uint16_t length = 16)
    {
        auto const at = table.size();
        table.resize(at + 16);
        std::memcpy(&table[at], &type, sizeof type);
        std::memcpy(&table[at + 2], &length, sizeof length);
        std::memcpy(&table[at + 8], &base, sizeof base);
    }
    auto intel() { return iommu::turn_off_intel(table, {}); }
    auto amd() { return iommu::turn_off_amd(table, {}); }

    FakeMachine machine;
    std::vector<std::byte> table = std::vector<std::byte>(48);
    std::vector<std::uint32_t> written;
    std::uint32_t control = 0, status = 0;
    bool obeys = true;
};

TEST_F(IommuTest, TurnsOffInterruptRemappingAndThenTranslation)
{
    entry(table, 1, 0); // reserved memory
    entry(table, 0, place);
    status = 0xC200'0000 | 1u << 26; // translation, root table pointer, interrupt remapping, queued invalidation
    EXPECT_EQ(intel().turned_off, 1u);
    EXPECT_EQ(written, (std::vector<std::uint32_t>{0x8400'0000, 0x0400'0000}));
}

TEST_F(IommuTest, LeavesOneAloneThatIsOff)
{
    entry(table, 0, place);
    entry(table, 0, place + 0x1000); // nothing is there
    status = 0x4000'0000;
    auto const outcome = intel();
    EXPECT_EQ(outcome.turned_off + outcome.failed, 0u);
    EXPECT_TRUE(written.empty());
}

TEST_F(IommuTest, DoesNotWaitForEver)
{
    entry(table, 0, place);
    status = 0x8000'0000;
    obeys = false;
    EXPECT_EQ(intel().failed, 1u);
}

TEST_F(IommuTest, ReportsWhatItCannotReach)
{
    entry(table, 0, 0x1'FED9'0000);
    entry(table, 0, 0x7C00);
    EXPECT_EQ(intel().failed, 2u);
}

TEST_F(IommuTest, TurnsOffAmdsToo)
{
    for (auto const type : std::array<std::uint16_t, 4>{0x10, 0x11, 0x40, 0x20}) {
        written.clear();
        table.resize(48);
        entry(table, type, place);
        control = 0x1001;
        EXPECT_EQ(amd().turned_off, type == 0x20 ? 0u : 1u) << type;
        EXPECT_EQ(written, type == 0x20 ? std::vector<std::uint32_t>{} : std::vector<std::uint32_t>{0x1000});
    }
    written.clear();
    EXPECT_EQ(amd().turned_off, 0u);
}

TEST_F(IommuTest, EndsAtAnEntryThatCannotBe)
{
    for (auto const length : std::array<std::uint16_t, 2>{0, 3}) {
        table.resize(48);
        entry(table, 0, place, length);
        entry(table, 0x10, place);
        status = 0x8000'0000;
        control = 1;
        auto const first = intel(), second = amd();
        EXPECT_EQ(first.turned_off + first.failed + second.turned_off + second.failed, 0u) << length;
    }
    table.resize(48);
    entry(table, 0, place);
    for (std::size_t size = 0; size < table.size(); ++size)
        EXPECT_EQ(iommu::turn_off_intel(Bytes(table).first(size), {}).turned_off, 0u) << size;
}

} // namespace
