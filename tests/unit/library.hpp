// SPDX-License-Identifier: BSD-2-Clause
// Includes the headers of the standard library that the loader uses. Each source still includes what it needs, as the
// loader's own build shows; for the unit tests these headers are compiled once.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
