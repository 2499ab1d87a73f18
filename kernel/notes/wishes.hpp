// SPDX-License-Identifier: BSD-2-Clause
// Declares this kernel's wishes, which are in a note of its ELF file.
#pragma once

#include "include/farjump/boot_info.hpp"

extern farjump::KernelNote const wishes;
