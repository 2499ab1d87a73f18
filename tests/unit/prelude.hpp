// What most tests include, compiled once and given to all of them: parsing it takes longer than their own lines. Each test
// includes what it needs all the same.
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
