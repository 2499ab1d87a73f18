// SPDX-License-Identifier: BSD-2-Clause
// disk/build/tools.mk defines FARJUMP_VERSION.
#include "disk/farjump/version.hpp"

namespace version {

constexpr std::string_view text = FARJUMP_VERSION;

} // namespace version
