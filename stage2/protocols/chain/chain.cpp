// SPDX-License-Identifier: BSD-2-Clause
// Checks a boot sector and starts it at 7C00h. Low memory at its start:
//
//   0:07BE   the entry of its partition, unless it is a drive's first sector
//   0:7C00   the sector or file; the stack ends below it
#include "stage2/protocols/chain/chain.hpp"

#include "include/part_entry.hpp"
#include "include/text.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/text_mode.hpp"
#include "stage2/boot.hpp"
#include "stage2/memory/bulk.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/chain/parameter_block.hpp"
#include "stage2/protocols/chain/partition_entry.hpp"
#include "stage2/protocols/chain/sector.hpp"
#include "stage2/protocols/chain/source.hpp"
#include "stage2/protocols/chain/target.hpp"
#include "stage2/protocols/real_mode/start.hpp"
#include "stage2/protocols/shared/diskette.hpp"
#include "stage2/talk/console.hpp"

#include <limits>

namespace chain {

namespace {

using console::step;
using errors::Code;

// Where an MBR that moved itself to 0:0600h has its table. Some boot sectors look for their entry there.
constexpr std::uint16_t entry_address = 0x7BE;

struct Guest {
    Target target;
    Source source;
    Handover handover;
};

Guest guest;

// Refuses what would hang or go round in circles. A farjump on another drive boots from that drive.
Result<void> check(Target const& target, Bytes content, bool from_boot_drive)
{
    if (from_boot_drive && is_farjumps(content, physical_memory({layout::stage1_base}, layout::stage1_size)))
        return fail(Code::chain_sector_is_farjumps, {}, target.name);
    if (auto const found = signature(content); found != boot_signature && !target.force)
        return fail(Code::chain_signature_missing, {found}, target.name);
    if (!has_code(content))
        return fail(Code::chain_sector_empty, {}, target.name);
    return {};
}

void print_loaded(Target const& target, Source const& source)
{
    auto const name = oem_name(source.content);
    auto& words = console::scratch_line();
    words.name(target.name);
    if (source.kind != nullptr)
        words << ", " << source.kind;
    if (target.kind == Target::Kind::file)
        (words << ", ").size(source.content.size());
    words << ", OEM name '" << std::string_view{name.data(), name.size()} << '\'';
    if (target.kind == Target::Kind::partition)
        (words << ", at LBA ").decimal(source.first.value);
    if (target.kind == Target::Kind::file)
        words << (source.verified ? ", verified" : ", not sealed");
    console::done(words.view());
}

Result<void> load(Boot& boot, File* file)
{
    guest.source = TRY(read(boot, guest.target, file));
    TRY(check(guest.target, guest.source.content, guest.source.drive == boot.disk.device.drive()));
    print_loaded(guest.target, guest.source);
    return {};
}

// INT 13h AH=08h. Ralf Brown: ES:DI = 0 works around BIOS bugs.
Geometry geometry_of(std::uint8_t drive)
{
    auto const reply = bios::call(0x13, {.eax = 0x0800, .edx = drive});
    std::uint16_t const sectors = reply.cl() & 63;
    if (reply.carry() || sectors == 0)
        return {};
    return {sectors, static_cast<std::uint16_t>(reply.dh() + 1)};
}

Result<void> correct_parameters(Source const& source)
{
    auto const kind = parameter_block_of(source.content);
    if (kind == ParameterBlock::none)
        return fail(Code::chain_no_parameters, {}, guest.target.name);
    if (source.first.value > std::numeric_limits<std::uint32_t>::max())
        return fail(Code::chain_start_too_high, {source.first.value}, guest.target.name);
    auto const first = static_cast<std::uint32_t>(source.first.value);
    correct(source.content, kind, {first, source.drive, geometry_of(source.drive)});
    return {};
}

void describe_partition(Boot& boot, Partition const& partition)
{
    auto& handover = guest.handover;
    handover.record = record_of(partition);
    handover.gpt_entry_size =
        partition.table == Partition::Table::gpt ? read_gpt_entry(boot, partition, handover.gpt_entry) : 0;
}

Result<void> describe(Boot& boot)
{
    auto const& source = guest.source;
    if (guest.target.bpb)
        TRY(correct_parameters(source));
    auto& words = console::scratch_line() << "drive ";
    words.hex(source.drive, 2) << "h, ";
    if (source.partition != nullptr) {
        describe_partition(boot, *source.partition);
        words << "partition of type ";
        words.hex(guest.handover.record.os_type, 2) << "h at LBA ";
        words.decimal(source.first.value) << ", ";
    }
    words << (guest.target.bpb ? "parameters corrected; " : "parameters as they are; ") << "entering 0:7C00h";
    console::done(words.view());
    return {};
}

// clang-format off: one line for each step
Result<void> hand_over(Boot& boot)
{
    step("describing the disk");        TRY(describe(boot));
    bios::set_text_mode();
    return {};
}
// clang-format on

[[gnu::noreturn]] void enter(Boot&)
{
    auto const& [target, source, handover] = guest;
    console::close();
    diskette::stop_motors();
    bulk::copy(physical_memory({load_address}, source.content.size()), source.content);
    bool const has_entry = source.partition != nullptr;
    if (has_entry)
        bulk::copy(physical_memory({entry_address}, handover.size()),
                   {reinterpret_cast<std::byte const*>(&handover), handover.size()});
    std::uint16_t const entry = has_entry ? entry_address : 0;
    real_mode::start({.eax = has_entry && handover.gpt_entry_size != 0 ? Handover::mark : 0,
                      .edx = source.drive,
                      .esi = entry,
                      .ebp = entry,
                      .sp = load_address,
                      .ip = load_address,
                      .flags = real_mode::flags_with_interrupts});
}

Result<bool> take_target(boot_entry::Setting& kernel)
{
    auto const& target = guest.target = TRY(parse(kernel.value));
    kernel.value = target.name;
    return target.kind == Target::Kind::file;
}

} // namespace

PART_ENTRY constinit Protocol const protocol{
    .load = load, .hand_over = hand_over, .enter = enter, .take_target = take_target};

} // namespace chain
