// SPDX-License-Identifier: BSD-2-Clause
// Checks whether a disk has an intact farjump.
#pragma once

#include "disk/host/survey.hpp"
#include "disk/install/stages.hpp"
#include "disk/install/target.hpp"

#include <string>

namespace verify {

// A description of the installed farjump. Refuses a disk without one, and a damaged one.
std::string check(survey::Survey const& survey, target::Target const& target, stages::Stages const& stages,
                  BlockDevice& disk);

} // namespace verify
