// SPDX-License-Identifier: BSD-2-Clause
// Output on COM1, as the loader left the port; and the end of an emulator.
#pragma once

#include <cstdint>

namespace guest {

void out8(std::uint16_t port, std::uint8_t value);
std::uint8_t in8(std::uint16_t port);

namespace com1 {

void set_up(); // 115200 baud, 8N1
void print_text(char const* text);
void print_hex(std::uint64_t number);
void print_decimal(std::uint32_t number);

template <typename... Texts>
void print(Texts... texts)
{
    (print_text(texts), ...);
}

} // namespace com1
} // namespace guest
