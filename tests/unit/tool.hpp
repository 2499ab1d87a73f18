// SPDX-License-Identifier: BSD-2-Clause
// Runs one of our own programs as a user does, and returns its output.
#pragma once

#include <cstdio>
#include <string>
#include <sys/wait.h>

namespace tool {

struct Outcome {
    int status;
    std::string output; // of both streams
};

inline Outcome run(std::string const& command)
{
    auto* const pipe = popen((command + " 2>&1").c_str(), "r");
    std::string output;
    for (int character; (character = std::fgetc(pipe)) != EOF;)
        output += static_cast<char>(character);
    return {WEXITSTATUS(pclose(pipe)), output};
}

} // namespace tool
