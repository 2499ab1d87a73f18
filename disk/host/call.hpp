// SPDX-License-Identifier: BSD-2-Clause
// How the user called a host program: as a subcommand, `farjump seal`, or by its older name, farjump-seal.
#pragma once

#include "disk/host/arguments.hpp"
#include "disk/host/words.hpp"

#include <string>
#include <string_view>

struct Call {
    std::string name; // "farjump seal" or "farjump-seal", for messages
    int count;        // of `words`
    char** words;     // the first is the name of the program or of the subcommand

    Arguments arguments() const { return {count, words}; }

    // The usage text, which is written with the `older` name, with the name that the user has typed.
    std::string usage(std::string const& text, std::string_view older) const
    {
        return ::words::replaced(text, older, name);
    }
};
