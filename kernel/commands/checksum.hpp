// SPDX-License-Identifier: BSD-2-Clause
// Computes the checksum that the kernel prints for received data: CRC-32, which other tools compute as well.
#pragma once

#include "include/bytes.hpp"

#include <cstdint>

std::uint32_t checksum_of(Bytes bytes);
