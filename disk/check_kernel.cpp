// farjump-check-kernel: tells in advance whether a kernel will boot, and if not, why. See disk/kernel_verdict.hpp.
#include "disk/host/refusal.hpp"
#include "disk/kernel_report.hpp"
#include "disk/kernel_verdict.hpp"

#include <iostream>
#include <string>

namespace {

constexpr auto usage = "usage: farjump-check-kernel KERNEL    say whether farjump will boot it, and if not, why\n";

int check(std::string const& path)
{
    auto const file = kernel_file::read(path);
    std::cout << kernel_report::describe(or_refuse(kernel_verdict::examine(file, path)));
    return 0;
}

} // namespace

int main(int count, char** arguments)
{
    std::string const path = count == 2 ? arguments[1] : "";
    if (path.empty() || path.starts_with('-')) {
        std::cerr << usage;
        return program::exit_usage;
    }
    return program::run("farjump-check-kernel", usage, [&] { return check(path); });
}
