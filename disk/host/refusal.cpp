// SPDX-License-Identifier: BSD-2-Clause
// Prints errors of host programs: a line with the reason, a line with a hint; returns the exit status.
#include "disk/host/refusal.hpp"

#include "stage2/talk/error_text.hpp"

#include <cerrno>
#include <iostream>
#include <system_error>

Refusal::Refusal(Error const& error, std::string hint)
    : std::runtime_error(std::string(error_text::why(error).view()) + " [" +
                         std::string(error_text::code_name(error.code).view()) + ']'),
      hint_(hint.empty() ? std::string(error_text::hint(error.code)) : std::move(hint))
{}

void fail_with_errno(std::string const& what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

namespace program {

int run(std::string const& name, std::string const& usage, std::function<int()> const& body)
try {
    return body();
} catch (UsageError const& error) {
    std::cout.flush();
    std::cerr << name << ": " << error.what() << '\n' << usage;
    return exit_usage;
} catch (Refusal const& refusal) {
    std::cout.flush();
    std::cerr << name << ": " << refusal.what() << "\nhint: " << refusal.hint() << '\n';
    return exit_refused;
} catch (std::exception const& error) {
    std::cout.flush();
    std::cerr << name << ": " << error.what() << '\n';
    return exit_refused;
}

} // namespace program
