// farjump-entry: works on boot entries. Each subcommand has a file of its own.
#include "disk/entry/checksum_command.hpp"
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
};

} // namespace

int main(int count, char** arguments)
{
    for (auto const& command : commands)
        if (count > 1 && command.name == arguments[1])
            return program::run(name, command.usage, [&] { return command.run(Arguments(count - 1, arguments + 1)); });
    for (auto const& command : commands)
        std::cerr << command.usage;
    return program::exit_usage;
}
