// SPDX-License-Identifier: BSD-2-Clause
// The program farjump-seal, `farjump seal`.
#pragma once

#include "disk/host/call.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace seal_command {

inline constexpr auto older_name = "farjump-seal";

extern char const* const usage;

// Prints errors; returns the exit status.
int run(Call const& call);

struct Written {
    std::uint32_t checksum;
    std::string place;                 // of the seal in the file, in words
    std::vector<std::string> warnings; // sentences
    std::string advice;                // a sentence, or empty
};

// Writes the sealed kernel to `output`, which may be `input`. Throws a Refusal for files that the loader would refuse.
Written write_sealed(std::string const& input, std::string const& output);

} // namespace seal_command
