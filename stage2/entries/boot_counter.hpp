// SPDX-License-Identifier: BSD-2-Clause
// The boot counter in the file name of a boot entry: "id+LEFT.conf" or "id+LEFT-DONE.conf".
// UAPI Group, "Boot Loader Specification", "Boot counting".
#pragma once

#include <cstdint>
#include <string_view>

namespace boot_counter {

// The parts of an entry's file name. An operating system that wants a trial of its entry adds a counter of the tries
// left, and removes it after a successful boot: then the entry is good. An entry with 0 tries left is exhausted.
struct Name {
    static constexpr std::uint32_t unlimited = ~0u;

    std::string_view id;            // without counter and ".conf"
    std::uint32_t left = unlimited; // tries; unlimited: there is no counter
    std::uint32_t done = 0;

    bool is_counted() const { return left != unlimited; }
    bool is_exhausted() const { return left == 0; }
};

// Removes ".conf", in upper or lower case. Other names are returned unchanged.
std::string_view without_suffix(std::string_view file_name);

// The counter follows the last '+', directly before ".conf": one number, or two separated by '-'. Numbers are decimal
// and below 2^31, as in systemd-boot. Anything else is part of the id, and so is a counter without an id before it.
Name parse(std::string_view file_name);

} // namespace boot_counter
