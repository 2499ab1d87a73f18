// SPDX-License-Identifier: BSD-2-Clause
// Defines the exceptions of host programs. A Refusal has a reason and a hint. program::run() catches and prints them.
#pragma once

#include "include/result.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

class Refusal : public std::runtime_error {
public:
    Refusal(std::string const& why, std::string hint) : std::runtime_error(why), hint_(std::move(hint)) {}

    // Takes reason and hint from the loader's error. A `hint` that is not empty replaces the loader's hint, which may
    // not suit a host program.
    explicit Refusal(Error const& error, std::string hint = {});

    std::string const& hint() const { return hint_; }

private:
    std::string hint_;
};

// Reports a wrong command line: run() also prints the usage.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

template <typename T>
T or_refuse(Result<T>&& result, std::string const& hint = {})
{
    if (!result)
        throw Refusal(result.error(), hint);
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

// Throws std::system_error with the error code in errno.
[[noreturn]] void fail_with_errno(std::string const& what);

namespace program {

inline constexpr int exit_refused = 1, exit_usage = 2;

// Runs `body` and returns its exit status. If it throws, prints the exception and returns exit_usage for a UsageError,
// otherwise exit_refused.
int run(std::string const& name, std::string const& usage, std::function<int()> const& body);

} // namespace program
