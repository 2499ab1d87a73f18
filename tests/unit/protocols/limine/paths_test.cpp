// SPDX-License-Identifier: BSD-2-Clause
// Tests the paths of internal modules.
#include "stage2/protocols/limine/paths.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

std::string resolved(std::string_view kernel, std::string_view path)
{
    return std::string{limine::resolve(kernel, path).view()};
}

TEST(LiminePaths, AreRelativeToTheKernel)
{
    EXPECT_EQ(resolved("/boot/kernel", "module"), "/boot/module");
    EXPECT_EQ(resolved("/kernel", "module"), "/module");
    EXPECT_EQ(resolved("kernel", "module"), "/module");
    EXPECT_EQ(resolved("/boot/kernel", "a/b"), "/boot/a/b");
}

TEST(LiminePaths, CanBeginInTheRoot)
{
    EXPECT_EQ(resolved("/boot/kernel", "/a//b/"), "/a/b");
}

TEST(LiminePaths, ResolveDots)
{
    EXPECT_EQ(resolved("/boot/x/kernel", "./a"), "/boot/x/a");
    EXPECT_EQ(resolved("/boot/x/kernel", "../a"), "/boot/a");
    EXPECT_EQ(resolved("/boot/kernel", "../../../a"), "/a");
    EXPECT_EQ(resolved("/boot/kernel", "/a/../b/./c"), "/b/c");
    EXPECT_EQ(resolved("/boot/kernel", ".."), "");
}

} // namespace
