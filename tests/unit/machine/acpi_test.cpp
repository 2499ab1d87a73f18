// SPDX-License-Identifier: BSD-2-Clause
// Tests the walk from the RSDP to the tables.
#include "stage2/machine/acpi.hpp"

#include "tests/fake_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

namespace {

constexpr std::uint64_t rsdp_at = 0xF0000;

struct AcpiTest : testing::Test {
    // Writes a table with this content behind its header, and a correct checksum.
    void table(std::uint64_t at, char const* signature, std::vector<std::byte> const& content = {})
    {
        auto const length = static_cast<std::uint32_t>(36 + content.size());
        auto const bytes = machine.at(at, length);
        std::ranges::fill(bytes, std::byte{});
        std::memcpy(bytes.data(), signature, 4);
        std::memcpy(&bytes[4], &length, sizeof length);
        std::ranges::copy(content, bytes.begin() + 36);
        unsigned sum = 0;
        for (auto const byte : bytes)
            sum += std::to_integer<unsigned>(byte);
        bytes[9] = static_cast<std::byte>((256 - sum % 256) % 256);
    }
    template <typename Pointer>
    static std::vector<std::byte> pointers(std::vector<std::uint64_t> const& addresses)
    {
        std::vector<std::byte> bytes;
        for (auto const address : addresses)
            for (std::size_t i = 0; i < sizeof(Pointer); ++i)
                bytes.push_back(static_cast<std::byte>(address >> 8 * i & 0xFF));
        return bytes;
    }
    void rsdp(std::uint8_t revision, std::uint32_t rsdt, std::uint64_t xsdt = 0)
    {
        machine.put(rsdp_at + 15, revision);
        machine.put(rsdp_at + 16, rsdt);
        machine.put(rsdp_at + 20, std::uint32_t{36});
        machine.put(rsdp_at + 24, xsdt);
    }
    void rsdt(std::vector<std::uint64_t> const& named)
    {
        rsdp(0, 0x10000);
        table(0x10000, "RSDT", pointers<std::uint32_t>(named));
    }
    std::string list()
    {
        std::string text;
        auto const count = acpi::list(firmware, *tables);
        for (auto const& found : std::span(*tables).first(count)) {
            text += text.empty() ? "" : " ";
            text += found.length == 0 ? "far" : std::string(reinterpret_cast<char const*>(&found.signature), 4);
        }
        return text;
    }

    FakeMachine machine{4_MiB};
    farjump::Firmware firmware{.rsdp = rsdp_at, .rsdp_revision = 0, .padding = 0, .smbios2 = 0, .smbios3 = 0};
    std::unique_ptr<std::array<acpi::Table, acpi::most_tables>> tables =
        std::make_unique<std::array<acpi::Table, acpi::most_tables>>();
};

TEST_F(AcpiTest, WithoutAnRsdpThereIsNothing)
{
    firmware.rsdp = 0;
    EXPECT_EQ(list(), "");
    EXPECT_TRUE(acpi::find(firmware, acpi::signature("APIC")).empty());
}

TEST_F(AcpiTest, FollowsTheRsdt)
{
    rsdt({0x20000, 0x21000});
    table(0x20000, "APIC", std::vector<std::byte>(8));
    table(0x21000, "HPET");
    EXPECT_EQ(list(), "RSD  RSDT APIC HPET");
    EXPECT_EQ((*tables)[0].length, 20u);
    EXPECT_EQ((*tables)[2].base.value, 0x20000u);
    EXPECT_EQ((*tables)[2].length, 44u);
}

TEST_F(AcpiTest, FollowsTheXsdtFirstAndTheRsdtToo)
{
    rsdp(2, 0x10000, 0x11000);
    table(0x10000, "RSDT", pointers<std::uint32_t>({0x20000, 0x22000}));
    table(0x11000, "XSDT", pointers<std::uint64_t>({0x20000, 0x21000}));
    table(0x20000, "APIC");
    table(0x21000, "MCFG");
    table(0x22000, "OLD!");
    EXPECT_EQ(list(), "RSD  XSDT APIC MCFG RSDT OLD!");
    EXPECT_EQ((*tables)[0].length, 36u);
}

TEST_F(AcpiTest, FollowsTheFadtsPointers)
{
    rsdt({0x20000});
    std::vector<std::byte> fadt(112);
    auto const put = [&](std::size_t at, std::uint64_t value, std::size_t size) {
        std::memcpy(&fadt[at - 36], &value, size);
    };
    put(36, 0x30000, 4);
    put(40, 0x31000, 4);
    put(132, 0x32000, 8);
    put(140, 0x31000, 8); // the same DSDT
    table(0x20000, "FACP", fadt);
    table(0x31000, "DSDT");
    for (std::uint64_t const at : {0x30000, 0x32000}) {
        std::memcpy(machine.at(at, 4).data(), "FACS", 4);
        machine.put(at + 4, std::uint32_t{64});
    }
    EXPECT_EQ(list(), "RSD  RSDT FACP FACS DSDT FACS");
    fadt.resize(8); // of ACPI 1.0, cut
    table(0x20000, "FACP", fadt);
    EXPECT_EQ(list(), "RSD  RSDT FACP FACS DSDT");
    machine.put(0x30004, std::uint32_t{63});
    EXPECT_EQ(list(), "RSD  RSDT FACP DSDT");
}

TEST_F(AcpiTest, RefusesImpossibleAddressesAndLengths)
{
    table(0x20000, "LAST");
    table(0x800, "LOW!");
    table(0x21000, "LEN!");
    for (std::uint32_t const length : {0u, 35u, 0x10'0001u, 0xFFFF'FFFFu}) {
        rsdt({0, 0x800, 0x21000, 0xFFFF'FFF0, 0xFFFF'FFC1, 0x20000});
        machine.put(0x21004, length);
        EXPECT_EQ(list(), "RSD  RSDT LAST") << length;
    }
}

TEST_F(AcpiTest, ReportsTablesAbove4GiBAndDoesNotReadThem)
{
    rsdp(2, 0, 0x11000);
    table(0x11000, "XSDT", pointers<std::uint64_t>({0x1'0000'0000, 0xFFFF'FFFF'FFFF'FFFF, 0x20000}));
    table(0x20000, "APIC");
    EXPECT_EQ(list(), "RSD  XSDT far far APIC");
    rsdp(2, 0, 0x1'0000'0000);
    EXPECT_EQ(list(), "RSD  far");
}

TEST_F(AcpiTest, ARootMustHaveItsSignature)
{
    rsdp(2, 0x11000, 0x10000);
    table(0x10000, "RSDT", pointers<std::uint32_t>({0x20000}));
    table(0x11000, "XSDT", pointers<std::uint64_t>({0x20000}));
    table(0x20000, "APIC");
    EXPECT_EQ(list(), "RSD  RSDT XSDT"); // neither is where it should be
}

TEST_F(AcpiTest, IgnoresAnIncompletePointer)
{
    rsdt({0x20000});
    auto content = pointers<std::uint32_t>({0x20000, 0x21000});
    content.pop_back();
    table(0x10000, "RSDT", content);
    table(0x20000, "APIC");
    table(0x21000, "HPET");
    EXPECT_EQ(list(), "RSD  RSDT APIC");
}

TEST_F(AcpiTest, ListsNoMoreThanItsRoomAndNoTableTwice)
{
    std::vector<std::uint64_t> many;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        table(0x100000 + 64 * i, "SSDT");
        many.push_back(0x100000 + 64 * i);
        many.push_back(0x100000);
    }
    rsdt(many);
    EXPECT_EQ(acpi::list(firmware, *tables), acpi::most_tables);
    std::ranges::sort(*tables, {}, &acpi::Table::base);
    EXPECT_EQ(std::ranges::adjacent_find(*tables, {}, &acpi::Table::base), tables->end());
}

TEST_F(AcpiTest, FindsTheFirstTableWithACorrectChecksum)
{
    rsdt({0x20000, 0x21000, 0x22000});
    for (std::uint64_t const at : {0x20000, 0x21000, 0x22000})
        table(at, "APIC", {static_cast<std::byte>(at >> 12)});
    machine.at(0x20024, 1)[0] ^= std::byte{1};
    auto const found = acpi::find(firmware, acpi::signature("APIC"));
    ASSERT_EQ(found.size(), 37u);
    EXPECT_EQ(found.back(), std::byte{0x21});
    EXPECT_TRUE(acpi::find(firmware, acpi::signature("DMAR")).empty());
}

} // namespace
