// SPDX-License-Identifier: BSD-2-Clause
// The modules of a Multiboot kernel: `module PATH WORDS…` in the boot entry.
#pragma once

#include "include/result.hpp"
#include "stage2/boot.hpp"
#include "stage2/protocols/multiboot/facts.hpp"

#include <cstdint>
#include <span>

namespace multiboot {

struct Modules {
    std::span<Module const> list; // valid until the kernel starts
    std::uint64_t size;           // bytes of all
    std::uint64_t end;            // behind the last one, or `behind`
    bool verified;                // each has a checksum in the entry
};

// Loads the modules one behind the other, each to pages of its own, from `behind` on. A packed file is unpacked, but not
// one under the key `initrd`: Linux unpacks its initrds itself.
// Errors: multiboot_module_no_room, multiboot_too_many_modules; those of files, packed files and checksums.
Result<Modules> load_modules(Boot& boot, std::uint64_t behind);

} // namespace multiboot
