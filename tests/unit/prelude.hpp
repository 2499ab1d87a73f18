// SPDX-License-Identifier: BSD-2-Clause
// Includes what most tests include. It is compiled once for all of them, because parsing these headers takes longer
// than the tests' own lines. Each test still includes what it needs.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>
