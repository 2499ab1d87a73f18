// SPDX-License-Identifier: BSD-2-Clause
// Walks from the RSDP to the tables. ACPI, "Root System Description Pointer (RSDP) Structure" (5.2.5.3), "Root System
// Description Table (RSDT)" (5.2.7), "Extended System Description Table (XSDT)" (5.2.8), "Fixed ACPI Description Table
// (FADT)" (5.2.9), "Firmware ACPI Control Structure (FACS)" (5.2.10).
#include "stage2/machine/acpi.hpp"

#include "stage2/checksums/byte_sum.hpp"
#include "stage2/memory/physical_memory.hpp"

#include <array>

namespace acpi {

namespace {

constexpr std::uint32_t header_size = 36; // of all tables except the FACS
constexpr std::uint32_t facs_size = 64;   // at least
constexpr std::uint32_t lowest = 0x1000;  // below are interrupt vectors and the BIOS's data
constexpr std::uint32_t longest = 1_MiB;

constexpr std::uint32_t rsdp_signature = signature("RSD ");
constexpr std::uint32_t rsdp_size = 20; // of revision 0; RSDT's address at 16; from revision 2 on a length at 20
constexpr std::uint32_t extended_rsdp_size = 36;
constexpr std::uint32_t rsdt_address_offset = 16, rsdp_length_offset = 20, xsdt_address_offset = 24;

// Pointers of the FADT, with 32 and 64 bits.
constexpr std::array<std::uint32_t, 2> short_pointers{36, 40};  // FIRMWARE_CTRL, DSDT
constexpr std::array<std::uint32_t, 2> long_pointers{132, 140}; // X_FIRMWARE_CTRL, X_DSDT

// The table's bytes; empty if it is beyond the loader's reach.
Bytes contents(Table const& table)
{
    return table.length != 0 ? physical_memory(table.base, table.length) : Bytes{};
}

class Walk {
public:
    explicit Walk(std::span<Table, most_tables> tables) : tables_{tables} {}

    void run(PhysAddr rsdp);
    std::size_t count() const { return count_; }

private:
    template <typename Pointer>
    void root(std::uint64_t address, std::uint32_t signature);
    template <typename Pointer>
    void follow(Bytes table, std::uint64_t offset);
    bool add(std::uint64_t address);
    bool append(Table const& table);

    std::span<Table, most_tables> tables_;
    std::size_t count_ = 0;
};

// False if the table was there before, or does not fit.
bool Walk::append(Table const& table)
{
    for (auto const& known : tables_.first(count_))
        if (known.base == table.base)
            return false;
    if (count_ == tables_.size())
        return false;
    tables_[count_++] = table;
    return true;
}

// Adds the table at this address. False if there is no new one.
bool Walk::add(std::uint64_t address)
{
    if (address >= 4_GiB)
        return append({{address}, 0, 0});
    if (address < lowest || address > 4_GiB - facs_size)
        return false;
    auto const start = physical_memory({address}, sizeof(Le64));
    auto const name = std::uint32_t{*read_at<Le32>(start, 0)};
    auto const length = std::uint32_t{*read_at<Le32>(start, sizeof(Le32))};
    auto const least = name == signature("FACS") ? facs_size : header_size;
    if (length < least || length > longest || length > 4_GiB - address)
        return false;
    return append({{address}, length, name});
}

template <typename Pointer>
void Walk::follow(Bytes table, std::uint64_t offset)
{
    if (auto const pointer = read_at<Pointer>(table, offset))
        add(*pointer);
}

// Adds XSDT or RSDT, and what its pointers lead to.
template <typename Pointer>
void Walk::root(std::uint64_t address, std::uint32_t signature)
{
    auto const at = count_;
    if (!add(address) || tables_[at].signature != signature)
        return;
    auto const table = contents(tables_[at]);
    for (std::uint64_t offset = header_size; offset < table.size() && count_ != tables_.size();
         offset += sizeof(Pointer))
        follow<Pointer>(table, offset);
}

void Walk::run(PhysAddr rsdp)
{
    auto const start = physical_memory(rsdp, rsdp_size);
    constexpr std::uint32_t revision_offset = 15;
    bool const extended = std::to_integer<int>(start[revision_offset]) >= 2;
    auto const structure = physical_memory(rsdp, extended ? extended_rsdp_size : rsdp_size);
    append({rsdp, extended ? std::uint32_t{*read_at<Le32>(structure, rsdp_length_offset)} : rsdp_size, rsdp_signature});
    if (extended)
        root<Le64>(*read_at<Le64>(structure, xsdt_address_offset), signature("XSDT"));
    root<Le32>(*read_at<Le32>(structure, rsdt_address_offset), signature("RSDT"));
    for (std::size_t i = 0; i < count_; ++i) {
        if (tables_[i].signature != signature("FACP"))
            continue;
        for (auto const offset : short_pointers)
            follow<Le32>(contents(tables_[i]), offset);
        for (auto const offset : long_pointers)
            follow<Le64>(contents(tables_[i]), offset);
    }
}

} // namespace

std::size_t list(farjump::Firmware const& firmware, std::span<Table, most_tables> tables)
{
    Walk walk{tables};
    if (firmware.rsdp != 0)
        walk.run({firmware.rsdp});
    return walk.count();
}

Bytes find(std::span<Table const> tables, std::uint32_t signature)
{
    for (auto const& table : tables)
        if (table.signature == signature && adds_up(contents(table), table.length))
            return contents(table);
    return {};
}

Bytes find(farjump::Firmware const& firmware, std::uint32_t signature)
{
    static std::array<Table, most_tables> tables;
    return find(std::span(tables).first(list(firmware, tables)), signature);
}

} // namespace acpi
