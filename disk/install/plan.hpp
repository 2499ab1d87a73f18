// SPDX-License-Identifier: BSD-2-Clause
// The plan of all writes and their order: complete before the first byte is written.
#pragma once

#include "disk/host/disk_file.hpp"
#include "disk/install/stages.hpp"
#include "disk/install/target.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plan {

// How to undo a piece. Systems continue to write to a volume after the loader's file was added: its directory and its
// count of free clusters change, so that the old bytes would be wrong.
enum class Undo : std::uint8_t {
    old_bytes,    // restore the old bytes
    delete_entry, // the same for a directory entry; a new entry becomes a deleted one
    add_back,     // a 32-bit count: add the subtracted amount to it again
};

struct Piece {
    std::uint64_t offset;
    std::vector<std::byte> bytes;
    Undo undo = Undo::old_bytes;
};

// Pieces that are flushed to the medium together, before the next step begins.
struct Step {
    std::string what;
    std::vector<Piece> pieces;
};

// Where stage 2 goes, and the writes that put it there.
struct Site {
    Lba first{};
    std::string name{};                // "the gap between the MBR and the first partition"
    std::vector<Step> before_stage1{}; // stage 2 is complete after them
    std::vector<Step> after_stage1{};  // free the clusters of a file that is replaced
    std::vector<std::string> notes{};  // for the user: why stage 2 is a file, or why the annex is left out
};

// Contains no bytes that are already on the disk: a plan without steps has nothing to write.
struct Plan {
    std::vector<Step> steps{};
    std::string place{};              // of stage 2: "the gap between the MBR and the first partition"
    std::vector<std::string> notes{}; // for the user: why stage 2 is a file, or why the annex is left out
};

// What to install, and where.
struct Request {
    survey::Survey const& survey;
    target::Target const& target;
    stages::Stages const& stages;
    bool overwrite_others; // allows data of others in the place for stage 2

    // The operands of the installed stage 1; nullopt if the disk has no stage 1 of farjump.
    std::optional<boot_code::Told> installed(BlockDevice& disk) const;
};

// Writes stage 2 first and stage 1 last: until then the old loader still boots, if there is room for both. Refuses if
// there is too little room, or if it contains data of others.
Plan make(Request const& request, BlockDevice& disk);

// "bytes 512 to 53759: stage 2", a line for each piece.
std::string describe(Plan const& plan);

// Writes the plan step by step, and reads it back.
void carry_out(Plan const& plan, WritableDisk& disk);

// The disk as it will be after the plan.
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
