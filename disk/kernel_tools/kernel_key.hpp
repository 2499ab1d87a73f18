// SPDX-License-Identifier: BSD-2-Clause
// The key that names a kernel in a boot entry.
#pragma once

#include <string>

namespace kernel_key {

// "kernel", "linux", "multiboot", "multiboot2", or "limine" for the lines `kernel` and `protocol limine`. A file that is
// not for another loader's protocol has the key `kernel`, one that the loader refuses, too. Throws a Refusal for a
// kernel of another protocol that the loader refuses.
std::string of(std::string const& path);

} // namespace kernel_key
