// SPDX-License-Identifier: BSD-2-Clause
// Writes the responses, one function for each feature or group of features.
#include "stage2/protocols/limine/answers.hpp"

#include "include/version.hpp"
#include "include/x86/divide.hpp"
#include "include/x86/tsc.hpp"
#include "stage2/bios/clock.hpp"
#include "stage2/machine/entropy.hpp"
#include "stage2/machine/processors/local_apic.hpp"
#include "stage2/machine/tsc_rate.hpp"
#include "stage2/protocols/limine/date.hpp"
#include "stage2/protocols/limine/responses.hpp"
#include "stage2/talk/timeline.hpp"

#include <algorithm>

namespace limine {

namespace {

constexpr std::uint64_t most_random_values = 128;
constexpr std::uint8_t rgb = 1; // memory model

std::size_t size_of_options(Boot const& boot)
{
    std::size_t size = 0;
    for (auto const& setting : boot.entry.settings)
        size += setting.has(boot_entry::options) ? setting.value.size() + 1 : 0;
    return size;
}

std::size_t random_values(Handover const& handover)
{
    auto const count = handover.kernel.requests.extra(Feature::entropy, 0).value_or(0);
    return static_cast<std::size_t>(std::min(count, most_random_values));
}

class Answers {
public:
    Answers(Boot& boot, Handover& handover) : boot_{boot}, handover_{handover}, room_{handover.room} {}

    void describe_loader();
    void describe_command_line();
    void describe_memory();
    void describe_kernel();
    void describe_modules();
    void describe_screen();
    void describe_firmware();
    void describe_times();
    void describe_processors();
    void give_random_values();

private:
    // Answers a request, if the kernel made it, with a response in the room.
    void answer(Feature feature, Response const& response)
    {
        if (handover_.wants(feature))
            answer_with(feature, room_.add(response));
    }
    template <typename T>
    void answer_with(Feature feature, T const& response)
    {
        handover_.kernel.requests.request(feature)->response = room_.address_of(response);
    }

    std::uint64_t direct(PhysAddr address) const { return handover_.plan.direct(address).value; }
    FileStructure file(std::string_view path, PhysAddr place, std::uint64_t size);
    FramebufferStructure framebuffer(video_modes::Mode const& mode);

    Boot& boot_;
    Handover& handover_;
    Room& room_;
    std::uint64_t command_line_ = 0; // its address
};

void Answers::describe_loader()
{
    if (handover_.wants(Feature::bootloader_info))
        answer(Feature::bootloader_info, {0, room_.text("farjump"), room_.text(version)});
    answer(Feature::firmware_type, {}); // 0: a BIOS
    answer(Feature::stack_size, {});
    answer(Feature::keep_iommu, {});
    answer(Feature::entry_point, {});
    answer(Feature::direct_map, {0, direct({0})});
    answer(Feature::paging_mode, {0, handover_.plan.features.five_levels ? 1u : 0u});
}

void Answers::describe_command_line()
{
    auto const line = room_.array<char>(size_of_options(boot_) + 1);
    auto at = line.begin();
    for (auto const& setting : boot_.entry.settings) {
        if (!setting.has(boot_entry::options))
            continue;
        if (at != line.begin())
            *at++ = ' ';
        at = std::ranges::copy(setting.value, at).out;
    }
    command_line_ = room_.address_of(line[0]);
    answer(Feature::command_line, {0, command_line_});
}

void Answers::describe_memory()
{
    if (!handover_.wants(Feature::memory_map))
        return;
    auto const entries = handover_.memory.entries();
    auto const copies = room_.array<MemoryEntry>(entries.size());
    std::ranges::copy(entries, copies.begin());
    answer(Feature::memory_map, {0, copies.size(), room_.addresses_of(copies)});
}

// All files lie on the boot volume.
FileStructure Answers::file(std::string_view path, PhysAddr place, std::uint64_t size)
{
    auto const& partition = *boot_.disk.partition;
    auto const& partitions = *boot_.disk.partitions;
    using enum Partition::Table;
    bool const has_mbr = partition.table == mbr || partition.table == mbr_logical;
    FileStructure file{};
    file.address = direct(place);
    file.size = size;
    file.path = room_.text(path);
    file.partition_index = partition.number;
    file.mbr_disk_id = has_mbr ? partitions.disk_signature : 0;
    std::ranges::copy(partitions.disk_guid, file.gpt_disk);
    std::ranges::copy(partition.guid, file.gpt_partition);
    return file;
}

void Answers::describe_kernel()
{
    auto const& kernel = handover_.kernel;
    auto const& loaded = kernel.loaded(boot_);
    answer(Feature::executable_address, {0, loaded.physical.value, loaded.begin.value});
    if (!handover_.wants(Feature::executable_file))
        return;
    PhysAddr const place{reinterpret_cast<std::uintptr_t>(kernel.file.data())};
    auto structure = file(boot_.entry.kernel.value, place, kernel.file.size());
    structure.string = command_line_;
    answer(Feature::executable_file, {0, room_.address_of(room_.add(structure))});
}

void Answers::describe_modules()
{
    constexpr std::uint64_t revision = 2; // the files have strings, and there may be internal modules
    auto const list = handover_.modules.list;
    if (!handover_.wants(Feature::modules) || list.empty())
        return;
    auto const structures = room_.array<FileStructure>(list.size());
    for (std::size_t index = 0; index < list.size(); ++index) {
        auto const& module = list[index];
        structures[index] = file(module.path, module.place, module.size);
        structures[index].string = module.internal_string != 0 ? module.internal_string : room_.text(module.string);
    }
    answer(Feature::modules, {revision, list.size(), room_.addresses_of(structures)});
}

template <typename Structure>
void describe_mode(Structure& structure, video_modes::Mode const& mode)
{
    auto* mask = structure.masks;
    for (auto const& [size, shift] : mode.channels) {
        *mask++ = size;
        *mask++ = shift;
    }
    structure.memory_model = rgb;
    structure.bits_per_pixel = mode.bits_per_pixel;
    structure.width = mode.size.width;
    structure.height = mode.size.height;
    structure.pitch = mode.pitch;
}

FramebufferStructure Answers::framebuffer(video_modes::Mode const& mode)
{
    auto const& screen = handover_.screen;
    FramebufferStructure result{};
    describe_mode(result, mode);
    result.address = direct({mode.physical});
    if (screen.has_edid) {
        auto const edid = room_.array<std::byte>(screen.edid.size());
        std::ranges::copy(screen.edid, edid.begin());
        result.edid_size = edid.size();
        result.edid = room_.address_of(edid[0]);
    }
    auto const modes = screen.modes();
    auto const structures = room_.array<VideoMode>(modes.size());
    for (std::size_t index = 0; index < modes.size(); ++index)
        describe_mode(structures[index], modes[index]);
    result.mode_count = modes.size();
    result.modes = room_.addresses_of(structures);
    return result;
}

// Without a framebuffer there is no response.
void Answers::describe_screen()
{
    constexpr std::uint64_t revision = 1; // with a list of modes
    auto const& mode = handover_.screen.mode;
    if (!handover_.wants(Feature::framebuffer) || !mode)
        return;
    auto const structure = room_.array<FramebufferStructure>(1);
    structure[0] = framebuffer(*mode);
    answer(Feature::framebuffer, {revision, 1, room_.addresses_of(structure)});
}

void Answers::describe_firmware()
{
    auto const& tables = handover_.firmware.tables;
    auto const address = [&](std::uint64_t physical, bool is_physical) {
        return physical == 0 || is_physical ? physical : direct({physical});
    };
    auto const revision = handover_.revision();
    if (tables.rsdp != 0)
        answer(Feature::rsdp, {0, address(tables.rsdp, revision == 3)});
    bool const is_physical = revision == 3 || revision == 4;
    if (tables.smbios2 != 0 || tables.smbios3 != 0)
        answer(Feature::smbios, {0, address(tables.smbios2, is_physical), address(tables.smbios3, is_physical)});
}

void Answers::describe_times()
{
    if (auto const clock = bios::read_clock(); clock.year != 0)
        answer(Feature::date_at_boot, {0, static_cast<std::uint64_t>(unix_seconds(clock))});
    auto const rate = x86::has_tsc() ? tsc_rate::finish() : 0;
    constexpr std::uint32_t per_second = 1'000'000;
    auto const ticks_per_microsecond = static_cast<std::uint32_t>(x86::divide(rate, per_second));
    if (ticks_per_microsecond == 0)
        return;
    answer(Feature::tsc_frequency, {0, rate});
    // The counter begins at a reset; when the firmware began is not known.
    auto const microseconds = [&](std::uint64_t ticks) { return x86::divide(ticks, ticks_per_microsecond); };
    answer(Feature::performance, {0, 0, microseconds(timeline::marks().front().tsc), microseconds(x86::read_tsc())});
}

void Answers::describe_processors()
{
    auto const& processors = handover_.processors;
    auto const waiting = processors.waiting;
    if (!handover_.wants(Feature::processors) || !processors.is_known)
        return;
    answer_with(Feature::processors, room_.add(ProcessorsResponse{.flags = processors.x2apic ? 1u : 0u,
                                                                  .boot_lapic_id = local_apic::id(),
                                                                  .count = waiting.size(),
                                                                  .processors = room_.addresses_of(waiting)}));
}

// Random numbers of their own, from all sources of the machine.
void Answers::give_random_values()
{
    if (!handover_.wants(Feature::entropy))
        return;
    using requirements::Feature;
    auto const values = room_.array<std::uint64_t>(random_values(handover_));
    for (auto rest = values; !rest.empty();) {
        auto const fresh = machine::gather_entropy({.rdseed = has(boot_.processor, Feature::rdseed),
                                                    .rdrand = has(boot_.processor, Feature::rdrand),
                                                    .rdtsc = has(boot_.processor, Feature::tsc)});
        auto const count = std::min(rest.size(), fresh.words.size() / 2);
        __builtin_memcpy(rest.data(), fresh.words.data(), count * sizeof rest[0]);
        rest = rest.subspan(count);
    }
    answer(limine::Feature::entropy, {0, values.size(), values.empty() ? 0 : room_.address_of(values[0])});
}

} // namespace

std::size_t room_for_answers(Boot const& boot, Handover const& handover)
{
    constexpr std::size_t few = 4_KiB; // responses, paths' ends, padding of all single pieces
    constexpr std::size_t later_ranges = 16;
    constexpr std::size_t pointer = sizeof(std::uint64_t), padding = Room::padded(1);
    auto const most_entries = boot.memory.ranges().size() + later_ranges + 2 * handover.firmware.acpi_count;
    auto size = few + most_entries * (sizeof(MemoryEntry) + pointer);
    size += size_of_options(boot) + boot.entry.kernel.value.size();
    for (auto const& module : handover.modules.list)
        size += sizeof(FileStructure) + module.path.size() + module.string.size() + pointer + 3 * padding;
    size += handover.screen.mode_count * (sizeof(VideoMode) + pointer) + handover.screen.edid.size();
    size += handover.processors.report.processors.count * (sizeof(start_page::Waiting) + pointer);
    return size + random_values(handover) * sizeof(std::uint64_t);
}

void answer_requests(Boot& boot, Handover& handover)
{
    handover.kernel.requests.confirm_revision();
    Answers answers{boot, handover};
    answers.describe_loader();
    answers.describe_command_line();
    answers.describe_memory();
    answers.describe_kernel();
    answers.describe_modules();
    answers.describe_screen();
    answers.describe_firmware();
    answers.describe_times();
    answers.describe_processors();
    answers.give_random_values();
}

} // namespace limine
