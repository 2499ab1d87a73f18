// What is written where, in which order: decided as a whole before the first byte is written.
#pragma once

#include "disk/host/disk_file.hpp"
#include "disk/install/stages.hpp"
#include "disk/install/target.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace plan {

struct Piece {
    std::uint64_t offset;
    std::vector<std::byte> bytes;
};

// Pieces that reach the medium together, before the next step begins.
struct Step {
    std::string what;
    std::vector<Piece> pieces;
};

// Bytes that the disk has already are no part of it: without a step, all is there.
struct Plan {
    boot_code::Told told;
    std::vector<Step> steps;
    bool has_annex = true; // else there is no room for it
};

// Stage 2 first, stage 1 last: until that is written, what booted before still boots, as far as both have room.
// Refuses when there is no room, or when somebody else's data lies in it.
Plan make(survey::Survey const& survey, target::Target const& target, stages::Stages const& stages, BlockDevice& disk,
          bool overwrite_others);

// "bytes 512 to 53759: stage 2", a line for each piece.
std::string describe(Plan const& plan);

// Writes it, step by step, and reads it back.
void carry_out(Plan const& plan, WritableDisk& disk);

// A disk as it will be.
class Preview final : public BlockDevice {
public:
    Preview(BlockDevice& disk, Plan const& plan) : disk_(disk), plan_(plan) {}

    Result<void> read(std::uint64_t offset, MutableBytes destination) override;
    std::uint32_t bytes_per_sector() const override { return disk_.bytes_per_sector(); }
    std::uint64_t sector_count() override { return disk_.sector_count(); }

private:
    BlockDevice& disk_;
    Plan const& plan_;
};

} // namespace plan
