// The A20 test: does a change below 1 MiB show 1 MiB higher?
#include "stage2/bios/a20.hpp"

#include "include/units.hpp"

namespace a20 {

namespace {

std::uint32_t volatile probe;

} // namespace

// Only the low one of the two places is written, since the high one may hold the kernel. Two values, neither used
// before, so that memory which happens to hold one of them is not taken for a mirror.
bool is_open()
{
    auto const address = reinterpret_cast<std::uintptr_t>(&probe) + static_cast<std::uintptr_t>(1_MiB);
    auto const* const mirror = reinterpret_cast<std::uint32_t const volatile*>(address);
    for (int round = 0; round < 2; ++round) {
        probe = probe + 0x9E3779B9;
        if (*mirror != probe)
            return true;
    }
    return false;
}

} // namespace a20
