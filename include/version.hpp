// SPDX-License-Identifier: BSD-2-Clause
// The version of farjump. The file VERSION has the same for make and for packages.
#pragma once

#define FARJUMP_RELEASE "0.2.0"

// (An array, because the linker would put a std::string_view and its text into different parts of the annex.)
inline constexpr char version[] = FARJUMP_RELEASE;
