// SPDX-License-Identifier: BSD-2-Clause
// Prints the interface between loader and kernel for other languages: boot_info.inc for NASM, or boot_info.rs for Rust.
#include "disk/build/contract/items.hpp"

#include <cstdio>
#include <string_view>

int main(int argc, char** argv)
{
    std::string_view const language = argc == 2 ? argv[1] : "";
    if (language == "nasm")
        contract::print_nasm();
    else if (language == "rust")
        contract::print_rust();
    else {
        std::fputs("usage: contract nasm|rust\n", stderr);
        return 2;
    }
}
