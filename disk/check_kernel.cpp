// farjump-check-kernel: tells in advance whether a kernel will boot, and if not, why. See disk/kernel_verdict.hpp.
#include "disk/host_program.hpp"
#include "disk/kernel_report.hpp"
#include "disk/kernel_verdict.hpp"

#include <exception>
#include <iostream>
#include <string>
#include <string_view>

namespace {

constexpr std::string_view program = "farjump-check-kernel";

int check(std::string const& path)
{
    auto const file = host_program::read_file(path);
    auto const facts = kernel_verdict::examine(file, path);
    if (!facts)
        return host_program::refuse(program, facts.error());
    std::cout << kernel_report::describe(*facts);
    return 0;
}

} // namespace

int main(int count, char** arguments)
try {
    std::string const path = count == 2 ? arguments[1] : "";
    if (path.empty() || path.starts_with('-')) {
        std::cerr << "usage: farjump-check-kernel KERNEL    say whether farjump will boot it, and if not, why\n";
        return host_program::exit_usage;
    }
    return check(path);
} catch (std::exception const& error) {
    std::cerr << program << ": " << error.what() << '\n';
    return host_program::exit_refused;
}
