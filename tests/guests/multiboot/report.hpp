// SPDX-License-Identifier: BSD-2-Clause
// Counts checks, and prints each that fails on COM1.
#pragma once

#include <cstdint>

namespace guest {

enum class Topic {
    state,
    segments,
    a20,
    stack,
    pic,
    firmware,
    bss,
    image,
    info,
    memory,
    modules,
    strings,
    device,
    screen,
    vbe,
    acpi,
    smbios,
    apm,
    symbols,
    base,
    padding,
    count
};

char const* name_of(Topic topic);

class Report {
public:
    explicit Report(bool is_silent = false) : is_silent_(is_silent) {}

    void equal(Topic topic, char const* what, std::uint64_t expected, std::uint64_t found);
    void that(Topic topic, char const* what, bool holds) { equal(topic, what, 1, holds); }

    std::uint32_t checks() const { return checks_; }
    std::uint32_t failures() const { return failures_; }
    std::uint32_t failures(Topic topic) const { return failures_of_[static_cast<unsigned>(topic)]; }

private:
    bool is_silent_;
    std::uint32_t checks_ = 0, failures_ = 0;
    std::uint32_t failures_of_[static_cast<unsigned>(Topic::count)] = {};
};

} // namespace guest
