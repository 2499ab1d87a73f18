// SPDX-License-Identifier: 0BSD
// Prints on the text screen and on COM1.
#pragma once
#include <stdint.h>

// Sets COM1 to 115200 baud. Only for loaders that do not promise a serial line that works.
void open_com1(void);

// Clears the text screen, whose memory is mapped at this address. Before, everything is printed on COM1 only.
void open_screen(uint64_t address);

void print(char const* words);

// "FIRST to LAST KIND"
void print_range(uint64_t base, uint64_t length, char const* kind);
