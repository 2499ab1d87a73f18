// SPDX-License-Identifier: BSD-2-Clause
// farjump: one program for all that is done with kernels, images and disks. The word behind its name selects the
// subcommand; under one of the older names, which are links to it, the program is that subcommand. docs/farjump.1
#include "disk/entry/entry.hpp"
#include "disk/farjump/command.hpp"
#include "disk/farjump/image_command.hpp"
#include "disk/farjump/new_command.hpp"
#include "disk/farjump/run_command.hpp"
#include "disk/farjump/signals.hpp"
#include "disk/host/data_files.hpp"
#include "disk/host/refusal.hpp"
#include "disk/install/install.hpp"
#include "disk/kernel_tools/check_kernel.hpp"
#include "disk/kernel_tools/seal.hpp"
#include "disk/write/write.hpp"
#include "include/version.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace {

// Each subcommand is a row here and has a file of its own.
constexpr Command commands[]{
    {"image", "", "put a kernel on a disk image", image_command::usage, image_command::run},
    {"iso", "", "put a kernel on an image that boots as CD, disk and stick", image_command::usage_of_iso,
     image_command::run_iso},
    {"run", "", "boot a kernel in QEMU or Bochs", run_command::usage, run_command::run},
    {"new", "", "make a project with a small kernel of your own", new_command::usage, new_command::run},
    {"check", check_command::older_name, "predict whether a kernel will boot",
     [] { return std::string(check_command::usage); }, check_command::run},
    {"seal", seal_command::older_name, "protect a kernel by a checksum that the loader verifies",
     [] { return std::string(seal_command::usage); }, seal_command::run},
    {"entry", entry_command::older_name, "list, add, choose and mark boot entries", entry_command::usage,
     entry_command::run},
    {"install", install_command::older_name, "put the boot code on a disk or image that exists",
     [] { return std::string(install_command::usage); }, install_command::run},
    {"write", write_command::older_name, "write an image to a disk", [] { return std::string(write_command::usage); },
     write_command::run},
};

constexpr std::string_view program_name = "farjump";

bool asks_for_help(std::string_view word)
{
    return word == "--help" || word == "-h";
}

Command const* find(std::string_view name)
{
    auto const* const found = std::ranges::find(commands, name, &Command::name);
    return found == std::end(commands) ? nullptr : found;
}

Command const* find_older(std::string_view name)
{
    if (name.empty())
        return nullptr;
    auto const* const found = std::ranges::find(commands, name, &Command::older_name);
    return found == std::end(commands) ? nullptr : found;
}

Call call_of(Command const& command, int count, char** words)
{
    return {std::string(program_name) + ' ' + std::string(command.name), count, words};
}

std::string usage_of(Command const& command)
{
    auto const call = call_of(command, 0, nullptr);
    return command.older_name.empty() ? command.usage() : call.usage(command.usage(), command.older_name);
}

std::string all_commands()
{
    constexpr std::size_t column = 10;
    std::string text = "usage: farjump COMMAND …\n";
    for (auto const& command : commands)
        text += "  " + std::string(command.name) + std::string(column - command.name.size(), ' ') +
                std::string(command.summary) + '\n';
    return text + "farjump help COMMAND describes one of them; farjump --version prints the version,\n"
                  "farjump --include-directory the directory of the headers for kernels\n";
}

// `help`, or `help COMMAND`.
int help(int count, char** words)
{
    auto const* const command = count == 2 ? find(words[1]) : nullptr;
    if (command != nullptr)
        std::cout << usage_of(*command);
    else if (count == 1)
        std::cout << all_commands();
    else
        throw UsageError(std::string("there is no command ") + words[1]);
    return 0;
}

// `words` are those behind the program's name.
int run(int count, char** words)
{
    if (count == 0)
        throw UsageError("a command is wanted");
    std::string_view const first = words[0];
    if (first == "--version") {
        std::cout << program_name << ' ' << version << '\n';
        return 0;
    }
    if (first == "--include-directory") {
        std::cout << data_files::places().headers.string() << '\n';
        return 0;
    }
    if (first == "help" || asks_for_help(first))
        return help(count, words);
    auto const* const command = find(first);
    if (command == nullptr)
        throw UsageError("there is no command " + std::string(first));
    if (count == 2 && asks_for_help(words[1])) {
        std::cout << usage_of(*command);
        return 0;
    }
    return command->run(call_of(*command, count, words));
}

int run_as(std::string const& name, int count, char** words)
try {
    if (auto const* const older = find_older(name))
        return older->run({name, count, words});
    return program::run(std::string(program_name), all_commands(), [&] { return run(count - 1, words + 1); });
} catch (signals::Interrupted const&) {
    return program::exit_refused; // main() then ends by the signal
}

} // namespace

int main(int count, char** words)
{
    std::string const name = count > 0 ? std::filesystem::path(words[0]).filename().string() : "";
    auto const status = run_as(name, std::max(count, 1), words);
    signals::end_if_caught();
    return status;
}
