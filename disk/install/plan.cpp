// SPDX-License-Identifier: BSD-2-Clause
// Prints a plan, carries it out, and reads the disk as it will be afterwards.
#include "disk/install/plan.hpp"

#include "disk/host/refusal.hpp"
#include "disk/host/words.hpp"

#include <algorithm>
#include <cstring>

namespace plan {

std::string describe(Plan const& plan)
{
    std::string lines;
    for (auto const& step : plan.steps)
        for (auto const& piece : step.pieces)
            lines += "  bytes " + std::to_string(piece.offset) + " to " +
                     std::to_string(piece.offset + piece.bytes.size() - 1) + ": " + step.what + '\n';
    return lines;
}

void carry_out(Plan const& plan, WritableDisk& disk)
{
    for (auto const& step : plan.steps) {
        for (auto const& piece : step.pieces)
            disk.write(piece.offset, piece.bytes);
        disk.sync();
    }
    disk.forget();
    for (auto const& step : plan.steps)
        for (auto const& piece : step.pieces)
            if (read_range(disk, piece.offset, piece.bytes.size()) != piece.bytes)
                throw Refusal("what was written at byte " + words::decimal(piece.offset) + " (" + step.what +
                                  ") reads back otherwise",
                              "the disk is bad, or not as large as it says: use another one");
}

Result<void> Preview::read(std::uint64_t offset, MutableBytes destination)
{
    TRY(disk_.read(offset, destination));
    auto const end = offset + destination.size();
    for (auto const& step : plan_.steps)
        for (auto const& piece : step.pieces) {
            auto const begin = std::max(offset, piece.offset);
            auto const stop = std::min(end, piece.offset + piece.bytes.size());
            if (begin < stop)
                std::memcpy(&destination[static_cast<std::size_t>(begin - offset)],
                            &piece.bytes[static_cast<std::size_t>(begin - piece.offset)],
                            static_cast<std::size_t>(stop - begin));
        }
    return {};
}

} // namespace plan
