// Lines from keyboard and COM1, and the table of commands.

#include "kernel/shell.hpp"

#include "kernel/commands.hpp"
#include "kernel/console.hpp"
#include "kernel/keyboard.hpp"
#include "include/x86/cpu.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace shell {
namespace {

using farjump::BootInfo;

struct Command {
    std::string_view name;
    std::string_view argument;          // what has to follow it, or nothing
    std::string_view purpose;
    void (*run)(BootInfo const& info, std::string_view argument);
};

void help(BootInfo const& info, std::string_view);

constexpr auto commands = std::to_array<Command>({
    {"help", "", "this list", help},
    {"mem", "", "the memory map, and how much of it is whose", commands::memory},
    {"map", "ADDRESS", "how the page tables translate a virtual address, level by level", commands::map},
    {"cpu", "", "what the processor says of itself", commands::processor},
    {"log", "", "all that the loader printed", commands::log},
    {"time", "", "the clock when the loader read it, and how long each step of the boot took", commands::time},
    {"modules", "", "the files that came with the kernel, and their checksums", commands::modules},
    {"panic", "", "an invalid instruction: what an exception looks like", commands::panic},
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

// Waits for the next character, from wherever it comes.
char next_character()
{
    for (;;) {
        if (auto const character = keyboard::take())
            return *character;
        if (auto const character = console::take())
            return *character == '\r' ? '\n' : *character == 0x7F ? '\b' : *character;
        x86::pause();
    }
}

// A line as it was typed in the end. What does not fit into `room` is not taken.
template <std::size_t capacity>
std::string_view read_line(std::array<char, capacity>& room)
{
    std::size_t size = 0;
    for (;;) {
        auto const character = next_character();
        if (character == '\n') {
            console::put('\n');
            return {room.data(), size};
        }
        if (character == '\b' && size > 0) {
            --size;
            console::put('\b');
        } else if (character >= ' ' && size < room.size()) {
            room[size++] = character;
            console::put(character);
        }
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

void obey(BootInfo const& info, std::string_view words)
{
    auto const name_end = std::ranges::find(words, ' ');
    std::string_view const name{words.begin(), name_end};
    auto const argument = trimmed({name_end, words.end()});
    auto const* const command = std::ranges::find(commands, name, &Command::name);
    if (command == commands.end())
        return console::print("there is no such command: try 'help'");
    if (command->argument.empty() != argument.empty()) {
        console::Line line;
        line << "usage: " << command->name << ' ' << command->argument;
        return console::print(line);
    }
    command->run(info, argument);
}

} // namespace

[[noreturn]] void run(BootInfo const& info)
{
    std::array<char, 64> room;
    console::print("kernel: ready for commands: try 'help'");
    for (;;) {
        console::put('>');
        console::put(' ');
        if (auto const words = trimmed(read_line(room)); !words.empty())
            obey(info, words);
    }
}

} // namespace shell
