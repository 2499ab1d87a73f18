// SPDX-License-Identifier: BSD-2-Clause
// Decides whether a kernel for the Limine boot protocol will boot: makes the loader's own checks, in the loader's order
// (stage2/protocols/limine/limine.cpp).
//
// Omits what depends on more than the kernel and the size of the memory: the entry's modules, whether internal modules
// exist (FJ-0828), a processor of the level that the kernel was built for (FJ-0728), a local APIC that cannot leave x2APIC
// mode (FJ-0832).
#pragma once

#include "disk/kernel_tools/kernel_file.hpp"
#include "disk/kernel_tools/loaded_image.hpp"
#include "include/result.hpp"
#include "stage2/image/placement.hpp"
#include "stage2/protocols/limine/internal_modules.hpp"
#include "stage2/protocols/limine/paging_mode.hpp"
#include "stage2/protocols/limine/requests.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace limine_verdict {

// The facts about a kernel that will boot on a machine with enough memory. Refer to file and name, which must outlive
// them; `requests` and the texts in `modules` refer to `loaded`.
struct Facts {
    kernel_file::Kernel kernel;
    placement::Place fixed; // with `nokaslr`; the physical address is only an example
    LoadedImage loaded;     // relocated for that place
    limine::Requests requests;
    bool has_section; // base revision 0 and a section that lists the requests
    VirtAddr entry;
    std::vector<limine::InternalFile> modules;
    limine::PagingWindow paging;

    bool needs_five_levels() const { return paging.lowest > 0; }
};

// The facts, or the loader's refusal. Error: limine_no_requests if the file is for another protocol.
Result<Facts> examine(Bytes file, std::string_view name);

// The loader's refusal on a plain PC (model_pc.hpp) with this much memory, if it has one.
Result<void> fits(Facts const& kernel, std::uint32_t mib);

// The least memory with which the kernel boots, in MiB; nullopt if it boots with none.
std::optional<std::uint32_t> least_mib(Facts const& kernel);

} // namespace limine_verdict
