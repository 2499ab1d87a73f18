// The errors of host programs: the reason and a hint. Thrown where the error is found, printed by run().
#pragma once

#include "include/result.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

class Refusal : public std::runtime_error {
public:
    Refusal(std::string const& why, std::string hint) : std::runtime_error(why), hint_(std::move(hint)) {}

    // With the loader's message; `hint` replaces the loader's own hint where that does not suit a host program.
    explicit Refusal(Error const& error, std::string hint = {});

    std::string const& hint() const { return hint_; }

private:
    std::string hint_;
};

// A wrong command line: run() prints the usage.
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

// Throws the error in errno.
[[noreturn]] void fail_with_errno(std::string const& what);

namespace program {

inline constexpr int exit_refused = 1, exit_usage = 2;

// Runs the body and returns its exit status. Prints what it throws, and returns the exit status for that.
int run(std::string const& name, std::string const& usage, std::function<int()> const& body);

} // namespace program
