// SPDX-License-Identifier: BSD-2-Clause
// Fills in the boot information.
#include "stage2/protocols/farjump/describe.hpp"

#include <algorithm>
#include <new>

namespace {

using farjump::BootInfo;

// Appends `words` to a zero-terminated text field. False if they do not fit.
bool append(std::span<char> field, std::size_t& used, std::string_view words)
{
    if (words.size() >= field.size() - used)
        return false;
    std::copy(words.begin(), words.end(), field.begin() + static_cast<std::ptrdiff_t>(used));
    used += words.size();
    field[used] = '\0';
    return true;
}

Result<void> write_command_line(std::span<char> field, std::span<boot_entry::Setting const> settings)
{
    std::size_t used = 0;
    field[0] = '\0';
    for (auto const& setting : settings)
        if (setting.has(boot_entry::options) &&
            ((used != 0 && !append(field, used, " ")) || !append(field, used, setting.value)))
            return fail(errors::Code::text_too_long, {field.size()}, "the command line");
    return {};
}

Result<void> write_path(std::span<char> field, std::string_view path)
{
    std::size_t used = 0;
    if (!append(field, used, path))
        return fail(errors::Code::text_too_long, {field.size()}, path);
    return {};
}

} // namespace

void describe_screen(BootInfoArea& area, PhysAddr place, ScreenChoice const& screen)
{
    std::size_t used = 0;
    append(area.screen_reason, used, screen.reason);
    auto& told = area.info.screen;
    told = {};
    told.kind = screen.mode ? farjump::ScreenKind::graphics : farjump::ScreenKind::text;
    told.reason = pointer_to(area, place, area.screen_reason[0]);
    if (!screen.mode)
        return;
    auto const& mode = *screen.mode;
    auto const& [red, green, blue] = mode.channels;
    told.bits_per_pixel = mode.bits_per_pixel;
    told.width = mode.size.width;
    told.height = mode.size.height;
    told.pitch = mode.pitch;
    told.red_size = red.size;
    told.red_shift = red.shift;
    told.green_size = green.size;
    told.green_shift = green.shift;
    told.blue_size = blue.size;
    told.blue_shift = blue.shift;
    told.physical = mode.physical;
    told.framebuffer = {kernel_space::direct({mode.physical}).value};
    if (screen.calls->copy_font(area.font))
        told.font = pointer_to(area, place, area.font[0]);
}

Result<void> describe(BootInfoArea& area, PhysAddr place, BootFacts const& facts)
{
    auto const& kernel = facts.kernel;
    auto const ranges = facts.memory;
    std::copy(ranges.begin(), ranges.end(), area.memory_map.begin());
    TRY(write_path(area.kernel_path, facts.kernel_path));
    TRY(write_command_line(area.command_line, facts.settings));

    new (&area.info) BootInfo{
        // constructed in place: an assignment would build a temporary copy first
        .magic = FARJUMP_MAGIC,
        .version = FARJUMP_VERSION,
        .size = sizeof(BootInfo),
        .memory_map = pointer_to(area, place, area.memory_map[0]),
        .memory_map_count = ranges.size(),
        .direct_map_base = kernel_space::direct_map.value,
        .direct_map_length = facts.direct_map_length,
        .kernel_virtual = kernel.begin.value,
        .kernel_physical = kernel.physical.value,
        .kernel_size = kernel.size,
        .kernel_entry = kernel.entry.value,
        .stack_base = kernel_space::stack_base(kernel.wishes.stack_guard_size).value,
        .stack_size = kernel.wishes.stack_size,
        .stack_guard_size = kernel.wishes.stack_guard_size,
        .page_table_root = facts.page_table_root.value,
        .kernel_path = pointer_to(area, place, area.kernel_path[0]),
        .command_line = pointer_to(area, place, area.command_line[0]),
        .boot_drive = facts.drive,
        .disk_signature = facts.disk_signature,
        .partition_lba = facts.partition.first.value,
        .partition_sectors = facts.partition.sectors,
        .sealed = kernel.seal.has_value(),
        .no_execute = facts.no_execute,
        .identity_page = facts.identity_page.value,
        .paging = facts.paging,
        .placement = {.slide = kernel.slide,
                      .position_independent = kernel.position_independent,
                      .random = kernel.placed_at_random},
        .firmware = {},
        .disk = {},
        .clock = {},
        .seed = {},
        .processor = {}, // machine_report fills in these members
        .log = {},
        .timeline = {},
        .modules = facts.modules,
        .screen = {},
        .processors = facts.processors,
        .boot_state = facts.boot_state,
    };
    describe_screen(area, place, facts.screen);
    return {};
}
