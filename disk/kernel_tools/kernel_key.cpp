// SPDX-License-Identifier: BSD-2-Clause
// Examines the kernel as farjump's own, then as one of the other protocols.
#include "disk/kernel_tools/kernel_key.hpp"

#include "disk/kernel_tools/guest_check.hpp"
#include "disk/kernel_tools/guest_file.hpp"
#include "disk/kernel_tools/kernel_verdict.hpp"
#include "disk/kernel_tools/packed_kernel.hpp"

namespace kernel_key {

std::string of(std::string const& path)
{
    using guest_file::Protocol;
    auto const read = packed_kernel::read(path);
    bool const is_ours = kernel_verdict::examine(read.content, path).has_value();
    auto const protocol = is_ours ? Protocol::none : guest_file::of_refused(read.content, path);
    return protocol == Protocol::none ? "kernel" : guest_check::key(protocol, read, path);
}

} // namespace kernel_key
