// Chooses the place of stage 2: in front of the partitions or the volume's clusters, or as a file of the volume.
#pragma once

#include "disk/install/plan.hpp"

#include <string>
#include <vector>

namespace site {

struct Site {
    Lba first{};
    std::string name{}; // "the gap between the MBR and the first partition"
    std::vector<plan::Step> before_stage1{};
    std::vector<plan::Step> after_stage1{};
    std::vector<std::string> notes{}; // for the user: why stage 2 is a file, or why the annex is left out
};

// Puts all of stage 2 in the room reserved for it, or else in a file. If neither is possible, puts the core alone in
// that room. Refuses if even the core does not fit, or if the room contains data of others.
Site choose(plan::Request const& request, BlockDevice& disk);

} // namespace site
