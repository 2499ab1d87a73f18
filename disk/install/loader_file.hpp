// Stage 2 as a file: /boot/farjump.sys on a FAT volume, for disks that have no other room for it. Its clusters are
// neighbours, and stage 1 has the LBA of the first one: so the file must stay where it is.
#pragma once

#include "disk/host/survey.hpp"
#include "disk/install/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loader_file {

// Where stage 2 goes as a file, and the writes that put it there.
struct Placement {
    std::string name; // "the file /boot/farjump.sys on partition 1"
    Lba first{};
    std::vector<plan::Step> before_stage1{}; // afterwards the file is whole
    std::vector<plan::Step> after_stage1{};  // frees the clusters of the file that is replaced
};

// Decides where `stage2` goes on that volume: in /boot if there is such a directory, else in the root. A file that is
// there already stays whole until stage 1 has been written, if the volume has room for both. Refuses a volume that was
// not cleanly unmounted, one without so many free clusters in one piece, and a farjump.sys that is not the loader's.
Placement place(survey::Survey const& survey, Partition const& partition, Bytes stage2, BlockDevice& disk);

// The file that stage 2 lies in, when it lies at LBA `first`: "the file /boot/farjump.sys on partition 1". Nothing when
// that sector belongs to no volume's clusters. Refuses when it belongs to one, but the file is missing or not there in
// one piece.
std::optional<std::string> containing(survey::Survey const& survey, Lba first, std::uint64_t bytes, BlockDevice& disk);

} // namespace loader_file
