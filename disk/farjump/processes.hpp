// SPDX-License-Identifier: BSD-2-Clause
// Runs other programs, without a shell.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace processes {

using Words = std::vector<std::string>;

// Refuses if the program is not in PATH, /usr/sbin or /sbin; names Debian's package of it.
void need(std::string const& program, std::string const& package);

// As the shell would read it.
std::string quoted(Words const& words);

enum class Errors { shown, kept }; // the child's stderr

// A running program. It gets SIGTERM if this program ends, or when the destructor runs first.
class Child {
public:
    enum class Input { none, terminal };
    enum class Output { none, same };

    // Throws a std::system_error if the program cannot be started.
    Child(Words const& words, Input input, Output output, Errors errors);
    ~Child();
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;

    pid_t number() const { return child_; }

    // Waits at most so long. True if the program has ended. A noted signal (signals.hpp) ends the child, and is thrown.
    bool ended_within(int milliseconds);

    // Waits for its end; calls `meanwhile` ten times a second.
    void wait(std::function<void()> const& meanwhile = {});

    // Its exit status; 128 and the signal's number if a signal has ended it. To be called after its end.
    int status() const;

    // What it wrote to stderr, if that is kept: the first 64 KiB.
    std::string const& errors() const { return errors_; }

private:
    void read_errors(int milliseconds);
    void stop();

    bool has_own_group_; // with its own children, so that a signal reaches them, too
    pid_t child_ = -1;
    int error_pipe_ = -1;
    bool has_ended_ = false;
    int status_ = 0;
    std::string errors_;
};

} // namespace processes
