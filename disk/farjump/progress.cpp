// SPDX-License-Identifier: BSD-2-Clause
// isatty(3); stat(2), st_blocks.
#include "disk/farjump/progress.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace {

constexpr std::uint64_t width = 32; // of the bar, in characters
constexpr std::uint64_t block_bytes = 512;
constexpr auto patience = std::chrono::seconds(1);

// ECMA-48, "Erase in line": removes what stands behind the cursor.
constexpr auto back_to_start = "\r\x1B[K";

} // namespace

Progress::Progress(bool allowed) : is_wanted_{allowed && ::isatty(STDERR_FILENO) == 1} {}

void Progress::clear()
{
    if (is_drawn_)
        std::cerr << back_to_start << std::flush;
    is_drawn_ = false;
}

void Progress::show(std::string const& work, std::uint64_t done, std::uint64_t total)
{
    if (!is_wanted_ || total == 0 || std::chrono::steady_clock::now() - start_ < patience)
        return;
    auto const part = std::min(done, total);
    auto const filled = static_cast<std::size_t>(part * width / total);
    std::cerr << back_to_start << '[' << std::string(filled, '#') << std::string(width - filled, '.') << "] "
              << part * 100 / total << "% " << work << std::flush;
    is_drawn_ = true;
}

std::uint64_t Progress::written(std::filesystem::path const& file)
{
    struct stat64 status{};
    return ::stat64(file.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_blocks) * block_bytes : 0;
}
