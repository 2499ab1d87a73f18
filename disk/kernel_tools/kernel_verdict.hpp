// Whether a kernel will boot, by the loader's own checks in the loader's own order (stage2/protocols/farjump/kernel_loader.cpp).
//
// What depends on the machine is left out: a processor of the level that the kernel was built for (FJ-0728), enough
// free memory (FJ-0304), and for a kernel of the lower half the memory where it is linked (FJ-0731). And an empty seal
// is none: the loader refuses it (FJ-0741), but `make image` fills it in first.
#pragma once

#include "disk/kernel_tools/kernel_file.hpp"
#include "include/result.hpp"
#include "longmode/paging.hpp"
#include "stage2/image/notes.hpp"
#include "stage2/image/placement.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace kernel_verdict {

// The addresses that are changed when a position-independent kernel is moved.
struct Relocations {
    std::uint64_t with_addends; // RELA
    std::uint64_t packed;       // RELR
};

// All that there is to know of a kernel that will boot.
struct Facts {
    kernel_file::Kernel kernel;
    std::optional<std::uint32_t> seal; // the checksum of a sealed kernel
    placement::Place fixed;            // where `nokaslr` puts it; its physical place is but an example
    VirtAddr lowest, highest;          // where chance puts it at least and at most
    Relocations relocations;

    // A note that the linker has reserved, and that nobody has filled in yet.
    bool seal_is_empty() const { return kernel.findings.seal && !seal; }

    // A static kernel that is mapped where it lies in physical memory.
    bool in_lower_half() const { return !kernel.image.position_independent && !kernel.image.upper_half(); }

    // The loader gives such a kernel memory at a multiple of 2 MiB, as long as there is some.
    bool laid_for_large_pages() const
    {
        return fixed.size >= paging::large_page_size && fixed.begin.value % paging::large_page_size == 0;
    }
};

// Or the loader's refusal. The file and the name must outlive what comes out.
Result<Facts> examine(Bytes file, std::string_view name);

} // namespace kernel_verdict
