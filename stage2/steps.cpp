// SPDX-License-Identifier: BSD-2-Clause
// The steps of main.cpp, and the text that they print.
#include "stage2/steps.hpp"

#include "include/boot_sector.hpp"
#include "include/farjump/state_file.h"
#include "include/layout.hpp"
#include "stage2/annex/load.hpp"
#include "stage2/bios/a20.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/keyboard.hpp"
#include "stage2/bios/memory.hpp"
#include "stage2/entries/boot_counter.hpp"
#include "stage2/machine/reset_mark.hpp"
#include "stage2/machine/tsc_rate.hpp"
#include "stage2/memory/memory_trial.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/partitions/boot_volume.hpp"
#include "stage2/partitions/mbr.hpp"
#include "stage2/protocols/protocols.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"
#include "stage2/volumes/notices.hpp"

#include <memory>
#include <optional>

namespace steps {

namespace {

// Stage 2 has used low memory since its first instruction. The memory map now shows whether that memory is usable.
Result<void> claim_low_memory(MemoryMap& memory)
{
    constexpr PhysAddr base{layout::stage2_base};
    constexpr std::uint64_t size = layout::low_memory_needed - layout::stage2_base;
    if (TRY(memory.claim(base, size, MemoryKind::loader)))
        return {};
    return fail(errors::Code::low_memory_small, {bios::low_memory_end() >> 10, layout::low_memory_needed >> 10});
}

memory_trial::CacheFlush cache_flush_of(requirements::Processor const& processor)
{
    using memory_trial::CacheFlush;
    if (has(processor, requirements::Feature::clflush))
        return CacheFlush::line;
    return processor.has_cpuid ? CacheFlush::whole : CacheFlush::none;
}

// Lists the partitions for the user and returns the error. Without the annex there is no list, and the error is less
// specific.
std::unexpected<Failure> nothing_to_boot(Boot& boot, boot_volume::Found const& found)
{
    auto& [device, partitions, partition] = boot.disk;
    auto& workspace = *boot.workspace;
    if (auto const annex = annex::load(boot, "a list of the partitions"))
        return (*annex)->report_partitions(
            {found, *boot.cache, workspace.partitions, workspace.volumes, device.drive()});
    else
        console::note(error_text::why(annex.error()).view());
    return fail(errors::Code::nothing_to_boot, {device.drive(), found.sound_volumes});
}

// Has a sentence of its own, because the console's scratch line holds the step's result.
void report_bad_memory(std::uint32_t base, std::uint32_t end)
{
    text::Sentence line;
    line.size(end - base) << " at ";
    line.hex(base) << "h are bad memory, unused";
    console::note(line.view());
}

// Why the annex must choose, if that is known before the entries are read.
Result<std::optional<choice::Cause>> cause_for_annex(Boot& boot)
{
    using boot_entry::Menu, choice::Cause;
    auto const menu = boot.workspace->entries.conf.menu;
    bool const was_reset = reset_mark::take(bios::peek32(bios::ticks));
    if (menu != Menu::disabled) {
        if (bios::is_attention_asked())
            return Cause::key;
        if (was_reset)
            return Cause::reset;
        if (console::is_called())
            return Cause::serial;
    }
    if (menu == Menu::timed || menu == Menu::forced)
        return Cause::timeout;
    if (TRY(boot.volume->holds(FARJUMP_STATE_PATH)))
        return Cause::counting;
    return std::nullopt;
}

Result<boot_choice::Choice> choose_in_core(Boot& boot)
{
    auto const choice = boot_choice::choose(*boot.volume, boot.workspace->entries);
    volumes::note_spare_parts(*boot.volume);
    return choice;
}

bool is_counted(boot_choice::Choice const& choice)
{
    return boot_counter::parse(choice.entry_path).is_counted();
}

// Without the annex there is no menu, and the core chooses; but not among entries that are counted.
Result<void> choose_in_annex(Boot& boot, choice::Cause cause)
{
    auto const annex = annex::load(boot, "the choice of a boot entry");
    if (annex)
        return (*annex)->choose_entry(boot, cause);
    Error const error = annex.error();
    boot.entry = TRY(choose_in_core(boot));
    if (is_counted(boot.entry) || TRY(boot.volume->holds(FARJUMP_STATE_PATH)))
        return fail(error);
    console::note(error_text::why(error).view());
    return {};
}

} // namespace

void identify_processor(Boot& boot)
{
    boot.processor = requirements::this_processor();
    if (has(boot.processor, requirements::Feature::tsc))
        tsc_rate::start(boot.processor);
    console::done(boot.processor.name());
}

void gather_entropy(Boot& boot)
{
    using requirements::Feature;
    boot.entropy = machine::gather_entropy({.rdseed = has(boot.processor, Feature::rdseed),
                                            .rdrand = has(boot.processor, Feature::rdrand),
                                            .rdtsc = has(boot.processor, Feature::tsc)});
}

Result<void> open_a20()
{
    console::done(a20::words(TRY(a20::open())));
    return {};
}

Result<void> read_memory_map(Boot& boot)
{
    auto& memory = boot.memory;
    memory.limit(std::uint64_t{1} << boot.processor.physical_address_bits());
    auto const source = TRY(bios::read_memory_map(memory));
    auto& words = console::scratch_line();
    words.size(memory.usable_bytes()) << " usable in ";
    words.decimal(memory.usable_ranges()) << (memory.usable_ranges() == 1 ? " range" : " ranges");
    if (source != "E820h")
        words << ", from INT 15h " << source << ": the BIOS has no E820h map";
    if (memory.dropped() != 0)
        words << ", some more left unused: the map is too long";
    TRY(claim_low_memory(memory));
    memory_trial::use(cache_flush_of(boot.processor));
    memory.try_before_use({memory_trial::keeps, report_bad_memory});
    auto const place = TRY(memory.allocate({sizeof(Workspace), MemoryMap::page, MemoryKind::loader, "the loader"}));
    boot.workspace = &object_at<Workspace>(place);
    console::done(words.view());
    return {};
}

Result<void> find_volume(Boot& boot)
{
    auto& [device, partitions, partition] = boot.disk;
    auto& workspace = *boot.workspace;
    device.on_progress = console::progress;
    auto& cache = boot.cache.emplace(device, workspace.cache, 0, 0); // covers nothing yet; the search sets the range
    std::construct_at(&workspace.volumes.fat_volume);                // the workspace is raw memory

    // Stage 1 is still where the BIOS loaded it. Its identity field says which disk or volume it came from.
    auto const stage1 = physical_memory({layout::stage1_base}, layout::stage1_size);
    boot_volume::Origin const origin{device.drive(), TRY(mbr::disk_signature(stage1)),
                                     std::to_integer<std::uint8_t>(stage1[boot_sector::first_read])};
    auto const found = TRY(boot_volume::find(origin, cache, workspace.partitions, workspace.volumes));
    tsc_rate::look();
    if (found.partition == nullptr)
        return nothing_to_boot(boot, found);
    partitions = &workspace.partitions;
    partition = found.partition;
    boot.volume = found.volume;
    volumes::note_spare_parts(*boot.volume);

    auto& words = console::scratch_line();
    words << "drive ";
    words.hex(origin.drive, 2) << "h, " << (partition->number != 0 ? "partition " : "whole disk");
    if (partition->number != 0)
        words.decimal(partition->number);
    words << (partition->table == Partition::Table::mbr_logical ? " (logical), " : ", ");
    words << boot.volume->type_name() << ", ";
    words.size(partition->sectors * device.bytes_per_sector());
    console::done(words.view());
    return {};
}

Result<void> choose_entry(Boot& boot)
{
    auto const conf = boot_choice::read_conf(*boot.volume, boot.workspace->entries);
    volumes::note_spare_parts(*boot.volume);
    TRY(conf);
    if (auto const cause = TRY(cause_for_annex(boot))) {
        TRY(choose_in_annex(boot, *cause));
    } else if (auto const choice = choose_in_core(boot); !choice) {
        Error const error = choice.error();
        if (boot.workspace->entries.conf.menu == boot_entry::Menu::disabled || !annex::load(boot, {}))
            return fail(error);
        TRY(choose_in_annex(boot, choice::Cause::broken_entry));
    } else {
        boot.entry = *choice;
        if (is_counted(boot.entry))
            TRY(choose_in_annex(boot, choice::Cause::counting));
    }
    auto const path = boot.entry.entry_path;
    console::done(path.empty() ? "none there: the default kernel" : console::scratch_line().name(path).view());
    return {};
}

Result<Protocol const*> load(Boot& boot)
{
    auto loaded = protocols::load(boot);
    bool const kernel_is_missing = !loaded && loaded.error()->code == errors::Code::file_not_found &&
                                   loaded.error()->name == boot.entry.kernel.value;
    if (kernel_is_missing && !boot.entry.entry_path.empty() && annex::load(boot, {})) {
        TRY(choose_in_annex(boot, choice::Cause::broken_entry));
        console::note((console::scratch_line() << "instead: ").name(boot.entry.entry_path).view());
        loaded = protocols::load(boot);
    }
    tsc_rate::look();
    return loaded;
}

void leave_mark()
{
    reset_mark::leave(bios::peek32(bios::ticks));
}

} // namespace steps
