// SPDX-License-Identifier: BSD-2-Clause
/* Functions on bytes and strings. */
#pragma once
#include "tests/guests/limine/types.h"

void* memset(void* to, int byte, size_t size);
void* memcpy(void* to, void const* from, size_t size);
int memcmp(void const* a, void const* b, size_t size);

int same(char const* a, char const* b); /* whether two strings are equal */
u64 number(char const* text);           /* the decimal number at its begin */
u8 sum(u8 const* bytes, u64 size);      /* modulo 256 */
u32 get32(u8 const* bytes);             /* little-endian */
u64 get64(u8 const* bytes);
