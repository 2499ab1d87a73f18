// farjump-entry: works on boot entries and on the state file. Each subcommand has a file of its own.
#include "disk/entry/add_command.hpp"
#include "disk/entry/checksum_command.hpp"
#include "disk/entry/default_command.hpp"
#include "disk/entry/good_command.hpp"
#include "disk/entry/list_command.hpp"
#include "disk/entry/state_command.hpp"
#include "disk/host/arguments.hpp"
#include "disk/host/refusal.hpp"

#include <iostream>
#include <string_view>

namespace {

constexpr auto name = "farjump-entry";

struct Command {
    std::string_view name;
    char const* usage;
    int (*run)(Arguments);
};

constexpr Command commands[]{
    {"checksum", checksum_command::usage, checksum_command::run},
    {"list", list_command::usage, list_command::run},
    {"add", add_command::usage, add_command::run},
    {"set-default", default_command::usage, default_command::run},
    {"good", good_command::usage, good_command::run},
    {"state", state_command::usage, state_command::run},
};

bool asks_for_help(std::string_view word)
{
    return word == "--help" || word == "-h";
}

int print_all_usages()
{
    for (auto const& command : commands)
        std::cout << command.usage;
    return 0;
}

int run(Command const& command, Arguments arguments)
{
    if (arguments.flag("--help") || arguments.flag("-h")) {
        std::cout << command.usage;
        return 0;
    }
    return command.run(arguments);
}

} // namespace

int main(int count, char** arguments)
{
    for (auto const& command : commands)
        if (count > 1 && command.name == arguments[1])
            return program::run(name, command.usage, [&] { return run(command, {count - 1, arguments + 1}); });
    if (count > 1 && asks_for_help(arguments[1]))
        return print_all_usages();
    for (auto const& command : commands)
        std::cerr << command.usage;
    return program::exit_usage;
}
