// farjump-check-kernel: predicts whether a kernel will boot, and if not, why. See disk/kernel_tools/kernel_verdict.hpp.
#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"
#include "disk/kernel_tools/kernel_report.hpp"
#include "disk/kernel_tools/kernel_verdict.hpp"
#include "disk/kernel_tools/kernel_warnings.hpp"
#include "disk/kernel_tools/packed_kernel.hpp"
#include "disk/kernel_tools/report_text.hpp"
#include "stage2/talk/error_text.hpp"

#include <iostream>
#include <string>

namespace {

constexpr auto usage = "usage: farjump-check-kernel KERNEL    say whether farjump will boot it, and if not, why\n";

[[noreturn]] void refuse(Error const error, Bytes file)
{
    std::string hint(error_text::hint(error.code));
    for (auto const& sentence : kernel_warnings::about(error, file)) {
        hint += '\n' + report_text::wrapped("note:", sentence);
        hint.pop_back(); // the end of the line
    }
    throw Refusal(error, hint);
}

int check(std::string const& path)
{
    auto const read = packed_kernel::read(path);
    auto const& file = read.content;
    auto const facts = kernel_verdict::examine(file, path);
    if (!facts)
        refuse(facts.error(), file);
    std::cout << kernel_report::describe(*facts);
    if (read.packing)
        std::cout << "packed with " << packed::words(read.packing->format) << ": " << words::decimal(read.packing->size)
                  << " bytes hold " << words::decimal(file.size()) << '\n';
    if (auto const advice = packed_kernel::advice(read, kernel_file::loaded_bytes(facts->kernel.image));
        !advice.empty())
        std::cout << report_text::wrapped("note:", advice);
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
