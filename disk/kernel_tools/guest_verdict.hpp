// SPDX-License-Identifier: BSD-2-Clause
// Decides whether a kernel of another loader's protocol will boot: makes the loader's own checks, in the loader's order
// (stage2/protocols/linux/linux.cpp, stage2/protocols/multiboot/multiboot.cpp).
//
// Omits what depends on more than the kernel and the size of the memory: modules and options, graphics modes (FJ-0875).
#pragma once

#include "include/bytes.hpp"
#include "include/result.hpp"
#include "stage2/protocols/linux/header.hpp"
#include "stage2/protocols/multiboot/header.hpp"
#include "stage2/protocols/multiboot/image.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guest_verdict {

// The facts about a kernel that will boot on a machine with enough memory. Refer to file and name, which must outlive
// them.
struct Linux {
    Bytes file;
    std::string_view name;
    linux_boot::Header header;
    std::string_view version; // a text; empty if there is none
    bool own_checksum_is_right;
};

struct Multiboot {
    Bytes file;
    std::string_view name;
    multiboot::Header header;
    multiboot::Image image;
    bool has_other_version; // a second header
};

Result<Linux> examine_linux(Bytes file, std::string_view name);

// `version`: 1 or 2 for `multiboot` and `multiboot2` in the boot entry; 0 for `kernel`, by which version 2 counts if the
// file has both.
Result<Multiboot> examine_multiboot(Bytes file, std::uint32_t version, std::string_view name);

// The loader's refusal on a plain PC (model_pc.hpp) with this much memory, if it has one.
Result<void> fits(Linux const& kernel, std::uint32_t mib);
Result<void> fits(Multiboot const& kernel, std::uint32_t mib);

// The least memory with which the kernel boots, in MiB; nullopt if it boots with none.
std::optional<std::uint32_t> least_mib(Linux const& kernel);
std::optional<std::uint32_t> least_mib(Multiboot const& kernel);

} // namespace guest_verdict
