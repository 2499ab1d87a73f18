// SPDX-License-Identifier: BSD-2-Clause
// The choice among boot entries, in the order of its steps.
#include "stage2/choice/choice.hpp"

#include "include/part_entry.hpp"
#include "stage2/boot.hpp"
#include "stage2/choice/counting/counting.hpp"
#include "stage2/choice/decision.hpp"
#include "stage2/choice/list.hpp"
#include "stage2/choice/menu/menu.hpp"
#include "stage2/memory/physical_memory.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"
#include "stage2/volumes/notices.hpp"

#include <algorithm>
#include <array>
#include <new>

namespace choice {

namespace {

using boot_entry::Menu;

constexpr std::uint32_t usual_seconds = 10; // of a menu that opens by itself

// The memory of this part that is kept until the kernel starts; the part's own is overwritten before.
struct Room {
    List list;
    boot_entry::Settings settings;                   // of the chosen entry, if the menu changed them
    std::array<char, menu::longest_options> options; // likewise
    text::Sentence reason;                           // in an error
};

Result<Room*> take_room(MemoryMap& memory)
{
    auto const place =
        TRY(memory.allocate({sizeof(Room), MemoryMap::page, MemoryKind::loader, "the list of boot entries"}));
    return new (&object_at<Room>(place)) Room;
}

void note(std::string_view words)
{
    console::note(words);
}

void note(Error const& error)
{
    note(error_text::why(error).view());
}

void note_broken(List const& list)
{
    constexpr int most_lines = 12;
    int lines = 0;
    for (auto const& item : list.items())
        if (item.is_broken() && lines++ < most_lines)
            note(item.problem);
    if (auto const damage = list.damage())
        note(*damage);
    if (list.left_out() != 0)
        note((console::scratch_line().decimal(list.left_out()) << " entries are left out: there are too many").view());
}

Result<void> read_list(Boot& boot, List& list)
{
    list.read(*boot.volume, boot.workspace->entries);
    volumes::note_spare_parts(*boot.volume);
    TRY(counting::open(boot));
    for (auto& item : list.items())
        if (!item.file.path.empty())
            item.tries_left = counting::tries_left(item.name());
    sort(list.items());
    note_broken(list);
    auto const wanted = boot.workspace->entries.conf.default_pattern;
    if (wanted.starts_with('@') && (wanted != "@saved" || counting::state() == nullptr))
        boot_choice::note_ignored_default(wanted, "there is no state file");
    return {};
}

// Whether the entry's kernel is a file that does not exist.
bool lacks_kernel(Boot& boot, Item const& item)
{
    auto const path = item.kernel.value;
    if (item.file.path.empty() || !path.starts_with('/')) // `chain` may name something else than a file
        return false;
    auto const held = boot.volume->holds(path);
    return held && !*held;
}

// An entry without its kernel is broken, which shows only when it should be started.
Decision decide_among_whole(Boot& boot, List& list)
{
    auto const& conf = boot.workspace->entries.conf;
    bool lacked = false;
    for (;;) {
        auto decision = decide(list.items(), conf, counting::state());
        if (decision.item == Decision::none || !lacks_kernel(boot, list.items()[decision.item])) {
            decision.failed = decision.failed || lacked;
            return decision;
        }
        auto& item = list.items()[decision.item];
        Error const error{.code = errors::Code::file_not_found, .name = item.kernel.value};
        note(error);
        list.set_problem(item, error);
        lacked = true;
    }
}

bool opens_menu(Cause cause, Decision const& decision, Menu wanted)
{
    if (wanted == Menu::disabled)
        return false;
    return cause != Cause::counting || wanted == Menu::timed || wanted == Menu::forced || decision.failed;
}

// A key does not prove a person, because some BIOSes leave keys behind; a key that is pressed in the menu does.
std::uint32_t seconds_for(Decision const& decision, boot_entry::LoaderConf const& conf)
{
    if (decision.item == Decision::none || conf.menu == Menu::forced)
        return 0;
    return conf.menu == Menu::timed ? conf.timeout : usual_seconds;
}

std::string_view reason_for(Cause cause, Decision const& decision)
{
    if (cause == Cause::reset && decision.reason.view().empty())
        return "this PC was reset seconds after the last kernel had started";
    return decision.reason.view();
}

menu::Outcome without_menu(Decision const& decision)
{
    return {.item = decision.item, .by_hand = false, .options = {}, .without_kaslr = false, .text_screen = false};
}

// The item that is started: not the chosen one if its try cannot be counted and nobody asked for it.
Result<std::size_t> take_try(Boot& boot, List const& list, menu::Outcome const& outcome, Decision const& decision)
{
    auto const& item = list.items()[outcome.item];
    if (item.file.path.empty())
        return outcome.item;
    bool const is_once = decision.is_once && outcome.item == decision.item;
    auto const* const state = counting::state();
    bool const forgets_once = is_once || (decision.lost_once != 0 && state->once == decision.lost_once);
    counting::Wishes const wishes{.once = forgets_once ? counting::Wishes::forget : 0,
                                  .preferred = 0,
                                  .remember_last = boot.workspace->entries.conf.default_pattern == "@saved"};
    auto const counted = counting::start(boot, item.file.path, wishes);
    if (counted)
        return outcome.item;
    Error const error = counted.error();
    text::Sentence words = error_text::code_name(error.code);
    note((words << ": " << error_text::why(error).view()).view());
    if (outcome.by_hand || !(item.is_counted() || is_once))
        return outcome.item;
    auto const other = fallback(list.items(), counting::state(), outcome.item);
    if (other == Decision::none)
        return fail(error);
    note((console::scratch_line() << "instead: ").name(list.items()[other].file.path).view());
    return other;
}

// Replaces the entry's options, as the menu's user wants.
void change_options(Room& room, boot_choice::Choice& entry, menu::Outcome const& outcome)
{
    if (!outcome.options && !outcome.without_kaslr)
        return;
    room.settings = {};
    for (auto const& setting : entry.settings)
        if (!outcome.options || !setting.has(boot_entry::options))
            room.settings.add(setting);
    if (outcome.options) {
        auto const end = std::ranges::copy(*outcome.options, room.options.data()).out;
        std::string_view const options{room.options.data(), end};
        if (!options.empty())
            room.settings.add({boot_entry::options, options});
    }
    if (outcome.without_kaslr)
        room.settings.add({boot_entry::options, "nokaslr"});
    entry.settings = room.settings.all();
}

Result<void> set_entry(Boot& boot, Room& room, Item const& item, menu::Outcome const& outcome)
{
    auto& file = boot.workspace->entries.entries[0];
    if (item.file.path.empty()) {
        boot.entry = boot_choice::choice_of_default_kernel();
    } else {
        TRY(boot_choice::read_entry(*boot.volume, item.file, file));
        boot.entry = boot_choice::choice_of(file);
    }
    change_options(room, boot.entry, outcome);
    if (outcome.text_screen)
        boot.entry.screen = boot_entry::Screen{.graphics = false, .width = 0, .height = 0};
    return {};
}

} // namespace

Result<void> choose(Boot& boot, Cause cause)
{
    auto& room = *TRY(take_room(boot.memory));
    auto& list = room.list;
    auto const& conf = boot.workspace->entries.conf;
    boot.counted = {};
    TRY(read_list(boot, list));
    auto const decision = decide_among_whole(boot, list);
    if (std::ranges::all_of(list.items(), &Item::is_broken))
        return fail(list.first_error().value_or(list.damage().value_or(Error{})));
    auto outcome = without_menu(decision);
    if (auto const reason = reason_for(cause, decision); !reason.empty())
        note(reason);
    if (opens_menu(cause, decision, conf.menu)) {
        outcome = menu::run(boot, list,
                            {.selected = decision.shown,
                             .seconds = seconds_for(decision, conf),
                             .reason = reason_for(cause, decision)});
        note(outcome.by_hand ? "chosen in the menu" : "the menu's time is over");
    }
    if (outcome.item == Decision::none) {
        room.reason = decision.reason;
        return fail(errors::Code::no_entry_to_start, {}, room.reason.view());
    }
    auto const started = TRY(take_try(boot, list, outcome, decision));
    return set_entry(boot, room, list.items()[started], outcome);
}

PART_ENTRY constinit EntryPoints const entry_points{.choose = choose};

} // namespace choice
