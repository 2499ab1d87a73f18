// SPDX-License-Identifier: BSD-2-Clause
// mkdtemp(3).
#include "disk/farjump/work_directory.hpp"

#include "disk/host/refusal.hpp"

#include <cstdlib>
#include <string>
#include <system_error>

WorkDirectory::WorkDirectory(std::filesystem::path const& parent)
{
    auto name = (std::filesystem::absolute(parent) / ".farjump.XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        fail_with_errno("cannot make a directory for temporary files in " + parent.string());
    path_ = name;
}

WorkDirectory::~WorkDirectory()
{
    std::error_code ignored; // there is no one left to tell
    std::filesystem::remove_all(path_, ignored);
}
