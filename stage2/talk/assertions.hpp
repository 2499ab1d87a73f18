// SPDX-License-Identifier: BSD-2-Clause
// Compact assertions for stage 2, included before all other headers. The C++ library's own (-D_GLIBCXX_ASSERTIONS)
// contain file, function and condition as text, which costs 16 KiB. These only call a function; its return address
// shows the place.
#pragma once

#include <bits/c++config.h>

extern "C" [[noreturn, gnu::cold]] void assertion_failed();

#undef __glibcxx_assert_impl
#define __glibcxx_assert_impl(condition)             \
    if (__builtin_expect(!bool(condition), false)) { \
        __glibcxx_constexpr_assert(false);           \
        assertion_failed();                          \
    }
