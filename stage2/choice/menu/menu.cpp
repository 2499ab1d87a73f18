// SPDX-License-Identifier: BSD-2-Clause
// The menu: waits for keys, does what they mean, and shows the result on all outputs.
#include "stage2/choice/menu/menu.hpp"

#include "include/version.hpp"
#include "stage2/bios/call.hpp"
#include "stage2/bios/keyboard.hpp"
#include "stage2/boot.hpp"
#include "stage2/choice/counting/counting.hpp"
#include "stage2/choice/menu/details.hpp"
#include "stage2/choice/menu/input.hpp"
#include "stage2/choice/menu/layout.hpp"
#include "stage2/choice/menu/line_view.hpp"
#include "stage2/choice/menu/model.hpp"
#include "stage2/choice/menu/screen_view.hpp"
#include "stage2/choice/menu/terminal_view.hpp"
#include "stage2/talk/boot_log.hpp"
#include "stage2/talk/console.hpp"
#include "stage2/talk/error_text.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace menu {

namespace {

using boot_entry::Setting;
using Shows = Model::Shows;

constexpr std::string_view all_keys =
    "Up Down j k         select an entry; Page Up, Page Down, Home, End, 1 to 9\n"
    "a letter            selects the next title that begins with it, if it is no key\n"
    "Enter               boots the entry; no other key does\n"
    "e                   edits the options, for this boot\n"
    "n                   adds nokaslr to the options, for this boot\n"
    "s                   gives the kernel a text screen, for this boot\n"
    "d                   makes the entry the default\n"
    "o                   lets the next boot start the entry, once\n"
    "t T + -             a longer or shorter countdown\n"
    "Esc Space Right     stop the countdown, and so does every other key\n"
    "i p                 all about the entry\n"
    "l                   the loader's log\n"
    "m                   the memory map\n"
    "v                   the loader's version\n"
    "b                   restarts the PC\n"
    "x                   lets the BIOS try the next boot device\n"
    "Ctrl-L              draws the menu again; on COM1, on the whole screen\n"
    "? h                 these keys\n";

static_assert(LineEditor::capacity == longest_options);

constexpr std::uint32_t longest_countdown = 100'000'000; // seconds: three years
constexpr std::uint32_t answer_patience = 3;             // ticks: a terminal answers within 165 ms

constexpr char small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 0x20) : letter;
}

// All outputs. COM1 gets lines until a terminal has answered, or a person asks for the whole screen by Ctrl-L.
class Outputs {
public:
    explicit Outputs(x86::Serial* port) : screen_(ScreenView::open()), port_(port)
    {
        if (port_ != nullptr)
            send(*port_, "\n\x1B[c"); // DA: what are you?
    }

    void show(Model& model)
    {
        if (screen_)
            show_on(*screen_, model);
        if (terminal_)
            show_on(*terminal_, model);
        else if (lines_)
            lines_->show(model);
    }

    void tick()
    {
        if (port_ != nullptr && !terminal_ && !lines_ && ++ticks_ == answer_patience)
            lines_.emplace(*port_);
    }

    void use_terminal()
    {
        if (port_ == nullptr)
            return;
        if (!terminal_)
            terminal_.emplace(*port_);
        terminal_->forget();
    }

    void redraw()
    {
        if (screen_)
            screen_->forget();
    }

    void clear()
    {
        if (screen_)
            screen_->clear();
        if (terminal_)
            terminal_->clear();
        else if (lines_)
            send(*port_, "\n");
    }

    void beep()
    {
        if (screen_)
            ScreenView::beep();
        if (port_ != nullptr)
            send(*port_, "\a");
    }

    std::uint32_t rows_of(std::uint32_t (*rows)(Page const&)) const { return rows(a_page()); }
    std::size_t lines_of(std::string_view words) const { return pager_lines(words, a_page()); }

private:
    // That of the screen, if there is one.
    Page const& a_page() const { return screen_ ? screen_->page() : terminal_ ? terminal_->page() : usual_; }

    static void show_on(View& view, Model& model)
    {
        draw(model, view.page());
        view.show();
    }

    Page usual_{most_columns, most_rows};
    std::optional<ScreenView> screen_;
    std::optional<TerminalView> terminal_;
    std::optional<LineView> lines_;
    x86::Serial* port_;
    std::uint32_t ticks_ = 0;
};

class Menu {
public:
    Menu(Boot& boot, choice::List& list, Request const& request)
        : boot_(boot), conf_(boot.workspace->entries.conf), port_(console::dialog()), input_(port_), outputs_(port_)
    {
        model_.items = list.items();
        model_.selected = model_.default_item = request.selected;
        model_.editor = &editor_;
        model_.message << request.reason;
        model_.seconds_left = std::min(request.seconds, longest_countdown);
        ticks_left_ = model_.seconds_left * TickCount::per_second;
        describe_place();
    }

    Outcome run()
    {
        if (conf_.beep)
            outputs_.beep();
        for (;;) {
            bool pressed = false;
            while (auto const press = input_.next()) {
                take(*press);
                pressed = true;
                if (chosen_)
                    return finish();
            }
            if (input_.take_tick()) {
                outputs_.tick();
                count_down();
                if (chosen_)
                    return finish();
            }
            if (described_ != model_.selected)
                describe_item();
            else if (!pressed && !changed_)
                continue;
            changed_ = false;
            outputs_.show(model_);
        }
    }

private:
    Outcome finish()
    {
        outputs_.clear();
        std::optional<std::string_view> options;
        if (model_.edited == model_.selected)
            options = editor_.text();
        return {.item = model_.selected,
                .by_hand = by_hand_,
                .options = options,
                .without_kaslr = model_.without_kaslr,
                .text_screen = model_.text_screen};
    }

    void describe_place()
    {
        auto const& disk = boot_.disk;
        place_ << EntryList::directory << ", drive ";
        place_.hex(disk.device.drive(), 2) << 'h';
        if (disk.partition->number != 0)
            (place_ << ", partition ").decimal(disk.partition->number);
        model_.place = place_.view();
    }

    void count_down()
    {
        changed_ = true; // LineView may begin
        if (ticks_left_ == 0)
            return;
        --ticks_left_;
        model_.seconds_left = (ticks_left_ + TickCount::per_second - 1) / TickCount::per_second;
        chosen_ = ticks_left_ == 0;
    }

    void stop_countdown() { ticks_left_ = model_.seconds_left = 0; }

    template <typename... Parts>
    void say(Parts const&... parts)
    {
        model_.message.clear();
        (model_.message << ... << parts);
    }

    void refuse(std::string_view why)
    {
        say(why);
        if (conf_.beep)
            outputs_.beep();
    }

    choice::Item const& item() const { return model_.item(); }

    // Reads the entry and the start of its kernel, for the lines below the list.
    void describe_item()
    {
        described_ = model_.selected;
        auto const& item = this->item();
        model_.options.clear();
        describe_kernel(boot_, item, model_.kernel);
        if (item.is_broken() || item.file.path.empty())
            return;
        auto& file = boot_.workspace->entries.entries[0];
        if (!boot_choice::read_entry(*boot_.volume, item.file, file))
            return;
        for (auto const& setting : file.entry.settings.all())
            if (setting.has(boot_entry::options))
                model_.options << (model_.options.view().empty() ? "" : " ") << setting.value;
    }

    void select(std::size_t number)
    {
        if (number >= model_.items.size())
            return;
        if (number != model_.selected)
            model_.message.clear();
        model_.selected = number;
    }

    void move(std::size_t count, bool down)
    {
        auto const last = model_.items.size() - 1;
        if (down)
            select(std::min(model_.selected + count, last));
        else
            select(model_.selected - std::min(count, model_.selected));
    }

    void select_by_letter(char letter)
    {
        auto const count = model_.items.size();
        for (std::size_t step = 1; step <= count; ++step) {
            auto const number = (model_.selected + step) % count;
            auto const title = model_.items[number].heading.title;
            if (!title.empty() && small(title.front()) == small(letter))
                return select(number);
        }
        refuse("no title begins with this letter, and it is no key of the menu: ? shows the keys");
    }

    void begin_edit()
    {
        if (!conf_.editor)
            return refuse("'editor no' in loader.conf forbids it");
        if (refuses_broken())
            return;
        if (model_.edited != model_.selected && !read_options())
            return refuse("the options are longer than this editor's 4 KiB, or cannot be read");
        model_.shows = Shows::editor;
    }

    // The entry's options, for the editor.
    bool read_options()
    {
        auto& file = boot_.workspace->entries.entries[0];
        if (item().file.path.empty())
            return editor_.begin({});
        if (!boot_choice::read_entry(*boot_.volume, item().file, file))
            return false;
        auto const options = join_options(file.entry.settings.all(), boot_.workspace->entries.entries[1].text);
        return options && editor_.begin(*options);
    }

    bool refuses_broken()
    {
        if (item().is_broken())
            refuse("this entry cannot be booted: i shows all about it");
        return item().is_broken();
    }

    void boot_selected()
    {
        if (refuses_broken())
            return;
        chosen_ = by_hand_ = true;
    }

    void show_pages(std::string_view title, std::string_view words)
    {
        model_.pager = {.title = title, .words = words};
        model_.shows = Shows::pager;
    }

    void show_entry()
    {
        auto& entries = boot_.workspace->entries.entries;
        if (item().file.path.empty() || item().is_broken() ||
            !boot_choice::read_entry(*boot_.volume, item().file, entries[0])) {
            entry_words_ = {};
            (entry_words_ << item().file.path << "\n\n" << model_.kernel.view()) << '\n';
            return show_pages("The entry", entry_words_.view());
        }
        show_pages("The entry", print_entry(entries[0], model_.kernel.view(), entries[1].text));
    }

    // Makes the entry the default, or the one that the next boot starts.
    void remember(counting::Wishes const& wishes, std::string_view what)
    {
        if (item().file.path.empty())
            return refuse("this kernel has no entry to remember");
        if (!counting::can_remember())
            return say(what, " for this boot only: ", counting::why_not());
        if (auto const remembered = counting::remember(boot_, wishes); !remembered)
            return refuse(error_text::why(remembered.error()).view());
        say(what, ": written to ", FARJUMP_STATE_PATH);
    }

    void change_timeout(bool longer)
    {
        if (refuses_broken()) // at its end the countdown boots the selected entry
            return;
        constexpr std::uint32_t most = 999;
        auto const seconds = seconds_before_ + (longer ? 1u : 0u) - (!longer && seconds_before_ != 0 ? 1u : 0u);
        ticks_left_ = std::min(seconds, most) * TickCount::per_second;
        model_.seconds_left = std::min(seconds, most);
    }

    void restart()
    {
        outputs_.clear();
        bios::restart();
    }

    void try_next_device()
    {
        outputs_.clear();
        bios::call(0x18, {});
        outputs_.redraw();
        refuse("the BIOS knows no other boot device");
    }

    void take_command(char character)
    {
        auto const id = [&] { return counting::id_hash(item().name().id); };
        switch (character) {
        case 'j': return move(1, true);
        case 'k': return move(1, false);
        case 'e': return begin_edit();
        case 'n':
            if (!conf_.editor)
                return refuse("'editor no' in loader.conf forbids it");
            model_.without_kaslr = !model_.without_kaslr;
            return;
        case 's': model_.text_screen = !model_.text_screen; return;
        case 'd':
            if (refuses_broken())
                return;
            model_.default_item = model_.selected;
            return remember({.preferred = id()}, "the default");
        case 'o':
            if (refuses_broken())
                return;
            return remember({.once = id()}, "the entry of the next boot");
        case 't':
        case '+': return change_timeout(true);
        case 'T':
        case '-': return change_timeout(false);
        case 'i':
        case 'p': return show_entry();
        case 'l': return show_pages("The loader's log", boot_log::text());
        case 'm':
            return show_pages("The memory map",
                              print_memory_map(boot_.memory, boot_.workspace->entries.entries[1].text));
        case 'v': return say("farjump ", version);
        case 'b': return restart();
        case 'x': return try_next_device();
        case '?':
        case 'h': return show_pages("The keys", all_keys);
        case ' ': return;
        default: break;
        }
        if (character >= '1' && character <= '9')
            return select(static_cast<std::size_t>(character - '1'));
        select_by_letter(character);
    }

    void take_in_list(Press const& press)
    {
        auto const rows = outputs_.rows_of(list_rows);
        switch (press.key) {
        case Key::up:
        case Key::previous_line: return move(1, false);
        case Key::down:
        case Key::next_line: return move(1, true);
        case Key::page_up: return move(rows, false);
        case Key::page_down: return move(rows, true);
        case Key::home: return select(0);
        case Key::end: return select(model_.items.size() - 1);
        case Key::enter: return boot_selected();
        case Key::character: return take_command(press.character);
        default: return;
        }
    }

    void take_in_editor(Press const& press)
    {
        if (press.key == Key::enter) {
            model_.edited = model_.selected;
            return boot_selected();
        }
        if (press.key == Key::escape) {
            model_.edited = Model::no_item;
            model_.shows = Shows::list;
            return;
        }
        if (!editor_.press(press))
            refuse(editor_.text().size() == LineEditor::capacity ? "the editor is full" : "");
    }

    void take_in_pager(Press const& press)
    {
        auto& first = model_.pager.first_line;
        std::size_t const rows = outputs_.rows_of(pager_rows);
        auto const lines = outputs_.lines_of(model_.pager.words);
        auto const last = lines - std::min(lines, rows);
        auto const to = [&](std::size_t line) { first = std::min(line, last); };
        bool const down = press.key == Key::down || press.character == 'j';
        bool const up = press.key == Key::up || press.character == 'k';
        if (down || up)
            return to(down ? first + 1 : first - std::min<std::size_t>(first, 1));
        switch (press.key) {
        case Key::page_up: return to(first - std::min(first, rows));
        case Key::page_down: return to(first + rows);
        case Key::home: return to(0);
        case Key::end: return to(last);
        default: model_.shows = Shows::list;
        }
    }

    void take(Press const& press)
    {
        if (press.key == Key::terminal)
            return outputs_.use_terminal();
        seconds_before_ = model_.seconds_left;
        stop_countdown();
        if (press.key == Key::redraw) {
            outputs_.redraw();
            if (input_.is_from_serial())
                outputs_.use_terminal();
            return;
        }
        switch (model_.shows) {
        case Shows::list: return take_in_list(press);
        case Shows::editor: return take_in_editor(press);
        case Shows::pager: return take_in_pager(press);
        }
    }

    Boot& boot_;
    boot_entry::LoaderConf const& conf_;
    x86::Serial* port_;
    Input input_; // before the question to the terminal, because it drops what waits
    Outputs outputs_;
    Model model_{};
    LineEditor editor_;
    text::Sentence place_{};
    text::Sentence entry_words_{};
    std::size_t described_ = Model::no_item;
    std::uint32_t ticks_left_ = 0;
    std::uint32_t seconds_before_ = 0; // of the countdown that a key has stopped
    bool changed_ = true;
    bool chosen_ = false;
    bool by_hand_ = false;
};

alignas(Menu) std::byte room[sizeof(Menu)];

} // namespace

Outcome run(Boot& boot, choice::List& list, Request const& request)
{
    auto const on_progress = std::exchange(boot.disk.device.on_progress, nullptr); // it would write into the menu
    auto& menu = *new (room) Menu(boot, list, request);
    auto const outcome = menu.run();
    boot.disk.device.on_progress = on_progress;
    return outcome;
}

} // namespace menu
