// SPDX-License-Identifier: BSD-2-Clause
// fork(2), execvp(3), waitpid(2), poll(2); Linux, prctl(2), PR_SET_PDEATHSIG.
#include "disk/farjump/processes.hpp"

#include "disk/farjump/signals.hpp"
#include "disk/host/refusal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <string_view>
#include <system_error>

namespace processes {
namespace {

using std::string;

constexpr std::size_t most_errors = 64 << 10;
constexpr int tick = 100;             // milliseconds
constexpr int patience_at_end = 3000; // milliseconds from SIGTERM to SIGKILL

// Debian keeps some programs out of a plain user's PATH.
void complete_path()
{
    string const path = std::getenv("PATH") != nullptr ? std::getenv("PATH") : "/usr/bin:/bin";
    if (!path.ends_with(":/usr/sbin:/sbin"))
        ::setenv("PATH", (path + ":/usr/sbin:/sbin").c_str(), 1);
}

bool is_in_path(string const& program)
{
    complete_path();
    std::istringstream directories(std::getenv("PATH"));
    for (string directory; std::getline(directories, directory, ':');)
        if (::access((std::filesystem::path(directory.empty() ? "." : directory) / program).c_str(), X_OK) == 0)
            return true;
    return false;
}

bool is_plain(char character)
{
    constexpr std::string_view plain = "%+,-./:=@_";
    auto const byte = static_cast<unsigned char>(character);
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           byte >= 0x80 || plain.contains(character);
}

string quoted_word(string const& word)
{
    if (word.empty())
        return "''";
    string result;
    for (auto const character : word) {
        if (character == '\n') {
            result += "$'\\n'";
            continue;
        }
        if (!is_plain(character))
            result += '\\';
        result += character;
    }
    return result;
}

void connect(int to, char const* path, int flags)
{
    auto const file = ::open(path, flags);
    ::dup2(file, to);
}

} // namespace

void need(string const& program, string const& package)
{
    if (!is_in_path(program))
        throw Refusal("the program " + program + " is missing", "apt-get install " + package + " brings it");
}

string quoted(Words const& words)
{
    string line;
    for (auto const& word : words)
        line += (line.empty() ? "" : " ") + quoted_word(word);
    return line;
}

Child::Child(Words const& words, Input input, Output output, Errors errors) : has_own_group_{input == Input::none}
{
    complete_path();
    std::vector<char*> arguments;
    for (auto const& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    int pipe[2]{-1, -1}, failure[2]{-1, -1};
    if ((errors == Errors::kept && ::pipe2(pipe, O_CLOEXEC) != 0) || ::pipe2(failure, O_CLOEXEC) != 0)
        fail_with_errno("cannot make a pipe");
    auto const parent = ::getpid();
    child_ = ::fork();
    if (child_ < 0)
        fail_with_errno("cannot start " + words[0]);
    if (child_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent)
            ::_exit(127);
        if (has_own_group_)
            ::setpgid(0, 0);
        if (input == Input::none)
            connect(STDIN_FILENO, "/dev/null", O_RDONLY);
        if (output == Output::none)
            connect(STDOUT_FILENO, "/dev/null", O_WRONLY);
        if (errors == Errors::kept)
            ::dup2(pipe[1], STDERR_FILENO);
        ::execvp(arguments[0], arguments.data());
        int const why = errno;
        [[maybe_unused]] auto const written = ::write(failure[1], &why, sizeof why);
        ::_exit(127);
    }
    ::close(failure[1]);
    if (errors == Errors::kept) {
        ::close(pipe[1]);
        error_pipe_ = pipe[0];
    }
    int why = 0; // nothing arrives if the program has started
    ssize_t got;
    while ((got = ::read(failure[0], &why, sizeof why)) < 0 && errno == EINTR) {}
    ::close(failure[0]);
    if (got == sizeof why) {
        ::waitpid(child_, nullptr, 0);
        if (error_pipe_ >= 0)
            ::close(error_pipe_);
        throw std::system_error(why, std::generic_category(), "cannot run " + words[0]);
    }
}

Child::~Child()
{
    if (!has_ended_)
        stop();
    if (error_pipe_ >= 0)
        ::close(error_pipe_);
}

void Child::stop()
{
    auto const target = has_own_group_ ? -child_ : child_;
    ::kill(target, SIGTERM);
    for (int waited = 0; waited < patience_at_end; waited += tick) {
        if (::waitpid(child_, &status_, WNOHANG) == child_) {
            has_ended_ = true;
            return;
        }
        ::poll(nullptr, 0, tick);
    }
    ::kill(target, SIGKILL);
    while (::waitpid(child_, &status_, 0) < 0 && errno == EINTR) {}
    has_ended_ = true;
}

void Child::read_errors(int milliseconds)
{
    pollfd source{error_pipe_, POLLIN, 0}; // poll() only waits if there is no pipe: the number is -1
    if (::poll(&source, 1, milliseconds) <= 0)
        return;
    char buffer[4096];
    auto const got = ::read(error_pipe_, buffer, sizeof buffer);
    if (got > 0)
        errors_.append(buffer, std::min(static_cast<std::size_t>(got), most_errors - errors_.size()));
    if (got == 0) { // all writers are gone
        ::close(error_pipe_);
        error_pipe_ = -1;
    }
}

bool Child::ended_within(int milliseconds)
{
    if (signals::caught() != 0) {
        stop();
        signals::throw_if_caught();
    }
    if (has_ended_)
        return true;
    constexpr int step = 20; // the end of the program wakes nobody: it is looked for in steps
    for (int waited = 0;; waited += step) {
        if (::waitpid(child_, &status_, WNOHANG) == child_) {
            has_ended_ = true;
            while (error_pipe_ >= 0 && errors_.size() < most_errors) {
                auto const before = errors_.size();
                read_errors(0);
                if (errors_.size() == before)
                    break;
            }
            return true;
        }
        if (waited >= milliseconds || signals::caught() != 0)
            return false;
        read_errors(std::min(step, milliseconds - waited));
    }
}

void Child::wait(std::function<void()> const& meanwhile)
{
    while (!ended_within(tick))
        if (meanwhile)
            meanwhile();
}

int Child::status() const
{
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

} // namespace processes
