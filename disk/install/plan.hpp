// What is written where, in which order: decided as a whole before the first byte is written.
#pragma once

#include "disk/host/disk_file.hpp"
#include "disk/install/stages.hpp"
#include "disk/install/target.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plan {

// How a piece is undone. Systems go on writing to a volume after the loader's file is on it: its directory and its count
// of free clusters are not what they were, and the old bytes would be wrong there.
enum class Undo : std::uint8_t {
    old_bytes,    // the old bytes come back
    delete_entry, // the same for a directory entry; where there was none, a deleted one stays
    add_back,     // a 32-bit count: what was taken from it is added to it again
};

struct Piece {
    std::uint64_t offset;
    std::vector<std::byte> bytes;
    Undo undo = Undo::old_bytes;
};

// Pieces that reach the medium together, before the next step begins.
struct Step {
    std::string what;
    std::vector<Piece> pieces;
};

// Bytes that the disk has already are no part of it: without a step, all is there.
struct Plan {
    std::vector<Step> steps{};
    std::string place{};              // of stage 2: "the gap between the MBR and the first partition"
    std::vector<std::string> notes{}; // for the user: why stage 2 is a file, or why the annex is left out
};

// What is to be installed, and where.
struct Request {
    survey::Survey const& survey;
    target::Target const& target;
    stages::Stages const& stages;
    bool overwrite_others; // data of others in the room for stage 2

    // What the stage 1 of ours that is there now has been told; nothing if there is none.
    std::optional<boot_code::Told> installed(BlockDevice& disk) const;
};

// Stage 2 first, stage 1 last: until that is written, what booted before still boots, as far as both have room.
// Refuses when there is no room, or when data of others lies in it.
Plan make(Request const& request, BlockDevice& disk);

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
