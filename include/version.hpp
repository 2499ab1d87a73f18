// SPDX-License-Identifier: BSD-2-Clause
// The version of farjump.
#pragma once

// (An array, because the linker would put a std::string_view and its text into different parts of the annex.)
inline constexpr char version[] = "0.2.0";
