// SPDX-License-Identifier: BSD-2-Clause
// How many rounds a test of random inputs makes.
#pragma once

#include <concepts>

// All of them in 64 bits, and a tenth in 32 bits, where an emulator may run the tests: it takes ten times as long.
template <std::integral Count>
constexpr Count rounds(Count in_64_bits)
{
    return sizeof(void*) == 8 ? in_64_bits : (in_64_bits + 9) / 10;
}
