// Whether the farjump on a disk is ours, and whole.
#pragma once

#include "disk/host/survey.hpp"
#include "disk/install/stages.hpp"
#include "disk/install/target.hpp"

#include <string>

namespace verify {

// What is there, in words. Refuses what is not a farjump, or is damaged.
std::string check(survey::Survey const& survey, target::Target const& target, stages::Stages const& stages,
                  BlockDevice& disk);

} // namespace verify
