// SPDX-License-Identifier: BSD-2-Clause
/* Numbers of fixed sizes. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#define LEN(array) (sizeof(array) / sizeof((array)[0]))
