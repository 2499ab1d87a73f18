// SPDX-License-Identifier: BSD-2-Clause
// Stage 2 as a file: /boot/farjump.sys on a FAT volume, for disks without other room for it. Its clusters are adjacent,
// and stage 1 has the LBA of the first one: so the file must not be moved.
#pragma once

#include "disk/host/survey.hpp"
#include "disk/install/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace loader_file {

// Chooses the place of `stage2` on that volume: in /boot if that directory exists, else in the root. An existing file
// of the loader stays intact until stage 1 has been written, if the volume has room for both. Refuses a volume that was
// not unmounted cleanly, a volume without enough adjacent free clusters, and a farjump.sys that is not the loader's.
plan::Site place(survey::Survey const& survey, Partition const& partition, Bytes stage2, BlockDevice& disk);

// The file that contains a stage 2 at LBA `first`: "the file /boot/farjump.sys on partition 1". nullopt if that sector
// is not in the clusters of a volume. Refuses if it is, but the file is missing, not contiguous, or elsewhere.
std::optional<std::string> containing(survey::Survey const& survey, Lba first, std::uint64_t bytes, BlockDevice& disk);

} // namespace loader_file
