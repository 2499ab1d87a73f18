// SPDX-License-Identifier: BSD-2-Clause
/* The structure of a file, which the executable file and modules have. */
#pragma once
#include "tests/guests/limine/protocol.h"

/* Checks all fields but size, contents and string. Returns whether the structure can be read. */
int check_file(struct file const* file, char const* what);
