// SPDX-License-Identifier: BSD-2-Clause
// Loads a kernel for the Limine boot protocol: its segments, its requests, and, if they are wanted, the other bytes of
// its file. The Limine Boot Protocol, "Executable", "Entry memory layout".
#pragma once

#include "include/result.hpp"
#include "stage2/boot.hpp"
#include "stage2/protocols/limine/requests.hpp"

#include <cstdint>

namespace limine {

struct KernelImage {
    ImageView view;
    Requests requests;
    VirtAddr entry;        // the header's, or the one of the request
    MutableBytes file;     // all of the file, if the kernel asks for it or the entry has its checksum
    bool verified;         // against the entry's checksum
    bool has_open_segment; // one that is writable and executable

    LoadedKernel const& loaded(Boot const& boot) const { return boot.workspace->kernel_file.kernel; }
};

// `file` is the kernel of the boot entry, or farjump's own protocol has loaded it already (KernelFileRoom::is_loaded).
// Errors: those of ELF files; limine_no_requests if the file is not for this protocol, unless the entry says so; and
// those of requests.
Result<void> load_image(Boot& boot, File& file, KernelImage& kernel);

} // namespace limine
