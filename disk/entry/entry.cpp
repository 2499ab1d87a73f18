// SPDX-License-Identifier: BSD-2-Clause
// farjump-entry: works on boot entries and on the state file. Each subcommand has a file of its own.
#include "disk/entry/entry.hpp"

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

namespace entry_command {
namespace {

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

int run_one(Command const& command, Arguments arguments, std::string const& text)
{
    if (arguments.flag("--help") || arguments.flag("-h")) {
        std::cout << text;
        return 0;
    }
    return command.run(arguments);
}

} // namespace

std::string usage()
{
    std::string text;
    for (auto const& command : commands)
        text += command.usage;
    return text;
}

int run(Call const& call)
{
    auto const count = call.count;
    auto* const* const words = call.words;
    for (auto const& command : commands) {
        if (count < 2 || command.name != words[1])
            continue;
        auto const text = call.usage(command.usage, older_name);
        return program::run(call.name, text, [&] { return run_one(command, {count - 1, call.words + 1}, text); });
    }
    bool const wants_help = count > 1 && asks_for_help(words[1]);
    (wants_help ? std::cout : std::cerr) << call.usage(usage(), older_name);
    return wants_help ? 0 : program::exit_usage;
}

} // namespace entry_command
