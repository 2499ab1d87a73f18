// SPDX-License-Identifier: BSD-2-Clause
// One row of the table of subcommands.
#pragma once

#include "disk/host/call.hpp"

#include <string>
#include <string_view>

struct Command {
    std::string_view name;       // "seal": farjump seal
    std::string_view older_name; // "farjump-seal", a link to the program; or empty
    std::string_view summary;    // for the list of `farjump --help`
    std::string (*usage)();      // written with the older name if there is one
    int (*run)(Call const&);     // prints errors; returns the exit status
};
