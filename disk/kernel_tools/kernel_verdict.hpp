// SPDX-License-Identifier: BSD-2-Clause
// Decides whether a kernel will boot: makes the loader's own checks, in the loader's own order
// (stage2/protocols/farjump/kernel_loader.cpp).
//
// Omits the checks that depend on the machine: a processor of the level that the kernel was built for (FJ-0728), enough
// free memory (FJ-0304), and for a kernel of the lower half free memory at its address (FJ-0731). An empty seal counts
// as no seal: the loader refuses it (FJ-0741), but `make image` fills it in first.
#pragma once

#include "disk/kernel_tools/kernel_file.hpp"
#include "include/result.hpp"
#include "stage2/image/notes.hpp"
#include "stage2/image/placement.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace kernel_verdict {

// The numbers of relocations of a position-independent kernel.
struct Relocations {
    std::uint64_t with_addends; // RELA
    std::uint64_t packed;       // RELR
};

// The facts about a kernel that will boot.
struct Facts {
    kernel_file::Kernel kernel;
    std::optional<std::uint32_t> seal; // the checksum of a sealed kernel
    placement::Place fixed;            // its place with `nokaslr`; the physical address is only an example
    VirtAddr lowest, highest;          // limits of its random virtual address
    Relocations relocations;

    // True for a note that the linker has reserved, and that was not filled in yet.
    bool seal_is_empty() const { return kernel.findings.seal && !seal; }

    // True for a static kernel that is mapped at its physical address.
    bool in_lower_half() const { return !kernel.image.position_independent && !kernel.image.upper_half(); }
};

// The facts, or the loader's refusal. The file and the name must outlive the result.
Result<Facts> examine(Bytes file, std::string_view name);

} // namespace kernel_verdict
