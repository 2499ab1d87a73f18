// SPDX-License-Identifier: BSD-2-Clause
// Loads a Limine kernel and its modules, answers its requests, and enters it.
#include "stage2/protocols/limine/limine.hpp"

#include "include/part_entry.hpp"
#include "stage2/bios/graphics.hpp"
#include "stage2/bios/leave_bios.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/protocols/farjump/farjump.hpp"
#include "stage2/protocols/limine/answers.hpp"
#include "stage2/protocols/limine/environment.hpp"
#include "stage2/protocols/shared/guest_files.hpp"
#include "stage2/protocols/shared/reports.hpp"
#include "stage2/talk/console.hpp"

#include <new>

namespace limine {

namespace {

using console::step;

Handover* handover_place = nullptr;

Result<Handover*> make_handover(MemoryMap& memory)
{
    auto const place = TRY(memory.allocate({sizeof(Handover), page_size, MemoryKind::loader, "the loader"}));
    return new (&object_at<Handover>(place)) Handover;
}

// Has a line of its own, because such a kernel can be attacked more easily.
void report_open_segment()
{
    console::note("a segment of the kernel is writable and executable");
}

Result<void> load(Boot& boot, File* file)
{
    TRY(farjump_protocol::check_processor(boot.processor));
    handover_place = TRY(make_handover(boot.memory));
    auto& handover = *handover_place;
    handover.settings = TRY(read_settings(boot.entry.settings));
    auto const path = boot.entry.kernel.value;
    auto* const unpacked = TRY(guest_files::unpacked(boot, *file, path));
    TRY(load_image(boot, *unpacked, handover.kernel));
    handover.plan.features = TRY(choose_paging(boot, handover.kernel));
    auto const& kernel = handover.kernel;
    if (kernel.has_open_segment)
        report_open_segment();
    auto& words = console::scratch_line();
    words.name(path) << ", ";
    words.size(kernel.loaded(boot).bytes_read) << ", Limine, base revision ";
    words.decimal(kernel.requests.revision());
    if (kernel.requests.revision() != kernel.requests.requested_revision())
        (words << " instead of ").decimal(kernel.requests.requested_revision());
    words << (kernel.verified ? ", verified" : ", not sealed")
          << (kernel.loaded(boot).placed_at_random ? ", placed at random" : "");
    console::done(words.view());
    return {};
}

Result<void> load_modules(Boot& boot, Handover& handover)
{
    auto const& modules = handover.modules = TRY(limine::load_modules(boot, handover.kernel, handover.module_list));
    reports::modules(modules.list.size(), modules.size, modules.verified);
    return {};
}

void choose_screen(Boot& boot, Handover& handover)
{
    auto const& of_entry = boot.entry.screen;
    auto& screen = handover.screen;
    screen.mode.reset();
    screen.mode_count = 0;
    screen.has_edid = false;
    bool const is_wanted = of_entry ? of_entry->graphics : handover.wants(Feature::framebuffer);
    if (is_wanted)
        limine::choose_screen(of_entry, boot.memory, screen);
    reports::screen(screen.mode, is_wanted ? "no graphics mode" : "nobody asked for graphics");
}

void describe(Boot& boot, Handover& handover)
{
    auto const& kernel = handover.kernel;
    auto const hidden = kernel.loaded(boot).placed_at_random ? kernel.loaded(boot).slide : 0;
    auto& words = console::scratch_line();
    words.decimal(handover.memory.entries().size()) << " memory ranges, ";
    words.decimal(kernel.requests.count()) << " requests; entering the kernel at ";
    words.hex(kernel.entry.value - hidden) << (hidden != 0 ? "h as linked" : "h");
    console::done(words.view());

    auto& mode = handover.screen.mode;
    if (mode && !bios::set_video_mode(mode->number))
        mode.reset(); // then the framebuffer request is not answered
    answer_requests(boot, handover);
    boot.entropy = {};
}

// clang-format off: one line for each step
Result<void> hand_over(Boot& boot)
{
    auto& handover = *handover_place;
    step("loading modules");            TRY(load_modules(boot, handover));
    step("choosing a screen");          choose_screen(boot, handover);
    step("mapping memory");             TRY(find_machine(handover));
                                        TRY(map_memory(boot, handover));
    if (handover.wants(Feature::processors)) {
        step("starting processors");    start_processors(handover);
    }
    step("describing the machine");     describe(boot, handover);
    return {};
}
// clang-format on

[[gnu::noreturn]] void enter(Boot& boot)
{
    console::close();
    bios::announce_long_mode();
    silence_devices(boot, *handover_place);
    enter_kernel(*handover_place);
}

} // namespace

Result<Settings> read_settings(std::span<boot_entry::Setting const> settings)
{
    Settings result;
    for (auto const& setting : settings) {
        bool* const target = setting.has(boot_entry::direct_map_execute) ? &result.direct_map_execute
                             : setting.has(boot_entry::early_faults)     ? &result.early_faults
                                                                         : nullptr;
        if (target == nullptr)
            continue;
        if (setting.value != "yes" && setting.value != "no")
            return fail(errors::Code::entry_value_unknown, {}, setting.key);
        *target = setting.value == "yes";
    }
    return result;
}

PART_ENTRY constinit annex::ProcessorsEntry const entry{
    .limine = {.load = load, .hand_over = hand_over, .enter = enter},
    .for_farjump = {farjump_protocol::find_processors, start_page::make_switch_root,
                    farjump_protocol::start_processors}};

} // namespace limine
