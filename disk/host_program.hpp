// What the programs for the developer's machine have in common: how they read a file, and how they refuse one.
#pragma once

#include "include/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace host_program {

inline constexpr int exit_refused = 1, exit_usage = 2;

// What the last system call complained of, behind these words.
[[noreturn]] void fail_with_errno(std::string const& what);

// All of a plain file. Devices, pipes and directories are refused, so that nobody waits for bytes that never come.
std::vector<std::byte> read_file(std::string const& path);

// The loader's own words, with code and hint. Out: the exit status.
int refuse(std::string_view program, Error const& error);

} // namespace host_program
