// SPDX-License-Identifier: BSD-2-Clause
// A progress bar on stderr, where that is a terminal, for work that takes longer than a second.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

class Progress {
public:
    explicit Progress(bool allowed);

    ~Progress() { clear(); }
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    // `done` of `total` bytes of this work. Draws nothing in the first second.
    void show(std::string const& work, std::uint64_t done, std::uint64_t total);

    // Removes the bar.
    void clear();

    // The bytes that the file takes on its disk: how far a program is that writes it. 0 if there is no such file.
    static std::uint64_t written(std::filesystem::path const& file);

private:
    bool is_wanted_;
    bool is_drawn_ = false;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};
