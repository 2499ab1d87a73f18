// SPDX-License-Identifier: BSD-2-Clause
// Reads lines from keyboard and COM1, and runs their commands.

#include "kernel/shell/shell.hpp"

#include "include/x86/cpu.hpp"
#include "kernel/commands/commands.hpp"
#include "kernel/console/console.hpp"
#include "kernel/shell/input_line.hpp"
#include "kernel/shell/keyboard.hpp"
#include "kernel/shell/serial_trust.hpp"
#include "kernel/shell/silence.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace shell {
namespace {

using farjump::BootInfo;

struct Command {
    std::string_view name;
    std::string_view argument; // the name of its argument; empty: it has none
    std::string_view purpose;
    void (*run)(BootInfo const& info, std::string_view argument);
};

void help(BootInfo const& info, std::string_view);

constexpr auto commands = std::to_array<Command>({
    {"help", "", "this list", help},
    {"mem", "", "the memory map, and how much memory of each kind there is", commands::memory},
    {"map", "ADDRESS", "how the page tables translate a virtual address, level by level", commands::map},
    {"cpu", "", "the processor's vendor, model and features", commands::processor},
    {"log", "", "the loader's output", commands::log},
    {"time", "", "the time of day at boot, and how long each step took", commands::time},
    {"modules", "", "the kernel's modules and their checksums", commands::modules},
    {"good", "", "marks a counted boot as good: writes one sector of the boot disk", commands::good},
    {"panic", "", "executes an invalid instruction, to show how the kernel reports it", commands::panic},
    {"reboot", "", "starts the machine again", commands::reboot},
});

void help(BootInfo const&, std::string_view)
{
    constexpr std::size_t purpose_column = 16;
    for (auto const& command : commands) {
        console::Line line;
        line << "  " << command.name << ' ' << command.argument;
        while (line.view().size() < purpose_column)
            line << ' ';
        line << command.purpose;
        console::print(line);
    }
}

constexpr std::string_view trimmed(std::string_view words)
{
    while (words.starts_with(' '))
        words.remove_prefix(1);
    while (words.ends_with(' '))
        words.remove_suffix(1);
    return words;
}

using Kind = SerialTrust::Line;

// Classifies a line, and finds its command. A command with a missing or unexpected argument is no command.
struct Words {
    Kind kind;
    Command const* command;
    std::string_view argument;
};

Words understood(std::string_view line)
{
    auto const words = trimmed(line);
    auto const name_end = std::ranges::find(words, ' ');
    std::string_view const name{words.begin(), name_end};
    auto const argument = trimmed({name_end, words.end()});
    auto const* const command = std::ranges::find(commands, name, &Command::name);
    if (words.empty())
        return {Kind::empty, nullptr, {}};
    if (command == commands.end())
        return {Kind::no_command, nullptr, {}};
    bool const fits = command->argument.empty() == argument.empty();
    return {fits ? Kind::command : Kind::no_command, command, argument};
}

void obey(BootInfo const& info, Words const& words)
{
    if (words.kind == Kind::command) {
        words.command->run(info, words.argument);
    } else if (words.command != nullptr) {
        console::Line line;
        line << "usage: " << words.command->name << ' ' << words.command->argument;
        console::print(line);
    } else if (words.kind == Kind::no_command) {
        console::print("there is no such command: try 'help'");
    }
}

class Shell {
public:
    explicit Shell(BootInfo const& info) : info_{info}, silence_{info.timeline.ticks_per_second} {}

    [[noreturn]] void run()
    {
        prompt();
        for (;;) {
            silence_.go_on();
            if (auto const character = keyboard::take())
                typed(keyboard_, *character);
            else if (auto const sent = console::take())
                received(*sent);
            else
                x86::pause();
        }
    }

private:
    void prompt()
    {
        console::put('>');
        console::put(' ');
        silence_.begin();
    }

    void typed(InputLine& input, char character)
    {
        if (character == '\n')
            return answer(input);
        if (input.take(character))
            console::put(character);
        silence_.begin();
    }

    void answer(InputLine& input)
    {
        console::put('\n');
        auto const words = understood(input.words());
        obey(info_, words);
        if (&input == &serial_)
            judge(words.kind);
        input.clear();
        prompt();
    }

    void judge(Kind kind)
    {
        trust_.judge(kind);
        if (!trust_.is_given())
            console::print("kernel: COM1 sends no commands: its input is ignored until 3 seconds of silence");
    }

    // For Enter terminals send a carriage return, some with a line feed; for Backspace some send DEL.
    void received(char sent)
    {
        bool const is_second_half = sent == '\n' && last_received_ == '\r';
        last_received_ = sent;
        auto const character = sent == '\r' ? '\n' : sent == 0x7F ? '\b' : sent;
        if (is_second_half)
            silence_.begin();
        else if (trust_.is_given() && is_junk(sent))
            doubt_for_junk();
        else if (trust_.is_given())
            typed(serial_, character);
        else
            received_from_machine(character);
    }

    // Characters that no command contains, and noise contains often.
    static bool is_junk(char sent) { return sent == '\0' || (sent & 0x80) != 0; }

    void doubt_for_junk()
    {
        silence_.begin();
        judge(Kind::junk);
        if (trust_.is_given())
            return;
        serial_.clear();
        prompt();
    }

    // Sends nothing, because an answer would come back; but accepts a command, in case a person has taken over the
    // line.
    void received_from_machine(char character)
    {
        if (serial_.words().empty())
            after_silence_ = silence_.is_long();
        silence_.begin();
        if (character != '\n') {
            serial_.take(character);
            return;
        }
        if (after_silence_ && understood(serial_.words()).kind == Kind::command) {
            for (char const each : serial_.words())
                console::put(each);
            return answer(serial_);
        }
        serial_.clear();
    }

    BootInfo const& info_;
    Silence silence_;
    SerialTrust trust_;
    InputLine keyboard_;
    InputLine serial_;
    char last_received_ = 0;
    bool after_silence_ = false; // the line on COM1 began after silence
};

} // namespace

[[noreturn]] void run(BootInfo const& info)
{
    console::print("kernel: ready for commands: try 'help'");
    Shell{info}.run();
}

} // namespace shell
