// Why a host program does not do what it was asked, and what to try: thrown where that is noticed, printed by run().
#pragma once

#include "include/result.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

class Refusal : public std::runtime_error {
public:
    Refusal(std::string const& why, std::string hint) : std::runtime_error(why), hint_(std::move(hint)) {}

    // In the loader's words; `hint` for when the loader's own is not for this program's user.
    explicit Refusal(Error const& error, std::string hint = {});

    std::string const& hint() const { return hint_; }

private:
    std::string hint_;
};

// What was typed makes no sense: the usage is printed.
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

// The error that the last system call has left in errno.
[[noreturn]] void fail_with_errno(std::string const& what);

namespace program {

inline constexpr int exit_refused = 1, exit_usage = 2;

// The body's exit status, or that of what it throws, which is printed in the manner of all host programs.
int run(std::string const& name, std::string const& usage, std::function<int()> const& body);

} // namespace program
