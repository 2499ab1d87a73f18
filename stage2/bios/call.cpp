// SPDX-License-Identifier: BSD-2-Clause
// The C++ side of BIOS calls, and the memory that is shared with the BIOS.
#include "stage2/bios/call.hpp"
#include "include/code_size.hpp"

extern "C" void bios_call(std::uint8_t interrupt, bios::Registers* registers);

namespace bios {

void (*after_call)() = nullptr;

OUT_OF_LINE Registers call(std::uint8_t interrupt, Registers const& input)
{
    Registers registers = input;
    bios_call(interrupt, &registers);
    if (after_call != nullptr)
        after_call();
    return registers;
}

namespace {

template <typename T>
T peek(std::uint32_t address)
{
    // volatile, because the BIOS's interrupt handlers write there and the compiler must not reason about low addresses.
    return *reinterpret_cast<T const volatile*>(address);
}

std::byte* transfer_buffer()
{
    return reinterpret_cast<std::byte*>(layout::transfer_buffer);
}

} // namespace

MutableBytes data()
{
    return {transfer_buffer(), data_size};
}

MutableBytes parameters()
{
    return {transfer_buffer() + data_size, parameters_size};
}

std::uint8_t peek8(std::uint32_t address)
{
    return peek<std::uint8_t>(address);
}

std::uint16_t peek16(std::uint32_t address)
{
    return peek<std::uint16_t>(address);
}

std::uint32_t peek32(std::uint32_t address)
{
    return peek<std::uint32_t>(address);
}

} // namespace bios
