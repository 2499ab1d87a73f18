// Where stage 2 goes: the room in front of the partitions or the volume's clusters, or else a file of the volume.
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

// All of stage 2 goes into the room that is for it, or else into a file. Where neither is possible, the core alone goes
// into the room, if that is large enough. Refuses when it is not, or when data of others lies there.
Site choose(plan::Request const& request, BlockDevice& disk);

} // namespace site
