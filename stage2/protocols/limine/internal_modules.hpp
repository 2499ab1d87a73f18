// SPDX-License-Identifier: BSD-2-Clause
// The modules that a kernel lists in its module request. The Limine Boot Protocol, "Module Feature".
#pragma once

#include "include/result.hpp"
#include "stage2/protocols/limine/requests.hpp"
#include "stage2/protocols/limine/responses.hpp"

#include <cstdint>
#include <string_view>

namespace limine {

inline constexpr std::size_t most_modules = 256;

struct InternalFile {
    std::string_view path; // in the kernel; not empty; relative to the kernel's directory, or from '/'
    std::uint64_t string;  // its address in the kernel; 0: none
    std::uint64_t flags;   // InternalModule's bits
};

// The number of modules. Error: limine_too_many_modules.
Result<std::uint64_t> count_internal(Requests const& requests, std::string_view name);

// The module at `index`, below count_internal(). Errors: limine_module_invalid, limine_module_hash.
Result<InternalFile> internal_file(ImageView const& image, Requests const& requests, std::uint64_t index,
                                   std::string_view name);

} // namespace limine
