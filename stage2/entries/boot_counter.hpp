// The counter in the name of a boot entry's file: "id+LEFT.conf" or "id+LEFT-DONE.conf".
// UAPI Group, "Boot Loader Specification", "Boot counting".
#pragma once

#include <cstdint>
#include <string_view>

namespace boot_counter {

// The name of an entry's file, taken apart. An operating system that wants its entry to be tried counts the tries that
// are left, and removes the counter once the entry has booted well: then it is good. With none left it is exhausted.
struct Name {
    static constexpr std::uint32_t unlimited = ~0u;

    std::string_view id;            // without the counter and without ".conf"
    std::uint32_t left = unlimited; // tries; unlimited: the name has no counter
    std::uint32_t done = 0;

    bool is_counted() const { return left != unlimited; }
    bool is_exhausted() const { return left == 0; }
};

// "foo" of "foo.conf", in either case; a name without that suffix as it is.
std::string_view without_suffix(std::string_view file_name);

// The counter is what follows the last '+': one number, or two with a '-' between them, right before ".conf". Numbers
// are decimal and below 2^31, as in systemd-boot. What looks otherwise is no counter and part of the id; so is a
// counter without an id before it.
Name parse(std::string_view file_name);

} // namespace boot_counter
