// SPDX-License-Identifier: BSD-2-Clause
// Reads the entries of the MADT. ACPI, "Processor Local APIC Structure" (5.2.12.2), "I/O APIC Structure" (5.2.12.3),
// "Local APIC NMI Structure" (5.2.12.7), "Processor Local x2APIC Structure" (5.2.12.12), "Local x2APIC NMI Structure"
// (5.2.12.13), "MPS INTI Flags" (table 5.26).
#include "stage2/machine/processors/madt.hpp"

namespace madt {

namespace {

constexpr std::uint64_t entries_offset = 44;

enum class Type : std::uint8_t {
    local_apic = 0,
    io_apic = 1,
    local_apic_nmi = 4,
    local_x2apic = 9,
    local_x2apic_nmi = 10,
};

struct Header {
    Type type;
    std::uint8_t length;
};

struct LocalApic {
    Header header;
    std::uint8_t acpi_uid;
    std::uint8_t lapic_id;
    Le32 flags;
};
static_assert(sizeof(LocalApic) == 8);

struct IoApicEntry {
    Header header;
    std::uint8_t id;
    std::uint8_t reserved;
    Le32 address;
    Le32 first_interrupt;
};
static_assert(sizeof(IoApicEntry) == 12);

struct LocalApicNmi {
    Header header;
    std::uint8_t acpi_uid;
    Le16 flags;
    std::uint8_t pin;
};
static_assert(sizeof(LocalApicNmi) == 6);

struct LocalX2Apic {
    Header header;
    Le16 reserved;
    Le32 lapic_id;
    Le32 flags;
    Le32 acpi_uid;
};
static_assert(sizeof(LocalX2Apic) == 16);

struct LocalX2ApicNmi {
    Header header;
    Le16 flags;
    Le32 acpi_uid;
    std::uint8_t pin;
    std::uint8_t reserved[3];
};
static_assert(sizeof(LocalX2ApicNmi) == 12);

constexpr std::uint32_t enabled = 1 << 0; // bit 1, "online capable", means: not yet
constexpr std::uint32_t broadcast_id = 0xFF, broadcast_x2apic_id = 0xFFFF'FFFF;
constexpr std::uint32_t all_uids = 0xFF; // of Local APIC NMI

void add_processor(Report& report, Processor const& processor, std::uint32_t flags)
{
    if (!(flags & enabled) || report.find(processor.lapic_id) != nullptr)
        return;
    if (!report.processors.add(processor))
        ++report.left_out;
}

void add_nmi_pin(Report& report, std::uint32_t uid, std::uint32_t flags, std::uint8_t pin)
{
    constexpr std::uint32_t field = 3, low = 3, level = 3; // the values of two fields of two bits
    report.nmi_pins.add({uid, pin, (flags & field) == low, (flags >> 2 & field) == level});
}

class Reader {
public:
    Reader(bool x2apic, Report& report) : x2apic_{x2apic}, report_{report} {}

    void operator()(LocalApic const& entry)
    {
        if (entry.lapic_id != broadcast_id)
            add_processor(report_, {entry.acpi_uid, entry.lapic_id}, entry.flags);
    }
    void operator()(LocalX2Apic const& entry)
    {
        if (x2apic_ && entry.lapic_id != broadcast_x2apic_id)
            add_processor(report_, {entry.acpi_uid, entry.lapic_id}, entry.flags);
    }
    void operator()(IoApicEntry const& entry) { report_.io_apics.add({entry.address}); }
    void operator()(LocalApicNmi const& entry)
    {
        auto const uid = entry.acpi_uid == all_uids ? NmiPin::all_processors : entry.acpi_uid;
        add_nmi_pin(report_, uid, entry.flags, entry.pin);
    }
    void operator()(LocalX2ApicNmi const& entry) { add_nmi_pin(report_, entry.acpi_uid, entry.flags, entry.pin); }

private:
    bool x2apic_;
    Report& report_;
};

template <typename Entry>
void pass(Bytes bytes, Reader& reader)
{
    if (bytes.size() >= sizeof(Entry))
        reader(overlay<Entry>(bytes.data()));
}

void read_entry(Bytes bytes, Reader& reader)
{
    switch (overlay<Header>(bytes.data()).type) {
    case Type::local_apic: return pass<LocalApic>(bytes, reader);
    case Type::io_apic: return pass<IoApicEntry>(bytes, reader);
    case Type::local_apic_nmi: return pass<LocalApicNmi>(bytes, reader);
    case Type::local_x2apic: return pass<LocalX2Apic>(bytes, reader);
    case Type::local_x2apic_nmi: return pass<LocalX2ApicNmi>(bytes, reader);
    }
}

} // namespace

Processor const* Report::find(std::uint32_t lapic_id) const
{
    for (auto const& processor : processors.all())
        if (processor.lapic_id == lapic_id)
            return &processor;
    return nullptr;
}

void read(Bytes table, bool x2apic, Report& report)
{
    report.processors.count = report.io_apics.count = report.nmi_pins.count = 0;
    report.left_out = 0;
    Reader reader{x2apic, report};
    auto offset = entries_offset;
    while (auto const header = read_at<Header>(table, offset)) {
        if (header->length < sizeof(Header) || header->length > table.size() - offset)
            return;
        read_entry(table.subspan(static_cast<std::size_t>(offset), header->length), reader);
        offset += header->length;
    }
}

} // namespace madt
